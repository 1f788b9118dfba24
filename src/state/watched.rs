//! A signal that anyone can read and only the modules of `state` can change.

use leptos::reactive::graph::AnySource;

use crate::signal::Reactive;

/// A signal that anyone can read and only the modules of `state` can change.
pub struct Watched<T: 'static>(Reactive<T>);

impl<T> Clone for Watched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Watched<T> {}

impl<T: Send + Sync + 'static> Watched<T> {
    pub(super) fn new(value: T) -> Self {
        Self(Reactive::new(value))
    }

    /// The value; subscribes the caller to changes.
    #[must_use]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.0.get()
    }

    /// The value, without subscribing.
    #[must_use]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.0.get_untracked()
    }

    /// Passes the value to a function; subscribes the caller to changes.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with(look)
    }

    /// Passes the value to a function, without subscribing.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(look)
    }

    /// Subscribes the caller to changes.
    pub fn track(self) {
        self.0.track();
    }

    pub(super) fn set(self, value: T) {
        self.0.set(value);
    }

    pub(super) fn update(self, change: impl FnOnce(&mut T)) {
        self.0.update(change);
    }

    pub(super) fn source(self) -> AnySource {
        self.0.source()
    }
}

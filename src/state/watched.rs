//! A signal that all may read, and only the state's own modules change.

use leptos::prelude::*;
use leptos::reactive::graph::{AnySource, ToAnySource};

/// A signal that all may read, and only the state's own modules change.
pub struct Watched<T: 'static>(RwSignal<T>);

impl<T> Clone for Watched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Watched<T> {}

impl<T: Send + Sync + 'static> Watched<T> {
    pub(super) fn new(value: T) -> Self {
        Self(RwSignal::new(value))
    }

    /// Its value; whoever asks is told of changes.
    #[must_use]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.0.get()
    }

    /// Its value as it is now.
    #[must_use]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.0.get_untracked()
    }

    /// Looks at the value; whoever asks is told of changes.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with(look)
    }

    /// Looks at the value as it is now.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(look)
    }

    /// Asks to be told of changes.
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
        self.0.to_any_source()
    }
}

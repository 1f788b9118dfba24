//! Signals and memos for values of any type over one signal and one memo of the framework's. Each further type of value would add
//! a copy of the framework's code to the wasm.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;
use leptos::reactive::graph::{AnySource, ToAnySource};
use leptos::reactive::traits::Notify;

type Held = Arc<dyn Any + Send + Sync>;

/// A value that tells those who read it when it changes.
pub struct Reactive<T> {
    held: RwSignal<Held>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Reactive<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reactive<T> {}

/// What a signal or a memo holds, without subscribing.
#[inline(never)]
fn held(signal: RwSignal<Held>) -> Held {
    signal.get_untracked()
}

/// The value as the type that it was stored with.
fn typed<T: 'static>(held: &Held) -> &T {
    match held.downcast_ref() {
        Some(value) => value,
        None => unreachable!("a signal holds the type it was made with"),
    }
}

impl<T: Send + Sync + 'static> Reactive<T> {
    /// One with a value to begin with.
    #[must_use]
    pub fn new(value: T) -> Self {
        #[inline(never)]
        fn new(value: Held) -> RwSignal<Held> {
            RwSignal::new(value)
        }
        Self { held: new(Arc::new(RwLock::new(value))), kind: PhantomData }
    }

    /// The value; subscribes the caller to changes.
    #[must_use]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The value, without subscribing.
    #[must_use]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Passes the value to a function; subscribes the caller to changes.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.with_untracked(look)
    }

    /// Passes the value to a function, without subscribing.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        let held = held(self.held);
        let value = typed::<RwLock<T>>(&held).read().unwrap_or_else(PoisonError::into_inner);
        look(&value)
    }

    /// Subscribes the caller to changes.
    #[inline(never)]
    pub fn track(self) {
        self.held.track();
    }

    /// Replaces the value, and tells so.
    pub fn set(self, value: T) {
        self.put(value);
        self.tell();
    }

    /// Replaces the value and tells nobody.
    pub fn put(self, value: T) {
        self.change(|held| *held = value);
    }

    /// Has a function change the value, and tells so.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.change(change);
        self.tell();
    }

    fn change(self, change: impl FnOnce(&mut T)) {
        let held = held(self.held);
        change(&mut typed::<RwLock<T>>(&held).write().unwrap_or_else(PoisonError::into_inner));
    }

    #[inline(never)]
    fn tell(self) {
        self.held.notify();
    }

    /// What its subscribers are subscribed to.
    #[must_use]
    pub fn source(self) -> AnySource {
        self.held.to_any_source()
    }
}

/// A value that follows from signals. It tells those who read it when it becomes another.
pub struct Derived<T> {
    held: Memo<Computed>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

#[derive(Clone)]
struct Computed {
    value: Held,
    same: fn(&Held, &Held) -> bool,
}

impl PartialEq for Computed {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.value, &other.value)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// One that is computed when it is first read, and anew once a signal that the function read has changed.
    #[must_use]
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        #[inline(never)]
        fn memo(compute: Box<dyn Fn() -> Computed + Send + Sync>) -> Memo<Computed> {
            Memo::new(move |_| compute())
        }
        let same: fn(&Held, &Held) -> bool = |one, other| typed::<T>(one) == typed::<T>(other);
        let compute = Box::new(move || Computed { value: Arc::new(compute()), same });
        Self { held: memo(compute), kind: PhantomData }
    }

    /// The value; subscribes the caller to changes.
    #[must_use]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The value, without subscribing.
    #[must_use]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Passes the value to a function, without subscribing.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        #[inline(never)]
        fn held(memo: Memo<Computed>) -> Held {
            memo.get_untracked().value
        }
        look(typed(&held(self.held)))
    }

    /// Passes the value to a function; subscribes the caller to changes.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        #[inline(never)]
        fn held(memo: Memo<Computed>) -> Held {
            memo.get().value
        }
        look(typed(&held(self.held)))
    }

    /// What its subscribers are subscribed to.
    #[must_use]
    pub fn source(self) -> AnySource {
        ArcMemo::from(self.held).to_any_source()
    }
}

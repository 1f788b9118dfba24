//! Natively nothing changes and nothing is heard: what signals say now is in the text.

use leptos::prelude::*;
use leptos::tachys::view::Render;
use web_sys::{Element, Event};

use super::El;

impl El {
    /// With an attribute as it is now.
    #[must_use]
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String>) -> Self {
        match untrack(value) {
            Some(value) => self.set(name, &value),
            None => self,
        }
    }

    /// With markup in it as it is now.
    #[must_use]
    pub fn bind_inner(mut self, inner: impl Fn() -> String) -> Self {
        self.0.inner = untrack(inner);
        self
    }

    /// With elements at its end as they are now.
    #[must_use]
    pub fn bind_last(self, last: impl Fn() -> Vec<Self>) -> Self {
        self.with_all(untrack(last))
    }

    /// As it is.
    #[must_use]
    pub fn bind_element(self, _: impl Fn(&Element)) -> Self {
        self
    }

    /// As it is.
    #[must_use]
    pub fn on(self, _: &'static str, _: impl Fn(Event)) -> Self {
        self
    }
}

impl Render for El {
    type State = ();

    fn build(self) {}

    fn rebuild(self, _: &mut ()) {}
}

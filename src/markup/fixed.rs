//! Natively nothing changes and there are no events, so the current values are written into the text.

use leptos::prelude::*;
use leptos::tachys::view::Render;
use web_sys::{Element, Event};

use super::El;

impl El {
    /// Sets an attribute to its current value.
    #[must_use]
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String>) -> Self {
        match untrack(value) {
            Some(value) => self.set(name, &value),
            None => self,
        }
    }

    /// Adds the current markup.
    #[must_use]
    pub fn bind_inner(mut self, inner: impl Fn() -> String) -> Self {
        self.0.inner = untrack(inner);
        self
    }

    /// Adds the current elements at its end.
    #[must_use]
    pub fn bind_last(self, last: impl Fn() -> Vec<Self>) -> Self {
        self.with_all(untrack(last))
    }

    /// Does nothing: there is no page to change or listen to.
    #[must_use]
    pub fn bind_element(self, _: impl Fn(&Element)) -> Self {
        self
    }

    /// Does nothing: there is no page to change or listen to.
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

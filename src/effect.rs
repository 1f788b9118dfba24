//! Effects of one shape: each shape of its own costs the wasm as much as a page of text.

use leptos::prelude::Effect;

/// Runs soon, and again whenever a signal changes that it read.
pub fn whenever(then: impl FnMut() + 'static) {
    fn run(mut then: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| then());
    }
    run(Box::new(then));
}

//! One type for all effects. Every closure type would otherwise add its own copy of the effect's code to the wasm.

use leptos::prelude::Effect;

/// Runs the closure soon, and again whenever a signal it read changes.
pub fn whenever(then: impl FnMut() + 'static) {
    fn run(mut then: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| then());
    }
    run(Box::new(then));
}

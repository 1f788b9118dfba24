//! What runs later: effects, of one type, since every closure type would add its own copy of the effect's code to the wasm; and the
//! pieces of the start.

use gloo_timers::callback::Timeout;
use leptos::prelude::Effect;

/// Runs the closure soon, and again whenever a signal it read changes.
pub fn whenever(then: impl FnMut() + 'static) {
    fn run(mut then: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| then());
    }
    run(Box::new(then));
}

/// Runs the closure in its own task, once the browser has had a chance to paint and to handle input.
pub fn soon(then: impl FnOnce() + 'static) {
    fn run(then: Box<dyn FnOnce()>) {
        Timeout::new(0, then).forget();
    }
    run(Box::new(then));
}

//! Starts the app in a browser: the stage replaces its still. This runs as several short tasks, because one long task would freeze a
//! slow phone: unpack the recorded stories, write the stage, build it, build its figure, put it in place, and last set up the canvas.

use any_spawner::Executor;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::effect::soon;
use crate::layout::Class;
use crate::recorded;
use crate::stage::{Parts, Stage, connect};
use crate::state::State;
use crate::url;

/// Mounts the stage on the page's `#stage`. Where that cannot be done the still stays, with a message above it.
pub fn start() {
    // In a release a panic is a trap that says nothing; boot.js tells the reader in either case.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    let place =
        document().get_element_by_id("stage").and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(place) = place {
        recorded::unpacked();
        soon(move || build(place));
    }
}

fn build(place: HtmlElement) {
    // The shape of the still it replaces, so that nothing jumps.
    let class = Class::for_width(place.get_bounding_client_rect().width());
    // Fails only where it is there already.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (state, parts, stage) = owner.with(|| {
        // The story that the still has shown; what else the address names comes in a moment.
        let (options, _) = url::read(&window().location().hash().unwrap_or_default());
        let state = State::new(options.settings);
        state.environment.class.set(class);
        let parts = Parts::new();
        (state, parts, view! { <Stage state=state parts=parts /> })
    });
    soon(move || {
        let mut stage = owner.with(|| stage.into_view().build());
        soon(move || {
            state.environment.figured.set(true);
            soon(move || {
                place.set_text_content(None);
                stage.mount(&place, None);
                owner.with(|| connect(state, parts));
                // Both live as long as the page.
                std::mem::forget((owner, stage));
                // Tells the page's own script that nothing went wrong.
                let _ = place.set_attribute("data-state", "ready");
            });
        });
    });
}

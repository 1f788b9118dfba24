//! The start in a browser: takes the stage over from its still, in place.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::layout::Class;
use crate::stage::Stage;
use crate::state::State;
use crate::url;

/// Mounts the stage on the page's `#stage`. Where that cannot be done the still stays, with a message above it.
pub fn start() {
    // In a release a panic is a trap that says nothing; boot.js tells the reader in either case.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    let place =
        document().get_element_by_id("stage").and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(place) = place else { return };
    // The shape of the still it replaces, so that nothing jumps.
    let class = Class::for_width(place.get_bounding_client_rect().width());
    place.set_text_content(None);
    mount_to(place.clone(), move || {
        // The story that the still has shown; what else the address names comes in a moment.
        let (options, _) = url::read(&window().location().hash().unwrap_or_default());
        let state = State::new(options.settings);
        state.environment.class.set(class);
        view! { <Stage state=state /> }
    })
    .forget();
    // Tells the page's own script that nothing went wrong.
    let _ = place.set_attribute("data-state", "ready");
}

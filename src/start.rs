//! The start in a browser: reads the scenario and takes the stage over from its still, in place.

use std::sync::Arc;

use gauntlet_sim::scenario::{BUILT_IN, Scenario};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::layout::Class;
use crate::stage::Stage;
use crate::state::State;
use crate::url::Settings;

/// Mounts the stage on the page's `#stage`. Where that cannot be done the still stays, with a message above it.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        fail("crash");
    }));
    let Some(stage) = by_id("stage").and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    match Scenario::from_json(BUILT_IN) {
        Ok(scenario) => {
            // The shape of the still it replaces, so that nothing jumps.
            let class = Class::for_width(stage.get_bounding_client_rect().width());
            stage.set_text_content(None);
            let shown = stage.clone();
            mount_to(shown, move || {
                let state = State::new(Arc::new(scenario), Settings::default());
                state.class.set(class);
                view! { <Stage state=state /> }
            })
            .forget();
            // Tells the page's own script that nothing went wrong.
            let _ = stage.set_attribute("data-state", "ready");
        }
        Err(errors) => {
            web_sys::console::error_1(&errors.to_string().into());
            fail("scenario");
        }
    }
}

fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Shows one of the messages that the page holds ready.
fn fail(reason: &str) {
    let Some(message) = by_id("stage-message") else { return };
    let _ = message.remove_attribute("hidden");
    if let Ok(Some(text)) = message.query_selector(&format!("[data-reason={reason}]")) {
        let _ = text.remove_attribute("hidden");
    }
}

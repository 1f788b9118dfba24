//! Moves the keyboard's focus where what had it goes.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use crate::state::State;

/// Focuses an element where it is, without scrolling to it.
pub fn take(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = element.focus_with_options(&still);
    }
}

/// Focuses what a selector names, once what was changed is drawn.
pub fn soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        take(leptos::prelude::document().query_selector(selector).ok().flatten());
    });
}

/// Closes the panel, and gives the focus back to what opened it: a gate, or “Why”.
pub fn close_panel(state: State) {
    let gate = state.selection.gate.get_untracked();
    state.selection.close();
    let Some(gate) = gate else {
        // It is out of reach until the panel has gone.
        return soon(".card .why");
    };
    let gate = leptos::prelude::document().get_element_by_id(&["gate-", gate.id()].concat());
    // A gate is no HTML element.
    if let Some(Ok(gate)) = gate.map(JsCast::dyn_into::<web_sys::SvgElement>) {
        let _ = gate.focus();
    }
}

/// Focuses the button that plays: what had the focus has gone, and a story waits.
pub fn to_play() {
    take(leptos::prelude::document().query_selector(".play").ok().flatten());
}

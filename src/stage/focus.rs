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
    let opener = gate.map_or_else(|| ".card .why".to_owned(), |gate| ["#gate-", gate.id()].concat());
    let opener = leptos::prelude::document().query_selector(&opener).ok().flatten();
    match opener.clone().map(JsCast::dyn_into::<web_sys::SvgElement>) {
        // A gate is no HTML element.
        Some(Ok(gate)) => drop(gate.focus()),
        _ => take(opener),
    }
}

/// Focuses the button that plays: what had the focus has gone, and a story waits.
pub fn to_play() {
    take(leptos::prelude::document().query_selector(".play").ok().flatten());
}

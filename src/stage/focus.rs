//! Keeps the keyboard's focus where a part of the stage is drawn anew.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// Called before a part is replaced: where something in it has the focus and goes, the part itself gets it.
pub fn keep(part: &'static str) {
    let focused = document().active_element();
    let focused = focused.filter(|field| field.closest(part).is_ok_and(|found| found.is_some()));
    let Some(focused) = focused else { return };
    queue_microtask(move || {
        if focused.is_connected() {
            return;
        }
        take(document().query_selector(part).ok().flatten());
    });
}

/// Focuses an element where it is, without scrolling to it.
pub fn take(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = element.focus_with_options(&still);
    }
}

//! Moves the keyboard's focus where what had it goes.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// Focuses an element where it is, without scrolling to it.
pub fn take(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = element.focus_with_options(&still);
    }
}

/// Brings what a selector names into view and gives it the focus, once what was changed is drawn.
pub fn show(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let element = leptos::prelude::document().query_selector(selector).ok().flatten();
        if let Some(element) = &element {
            element.scroll_into_view();
        }
        take(element);
    });
}

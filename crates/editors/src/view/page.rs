//! What the editors and the page say to each other.

use gauntlet_model::editor::{Command, CommandResult, OnShow, pack, unpack};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Function, Uint8Array};
use web_sys::{File, HtmlElement};

thread_local! {
    /// What is on show, once the page has told.
    pub static ON_SHOW: ArcRwSignal<Option<OnShow>> = ArcRwSignal::new(None);
    /// A file that was dropped, until it is taken.
    pub static DROPPED: ArcRwSignal<Option<File>> = ArcRwSignal::new(None);
}

/// Sends the page a command and hands over the result.
pub fn ask(page: &Function, command: &Command, then: Box<dyn FnOnce(CommandResult)>) {
    let told = Closure::once_into_js(move |bytes: Vec<u8>| {
        if let Some(result) = unpack(&bytes) {
            then(result);
        }
    });
    let command = Uint8Array::from(pack(command).as_slice());
    // The page's own function does not fail.
    let _ = page.call2(&JsValue::NULL, &command, &told);
}

#[wasm_bindgen]
extern "C" {
    /// An input, a select or a text area.
    #[wasm_bindgen(extends = HtmlElement)]
    pub type Control;
    /// Its value.
    #[wasm_bindgen(method, getter)]
    pub fn value(this: &Control) -> String;
    /// Sets its value.
    #[wasm_bindgen(method, setter)]
    pub fn set_value(this: &Control, value: &str);
    /// Disables or enables it.
    #[wasm_bindgen(method, setter)]
    pub fn set_disabled(this: &Control, disabled: bool);
    /// Whether a checkbox is ticked.
    #[wasm_bindgen(method, getter)]
    pub fn checked(this: &Control) -> bool;
    /// Ticks or unticks a checkbox.
    #[wasm_bindgen(method, setter)]
    pub fn set_checked(this: &Control, checked: bool);
}

/// Runs the closure soon, and again whenever a signal it read changes. All effects share one type, which keeps the wasm small.
pub fn whenever(then: impl FnMut() + 'static) {
    fn run(mut then: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| then());
    }
    run(Box::new(then));
}

/// A text as markup.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

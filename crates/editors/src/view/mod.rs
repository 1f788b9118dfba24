//! What the page calls: it fills places with editors, and tells them what is on show.

mod control;
mod engines;
mod files;
mod form;
mod menu;
mod page;
mod request;
mod scenario;
mod state;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Function;
use web_sys::{File, HtmlElement};

use self::engines::Engines;
use self::menu::Menu;
use self::page::{DROPPED, ON_SHOW};
use self::request::RequestEditor;
use self::scenario::ScenarioEditor;

/// Fills a place with an editor, `request` or `scenario`, or with the `menu` of presets. What its reader wants goes to `ask` as a packed
/// [`Command`](gauntlet_model::editor::Command), with a function that takes what became of it;
/// `engines` are the functions that it calls itself.
#[wasm_bindgen]
pub fn mount(editor: &str, place: HtmlElement, ask: Function, engines: Engines) {
    engines::take(engines);
    place.set_text_content(None);
    match editor {
        "request" => mount_to(place, move || view! { <RequestEditor ask=ask /> }).forget(),
        "menu" => mount_to(place, move || view! { <Menu ask=ask /> }).forget(),
        _ => mount_to(place, move || view! { <ScenarioEditor ask=ask /> }).forget(),
    }
}

/// Tells the editors what is on show, as a packed [`OnShow`](gauntlet_model::editor::OnShow).
#[wasm_bindgen]
pub fn show(on_show: &[u8]) {
    if let Some(on_show) = gauntlet_model::editor::unpack(on_show) {
        ON_SHOW.with(|signal| signal.set(Some(on_show)));
    }
}

/// Hands over a file that was dropped on the stage, for the scenario's editor to take once it is there.
#[wasm_bindgen]
pub fn take(file: File) {
    DROPPED.with(|signal| signal.set(Some(file)));
}

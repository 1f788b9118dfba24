//! The moment on show as a picture. What is on the stage is known here; `assets/picture.js` makes the file of the figure.

use wasm_bindgen::prelude::*;

use crate::messages;
use crate::scene;
use crate::state::State;

use leptos::prelude::*;

#[wasm_bindgen(module = "/assets/picture.js")]
extern "C" {
    #[wasm_bindgen(js_name = offer, catch)]
    fn picture_offer(caption: &str, name: &str) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/assets/share.js")]
extern "C" {
    #[wasm_bindgen(js_name = share, catch)]
    fn open_share(settings: &str, moment: u32, caption: &str) -> Result<(), JsValue>;
}

/// Asks which kind of image the reader wants, and saves the figure with its packets and its caption.
pub fn save(state: State) {
    state.playback.mark_moment();
    let name = untrack(|| file_name(state));
    if picture_offer(&untrack(|| super::spoken(state)), &name).is_err() {
        missing(state);
    }
}

/// Opens the dialog that shares what is on the stage.
pub fn share(state: State) {
    state.playback.mark_moment();
    let settings = untrack(|| crate::url::write(&state.options()));
    let caption = untrack(|| super::spoken(state));
    if open_share(&settings, state.playback.moment().round() as u32, &caption).is_err() {
        missing(state);
    }
}

fn missing(state: State) {
    state.notices.warn(vec![messages::STAGE_NO_IMAGE.to_owned().into()]);
}

/// What the file is called: the outcome's code, or that it was answered, and the hop.
fn file_name(state: State) -> String {
    state.shown.track.report.with(|report| {
        let code = report.code.as_deref().unwrap_or("answered");
        let hop = scene::decided(state.shown.track.phase.get(), report.hops.len());
        let mut name = String::from("gauntlet-");
        name.extend(code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }));
        name + "-hop-" + &hop.to_string()
    })
}

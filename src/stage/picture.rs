//! The moment on show as a picture. What is on the stage is known here; `assets/share.js` shares it, or makes a file of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::scene;
use crate::state::State;
use crate::{later, messages};

/// Asks which kind of image the reader wants, and saves the figure with its packets and its caption.
pub fn save(state: State) {
    once_ready(state, Box::new(move |caption| later::offer(caption, &file_name(state))));
}

/// Opens the dialog that shares what is on the stage.
pub fn share(state: State) {
    // As they are when the reader asks; the script may take a moment.
    let (settings, moment) = untrack(|| (crate::url::write(&state.options()), state.playback.moment()));
    once_ready(state, Box::new(move |caption| later::share(&settings, moment.round() as u32, caption)));
}

/// Opens a dialog about the moment, which is said in words.
type Open = Box<dyn FnOnce(&str) -> Result<(), JsValue>>;

/// Loads the script, then marks the moment and opens a dialog about it.
fn once_ready(state: State, open: Open) {
    spawn_local(async move {
        if JsFuture::from(later::ready(true)).await.is_ok() {
            state.playback.mark_moment();
            if untrack(|| open(&super::spoken(state))).is_ok() {
                return;
            }
        }
        missing(state);
    });
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

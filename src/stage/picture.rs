//! The moment on show as a picture. What is on the stage is known here; `assets/picture.js` makes the file.

use std::fmt::Write as _;

use wasm_bindgen::prelude::*;

use crate::markup::{El, el};
use crate::scene::{self, Kind, Leg};
use crate::state::State;
use crate::text;

use leptos::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = gauntletPicture, catch)]
    fn gauntlet_picture(marks: &str, caption: &str, name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = gauntletShare, catch)]
    fn gauntlet_share(settings: &str, moment: u32, marks: &str, caption: &str) -> Result<(), JsValue>;
}

/// Asks which kind of image the reader wants, and saves the figure with its packets and its caption.
pub fn save(state: State) {
    let name = untrack(|| file_name(state));
    if gauntlet_picture(&marks(state), &untrack(|| super::spoken(state)), &name).is_err() {
        missing(state);
    }
}

/// Opens the dialog that shares what is on the stage.
pub fn share(state: State) {
    let settings = untrack(|| crate::url::write(&state.options()));
    let caption = untrack(|| super::spoken(state));
    if gauntlet_share(&settings, state.moment().round() as u32, &marks(state), &caption).is_err() {
        missing(state);
    }
}

fn missing(state: State) {
    state.warnings.set(vec![text::STAGE_NO_IMAGE.to_owned().into()]);
}

/// The packets on show.
fn marks(state: State) -> String {
    untrack(|| {
        let layout = state.reel.layout(state.class.get());
        let legs = scene::legs(&state.reel.telling.get(), &state.reel.timeline.get(), &layout);
        let marks = legs.iter().filter_map(|leg| mark(leg, state.moment())).collect();
        el("g").with_all(marks).into_inner()
    })
}

/// What the file is called: the outcome's code, or that it was answered, and the hop.
fn file_name(state: State) -> String {
    state.reel.telling.with(|telling| {
        let code = telling.code.as_deref().unwrap_or("answered");
        let hop = scene::decided(state.reel.phase.get(), telling.hops.len());
        let mut name = String::from("gauntlet-");
        name.extend(code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }));
        let _ = write!(name, "-hop-{hop}");
        name
    })
}

/// A packet as the canvas draws it.
fn mark(leg: &Leg, moment: f64) -> Option<El> {
    let at = leg.at(moment)?;
    let (x, y) = (at.x, at.y);
    let (class, mark) = match leg.kind {
        Kind::Request => ("packet request", el("circle").place(&[("cx", x), ("cy", y), ("r", 9.0)])),
        Kind::Response => ("packet response", el("circle").place(&[("cx", x), ("cy", y), ("r", 7.0)])),
        Kind::Attack => {
            let mut way = String::new();
            let (x, y) = (x.round() as i32, y.round() as i32);
            let _ = write!(way, "M{x} {}l10 10l-10 10l-10 -10z", y - 10);
            ("packet attack", el("path").set("d", &way))
        }
        // The figure has its own.
        Kind::Blocked => return None,
    };
    Some(mark.class(class))
}

//! Asks the engines, and has the editors mounted: two wasm modules of their own, which `assets/workbench.js` loads the first time.

use gauntlet_model::composed::Problem;
use gauntlet_model::question::{self, Answer, Question};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use web_sys::js_sys::{Error, Promise, Uint8Array};

use crate::{later, messages};

#[wasm_bindgen(module = "/assets/workbench.js")]
extern "C" {
    #[wasm_bindgen(js_name = answer)]
    fn workbench_answer(question: &[u8]) -> Promise;
    #[wasm_bindgen(js_name = mount)]
    fn workbench_mount(editor: &str, place: &Element, ask: &JsValue) -> Promise;
    /// Tells the editors what is on show.
    pub fn show(on_show: &[u8]);
}

/// Asks, and waits for the answer. Where the engines can't be loaded or stop, that is the answer's problem.
pub async fn ask(question: &Question) -> Answer {
    answered(question).await.unwrap_or_else(|()| {
        Err(vec![Problem {
            place: messages::STAGE_ENGINES.to_owned(),
            text: messages::STAGE_ENGINES_STOPPED.to_owned(),
            outside: None,
        }])
    })
}

/// Fills a place with an editor, `request` or `scenario`, which asks a function for what its reader wants.
///
/// # Errors
/// Where the engines or the editors can't be loaded.
pub async fn mount(editor: &str, place: &Element, ask: &JsValue) -> Result<(), JsValue> {
    JsFuture::from(workbench_mount(editor, place, ask)).await.map(drop)
}

/// A text from an address beside the page, or packed in the address itself; else what is wrong with it.
///
/// # Errors
/// Where it is missing, too large, of another type, damaged, or on a host that the page may not ask.
pub async fn fetch(address: &str) -> Result<String, String> {
    told(later::read(address)).await
}

/// A scenario packed, as an address that holds it.
///
/// # Errors
/// Where it is too large for a link, or the browser packs nothing.
pub async fn pack(scenario: &str) -> Result<String, String> {
    told(later::pack(scenario)).await
}

async fn told(promise: Promise) -> Result<String, String> {
    let wrong = |error: JsValue| {
        let message = error.dyn_ref::<Error>().map(|error| String::from(error.message()));
        message.unwrap_or_else(|| messages::STAGE_NOT_LOADED.to_owned())
    };
    let text = JsFuture::from(promise).await.map_err(wrong)?;
    text.as_string().ok_or_else(|| messages::STAGE_NO_TEXT.to_owned())
}

async fn answered(question: &Question) -> Result<Answer, ()> {
    let question = question.to_bytes().map_err(drop)?;
    let bytes = JsFuture::from(workbench_answer(&question)).await.map_err(drop)?;
    question::read(&Uint8Array::new(&bytes).to_vec()).map_err(drop)
}

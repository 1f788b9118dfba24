//! Asks the engines, and has their editors mounted: the workbench, a module of its own, which `assets/engine.js` loads the first time.

use gauntlet_model::composed::Problem;
use gauntlet_model::question::{self, Answer, Question};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use web_sys::js_sys::{Error, Promise, Uint8Array};

use crate::messages;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = gauntletAnswer, catch)]
    fn gauntlet_answer(question: &[u8]) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = gauntletMount, catch)]
    fn gauntlet_mount(editor: &str, place: &Element, ask: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = gauntletShow)]
    fn gauntlet_show(on_show: &[u8]);
    #[wasm_bindgen(js_name = gauntletFetch, catch)]
    fn gauntlet_fetch(address: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = gauntletPack, catch)]
    fn gauntlet_pack(text: &str) -> Result<Promise, JsValue>;
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
/// Where the workbench can't be loaded.
pub async fn mount(editor: &str, place: &Element, ask: &JsValue) -> Result<(), JsValue> {
    JsFuture::from(gauntlet_mount(editor, place, ask)?).await.map(drop)
}

/// Tells the editors what is on show.
pub fn show(on_show: &[u8]) {
    gauntlet_show(on_show);
}

/// A text from an address beside the page, or packed in the address itself; else what is wrong with it.
///
/// # Errors
/// Where it is missing, too large, of another type, damaged, or on a host that the page may not ask.
pub async fn fetch(address: &str) -> Result<String, String> {
    told(gauntlet_fetch(address)).await
}

/// A scenario packed, as an address that holds it.
///
/// # Errors
/// Where it is too large for a link, or the browser packs nothing.
pub async fn pack(scenario: &str) -> Result<String, String> {
    told(gauntlet_pack(scenario)).await
}

async fn told(promise: Result<Promise, JsValue>) -> Result<String, String> {
    let wrong = |error: JsValue| {
        let message = error.dyn_ref::<Error>().map(|error| String::from(error.message()));
        message.unwrap_or_else(|| messages::STAGE_NOT_LOADED.to_owned())
    };
    let text = JsFuture::from(promise.map_err(wrong)?).await.map_err(wrong)?;
    text.as_string().ok_or_else(|| messages::STAGE_NO_TEXT.to_owned())
}

async fn answered(question: &Question) -> Result<Answer, ()> {
    let question = question.to_bytes().map_err(drop)?;
    let promise = gauntlet_answer(&question).map_err(drop)?;
    let bytes = JsFuture::from(promise).await.map_err(drop)?;
    question::read(&Uint8Array::new(&bytes).to_vec()).map_err(drop)
}

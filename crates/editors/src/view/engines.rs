//! The engines, as the editors call them: functions of the workbench, a module of its own, which the page's script hands over. Where
//! the engines have stopped, a call fails until the page has loaded them anew.

use std::cell::RefCell;

use gauntlet_model::composed::Problem;
use gauntlet_model::editor::{Forecast, Listed, Slip, pack, unpack};
use gauntlet_model::question::Question;
use wasm_bindgen::prelude::*;

use crate::{messages, slips};

#[wasm_bindgen]
extern "C" {
    /// The workbench's functions; `crates/workbench/src/lib.rs` says what they do.
    #[derive(Clone)]
    pub type Engines;
    #[wasm_bindgen(method, catch)]
    fn check(this: &Engines, text: &str) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn presets(this: &Engines) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = scenarioOf)]
    fn scenario_of(this: &Engines, preset: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn upgraded(this: &Engines, text: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn rewritten(this: &Engines, text: &str, document: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn forecast(this: &Engines, question: &[u8]) -> Result<Vec<u8>, JsValue>;
}

thread_local! {
    static ENGINES: RefCell<Option<Engines>> = const { RefCell::new(None) };
}

/// Takes the functions over.
pub fn take(engines: Engines) {
    ENGINES.set(Some(engines));
}

fn asked<T>(what: impl FnOnce(&Engines) -> Result<T, JsValue>) -> Option<T> {
    ENGINES.with_borrow(|engines| what(engines.as_ref()?).ok())
}

/// All problems of a scenario's text. That the engines have stopped is one.
pub fn problems(text: &str) -> Vec<Slip> {
    let found = asked(|engines| engines.check(text)).and_then(|found| unpack(&found));
    found.unwrap_or_else(|| vec![slips::plain(messages::STAGE_ENGINES_STOPPED.to_owned())])
}

/// The presets, in the order to show them.
pub fn listed() -> Vec<Listed> {
    asked(Engines::presets).and_then(|listed| unpack(&listed)).unwrap_or_default()
}

/// The scenario of a preset; the built-in one for an empty name.
pub fn scenario(preset: &str) -> Option<String> {
    asked(|engines| engines.scenario_of(preset))
}

/// A text in the present version, or unchanged where it can't be converted.
pub fn in_present_version(text: String) -> String {
    asked(|engines| engines.upgraded(&text)).unwrap_or(text)
}

/// A text with another document's values, in its author's layout.
pub fn rewrite(text: &str, document: &str) -> Option<String> {
    asked(|engines| engines.rewritten(text, document)).flatten()
}

/// How a question's request would end, or what is wrong with it; nothing where the engines have stopped.
pub fn forecast(question: &Question) -> Option<Result<Forecast, Vec<Problem>>> {
    asked(|engines| engines.forecast(&pack(question))).and_then(|told| unpack(&told)).flatten()
}

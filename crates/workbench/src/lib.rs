//! The workbench: the engines as a wasm module, which loads when a reader wants more than the recorded stories. It answers packed
//! [`Question`](gauntlet_model::question::Question)s. The editors, a module of their own, call the rest as functions.

pub mod editing;

#[cfg(target_arch = "wasm32")]
mod exports {
    use gauntlet_model::editor::{pack, unpack};
    use wasm_bindgen::prelude::*;

    use crate::editing;

    /// Answers a question; see [`gauntlet_explain::question::answer`].
    #[wasm_bindgen]
    #[must_use]
    pub fn answer(question: &[u8]) -> Vec<u8> {
        gauntlet_explain::question::answer(question)
    }

    /// All problems of a scenario's text, packed.
    #[wasm_bindgen]
    #[must_use]
    pub fn check(text: &str) -> Vec<u8> {
        pack(&editing::slips(text))
    }

    /// The presets, packed.
    #[wasm_bindgen]
    #[must_use]
    pub fn presets() -> Vec<u8> {
        pack(&editing::presets())
    }

    /// A preset's scenario, or the built-in one; see [`editing::scenario_of`].
    #[wasm_bindgen(js_name = scenarioOf)]
    #[must_use]
    pub fn scenario_of(preset: &str) -> String {
        editing::scenario_of(preset)
    }

    /// A text in the present version; see [`gauntlet_scenario::editing::upgraded`].
    #[wasm_bindgen]
    #[must_use]
    pub fn upgraded(text: &str) -> String {
        gauntlet_scenario::editing::upgraded(text).into_owned()
    }

    /// A text with another document's values, in its author's layout; see [`gauntlet_scenario::rewrite`].
    #[wasm_bindgen]
    #[must_use]
    pub fn rewritten(text: &str, document: &str) -> Option<String> {
        gauntlet_scenario::rewrite(text, document)
    }

    /// How a packed [`Question`](gauntlet_model::question::Question) would end, packed; see [`gauntlet_explain::forecast::of`].
    #[wasm_bindgen]
    #[must_use]
    pub fn forecast(question: &[u8]) -> Vec<u8> {
        pack(&unpack(question).map(|question| gauntlet_explain::forecast::of(&question)))
    }
}

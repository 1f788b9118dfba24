//! The engines as a separate wasm module: a packed [`Question`](gauntlet_model::question::Question) in, a packed answer out;
//! and for the scenario's editor, texts in and out. It has no state, so that the same question always has the same answer.

use gauntlet_scenario::{BUILT_IN, editing};
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a question; see [`gauntlet_explain::question::answer`].
#[wasm_bindgen]
#[must_use]
pub fn answer(question: &[u8]) -> Vec<u8> {
    gauntlet_explain::question::answer(question)
}

/// What is wrong with a scenario's text; see [`editing::check`].
#[wasm_bindgen]
#[must_use]
pub fn check(text: &str) -> String {
    editing::check(text)
}

/// A text with other content; see [`gauntlet_scenario::rewrite`].
#[wasm_bindgen]
#[must_use]
pub fn rewrite(text: &str, content: &str) -> Option<String> {
    gauntlet_scenario::rewrite(text, content)
}

/// The text of a preset's scenario; of the built-in one where there is no such preset.
#[wasm_bindgen]
#[must_use]
pub fn scenario(preset: &str) -> String {
    let named = gauntlet_explain::preset::named(preset).and_then(|preset| preset.scenario_text());
    named.unwrap_or_else(|_| BUILT_IN.to_owned())
}

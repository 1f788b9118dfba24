//! The simulation as a module of its own: a packed [`Question`](gauntlet_sim::question::Question) in, a packed answer out.
//! It has no state, so that the same question always has the same answer.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a question; see [`gauntlet_sim::question::answer`].
#[wasm_bindgen]
#[must_use]
pub fn answer(question: &[u8]) -> Vec<u8> {
    gauntlet_sim::question::answer(question)
}

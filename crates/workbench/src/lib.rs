//! The workbench: the engines and the editors that ask them, as a separate wasm module, which loads when a reader asks for more
//! than the recorded stories. A packed [`Question`](gauntlet_model::question::Question) in, a packed answer out; for an editor a
//! place in the page to fill. What an editor wants on the stage it asks of the page, which alone decides what is shown.

pub mod document;
pub mod fields;
pub mod json;
pub mod messages;
pub mod progress;
pub mod slips;

#[cfg(target_arch = "wasm32")]
mod view;

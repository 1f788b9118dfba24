//! The workbench: the engines and the editors, as a wasm module that loads when a reader wants more than the recorded stories. It
//! answers packed [`Question`](gauntlet_model::question::Question)s and mounts the editors in the page. An editor never changes
//! the stage itself: it sends the page a command.

pub mod document;
pub mod fields;
pub mod json;
pub mod menu;
pub mod messages;
pub mod progress;
pub mod slips;

#[cfg(target_arch = "wasm32")]
mod view;

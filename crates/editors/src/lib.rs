//! The editors of requests and scenarios, and the menu of presets: a wasm module that loads when a reader opens one. It fills their
//! places in the page, and calls the engines, which are a module of their own, as functions. An editor never changes the stage
//! itself: it sends the page a command.

pub mod document;
pub mod fields;
pub mod json;
pub mod menu;
pub mod messages;
pub mod progress;
pub mod slips;

#[cfg(target_arch = "wasm32")]
mod view;

//! The simulation: a request, a scenario and a seed in, a journey out.
//!
//! No IO, no clock, no threads, no browser, and no randomness without a seed. What is configured comes in as a
//! [`scenario::Scenario`], what travels is a [`packet::Packet`], and what happened goes out as a [`journey::Journey`].

pub mod catalogue;
pub mod code;
pub mod explain;
pub mod fix;
pub mod http;
pub mod journey;
pub mod layer;
pub mod link;
pub mod packet;
pub mod path;
pub mod preset;
pub mod question;
pub mod reason;
pub mod remedy;
pub mod rng;
pub mod scenario;
pub mod sight;
pub mod telling;
pub mod text;
pub mod time;
pub mod value;
pub mod words;

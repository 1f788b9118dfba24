//! Many requests: sources send, queues form, things break and recover. Discrete events in whole nanoseconds; the same scenario, mix,
//! seed and commands give the same run, natively and in wasm.

pub mod cause;
pub mod chance;
pub mod command;
pub mod engine;
pub mod epoch;
pub mod events;
pub mod flight;
pub mod histogram;
pub mod hold;
pub mod place;
pub mod plan;
pub mod queue;
pub mod replay;
pub mod sender;
pub mod series;
pub mod stats;

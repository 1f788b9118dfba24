//! Many requests: sources send, queues form, things break and recover. Discrete events in whole nanoseconds; the same scenario, mix,
//! seed and commands give the same run, natively and in wasm.

pub mod chance;
pub mod events;
pub mod histogram;
pub mod queue;

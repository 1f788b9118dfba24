//! The simulation: a request, a scenario and a seed in, a journey out.
//!
//! No IO, no clock, no threads, no browser, no sentences, and no randomness without a seed. What is configured comes in as a
//! [`gauntlet_scenario::Scenario`], what is asked as an [`gauntlet_model::ask::Ask`], and what happened goes out as a
//! [`path::Journey`].

pub mod layer;
pub mod path;
pub mod rng;
pub mod traffic;
pub mod world;

//! The scenario: everything that is configured around the cluster, read from JSON and validated before it is used.

pub mod model;

pub use model::Scenario;

/// The built-in scenario's JSON.
pub const BUILT_IN: &str = include_str!("../../../assets/scenario.json");

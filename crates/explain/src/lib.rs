//! Explains what the engines decided: reasons, nearest rules, fixes, log lines, reports. Everything is made from typed facts
//! after the decision, and only on request.

pub mod diagnosis;
pub mod fix;
pub mod forecast;
pub mod layer;
pub mod link;
pub mod messages;
pub mod obstacle;
pub mod own_host;
pub mod preset;
pub mod question;
pub mod reason;
pub mod remedy;
pub mod report;
pub mod toggle;
pub mod trace;
pub mod value;
pub mod visibility;

pub use trace::{proposal, run, trace};

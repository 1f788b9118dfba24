//! What the engines decided, as somebody reads it: reasons, the nearest rule, fixes, log lines, reports. It is made of typed
//! facts, afterwards, and only when somebody asks.

pub mod diagnosis;
pub mod fix;
pub mod layer;
pub mod link;
pub mod preset;
pub mod question;
pub mod reason;
pub mod remedy;
pub mod report;
pub mod text;
pub mod trace;
pub mod value;
pub mod visibility;
pub mod words;

pub use trace::{proposal, run, trace};

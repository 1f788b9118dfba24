//! The sentences behind [`crate::reason::Reason`] keys: one table, so that no sentence is written in an engine.

use crate::reason::Reason;

/// Fills the template of a reason's key with its values.
#[must_use]
pub fn say(reason: &Reason) -> String {
    reason.key.to_owned()
}

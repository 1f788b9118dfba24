//! The format's version: which one is read, and what becomes of a scenario of another.

use super::errors::{Problems, ScenarioErrors};
use super::json::Json;

/// The version that is read and written.
pub const VERSION: &str = "1";

/// Brings a scenario's tree up to [`VERSION`]. Asked before anything else: of a newer format every other error would mislead.
///
/// There is one version so far. When there are more, the steps from each to the next go here.
pub(super) fn bring_up(text: &str, json: Json) -> Result<Json, ScenarioErrors> {
    let mut problems = Problems::new(text);
    if let Json::Object(members) = &json
        && let Some((_, Json::Text(version))) = members.iter().find(|(name, _)| name == "version")
        && version != VERSION
    {
        let newer = version.bytes().all(|byte| byte.is_ascii_digit())
            && (version.len(), version.as_str()) > (VERSION.len(), VERSION);
        problems.add(
            "/version",
            if newer {
                "the version \"1\": this scenario is for a newer Gauntlet; update Gauntlet, or write it for version 1"
            } else {
                "the version \"1\""
            },
        );
    }
    problems.none().map(|()| json)
}

//! Requests to start from: each with what it changes in the built-in scenario, as JSON Patch (RFC 6902).

use gauntlet_slip::{nearest, short};
use json_patch::Patch;
use serde::Deserialize;

use gauntlet_model::composed::Composed;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};

use crate::messages;

const PRESETS: &str = include_str!("../../../assets/presets.json");

/// A request and the scenario it is sent in.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preset {
    /// Its name, in `kebab-case`.
    pub name: String,
    /// Which way it goes.
    pub direction: Direction,
    #[serde(default)]
    method: String,
    url: String,
    #[serde(default)]
    headers: String,
    #[serde(default)]
    body: String,
    #[serde(default, rename = "sourceIP")]
    source_ip: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    tls_version: String,
    #[serde(default)]
    changes: Patch,
}

/// All of them, in the order to show them.
///
/// # Panics
/// Never in a release: a test reads them.
#[must_use]
pub fn all() -> Vec<Preset> {
    match serde_json::from_str(PRESETS) {
        Ok(presets) => presets,
        Err(error) => panic!("assets/presets.json: {error}"),
    }
}

/// The one of that name.
///
/// # Errors
/// What was found and expected, with the nearest name.
pub fn named(name: &str) -> Result<Preset, String> {
    let mut presets = all();
    if let Some(at) = presets.iter().position(|preset| preset.name == name) {
        return Ok(presets.swap_remove(at));
    }
    let near = nearest(name, presets.iter().map(|preset| preset.name.as_str()));
    let near = near.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
    Err(format!("found {}{near}, expected one of {}", short(name), names.join(", ")))
}

impl Preset {
    /// What it shows, in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        messages::PRESETS.iter().find(|(name, _)| *name == self.name).map_or("", |(_, title)| *title)
    }

    /// Its request.
    #[must_use]
    pub fn request(&self) -> Composed {
        Composed {
            direction: Some(self.direction),
            method: self.method.clone(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            source_ip: self.source_ip.clone(),
            from: self.from.clone(),
            tls_version: self.tls_version.clone(),
            insecure: false,
        }
    }

    /// The built-in scenario with its changes.
    ///
    /// # Errors
    /// Where a change names a place that is not there, or the changed scenario is not valid.
    pub fn scenario(&self) -> Result<Scenario, String> {
        if self.changes.is_empty() {
            return Ok(Scenario::built_in());
        }
        Scenario::from_json(&self.scenario_text()?).map_err(|errors| errors.to_string())
    }

    /// The same as text: the built-in scenario's own, but where it is changed.
    ///
    /// # Errors
    /// Where a change names a place that is not there.
    pub fn scenario_text(&self) -> Result<String, String> {
        let mut tree = serde_json::from_str(BUILT_IN).map_err(|error| error.to_string())?;
        json_patch::patch(&mut tree, &self.changes).map_err(|error| error.to_string())?;
        rewrite(BUILT_IN, &tree.to_string()).ok_or_else(|| "the built-in scenario is no JSON".to_owned())
    }
}

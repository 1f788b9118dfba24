//! Requests to start from: each with what it changes in the built-in scenario. The build reads `assets/presets.json`, where the
//! changes are JSON Patch (RFC 6902), and does them.

use gauntlet_slip::{nearest, short};
use serde_json::Value;

use gauntlet_model::composed::Composed;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};

use crate::messages;

include!(concat!(env!("OUT_DIR"), "/presets.rs"));

/// A request and the scenario it is sent in.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, in `kebab-case`.
    pub name: &'static str,
    /// Which way it goes.
    pub direction: Direction,
    method: &'static str,
    url: &'static str,
    headers: &'static str,
    body: &'static str,
    source_ip: &'static str,
    from: &'static str,
    tls_version: &'static str,
    /// The members of the built-in scenario that are others, each with its JSON.
    changed: &'static [(&'static str, &'static str)],
}

/// All of them, in the order to show them.
#[must_use]
pub const fn all() -> &'static [Preset] {
    ALL
}

/// The one of that name.
///
/// # Errors
/// What was found and expected, with the nearest name.
pub fn named(name: &str) -> Result<Preset, String> {
    if let Some(preset) = ALL.iter().find(|preset| preset.name == name) {
        return Ok(*preset);
    }
    let near = nearest(name, ALL.iter().map(|preset| preset.name));
    let near = near.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    let names: Vec<&str> = ALL.iter().map(|preset| preset.name).collect();
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
            method: self.method.to_owned(),
            url: self.url.to_owned(),
            headers: self.headers.to_owned(),
            body: self.body.to_owned(),
            source_ip: self.source_ip.to_owned(),
            from: self.from.to_owned(),
            tls_version: self.tls_version.to_owned(),
            insecure: false,
        }
    }

    /// The built-in scenario with its changes.
    ///
    /// # Errors
    /// Where the changed scenario is not valid.
    pub fn scenario(&self) -> Result<Scenario, String> {
        if self.changed.is_empty() {
            return Ok(Scenario::built_in());
        }
        Scenario::from_json(&self.scenario_text()?).map_err(|errors| errors.to_string())
    }

    /// The same as text: the built-in scenario's own, but where it is changed.
    ///
    /// # Errors
    /// Never: the build has read what it changes.
    pub fn scenario_text(&self) -> Result<String, String> {
        let wrong = |error: serde_json::Error| error.to_string();
        let mut tree: Value = serde_json::from_str(BUILT_IN).map_err(wrong)?;
        for (name, value) in self.changed {
            tree[*name] = serde_json::from_str(value).map_err(wrong)?;
        }
        rewrite(BUILT_IN, &tree.to_string()).ok_or_else(|| "the built-in scenario is no JSON".to_owned())
    }
}

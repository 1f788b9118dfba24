//! How deep the cases went: how many were taken, and which layers and codes they came to. Fuzzing that stays at the door fails.

use std::collections::{BTreeMap, BTreeSet};

use gauntlet_explain::diagnosis;
use serde_json::Value;

use crate::case::Case;
use crate::judge::Seen;

/// How many of a hundred cases must be taken.
const VALID: usize = 35;
/// How many cases it takes until the layers and the codes are asked for too.
const MANY: usize = 1_500;
/// How many of a hundred codes must be met then.
const CODES: usize = 60;

/// What was reached.
#[derive(Default)]
pub struct Reach {
    cases: usize,
    /// By command: all, and those taken.
    commands: BTreeMap<String, (usize, usize)>,
    exits: BTreeMap<i32, usize>,
    layers: BTreeSet<String>,
    codes: BTreeSet<String>,
    /// How many second runs each law had.
    laws: BTreeMap<&'static str, usize>,
}

impl Reach {
    pub fn add(&mut self, case: &Case, code: Option<i32>, seen: &Seen) {
        self.cases += 1;
        let (all, taken) = self.commands.entry(case.command().to_owned()).or_default();
        *all += 1;
        *taken += usize::from(seen.valid);
        *self.exits.entry(code.unwrap_or(-1)).or_default() += 1;
        let Some(journey) = &seen.journey else { return };
        let direction = journey["direction"].as_str().unwrap_or_default();
        let text = |value: &Value| value.as_str().map(|text| format!("{direction} {text}"));
        self.layers
            .extend(journey["hops"].as_array().into_iter().flatten().filter_map(|hop| text(&hop["layer"])));
        self.codes.extend(text(&journey["code"]));
    }

    pub fn law(&mut self, name: &'static str) {
        *self.laws.entry(name).or_default() += 1;
    }

    /// What there is to reach: direction and layer, direction and code.
    fn known() -> (BTreeSet<String>, BTreeSet<String>) {
        let direction = |entry: &diagnosis::Entry| {
            serde_json::to_value(entry.direction).unwrap().as_str().unwrap().to_owned()
        };
        let layers = diagnosis::ALL
            .iter()
            .map(|entry| format!("{} {}", direction(entry), entry.code.layer().name()))
            .collect();
        let codes =
            diagnosis::ALL.iter().map(|entry| format!("{} {}", direction(entry), entry.code)).collect();
        (layers, codes)
    }

    /// In words, and what is too little of it.
    pub fn told(&self) -> (String, Vec<String>) {
        let (layers, codes) = Self::known();
        let valid: usize = self.commands.values().map(|(_, taken)| taken).sum();
        let share = 100 * valid / self.cases.max(1);
        let missed: Vec<&str> = codes.difference(&self.codes).map(String::as_str).collect();
        let met = codes.len() - missed.len();
        let said = format!(
            "{} cases, {share} of 100 taken; by command (all, taken): {:?}; exits: {:?}; {} of {} layers; {met} of {} codes, not {}; laws: {:?}",
            self.cases,
            self.commands,
            self.exits,
            layers.intersection(&self.layers).count(),
            layers.len(),
            codes.len(),
            missed.join(", "),
            self.laws,
        );
        let mut lacks = Vec::new();
        // A few cases, as when a seed is run again, say nothing.
        if self.cases >= MANY / 10 && share < VALID {
            lacks.push(format!("{share} of 100 cases were taken, expected at least {VALID}"));
        }
        if self.cases >= MANY {
            let lacking: Vec<&str> = layers.difference(&self.layers).map(String::as_str).collect();
            if !lacking.is_empty() {
                lacks.push(format!("no case came to {}", lacking.join(", ")));
            }
            if 100 * met < CODES * codes.len() {
                lacks.push(format!("{met} of {} codes were met, expected {CODES} of 100", codes.len()));
            }
        }
        (said, lacks)
    }
}

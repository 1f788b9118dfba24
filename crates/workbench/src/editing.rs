//! What the editors ask of the engines beside answers: the problems of a text, the presets, and their scenarios.

use gauntlet_explain::preset::{self, Preset};
use gauntlet_model::editor::{Listed, Place, Slip};
use gauntlet_scenario::{BUILT_IN, Scenario};

/// All problems of a scenario's text.
#[must_use]
pub fn slips(text: &str) -> Vec<Slip> {
    let Err(wrong) = Scenario::from_json(text) else { return Vec::new() };
    let told = wrong.errors.into_iter().map(|error| Slip {
        text: error.sentence(),
        place: Some(Place { line: error.line, column: error.column, pointer: error.pointer }),
    });
    told.collect()
}

/// The presets, in the order to show them.
#[must_use]
pub fn presets() -> Vec<Listed> {
    preset::all().iter().map(Preset::listed).collect()
}

/// The scenario of a preset; the built-in one for an empty or unknown name.
#[must_use]
pub fn scenario_of(name: &str) -> String {
    let text = preset::named(name).ok().and_then(|preset| preset.scenario_text().ok());
    text.unwrap_or_else(|| BUILT_IN.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_has_its_place_and_its_words() {
        assert!(slips(BUILT_IN).is_empty());
        let slips = slips(&BUILT_IN.replace("\"threshold\"", "\"treshold\""));
        let line = BUILT_IN.lines().position(|line| line.contains("threshold")).map(|line| line + 1);
        let place = slips[0].place.as_ref().map(|place| (place.pointer.as_str(), place.line));
        assert_eq!(place, Some("/waf/treshold").zip(line));
        assert!(slips[0].text.starts_with("found unknown field `treshold`, expected "), "{}", slips[0].text);
        assert!(slips[0].text.contains("did you mean `threshold`?"), "{}", slips[0].text);
    }

    #[test]
    fn every_preset_is_listed_and_has_a_scenario_without_problems() {
        let presets = presets();
        assert_eq!(presets.len(), preset::all().len());
        for listed in presets {
            assert_eq!(slips(&scenario_of(&listed.name)), [], "{}", listed.name);
        }
        for name in ["", "no-such-preset"] {
            assert_eq!(scenario_of(name), BUILT_IN);
        }
        assert_ne!(scenario_of("dead-pods"), BUILT_IN);
    }
}

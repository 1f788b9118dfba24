//! The page's fragment: what the reader set, and back again. One bad parameter is a warning, never a blank page.

use gauntlet_sim::journey::Direction;

/// What a fragment can set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `direction=ingress|egress`
    pub direction: Direction,
    /// `blocked=1`
    pub blocked: bool,
}

/// The most of a wrong value that a warning repeats, in characters.
const SHOWN: usize = 40;

/// Reads a fragment, with or without its `#`. What cannot be read is left at its default and reported.
///
/// A fragment without `=` is an anchor of the article and sets nothing.
#[must_use]
pub fn read(fragment: &str) -> (Settings, Vec<String>) {
    let mut settings = Settings::default();
    let mut warnings = Vec::new();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if !fragment.contains('=') {
        return (settings, warnings);
    }
    for part in fragment.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match (name, value) {
            ("direction", "ingress") => settings.direction = Direction::Ingress,
            ("direction", "egress") => settings.direction = Direction::Egress,
            ("direction", _) => warnings.push(wrong(name, value, "“ingress” or “egress”")),
            ("blocked", "1" | "true") => settings.blocked = true,
            ("blocked", "0" | "false") => settings.blocked = false,
            ("blocked", _) => warnings.push(wrong(name, value, "“1” or “0”")),
            _ => warnings.push(format!(
                "The link has a parameter this page does not know: “{}”. It knows “direction” and “blocked”.",
                cut(name)
            )),
        }
    }
    (settings, warnings)
}

/// The fragment for settings, without its `#`; empty where all is at its default.
#[must_use]
pub fn write(settings: Settings) -> String {
    match (settings.direction, settings.blocked) {
        (Direction::Ingress, false) => String::new(),
        (Direction::Ingress, true) => "blocked=1".to_owned(),
        (Direction::Egress, false) => "direction=egress".to_owned(),
        (Direction::Egress, true) => "direction=egress&blocked=1".to_owned(),
    }
}

fn wrong(name: &str, value: &str, expected: &str) -> String {
    format!("The link sets “{name}” to “{}”; expected {expected}. The default is shown.", cut(value))
}

fn cut(text: &str) -> String {
    let mut out: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments() {
        let rows: &[(&str, Direction, bool, &[&str])] = &[
            ("", Direction::Ingress, false, &[]),
            ("#egress", Direction::Ingress, false, &[]),
            ("#direction=egress", Direction::Egress, false, &[]),
            ("#direction=egress&blocked=1", Direction::Egress, true, &[]),
            ("blocked=true", Direction::Ingress, true, &[]),
            ("#direction=sideways&blocked=1", Direction::Ingress, true, &["sideways"]),
            ("#blocked=maybe", Direction::Ingress, false, &["maybe"]),
            ("#speed=2&direction=egress", Direction::Egress, false, &["speed"]),
            ("#=&&%ff=\u{1F600}", Direction::Ingress, false, &["", "%ff"]),
        ];
        for (fragment, direction, blocked, named) in rows {
            let (settings, warnings) = read(fragment);
            assert_eq!(settings, Settings { direction: *direction, blocked: *blocked }, "{fragment}");
            assert_eq!(warnings.len(), named.len(), "{fragment}: {warnings:?}");
            for (warning, name) in warnings.iter().zip(*named) {
                assert!(warning.contains(name), "{warning} names {name}");
            }
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for direction in [Direction::Ingress, Direction::Egress] {
            for blocked in [false, true] {
                let settings = Settings { direction, blocked };
                assert_eq!(read(&write(settings)), (settings, Vec::new()));
            }
        }
    }

    #[test]
    fn a_huge_value_is_cut_in_the_warning() {
        let (_, warnings) = read(&format!("direction={}", "x".repeat(10_000)));
        assert!(warnings.iter().all(|warning| warning.len() < 300));
    }
}

//! What is wrong with a scenario: the place, the value, what was expected, and the nearest name that is known.

use std::fmt;

use super::{MAX_BYTES, locate};

/// How much of a wrong value an error quotes, in characters.
const QUOTE: usize = 60;

/// Everything that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioErrors {
    /// One error a problem, in the order of the checks.
    pub errors: Vec<ScenarioError>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The place as a JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes.
    pub column: usize,
    /// What is there.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The nearest known name, where the value looks like a slip.
    pub nearest: Option<String>,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{pointer} (line {}, column {}): ", self.line, self.column)?;
        write!(f, "found {}, expected {}", self.found, self.expected)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ScenarioErrors {}

/// Text that is too long to read.
pub(super) fn too_large(bytes: usize) -> ScenarioErrors {
    let found = format!("{bytes} bytes");
    let expected = format!("at most {MAX_BYTES} bytes");
    let error = ScenarioError { pointer: String::new(), line: 1, column: 1, found, expected, nearest: None };
    ScenarioErrors { errors: vec![error] }
}

/// Text that does not have the scenario's shape.
pub(super) fn of_shape(text: &str, error: &serde_json::Error) -> ScenarioErrors {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let pointer =
        if error.is_data() { locate::pointer_at(text, error.line(), error.column()) } else { String::new() };
    let (mut line, mut column) = (error.line(), error.column());
    let (mut found, mut expected, mut nearest) = (message.to_owned(), "valid JSON".to_owned(), None);
    if text.trim().is_empty() {
        (found, expected) = ("nothing".to_owned(), "a scenario as a JSON object".to_owned());
    } else if error.is_eof() {
        (found, expected) = ("the end of the text".to_owned(), "the rest of the JSON document".to_owned());
    } else if error.is_data() {
        if let Some(place) = locate::locate(text, &pointer) {
            (line, column) = (place.line, place.column);
            found = quote(place.text);
        }
        (found, expected, nearest) = of_data(message, found);
    }
    ScenarioErrors { errors: vec![ScenarioError { pointer, line, column, found, expected, nearest }] }
}

/// Takes serde's sentence apart: the unknown name and the known ones are in backticks.
fn of_data(message: &str, found: String) -> (String, String, Option<String>) {
    if let Some((start, known)) = message.split_once(", expected ")
        && start.starts_with("unknown ")
    {
        let name = start.split('`').nth(1).unwrap_or_default();
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let nearest = nearest(name, known.iter().copied());
        return (start.to_owned(), known.join(", "), nearest);
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return ("an object without it".to_owned(), format!("the field {name}"), None);
    }
    match message.split_once(", expected ") {
        Some((_, expected)) => (found, expected.to_owned(), None),
        None => (found, described(message), None),
    }
}

fn described(message: &str) -> String {
    match message {
        m if m.contains("IP address") => {
            "an IP network such as 10.0.0.0/8, or an address such as 192.0.2.1".to_owned()
        }
        m if m.contains("invalid prefix") => "a prefix length of at most 32 (IPv4) or 128 (IPv6)".to_owned(),
        m => format!("something else ({m})"),
    }
}

/// The nearest of the known names, when it is near enough to be a slip.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_ascii_lowercase();
    known
        .map(|known| (strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &wanted), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known.to_owned())
}

/// A name as a part of a JSON pointer (RFC 6901, section 3).
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value, shortened.
pub(super) fn quote(value: &str) -> String {
    let mut short: String = value.chars().take(QUOTE).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}

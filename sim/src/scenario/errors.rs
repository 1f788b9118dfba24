//! What is wrong with a scenario: the place, the value, what was expected, and the nearest name that is known.

use std::fmt;

use super::MAX_BYTES;
use super::locate::{self, Which};

/// How much of a wrong value an error quotes, in characters.
const QUOTE: usize = 60;

/// How many errors are told of one scenario: each is looked up in the text anew.
const MAX_ERRORS: usize = 200;

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
        f.write_str(&self.sentence())
    }
}

impl ScenarioError {
    /// What was found and expected, without the place.
    #[must_use]
    pub fn sentence(&self) -> String {
        let near = self.nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?"));
        ["found ", &self.found, ", expected ", &self.expected, &near.unwrap_or_default()].concat()
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

/// Text that is no JSON.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> ScenarioErrors {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let (found, expected) = if text.trim_ascii().is_empty() {
        ("nothing", "a scenario as a JSON object")
    } else if error.is_eof() {
        ("the end of the text", "the rest of the JSON document")
    } else {
        (message, "valid JSON")
    };
    let error = ScenarioError {
        pointer: String::new(),
        line: error.line(),
        // serde_json counts from 0 where there is nothing at all.
        column: error.column().max(1),
        found: found.to_owned(),
        expected: expected.to_owned(),
        nearest: None,
    };
    ScenarioErrors { errors: vec![error] }
}

/// The problems found so far in a text.
pub(super) struct Problems<'a> {
    text: &'a str,
    list: Vec<ScenarioError>,
}

impl<'a> Problems<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, list: Vec::new() }
    }

    /// A value that is not what was expected.
    #[inline(never)]
    pub fn add(&mut self, pointer: &str, expected: &str) {
        self.push(pointer, None, expected.to_owned(), None, Which::First);
    }

    /// A value that looks like a slip of a known name.
    #[inline(never)]
    pub fn slip(&mut self, pointer: &str, expected: String, nearest: Option<String>) {
        self.push(pointer, None, expected, nearest, Which::First);
    }

    /// A problem that is told in other words than by quoting the value.
    #[inline(never)]
    pub fn tell(&mut self, pointer: &str, found: String, expected: String, nearest: Option<String>) {
        self.push(pointer, Some(found), expected, nearest, Which::First);
    }

    /// A name that an object has more than once.
    #[inline(never)]
    pub fn again(&mut self, pointer: &str, name: &str) {
        let found = format!("duplicate field `{name}`");
        self.push(pointer, Some(found), "each name once".to_owned(), None, Which::Last);
    }

    fn push(
        &mut self,
        pointer: &str,
        found: Option<String>,
        expected: String,
        nearest: Option<String>,
        which: Which,
    ) {
        if self.list.len() >= MAX_ERRORS {
            return;
        }
        let place = locate::locate(self.text, pointer, which);
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        let found = found.unwrap_or_else(|| place.map_or_else(|| "nothing".to_owned(), |p| quote(p.text)));
        self.list.push(ScenarioError { pointer: pointer.to_owned(), line, column, found, expected, nearest });
    }

    /// `Ok` when nothing was wrong.
    pub fn none(self) -> Result<(), ScenarioErrors> {
        if self.list.is_empty() { Ok(()) } else { Err(ScenarioErrors { errors: self.list }) }
    }
}

/// The nearest of the known names, when it is near enough to be a slip.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
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
fn quote(value: &str) -> String {
    let mut short: String = value.chars().take(QUOTE).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! What is wrong with a content file: the place, what is there, what was expected, and the nearest name that is known.

use std::fmt;

/// How much of a wrong value a problem quotes, in characters.
const QUOTE: usize = 60;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
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

impl fmt::Display for Problem {
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

impl Problem {
    /// A problem at an offset of a text, in bytes.
    pub(crate) fn at(text: &str, offset: usize, pointer: &str, found: &str, expected: &str) -> Self {
        let before = text.get(..offset).unwrap_or_default();
        Self {
            pointer: pointer.to_owned(),
            line: before.matches('\n').count() + 1,
            column: offset - before.rfind('\n').map_or(0, |newline| newline + 1) + 1,
            found: found.to_owned(),
            expected: expected.to_owned(),
            nearest: None,
        }
    }

    /// With the nearest of the known names, when one is near enough to be a slip.
    pub(crate) fn near<'a>(mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        self.nearest = known
            .map(|known| (strsim::damerau_levenshtein(known, name), known))
            .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, known)| known.to_owned());
        self
    }
}

/// A name as a part of a JSON pointer (RFC 6901, section 3).
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value, shortened.
pub(crate) fn quote(value: &str) -> String {
    let mut short: String = value.chars().take(QUOTE).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    format!("“{}”", short.split_whitespace().collect::<Vec<_>>().join(" "))
}

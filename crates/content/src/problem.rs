//! What is wrong with a content file: the place, what is there, what was expected, and the nearest name that is known.

use std::fmt;

use gauntlet_slip::{Lines, MAX_PROBLEMS, Search, short};

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
        // A key that an author wrote may hold line ends: no line of a message's list begins within one.
        let pointer = pointer.replace(char::is_control, "\u{fffd}");
        write!(f, "{pointer} (line {}, column {}): ", self.line, self.column)?;
        write!(f, "found {}, expected {}", self.found, self.expected)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// The problems found so far in a text, up to a number: whoever looks for more asks [`Self::is_full`] first.
pub(crate) struct Problems<'a> {
    text: &'a str,
    /// The text's lines, once they are asked for.
    lines: Option<Lines>,
    search: Search,
    list: Vec<Problem>,
    more: bool,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, lines: None, search: Search::default(), list: Vec::new(), more: false }
    }

    /// Whether no more are told; asked when there is one more.
    pub(crate) fn is_full(&mut self) -> bool {
        self.more |= self.list.len() >= MAX_PROBLEMS;
        self.more
    }

    /// A problem at an offset of the text, in bytes.
    pub(crate) fn tell(&mut self, offset: usize, pointer: &str, found: &str, expected: &str) {
        if self.is_full() {
            return;
        }
        let (line, column) = self.lines.get_or_insert_with(|| Lines::of(self.text)).place(offset);
        self.list.push(Problem {
            pointer: pointer.to_owned(),
            line,
            column,
            found: found.to_owned(),
            expected: expected.to_owned(),
            nearest: None,
        });
    }

    /// The same, of a name that may be a slip of a known one.
    pub(crate) fn slip<'n>(
        &mut self,
        offset: usize,
        pointer: &str,
        (kind, name): (&str, &str),
        expected: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        if self.is_full() {
            return;
        }
        let nearest = self.search.nearest(name, known).map(str::to_owned);
        self.tell(offset, pointer, &format!("the {kind} `{}`", short(name)), expected);
        if let Some(problem) = self.list.last_mut() {
            problem.nearest = nearest;
        }
    }

    /// All of them in the order of the text, and whether there are more.
    pub(crate) fn told(mut self) -> (Vec<Problem>, bool) {
        self.list.sort_by_key(|problem| (problem.line, problem.column));
        (self.list, self.more)
    }
}

/// A value in quotes, shortened.
pub(crate) fn quote(value: &str) -> String {
    format!("“{}”", short(value))
}

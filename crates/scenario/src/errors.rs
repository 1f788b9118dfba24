//! What is wrong with a scenario: the place, the value, what was expected, and the nearest name that is known.

use std::fmt;

use gauntlet_slip::{Lines, MAX_PROBLEMS, Search, Slip, listed, short};

pub use gauntlet_slip::Problem as ScenarioError;

use super::MAX_BYTES;
use super::origin::Origin;
use super::tree::{Node, Which, tree_of_json};

/// Everything that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioErrors {
    /// One error a problem, in the order of the checks.
    pub errors: Vec<ScenarioError>,
    /// Whether there are more than were looked for.
    pub more: bool,
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{error}")?;
        }
        if self.more {
            write!(f, "\nthere is more: the first {MAX_PROBLEMS} problems are told")?;
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
    ScenarioErrors { errors: vec![error], more: false }
}

/// Text that is no JSON.
pub(super) fn syntax(text: &str, slip: Slip) -> ScenarioErrors {
    let (line, column, found, expected) = match slip {
        _ if text.trim_ascii().is_empty() => {
            (1, 1, "nothing".to_owned(), "a scenario as a JSON object".to_owned())
        }
        slip => {
            let (line, column) = Lines::of(text).place(slip.offset);
            (line, column, slip.found, slip.expected)
        }
    };
    let error = ScenarioError { pointer: String::new(), line, column, found, expected, nearest: None };
    ScenarioErrors { errors: vec![error], more: false }
}

/// The problems found so far in a text, up to a number: whoever looks for more asks [`Self::is_full`] first.
pub(super) struct Problems<'a> {
    origin: &'a Origin<'a>,
    /// The text's tree and lines, once they are asked for.
    places: Option<(Option<Node<'a>>, Lines)>,
    search: Search,
    list: Vec<ScenarioError>,
    more: bool,
}

impl<'a> Problems<'a> {
    pub fn new(origin: &'a Origin<'a>) -> Self {
        Self { origin, places: None, search: Search::default(), list: Vec::new(), more: false }
    }

    /// Whether no more are told; asked when there is one more.
    pub fn is_full(&mut self) -> bool {
        self.more |= self.list.len() >= MAX_PROBLEMS;
        self.more
    }

    /// A value that is not what was expected.
    #[inline(never)]
    pub fn add(&mut self, pointer: &str, expected: &str) {
        self.push(pointer, None, expected.to_owned(), None, Which::First);
    }

    /// A name that is none of those known.
    #[inline(never)]
    pub fn slip(&mut self, pointer: &str, kind: &str, name: &str, known: &[&str]) {
        if !self.is_full() {
            let nearest = self.search.nearest(name, known.iter().copied()).map(str::to_owned);
            let known =
                if known.is_empty() { "there is none".to_owned() } else { listed(known.iter().copied()) };
            self.push(pointer, None, format!("the name of {kind}: {known}"), nearest, Which::First);
        }
    }

    /// A field or a value that is none of those known.
    #[inline(never)]
    pub fn unknown(&mut self, pointer: &str, kind: &str, name: &str, known: &[&str]) {
        if !self.is_full() {
            let object = pointer.rsplit_once('/').map_or("", |(object, _)| object);
            let older = self.origin.also_known(object);
            let mut known = known.to_vec();
            known.extend(older.map(|name| -> &str { name }));
            let nearest = self.search.nearest(name, known.iter().copied()).map(str::to_owned);
            let found = format!("unknown {kind} `{}`", short(name));
            self.push(pointer, Some(found), known.join(", "), nearest, Which::First);
        }
    }

    /// A problem that is told in other words than by quoting the value.
    #[inline(never)]
    pub fn tell(&mut self, pointer: &str, found: String, expected: String) {
        self.push(pointer, Some(found), expected, None, Which::First);
    }

    /// A name that an object has more than once.
    #[inline(never)]
    pub fn again(&mut self, pointer: &str, name: &str) {
        if self.is_full() {
            return;
        }
        let found = format!("duplicate field `{}`", short(name));
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
        if self.is_full() {
            return;
        }
        let text = self.origin.text;
        let (tree, lines) = self.places.get_or_insert_with(|| (tree_of_json(text), Lines::of(text)));
        let pointer = self.origin.place(pointer, tree.as_ref());
        let node = tree.as_ref().and_then(|tree| tree.at(&pointer, which));
        let (line, column) = node.map_or((1, 1), |node| lines.place(node.start));
        let found =
            found.unwrap_or_else(|| node.map_or_else(|| "nothing".to_owned(), |node| short(node.raw())));
        self.list.push(ScenarioError { pointer, line, column, found, expected, nearest });
    }

    /// `Ok` when nothing was wrong.
    pub fn none(self) -> Result<(), ScenarioErrors> {
        if self.list.is_empty() { Ok(()) } else { Err(ScenarioErrors { errors: self.list, more: self.more }) }
    }
}

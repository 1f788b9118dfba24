//! What is wrong with a content file: the place, what is there, what was expected, and the nearest name that is known.

use gauntlet_slip::{Lines, MAX_PROBLEMS, Search, short};

pub use gauntlet_slip::Problem;

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

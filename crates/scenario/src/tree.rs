//! A text of JSON as the tree of its values, each with its place in the text. The text is valid JSON by then, of a bounded depth.

use std::borrow::Cow;

use gauntlet_slip::{Lines, said};

use super::order::order;

/// How deep values may lie in each other, as [`gauntlet_slip::syntax`] lets them: one level a call.
const DEEPEST: usize = 127;

/// Up to how many members an object is searched one by one.
const FEW: usize = 8;

/// What a value consists of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number, `true`, `false` or `null`.
    Plain,
    Text,
    Array,
    Object,
}

/// A value's place in its text.
pub(crate) struct Node<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub items: Vec<Item<'a>>,
    /// What a text says.
    said: Option<Cow<'a, str>>,
    /// The items' places in the order of their names, where there are many.
    order: Vec<usize>,
    /// Whether a name is there twice.
    twice: bool,
    /// Of values that are the same, the same number; of others, mostly another.
    mark: u64,
}

/// A member or an item, from its name on where it has one.
pub(crate) struct Item<'a> {
    pub start: usize,
    pub name: Option<Cow<'a, str>>,
    pub value: Node<'a>,
}

/// Which member of an object, where several have a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// The one that is read.
    First,
    /// The one that repeats it.
    Last,
}

/// The tree of any text; `None` where it is no JSON.
pub(super) fn tree(text: &str) -> Option<Node<'_>> {
    if gauntlet_slip::syntax(text).is_some() { None } else { tree_of_json(text) }
}

/// The tree of a text that was read as JSON before.
pub(super) fn tree_of_json(text: &str) -> Option<Node<'_>> {
    read(text, space(text, 0), 0)
}

fn read(text: &str, start: usize, depth: usize) -> Option<Node<'_>> {
    let kind = match byte(text, start)? {
        b'[' => Kind::Array,
        b'{' => Kind::Object,
        b'"' => Kind::Text,
        _ => Kind::Plain,
    };
    let mut node = Node {
        text,
        start,
        end: start,
        kind,
        items: Vec::new(),
        said: None,
        order: Vec::new(),
        twice: false,
        mark: kind as u64,
    };
    match kind {
        Kind::Plain => {
            let goes_on = |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b'}' | b']');
            while byte(text, node.end).is_some_and(goes_on) {
                node.end += 1;
            }
            node.mark = marked(node.mark, node.raw().as_bytes());
        }
        Kind::Text => {
            node.end = string_end(text, start)?;
            let words = said(node.raw())?;
            node.mark = marked(node.mark, words.as_bytes());
            node.said = Some(words);
        }
        _ if depth >= DEEPEST => return None,
        _ => node.children(depth)?,
    }
    Some(node)
}

impl<'a> Node<'a> {
    fn children(&mut self, depth: usize) -> Option<()> {
        let text = self.text;
        let mut at = space(text, self.start + 1);
        while !matches!(byte(text, at)?, b']' | b'}') {
            let start = at;
            let mut name = None;
            if self.kind == Kind::Object {
                let end = string_end(text, at)?;
                name = Some(said(text.get(start..end)?)?);
                at = space(text, space(text, end) + 1);
            }
            let value = read(text, at, depth + 1)?;
            at = space(text, value.end);
            self.mark = match &name {
                // The order of members says nothing.
                Some(name) => self.mark.wrapping_add(marked(value.mark, name.as_bytes())),
                None => mixed(self.mark, value.mark),
            };
            self.items.push(Item { start, name, value });
            if byte(text, at)? == b',' {
                at = space(text, at + 1);
            }
        }
        self.end = at + 1;
        if self.kind == Kind::Object && self.items.len() > FEW {
            let order = order(self.items.len(), &|one, other| self.name_of(one).cmp(&self.name_of(other)));
            self.twice = order.windows(2).any(|pair| match pair {
                [one, next] => self.name_of(*one) == self.name_of(*next),
                _ => false,
            });
            self.order = order;
        }
        let few = if self.order.is_empty() { self.items.as_slice() } else { &[] };
        let again = |(at, item): (usize, &Item<'_>)| few.iter().take(at).any(|one| one.name == item.name);
        self.twice |= self.kind == Kind::Object && few.iter().enumerate().any(again);
        Some(())
    }

    /// The text of items that stand in a row, as it is.
    pub fn row(&self, items: std::ops::Range<usize>) -> Option<&'a str> {
        let (first, last) = (self.items.get(items.start)?, self.items.get(items.end.checked_sub(1)?)?);
        self.text.get(first.start..last.value.end)
    }

    /// The items with their places; of members of one name only the first, which is the one that is read.
    pub fn firsts(&self) -> impl Iterator<Item = (usize, &Item<'a>)> {
        self.items.iter().enumerate().filter(|(_, item)| {
            let first = |name| self.member(name, Which::First).is_some_and(|one| one.start == item.start);
            !self.twice || item.name.as_deref().is_none_or(first)
        })
    }

    fn name_of(&self, at: usize) -> Option<&str> {
        self.items.get(at)?.name.as_deref()
    }

    /// What it says, where it is a text.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// The value as it is written.
    pub fn raw(&self) -> &'a str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// The member of that name.
    pub fn member(&self, name: &str, which: Which) -> Option<&Item<'a>> {
        let is = |item: &&Item<'_>| item.name.as_deref() == Some(name);
        if self.order.is_empty() {
            return match which {
                Which::First => self.items.iter().find(is),
                Which::Last => self.items.iter().rfind(is),
            };
        }
        let at = match which {
            Which::First => self.order.partition_point(|at| self.name_of(*at) < Some(name)),
            Which::Last => self.order.partition_point(|at| self.name_of(*at) <= Some(name)).checked_sub(1)?,
        };
        self.items.get(*self.order.get(at)?).filter(is)
    }

    /// The value at a JSON pointer (RFC 6901) below this one.
    pub fn at(&self, pointer: &str, which: Which) -> Option<&Self> {
        let mut node = self;
        let mut parts = pointer.split('/').skip(1).peekable();
        while let Some(part) = parts.next() {
            let item = match node.kind {
                Kind::Object => {
                    let which = if parts.peek().is_some() { Which::First } else { which };
                    node.member(&part.replace("~1", "/").replace("~0", "~"), which)?
                }
                _ => node.items.get(part.parse::<usize>().ok()?)?,
            };
            node = &item.value;
        }
        Some(node)
    }
}

/// Whether two values are the same, however they are written.
pub(super) fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
    if a.mark != b.mark || a.kind != b.kind || a.items.len() != b.items.len() {
        return false;
    }
    match a.kind {
        Kind::Plain => a.raw() == b.raw(),
        Kind::Text => a.said == b.said,
        Kind::Array => a.items.iter().zip(&b.items).all(|(a, b)| same(&a.value, &b.value)),
        Kind::Object => a.items.iter().all(|item| {
            let name = item.name.as_deref().unwrap_or_default();
            b.member(name, Which::First).is_some_and(|one| same(&item.value, &one.value))
        }),
    }
}

/// FNV-1a.
fn marked(mark: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(mark ^ 0xcbf2_9ce4_8422_2325, |mark, byte| {
        (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn mixed(mark: u64, other: u64) -> u64 {
    marked(mark, &other.to_le_bytes())
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

fn space(text: &str, mut at: usize) -> usize {
    while byte(text, at).is_some_and(|b| b.is_ascii_whitespace()) {
        at += 1;
    }
    at
}

/// The end of the string that starts at `at`.
fn string_end(text: &str, at: usize) -> Option<usize> {
    if byte(text, at)? != b'"' {
        return None;
    }
    let mut at = at + 1;
    loop {
        match byte(text, at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// How far the lines of a text are indented, each read once.
pub(super) struct Indents {
    lines: Lines,
    /// One a line, in bytes.
    widths: Vec<usize>,
}

impl Indents {
    pub fn of(text: &str) -> Self {
        let widths = text.split('\n').map(|line| line.len() - line.trim_start().len()).collect();
        Self { lines: Lines::of(text), widths }
    }

    /// The spaces that a value's line begins with, or that are left before the value.
    pub fn at(&self, offset: usize) -> usize {
        let (line, column) = self.lines.place(offset);
        self.widths.get(line - 1).copied().unwrap_or_default().min(column - 1)
    }
}

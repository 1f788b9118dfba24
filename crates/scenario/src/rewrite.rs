//! A text of JSON with other content: what stays the same stays as its author wrote it, and only the rest is written anew.

use std::borrow::Cow;

use gauntlet_slip::quote;

use super::MAX_BYTES;
use super::json::Json;
use super::tree::{Indents, Item, Kind, Node, Which, same, tree, tree_of_json};

/// How wide a line of what is written anew may be, in bytes.
const WIDE: usize = 110;

/// The most spaces that what is written anew is indented by, whatever stands around it.
const DEEPEST: usize = 40;

/// As many as that, and two more.
const SPACES: &str = "                                          ";

/// The longest gap between two items that new ones take over, in bytes.
const GAP: usize = 200;

/// The text with the content of another one; `None` where one of both is no JSON.
#[must_use]
pub fn rewrite(text: &str, content: &str) -> Option<String> {
    merge(text, &tree(text)?, &tree(content)?)
}

/// The same where both are known to be JSON.
pub(super) fn of_json(text: &str, content: &str) -> Option<String> {
    merge(text, &tree_of_json(text)?, &tree_of_json(content)?)
}

fn merge(text: &str, old: &Node<'_>, new: &Node<'_>) -> Option<String> {
    let merged = Author::of(text).merged(old, new);
    Some([text.get(..old.start)?, &merged, text.get(old.end..)?].concat())
}

/// One entry of a list, or several in a row that stay as they are: which old one the first was, if any, and their text.
pub(crate) type Entry<'a> = (Option<usize>, Cow<'a, str>);

/// How the old text is laid out.
pub(crate) struct Author {
    indents: Indents,
}

impl Author {
    /// Of a text.
    pub(super) fn of(text: &str) -> Self {
        Self { indents: Indents::of(text) }
    }

    fn indent(&self, node: &Node<'_>) -> usize {
        self.indents.at(node.start).min(DEEPEST)
    }

    /// What replaces the old value.
    fn merged(&self, old: &Node<'_>, new: &Node<'_>) -> String {
        if same(old, new) {
            return old.raw().to_owned();
        }
        match (old.kind, new.kind) {
            (Kind::Array, Kind::Array) => self.laid_out(old, &self.items(old, new)),
            (Kind::Object, Kind::Object) => self.laid_out(old, &self.members(old, new)),
            _ => written(new, self.indent(old)),
        }
    }

    /// A value that replaces an old one.
    pub(super) fn anew(&self, old: &Node<'_>, value: &Json) -> String {
        written_value(value, self.indent(old))
    }

    /// An item of a list that is new, from its name on where it has one.
    pub(super) fn new_item(&self, list: &Node<'_>, name: Option<&str>, value: &Json) -> String {
        let value = written_value(value, self.inner(list));
        match name {
            Some(name) => {
                let mut out = String::new();
                quote(name, &mut out);
                [&out, ": ", &value].concat()
            }
            None => value,
        }
    }

    /// How far the items of a list are indented.
    fn inner(&self, old: &Node<'_>) -> usize {
        old.items.last().map_or(self.indent(old) + 2, |item| self.indent(&item.value))
    }

    /// Keeps the common start and end of both lists; what lies between is replaced.
    fn items<'a>(&self, old: &Node<'a>, new: &Node<'_>) -> Vec<Entry<'a>> {
        let (a, b) = (&old.items, &new.items);
        let alike = |(a, b): &(&Item<'_>, &Item<'_>)| same(&a.value, &b.value);
        let head = a.iter().zip(b).take_while(alike).count();
        let room = a.len().min(b.len()) - head;
        let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(alike).count();
        let mut entries: Vec<Entry<'a>> = Vec::new();
        entries.extend(old.row(0..head).map(|row| (Some(0), row.into())));
        let indent = self.inner(old);
        for (at, item) in b.iter().enumerate().take(b.len() - tail).skip(head) {
            let was = a.get(at).filter(|_| at < a.len() - tail);
            entries.push(match was {
                Some(was) => (Some(at), self.merged(&was.value, &item.value).into()),
                None => (None, written(&item.value, indent).into()),
            });
        }
        let rest = a.len() - tail;
        entries.extend(old.row(rest..a.len()).map(|row| (Some(rest), row.into())));
        entries
    }

    /// The old members that are still there, in their order, then the new ones.
    fn members<'a>(&self, old: &Node<'a>, new: &Node<'_>) -> Vec<Entry<'a>> {
        let mut entries = Vec::new();
        for (at, item) in old.firsts() {
            let name = item.name.as_deref().unwrap_or_default();
            if let Some(now) = new.member(name, Which::First) {
                let written = item.value.text.get(item.start..item.value.start).unwrap_or_default();
                entries.push((Some(at), [written, &self.merged(&item.value, &now.value)].concat().into()));
            }
        }
        let indent = self.inner(old);
        for item in &new.items {
            let name = item.name.as_deref().unwrap_or_default();
            if old.member(name, Which::First).is_none() {
                entries.push((None, named(item, indent).into()));
            }
        }
        entries
    }

    /// The entries with the old list's own spaces and lines between them.
    pub(super) fn laid_out(&self, old: &Node<'_>, entries: &[Entry<'_>]) -> String {
        let (open, close) = if old.kind == Kind::Array { ("[", "]") } else { ("{", "}") };
        let between = |from: usize, to: usize| old.text.get(from..to).unwrap_or_default();
        let (Some(first), Some(last)) = (old.items.first(), old.items.last()) else {
            return broken(open, close, entries, self.indent(old));
        };
        if entries.is_empty() {
            return [open, close].concat();
        }
        let head = between(old.start + 1, first.start);
        let comma_before =
            |at: usize| match (at.checked_sub(1).and_then(|before| old.items.get(before)), old.items.get(at))
            {
                (Some(before), Some(item)) => Some(between(before.value.end, item.start)),
                _ => None,
            };
        let usual = match comma_before(old.items.len() - 1) {
            Some(gap) => gap.to_owned(),
            None if head.contains('\n') => [",", head].concat(),
            None => ", ".to_owned(),
        };
        let usual = if usual.len() > GAP { ", " } else { &usual };
        let mut out = [open, head].concat();
        let mut last_was = None;
        for (at, (was, text)) in entries.iter().enumerate() {
            if at > 0 {
                // If a removed item began a line, the next one begins it instead.
                let gone = last_was.zip(*was).map_or(0..0, |(last, was)| last + 1..was);
                let line = gone.filter_map(comma_before).find(|gap| gap.contains('\n') && gap.len() <= GAP);
                out.push_str(line.or_else(|| was.and_then(comma_before)).unwrap_or(usual));
            }
            last_was = *was;
            out.push_str(text);
        }
        out.push_str(between(last.value.end, old.end));
        out
    }
}

fn named(item: &Item<'_>, indent: usize) -> String {
    let mut out = name(item);
    write(&mut out, &item.value, indent);
    out
}

/// A member's name, and what stands before its value.
fn name(item: &Item<'_>) -> String {
    let name = item.value.text.get(item.start..item.value.start).unwrap_or_default().trim_end();
    [name.trim_end_matches(':').trim_end(), ": "].concat()
}

/// A value that has no text yet.
fn written_value(value: &Json, indent: usize) -> String {
    let text = value.written();
    tree_of_json(&text).map_or_else(|| text.clone(), |node| written(&node, indent))
}

/// A value written anew.
fn written(node: &Node<'_>, indent: usize) -> String {
    let mut out = String::new();
    write(&mut out, node, indent);
    out
}

/// Writes a value, on one line where it fits; as it came, where there is too much already to read it line by line.
fn write(out: &mut String, node: &Node<'_>, indent: usize) {
    let mut line = String::new();
    if matches!(node.kind, Kind::Plain | Kind::Text) || out.len() > MAX_BYTES {
        out.push_str(node.raw());
    } else if on_a_line(&mut line, node, WIDE.saturating_sub(indent)) {
        out.push_str(&line);
    } else {
        let (open, close) = brackets(node);
        let inner = (indent + 2).min(DEEPEST);
        out.push_str(open);
        for (at, item) in node.items.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            out.push_str(SPACES.get(..indent + 2).unwrap_or(SPACES));
            if item.name.is_some() {
                out.push_str(&name(item));
            }
            write(out, &item.value, inner);
        }
        out.push('\n');
        out.push_str(SPACES.get(..indent).unwrap_or(SPACES));
        out.push_str(close);
    }
}

fn brackets(node: &Node<'_>) -> (&'static str, &'static str) {
    if node.kind == Kind::Array { ("[", "]") } else { ("{", "}") }
}

/// Writes a value without a break; false where it takes more than so many bytes, and is given up then.
fn on_a_line(out: &mut String, node: &Node<'_>, most: usize) -> bool {
    if matches!(node.kind, Kind::Plain | Kind::Text) {
        out.push_str(node.raw());
        return out.len() <= most;
    }
    let (open, close) = brackets(node);
    let room = if node.kind == Kind::Object && !node.items.is_empty() { " " } else { "" };
    out.push_str(&[open, room].concat());
    for (at, item) in node.items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if item.name.is_some() {
            out.push_str(&name(item));
        }
        if !on_a_line(out, &item.value, most) {
            return false;
        }
    }
    out.push_str(&[room, close].concat());
    out.len() <= most
}

/// The entries of a list that was empty.
fn broken(open: &str, close: &str, entries: &[Entry<'_>], indent: usize) -> String {
    let parts: Vec<&str> = entries.iter().map(|(_, text)| text.as_ref()).collect();
    let room = if open == "{" && !parts.is_empty() { " " } else { "" };
    let line = [open, room, &parts.join(", "), room, close].concat();
    if indent + line.len() <= WIDE && !line.contains('\n') {
        return line;
    }
    let inner = ["\n", &" ".repeat(indent + 2)].concat();
    let comma = [",", &inner].concat();
    [open, &inner, &parts.join(&comma), "\n", &" ".repeat(indent), close].concat()
}

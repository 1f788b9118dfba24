//! A text of JSON with other content: what stays the same stays as its author wrote it, and only the rest is written anew.

use super::json::Json;
use super::locate::{byte, space, string_end, value_end};

/// How wide a line of what is written anew may be, in bytes.
const WIDE: usize = 110;

/// What a value consists of.
enum Kind {
    Plain,
    Array,
    Object,
}

/// A value's place in its text.
struct Node<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    kind: Kind,
    items: Vec<Item<'a>>,
}

/// A member or an item, from its name on where it has one.
struct Item<'a> {
    start: usize,
    name: Option<String>,
    value: Node<'a>,
}

/// The text with the content of another one; `None` where one of both is no JSON.
#[must_use]
pub fn rewrite(text: &str, content: &str) -> Option<String> {
    // They are JSON, of a bounded depth, before they are looked at in detail.
    serde_json::from_str::<Json>(text).ok()?;
    serde_json::from_str::<Json>(content).ok()?;
    let old = read(text, space(text, 0))?;
    let new = read(content, space(content, 0))?;
    Some([text.get(..old.start)?, &merged(&old, &new), text.get(old.end..)?].concat())
}

fn read(text: &str, start: usize) -> Option<Node<'_>> {
    let kind = match byte(text, start)? {
        b'[' => Kind::Array,
        b'{' => Kind::Object,
        _ => {
            let end = value_end(text, start)?;
            return Some(Node { text, start, end, kind: Kind::Plain, items: Vec::new() });
        }
    };
    let mut items = Vec::new();
    let mut at = space(text, start + 1);
    while !matches!(byte(text, at)?, b']' | b'}') {
        let begin = at;
        let name = match kind {
            Kind::Object => {
                let end = string_end(text, at)?;
                at = space(text, space(text, end) + 1);
                Some(serde_json::from_str(text.get(begin..end)?).ok()?)
            }
            _ => None,
        };
        let value = read(text, at)?;
        at = space(text, value.end);
        items.push(Item { start: begin, name, value });
        if byte(text, at)? == b',' {
            at = space(text, at + 1);
        }
    }
    Some(Node { text, start, end: at + 1, kind, items })
}

impl Node<'_> {
    fn raw(&self) -> &str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    fn is_text(&self) -> bool {
        self.raw().starts_with('"')
    }

    /// The spaces that its line begins with.
    fn indent(&self) -> usize {
        let before = self.text.get(..self.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.len() - line.trim_start().len()
    }

    fn member(&self, name: Option<&str>) -> Option<&Item<'_>> {
        self.items.iter().find(|item| item.name.as_deref() == name)
    }
}

fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
    let count = a.items.len() == b.items.len();
    match (&a.kind, &b.kind) {
        (Kind::Plain, Kind::Plain) if a.is_text() && b.is_text() => {
            let decoded = |node: &Node<'_>| serde_json::from_str::<String>(node.raw()).ok();
            a.raw() == b.raw() || decoded(a) == decoded(b)
        }
        (Kind::Plain, Kind::Plain) => a.raw() == b.raw(),
        (Kind::Array, Kind::Array) => {
            count && a.items.iter().zip(&b.items).all(|(a, b)| same(&a.value, &b.value))
        }
        (Kind::Object, Kind::Object) => {
            let has = |item: &Item<'_>| {
                b.member(item.name.as_deref()).is_some_and(|one| same(&item.value, &one.value))
            };
            count && a.items.iter().all(has)
        }
        _ => false,
    }
}

/// What stands in the place of the old value.
fn merged(old: &Node<'_>, new: &Node<'_>) -> String {
    if same(old, new) {
        return old.raw().to_owned();
    }
    match (&old.kind, &new.kind) {
        (Kind::Array, Kind::Array) => laid_out(old, &items(old, new)),
        (Kind::Object, Kind::Object) => laid_out(old, &members(old, new)),
        _ => written(new, old.indent()),
    }
}

/// One entry of a list: which old one it was, if any, and its text.
type Entry = (Option<usize>, String);

/// What both lists begin and end with stays; between, the one in the place of the other.
fn items(old: &Node<'_>, new: &Node<'_>) -> Vec<Entry> {
    let (a, b) = (&old.items, &new.items);
    let alike = |(a, b): &(&Item<'_>, &Item<'_>)| same(&a.value, &b.value);
    let head = a.iter().zip(b).take_while(alike).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(alike).count();
    let mut entries = Vec::new();
    let indent = a.last().map_or(old.indent() + 2, |item| item.value.indent());
    for (at, item) in b.iter().enumerate() {
        // From the end on, the old list's places are counted from its end too.
        let was = if at >= b.len() - tail {
            Some(a.len() + at - b.len())
        } else {
            Some(at).filter(|at| *at < a.len() - tail)
        };
        entries.push(match was.and_then(|was| Some((was, a.get(was)?))) {
            Some((was, old)) => (Some(was), merged(&old.value, &item.value)),
            None => (None, written(&item.value, indent)),
        });
    }
    entries
}

/// The old members that are still there, in their order, then the new ones.
fn members(old: &Node<'_>, new: &Node<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, item) in old.items.iter().enumerate() {
        // Of a name that is there twice, the first is the one that is read.
        let first = old.member(item.name.as_deref()).is_some_and(|one| one.start == item.start);
        if let Some(now) = new.member(item.name.as_deref()).filter(|_| first) {
            let name = item.value.text.get(item.start..item.value.start).unwrap_or_default();
            entries.push((Some(at), [name, &merged(&item.value, &now.value)].concat()));
        }
    }
    let indent = old.items.last().map_or(old.indent() + 2, |item| item.value.indent());
    for item in &new.items {
        if old.member(item.name.as_deref()).is_none() {
            entries.push((None, named(item, indent)));
        }
    }
    entries
}

/// The entries with the old list's own spaces and lines between them.
fn laid_out(old: &Node<'_>, entries: &[Entry]) -> String {
    let (open, close) = if matches!(old.kind, Kind::Array) { ("[", "]") } else { ("{", "}") };
    let between = |from: usize, to: usize| old.text.get(from..to).unwrap_or_default();
    let (Some(first), Some(last)) = (old.items.first(), old.items.last()) else {
        return broken(open, close, entries.iter().map(|(_, text)| text.clone()), old.indent());
    };
    if entries.is_empty() {
        return [open, close].concat();
    }
    let head = between(old.start + 1, first.start);
    let comma_before =
        |at: usize| match (at.checked_sub(1).and_then(|before| old.items.get(before)), old.items.get(at)) {
            (Some(before), Some(item)) => Some(between(before.value.end, item.start)),
            _ => None,
        };
    let usual = comma_before(old.items.len() - 1).map(str::to_owned);
    let usual =
        usual.unwrap_or_else(|| if head.contains('\n') { [",", head].concat() } else { ", ".to_owned() });
    let mut out = [open, head].concat();
    for (at, (was, text)) in entries.iter().enumerate() {
        if at > 0 {
            out.push_str(was.and_then(comma_before).unwrap_or(&usual));
        }
        out.push_str(text);
    }
    out.push_str(between(last.value.end, old.end));
    out
}

fn named(item: &Item<'_>, indent: usize) -> String {
    let name = item.value.text.get(item.start..item.value.start).unwrap_or_default().trim_end();
    [name.trim_end_matches(':').trim_end(), ": ", &written(&item.value, indent)].concat()
}

/// A value written anew, on one line where it fits.
fn written(node: &Node<'_>, indent: usize) -> String {
    let parts = |indent: usize| {
        node.items.iter().map(move |item| match item.name {
            Some(_) => named(item, indent),
            None => written(&item.value, indent),
        })
    };
    match node.kind {
        Kind::Plain => node.raw().to_owned(),
        Kind::Array => broken("[", "]", parts(indent + 2), indent),
        Kind::Object => broken("{", "}", parts(indent + 2), indent),
    }
}

fn broken(open: &str, close: &str, parts: impl Iterator<Item = String>, indent: usize) -> String {
    let parts: Vec<String> = parts.collect();
    let room = if open == "{" && !parts.is_empty() { " " } else { "" };
    let line = [open, room, &parts.join(", "), room, close].concat();
    if indent + line.len() <= WIDE && !line.contains('\n') {
        return line;
    }
    let inner = ["\n", &" ".repeat(indent + 2)].concat();
    let comma = [",", &inner].concat();
    [open, &inner, &parts.join(&comma), "\n", &" ".repeat(indent), close].concat()
}

//! The changes that the form makes to the scenario's document.

use crate::fields::{Field, List, Place};
use crate::json::{Json, escaped, steps};
use crate::messages;

/// The most addresses that are tried for another row.
const TRIES: usize = 255;

/// The value that a control of the form edits.
#[derive(Clone, Copy)]
pub enum Target {
    /// A field of a row.
    Field(&'static List, usize, &'static Field),
    /// A single value, by its JSON pointer.
    Alone(&'static str),
}

impl Target {
    /// Its JSON pointer; `None` if there is no such row, or the row lacks a field that the pointer needs.
    #[must_use]
    pub fn pointer(&self, whole: &Json) -> Option<String> {
        match *self {
            Self::Alone(at) => Some(at.to_owned()),
            Self::Field(list, index, field) => field.place.pointer(list.at, index, row(whole, list, index)?),
        }
    }

    /// Its value, as the form shows it.
    #[must_use]
    pub fn shown(&self, whole: &Json) -> String {
        let said = self.pointer(whole).and_then(|pointer| whole.at(&pointer).map(Json::shown));
        said.unwrap_or_else(|| match self {
            Self::Field(_, _, Field { place: Place::Apart { default, .. }, .. }) => (*default).to_owned(),
            _ => String::new(),
        })
    }

    /// Sets the value, or removes it. Renaming a row also renames what refers to it.
    pub fn set(&self, whole: &mut Json, value: Option<Json>) {
        let Some(pointer) = self.pointer(whole) else { return };
        let Self::Field(list, index, field) = *self else { return put(whole, &pointer, value) };
        match field.place {
            Place::Apart { default, .. } => {
                if value.as_ref().is_none_or(|value| value.written() == default) {
                    clear(whole, &pointer);
                } else {
                    make_way(whole, &pointer);
                    put(whole, &pointer, value);
                }
            }
            Place::Row(_) => {
                let Some(was) = row(whole, list, index).cloned() else { return };
                put(whole, &pointer, value);
                let Some(now) = row(whole, list, index).cloned() else { return };
                follow(whole, list, &was, &now);
                for (from, to) in entries(list, &was).into_iter().zip(entries(list, &now)) {
                    if from != to && !names(whole, list, &from) && whole.at(&to).is_none() {
                        carry(whole, &from, &to);
                    }
                }
            }
        }
    }
}

/// A list's rows.
#[must_use]
pub fn rows<'a>(whole: &'a Json, list: &List) -> &'a [Json] {
    whole.at(list.at).map(Json::items).unwrap_or_default()
}

/// What a row is called.
#[must_use]
pub fn name(whole: &Json, list: &List, index: usize) -> String {
    let name = row(whole, list, index).and_then(|row| row.member("name"));
    name.map_or_else(|| (index + 1).to_string(), Json::shown)
}

/// Which of the four stories a row is.
#[must_use]
pub fn story(whole: &Json, list: &List, index: usize) -> &'static str {
    let holds = |field: &str, value: &str| {
        row(whole, list, index).and_then(|row| row.member(field)).is_some_and(|found| found.shown() == value)
    };
    match (holds("direction", "egress"), holds("blocked", "true")) {
        (false, false) => messages::EDITOR_STORIES_INGRESS,
        (false, true) => messages::EDITOR_STORIES_INGRESS_BLOCKED,
        (true, false) => messages::EDITOR_STORIES_EGRESS,
        (true, true) => messages::EDITOR_STORIES_EGRESS_BLOCKED,
    }
}

/// The names of a list's rows, by its JSON pointer.
#[must_use]
pub fn names_of(whole: &Json, list: &str) -> Vec<String> {
    let rows = whole.at(list).map(Json::items).unwrap_or_default();
    rows.iter().map(|row| row.member("name").map(Json::shown).unwrap_or_default()).collect()
}

/// Adds a row like the last, with a name and an address of its own.
pub fn add(whole: &mut Json, list: &List) {
    let Some(Json::Array(rows)) = whole.at(list.at) else { return };
    let Some(mut row) = rows.last().cloned().or_else(|| Json::read(list.first)) else { return };
    let taken = names_of(whole, list.at);
    let name = row.member("name").map(Json::shown).unwrap_or_default();
    if taken.contains(&name) {
        row.set("name", Some(Json::Text(another_name(&name, &taken))));
    }
    if let Some(address) = row.member("address").and_then(Json::text) {
        let free = another_address(address, &whole.written());
        row.set("address", Some(Json::Text(free)));
    }
    if let Some(Json::Array(rows)) = whole.at_mut(list.at) {
        rows.push(row);
    }
}

/// Removes a row and its state.
pub fn remove(whole: &mut Json, list: &List, index: usize) {
    let Some(Json::Array(rows)) = whole.at_mut(list.at) else { return };
    if index >= rows.len() {
        return;
    }
    let gone = rows.remove(index);
    for entry in entries(list, &gone) {
        // Unless another row has the same name.
        if !names(whole, list, &entry) {
            clear(whole, &entry);
        }
    }
}

fn row<'a>(whole: &'a Json, list: &List, index: usize) -> Option<&'a Json> {
    rows(whole, list).get(index)
}

/// The entries outside a row that hold its state.
fn entries(list: &List, row: &Json) -> Vec<String> {
    let mut out: Vec<String> = list.fields.iter().filter_map(|field| field.place.entry(row)).collect();
    out.dedup();
    out
}

/// Whether an entry belongs to a row of the list.
fn names(whole: &Json, list: &List, entry: &str) -> bool {
    rows(whole, list).iter().any(|row| entries(list, row).iter().any(|one| one == entry))
}

/// Renames the references to a node or a pod.
fn follow(whole: &mut Json, list: &List, was: &Json, now: &Json) {
    let names = |row: &Json| match list.at {
        "/loadBalancer/nodes" => Some(row.member("name")?.shown()),
        "/pods" => Some([&row.member("namespace")?.shown(), "/", &row.member("name")?.shown()].concat()),
        _ => None,
    };
    let (Some(was), Some(now)) = (names(was), names(now)) else { return };
    let (others, member) = if list.at == "/pods" { ("/stories", "from") } else { ("/pods", "nodeName") };
    let Some(Json::Array(others)) = whole.at_mut(others) else { return };
    for other in others.iter_mut().filter(|_| was != now) {
        if other.member(member).and_then(Json::text) == Some(was.as_str()) {
            other.set(member, Some(Json::Text(now.clone())));
        }
    }
}

/// Sets or removes a member of an existing object.
fn put(whole: &mut Json, pointer: &str, value: Option<Json>) {
    let Some((object, _)) = pointer.rsplit_once('/') else { return };
    if let (Some(object), Some(name)) = (whole.at_mut(object), steps(pointer).last()) {
        object.set(&name, value);
    }
}

/// Creates the missing parents of a member.
fn make_way(whole: &mut Json, pointer: &str) {
    let mut way = String::new();
    let names: Vec<String> = steps(pointer).collect();
    for name in names.iter().take(names.len().saturating_sub(1)) {
        way.push('/');
        way.push_str(&escaped(name));
        if whole.at(&way).is_none() {
            put(whole, &way, Some(Json::Object(Vec::new())));
        }
    }
}

/// Removes a member, and its parents if they are empty then.
fn clear(whole: &mut Json, pointer: &str) {
    if whole.at(pointer).is_none() {
        return;
    }
    put(whole, pointer, None);
    let mut around = pointer;
    while let Some((outer, _)) = around.rsplit_once('/').filter(|(outer, _)| !outer.is_empty()) {
        if !matches!(whole.at(outer), Some(Json::Object(members)) if members.is_empty()) {
            return;
        }
        put(whole, outer, None);
        around = outer;
    }
}

/// Moves a value to another place.
fn carry(whole: &mut Json, from: &str, to: &str) {
    let Some(value) = whole.at(from).cloned() else { return };
    make_way(whole, to);
    put(whole, to, Some(value));
    clear(whole, from);
}

/// `web-3` after `web-2`, or `web-2` after `web`; one that is not taken.
fn another_name(name: &str, taken: &[String]) -> String {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let end = name.get(stem.len()..).unwrap_or_default();
    let between = if end.is_empty() { "-" } else { "" };
    let first = end.parse::<u64>().unwrap_or(1).saturating_add(1);
    let named = |number: u64| [stem, between, &number.to_string()].concat();
    // One more try than there are names is enough.
    let tries = first..=first.saturating_add(taken.len() as u64);
    tries.map(named).find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
}

/// The next address that the document does not name.
fn another_address(address: &str, document: &str) -> String {
    let mut address = address.to_owned();
    let (radix, ends): (u32, &[char]) = if address.contains(':') { (16, &[':', '.']) } else { (10, &['.']) };
    for _ in 0..TRIES {
        if address.is_empty() || !document.contains(&["\"", &address, "\""].concat()) {
            break;
        }
        let at = address.rfind(ends).map_or(0, |at| at + 1);
        let Some(last) = address.get(at..).and_then(|last| u32::from_str_radix(last, radix).ok()) else {
            break;
        };
        let next = last.wrapping_add(1) % 255;
        address.truncate(at);
        address.push_str(&if radix == 16 { hexadecimal(next) } else { next.to_string() });
    }
    address
}

/// A number of up to two hexadecimal digits. `format!` would cost more in the wasm.
fn hexadecimal(number: u32) -> String {
    let digits = [number / 16, number % 16].map(|digit| char::from_digit(digit, 16).unwrap_or('0'));
    digits.iter().skip(usize::from(number < 16)).collect()
}

#[cfg(test)]
mod tests;

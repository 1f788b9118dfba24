//! A changed scenario written into the text that it was read from: what did not change is not even looked at.

use std::borrow::Cow;

use super::json::{Json, Member};
use super::rewrite::{Author, Entry};
use super::tree::{Item, Kind, Node, Which};

/// How many items of a list that were taken away in a row are looked over, to find how the next was written.
const AHEAD: usize = 100;

/// The new text for a value, in the style of the old one. Fields that the old text omits stay omitted.
pub(super) fn merged(now: &Json, was: &Json, old: &Node<'_>, author: &Author) -> String {
    match (now, was, old.kind) {
        (Json::Object(now), Json::Object(was), Kind::Object) => object(now, was, old, author),
        (Json::Array(now), Json::Array(was), Kind::Array) if old.items.len() == was.len() => {
            list(now, was, old, author)
        }
        _ => author.anew(old, now),
    }
}

/// The old members in their order, as far as they are still there, then those that the old text leaves out and are another now.
fn object(now: &[Member], was: &[Member], old: &Node<'_>, author: &Author) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (at, item) in old.firsts() {
        let name = item.name.as_deref().unwrap_or_default();
        match (get(now, name), get(was, name)) {
            (now, was) if now == was => entries.push((Some(at), kept(item))),
            (None, _) => {}
            (Some(now), Some(was)) => {
                entries.push((Some(at), (head(item) + &merged(now, was, &item.value, author)).into()));
            }
            (Some(now), None) => {
                entries.push((Some(at), (head(item) + &author.anew(&item.value, now)).into()));
            }
        }
    }
    for (name, value) in now {
        if old.member(name, Which::First).is_none() && get(was, name) != Some(value) {
            entries.push((None, author.new_item(old, Some(name), value).into()));
        }
    }
    author.laid_out(old, &entries)
}

fn list(now: &[Json], was: &[Json], old: &Node<'_>, author: &Author) -> String {
    let head = now.iter().zip(was).take_while(|(now, was)| now == was).count();
    let room = now.len().min(was.len()) - head;
    let pairs = now.iter().rev().zip(was.iter().rev()).take(room);
    let tail = pairs.take_while(|(now, was)| now == was).count();
    let mut next = head;
    let mut entries: Vec<Entry<'_>> = Vec::new();
    entries.extend(old.row(0..head).map(|row| (Some(0), row.into())));
    for (at, value) in now.iter().enumerate().take(now.len() - tail).skip(head) {
        let rest = was.iter().enumerate().take(was.len() - tail).skip(next).take(AHEAD);
        let found = rest.filter(|(_, was)| *was == value).map(|(place, _)| place).next();
        next = found.map_or(next, |place| place + 1);
        let place = found.or_else(|| (now.len() == was.len()).then_some(at));
        let before = place.and_then(|place| Some((place, was.get(place)?, old.items.get(place)?)));
        entries.push(match before {
            Some((place, was, item)) if was == value => (Some(place), kept(item)),
            Some((place, was, item)) => (Some(place), merged(value, was, &item.value, author).into()),
            None => (None, author.new_item(old, None, value).into()),
        });
    }
    let rest = was.len() - tail;
    entries.extend(old.row(rest..was.len()).map(|row| (Some(rest), row.into())));
    author.laid_out(old, &entries)
}

/// The member of that name of an object whose members are in the order of their names.
fn get<'j>(members: &'j [Member], name: &str) -> Option<&'j Json> {
    let at = members.binary_search_by(|(one, _)| one.as_str().cmp(name)).ok()?;
    members.get(at).map(|(_, value)| value)
}

/// An item as it is written.
fn kept<'a>(item: &Item<'a>) -> Cow<'a, str> {
    item.value.text.get(item.start..item.value.end).unwrap_or_default().into()
}

/// What an item begins with, up to its value.
fn head(item: &Item<'_>) -> String {
    item.value.text.get(item.start..item.value.start).unwrap_or_default().to_owned()
}

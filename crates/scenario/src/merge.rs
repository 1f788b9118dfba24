//! A changed scenario written into the text that it was read from: what did not change is not even looked at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use super::encode::Encode;
use super::rewrite::{Author, Entry};
use super::tree::{Item, Kind, Node, Which};
use gauntlet_model::time::Micros;

/// How many items of a list that were taken away in a row are looked over, to find how the next was written.
const AHEAD: usize = 100;

/// A type whose changed values can be written into the text of what they were.
pub(crate) trait Merge: Encode + PartialEq {
    /// What stands in the place of the old text, which says what the value was. What it leaves out stays left out.
    fn merge(&self, _was: &Self, old: &Node<'_>, author: &Author) -> String {
        author.anew(old, &self.encode())
    }
}

macro_rules! leaf {
    ($($type:ty)*) => {
        $(impl Merge for $type {})*
    };
}
pub(super) use leaf;

leaf!(String bool u16 u32 usize Micros IpAddr IpNet);

/// A struct's field, as far as merging asks.
pub(crate) struct Field<'f> {
    /// Its name in JSON.
    pub name: &'static str,
    /// Whether it is what it was.
    pub same: bool,
    /// Its value; `Null` where it is left out.
    pub value: &'f dyn Fn() -> Value,
    /// Its text in the place of the old one.
    pub merged: &'f dyn Fn(&Node<'_>) -> String,
}

/// An object with those fields in the place of the old one.
pub(crate) fn object(old: &Node<'_>, author: &Author, fields: &[Field<'_>]) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (at, item) in old.firsts() {
        let field = fields.iter().find(|field| item.name.as_deref() == Some(field.name));
        match field.filter(|field| !field.same) {
            None => entries.push((Some(at), kept(item))),
            Some(field) if (field.value)().is_null() => {}
            Some(field) => entries.push((Some(at), (head(item) + &(field.merged)(&item.value)).into())),
        }
    }
    for field in fields.iter().filter(|field| !field.same && old.member(field.name, Which::First).is_none()) {
        let value = (field.value)();
        if !value.is_null() {
            entries.push((None, author.new_item(old, Some(field.name), &value).into()));
        }
    }
    author.laid_out(old, &entries)
}

/// An item as it is written.
fn kept<'a>(item: &Item<'a>) -> Cow<'a, str> {
    item.value.text.get(item.start..item.value.end).unwrap_or_default().into()
}

/// What an item begins with, up to its value.
fn head(item: &Item<'_>) -> String {
    item.value.text.get(item.start..item.value.start).unwrap_or_default().to_owned()
}

impl<T: Merge> Merge for Option<T> {
    fn merge(&self, was: &Self, old: &Node<'_>, author: &Author) -> String {
        match (self, was) {
            (Some(now), Some(was)) => now.merge(was, old, author),
            _ => author.anew(old, &self.encode()),
        }
    }
}

impl<T: Merge> Merge for Vec<T> {
    fn merge(&self, was: &Self, old: &Node<'_>, author: &Author) -> String {
        if old.kind != Kind::Array || old.items.len() != was.len() {
            return author.anew(old, &self.encode());
        }
        let head = self.iter().zip(was).take_while(|(now, was)| now == was).count();
        let room = self.len().min(was.len()) - head;
        let pairs = self.iter().rev().zip(was.iter().rev()).take(room);
        let tail = pairs.take_while(|(now, was)| now == was).count();
        let mut next = head;
        let mut entries: Vec<Entry<'_>> = Vec::new();
        entries.extend(old.row(0..head).map(|row| (Some(0), row.into())));
        for (at, now) in self.iter().enumerate().take(self.len() - tail).skip(head) {
            let rest = was.iter().enumerate().take(was.len() - tail).skip(next).take(AHEAD);
            let found = rest.filter(|(_, was)| *was == now).map(|(place, _)| place).next();
            next = found.map_or(next, |place| place + 1);
            let place = found.or_else(|| (self.len() == was.len()).then_some(at));
            entries.push(
                match place.and_then(|place| Some((place, was.get(place)?, old.items.get(place)?))) {
                    Some((place, was, item)) if was == now => (Some(place), kept(item)),
                    Some((place, was, item)) => (Some(place), now.merge(was, &item.value, author).into()),
                    None => (None, author.new_item(old, None, &now.encode()).into()),
                },
            );
        }
        let rest = was.len() - tail;
        entries.extend(old.row(rest..was.len()).map(|row| (Some(rest), row.into())));
        author.laid_out(old, &entries)
    }
}

impl<T: Merge> Merge for BTreeMap<String, T> {
    fn merge(&self, was: &Self, old: &Node<'_>, author: &Author) -> String {
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for (at, item) in old.firsts() {
            let name = item.name.as_deref().unwrap_or_default();
            match (self.get(name), was.get(name)) {
                (Some(now), Some(was)) if now == was => entries.push((Some(at), kept(item))),
                (Some(now), Some(was)) => {
                    entries.push((Some(at), (head(item) + &now.merge(was, &item.value, author)).into()));
                }
                _ => {}
            }
        }
        for (name, now) in self.iter().filter(|(name, _)| !was.contains_key(*name)) {
            entries.push((None, author.new_item(old, Some(name), &now.encode()).into()));
        }
        author.laid_out(old, &entries)
    }
}

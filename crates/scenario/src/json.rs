//! A JSON document as a tree that keeps every member of an object, in order: a name that is there twice can be told.

use std::fmt;

pub use gauntlet_slip::{Cursor, quote, said};
use serde::Serialize;
use serde::ser::Serializer;

use super::order::ByName;

/// An object's member: name and value.
pub type Member = (String, Json);

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 on; `None` for any other number, which no field takes.
    Number(Option<u64>),
    /// A text.
    Text(String),
    /// A list.
    Array(Vec<Json>),
    /// An object, its members in their order.
    Object(Vec<Member>),
}

impl Json {
    /// The value of a text; `None` where it is no JSON.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        // Nothing of what follows is reached by what is no JSON, or too deep.
        if is_json(text) { Self::of_json(text) } else { None }
    }

    /// The value of a text that is known to be JSON.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        value(&mut Cursor::new(text))
    }

    /// An object of those members, in the order of their names, without those that are null.
    #[must_use]
    pub fn object(members: Vec<(&str, Self)>) -> Self {
        let mut out: Vec<Member> = Vec::with_capacity(members.len());
        for (name, value) in members {
            insert(&mut out, name, value);
        }
        Self::Object(out)
    }

    /// The value as JSON, on one line.
    #[must_use]
    pub fn written(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let comma = |out: &mut String, at: usize| out.push_str(if at == 0 { "" } else { "," });
        match self {
            // A number that no field takes is never written: what has one is not valid.
            Self::Null | Self::Number(None) => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(Some(number)) => out.push_str(&number.to_string()),
            Self::Text(text) => quote(text, out),
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    comma(out, at);
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    comma(out, at);
                    quote(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        u64::from(number).into()
    }
}

impl From<u16> for Json {
    fn from(number: u16) -> Self {
        u64::from(number).into()
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        (number as u64).into()
    }
}

impl From<&ByName<String>> for Json {
    fn from(texts: &ByName<String>) -> Self {
        Self::Object(texts.iter().map(|(name, text)| (name.clone(), text.into())).collect())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Number(None) => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(Some(number)) => serializer.serialize_u64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

/// Inserts a member into an object that is sorted by name. `null` is left out.
#[inline(never)]
pub(crate) fn insert(object: &mut Vec<Member>, name: &str, value: Json) {
    if !matches!(value, Json::Null) {
        let at = object.partition_point(|(before, _)| before.as_str() < name);
        object.insert(at, (name.to_owned(), value));
    }
}

/// Whether a text is JSON, and not too deep to be read level by level.
#[must_use]
pub fn is_json(text: &str) -> bool {
    gauntlet_slip::syntax(text).is_none()
}

/// Reads a text that is known to be JSON.
fn value(at: &mut Cursor<'_>) -> Option<Json> {
    Some(match at.peek()? {
        b'"' => Json::Text(at.string()?),
        b'[' => {
            let mut items = Vec::new();
            while at.goes_on(b']')? {
                items.push(value(at)?);
            }
            Json::Array(items)
        }
        b'{' => {
            let mut members = Vec::new();
            while at.goes_on(b'}')? {
                members.push((at.name()?, value(at)?));
            }
            Json::Object(members)
        }
        _ => match at.word()? {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            number => Json::Number(number.parse().ok()),
        },
    })
}

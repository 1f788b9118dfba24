//! From a JSON tree to the scenario's types. A value that is wrong is told and a stand-in takes its place, so that
//! everything that is wrong with the shape is told at once.
//!
//! `serde`'s derived readers stop at the first problem and are compiled anew for every type; here a type is a table of
//! names, and the code that reads it is shared.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::errors::{Problems, ScenarioErrors, escape, nearest, syntax};
use super::json::{Json, Member};
use crate::time::Micros;

/// A type that can be read from a JSON value.
pub(crate) trait Decode: Sized {
    /// Reads the value. No value stands for one that was left out or whose lack was told: it gives the stand-in.
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self;
}

/// Reads a text whole.
pub(crate) fn read<T: Decode>(text: &str) -> Result<T, ScenarioErrors> {
    decode(text, &parse(text)?)
}

/// Reads a text as JSON.
pub(super) fn parse(text: &str) -> Result<Json, ScenarioErrors> {
    serde_json::from_str(text).map_err(|error| syntax(text, &error))
}

/// Reads a text's tree.
pub(super) fn decode<T: Decode>(text: &str, json: &Json) -> Result<T, ScenarioErrors> {
    let mut reader = Reader { path: String::new(), problems: Problems::new(text) };
    let value = T::decode(Some(json), &mut reader);
    reader.problems.none().map(|()| value)
}

/// What stands for a value whose fields are all left out: where they may be, their defaults.
#[cfg(feature = "schema")]
pub(crate) fn of_nothing<T: Decode>() -> T {
    let mut reader = Reader { path: String::new(), problems: Problems::new("{}") };
    T::decode(Some(&Json::Object(Vec::new())), &mut reader)
}

/// Declares how a struct is read and written: field, name in JSON, and `[optional]` or `[or value]` where it may be left out.
macro_rules! fields {
    ($type:ident { $($field:ident: $name:literal $([$($rule:tt)+])?),* $(,)? }) => {
        impl $crate::scenario::decode::Decode for $type {
            fn decode(
                value: Option<&$crate::scenario::json::Json>,
                reader: &mut $crate::scenario::decode::Reader<'_>,
            ) -> Self {
                let object = reader.object(value, concat!("struct ", stringify!($type)), &[$($name),*]);
                Self { $($field: fields!(@field reader object $name $($($rule)+)?)),* }
            }
        }

        #[cfg(feature = "schema")]
        impl $type {
            /// What the table says of the fields, in the schema that was derived from the type.
            pub(crate) fn by_table(schema: &mut schemars::Schema) {
                let empty: Self = $crate::scenario::decode::of_nothing();
                $crate::scenario::schema::fields(schema, &[$((
                    stringify!($field),
                    $name,
                    fields!(@required $($($rule)+)?),
                    $crate::scenario::encode::Encode::encode(&empty.$field),
                )),*]);
            }
        }

        impl $crate::scenario::encode::Encode for $type {
            fn encode(&self) -> serde_json::Value {
                $crate::scenario::encode::object([
                    $(($name, $crate::scenario::encode::Encode::encode(&self.$field))),*
                ])
            }
        }
    };
    (@field $reader:ident $object:ident $name:literal) => { $reader.required($object, $name) };
    (@field $reader:ident $object:ident $name:literal optional) => { $reader.optional($object, $name) };
    (@field $reader:ident $object:ident $name:literal or $value:expr) => {
        $reader.or($object, $name, $value)
    };
    (@required) => { true };
    (@required $($rule:tt)+) => { false };
}
pub(super) use fields;

/// Declares the names of an enum's variants; the first is its stand-in.
macro_rules! names {
    ($type:ident { $first:ident: $first_name:literal $(, $variant:ident: $name:literal)* $(,)? }) => {
        impl $crate::scenario::decode::Decode for $type {
            fn decode(
                value: Option<&$crate::scenario::json::Json>,
                reader: &mut $crate::scenario::decode::Reader<'_>,
            ) -> Self {
                const ALL: &[$type] = &[$type::$first $(, $type::$variant)*];
                let at = reader.one_of(value, &[$first_name $(, $name)*]);
                ALL.get(at).copied().unwrap_or($type::$first)
            }
        }

        #[cfg(feature = "schema")]
        impl $type {
            /// The names of the table, in the schema that was derived from the type.
            pub(crate) fn by_table(schema: &mut schemars::Schema) {
                $crate::scenario::schema::names(
                    schema,
                    &[(stringify!($first), $first_name) $(, (stringify!($variant), $name))*],
                );
            }
        }

        impl $crate::scenario::encode::Encode for $type {
            fn encode(&self) -> serde_json::Value {
                serde_json::Value::from(match self {
                    $type::$first => $first_name,
                    $($type::$variant => $name),*
                })
            }
        }
    };
}
pub(super) use names;

/// Where the reading has come to, and what was wrong so far.
pub(crate) struct Reader<'a> {
    /// The JSON pointer of the value that is being read.
    path: String,
    problems: Problems<'a>,
}

impl Reader<'_> {
    /// Tells that the value is not what was expected.
    #[inline(never)]
    pub fn wrong(&mut self, expected: &str) {
        self.problems.add(&self.path, expected);
    }

    /// Goes down to a member; [`Self::leave`] takes the length that is given back.
    #[inline(never)]
    fn enter(&mut self, name: &str) -> usize {
        let before = self.path.len();
        self.path.push('/');
        self.path.push_str(&escape(name));
        before
    }

    #[inline(never)]
    fn leave(&mut self, before: usize) {
        self.path.truncate(before);
    }

    /// An object's members, none of them twice.
    #[inline(never)]
    fn members<'j>(&mut self, value: Option<&'j Json>, expected: &str) -> Option<&'j [Member]> {
        let members = match value? {
            Json::Object(members) => members,
            _ => {
                self.wrong(expected);
                return None;
            }
        };
        let mut seen = BTreeSet::new();
        for (name, _) in members {
            if !seen.insert(name.as_str()) {
                let before = self.enter(name);
                self.problems.again(&self.path, name);
                self.leave(before);
            }
        }
        Some(members)
    }

    /// The members of an object whose fields are known.
    #[inline(never)]
    pub fn object<'j>(
        &mut self,
        value: Option<&'j Json>,
        expected: &str,
        known: &[&str],
    ) -> Option<&'j [Member]> {
        let members = self.members(value, expected)?;
        for (name, _) in members {
            if !known.contains(&name.as_str()) {
                let before = self.enter(name);
                self.unknown("field", name, known);
                self.leave(before);
            }
        }
        Some(members)
    }

    #[inline(never)]
    fn unknown(&mut self, kind: &str, name: &str, known: &[&str]) {
        let near = nearest(name, known.iter().copied());
        self.problems.tell(&self.path, format!("unknown {kind} `{name}`"), known.join(", "), near);
    }

    #[inline(never)]
    fn missing(&mut self, name: &str) {
        let expected = format!("the field `{name}`");
        self.problems.tell(&self.path, "an object without it".to_owned(), expected, None);
    }

    /// A field that must be there.
    pub fn required<T: Decode>(&mut self, object: Option<&[Member]>, name: &str) -> T {
        if object.is_some() && find(object, name).is_none() {
            self.missing(name);
        }
        self.optional(object, name)
    }

    /// A field that may be left out.
    pub fn optional<T: Decode>(&mut self, object: Option<&[Member]>, name: &str) -> T {
        let before = self.enter(name);
        let value = T::decode(find(object, name), self);
        self.leave(before);
        value
    }

    /// A field that has a value when it is left out.
    pub fn or<T: Decode>(&mut self, object: Option<&[Member]>, name: &str, value: T) -> T {
        if find(object, name).is_some() { self.optional(object, name) } else { value }
    }

    /// Which of the names the value is.
    #[inline(never)]
    pub fn one_of(&mut self, value: Option<&Json>, names: &[&str]) -> usize {
        match value {
            None => return 0,
            Some(Json::Text(text)) => match names.iter().position(|name| name == text) {
                Some(at) => return at,
                None => self.unknown("variant", text, names),
            },
            Some(_) => self.wrong(&names.join(", ")),
        }
        0
    }

    #[inline(never)]
    fn text<'j>(&mut self, value: Option<&'j Json>, expected: &str) -> &'j str {
        match value {
            None => "",
            Some(Json::Text(text)) => text,
            Some(_) => {
                self.wrong(expected);
                ""
            }
        }
    }

    #[inline(never)]
    fn integer(&mut self, value: Option<&Json>, kind: &str, max: u64) -> u64 {
        match value {
            None => 0,
            Some(Json::Number(Some(number))) if *number <= max => *number,
            Some(_) => {
                self.wrong(&format!("{kind}, a whole number from 0 to {max}"));
                0
            }
        }
    }

    #[inline(never)]
    fn items<'j>(&mut self, value: Option<&'j Json>) -> &'j [Json] {
        match value {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(_) => {
                self.wrong("an array");
                &[]
            }
        }
    }
}

#[inline(never)]
fn find<'j>(object: Option<&'j [Member]>, name: &str) -> Option<&'j Json> {
    object?.iter().find(|(one, _)| one == name).map(|(_, value)| value)
}

impl Decode for String {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        reader.text(value, "a string").to_owned()
    }
}

impl Decode for bool {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        match value {
            None => false,
            Some(Json::Bool(value)) => *value,
            Some(_) => {
                reader.wrong("a boolean");
                false
            }
        }
    }
}

impl Decode for u16 {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        Self::try_from(reader.integer(value, "u16", Self::MAX.into())).unwrap_or_default()
    }
}

impl Decode for u32 {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        Self::try_from(reader.integer(value, "u32", Self::MAX.into())).unwrap_or_default()
    }
}

impl Decode for usize {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        // As in the browser, whose addresses have 32 bits: a scenario is right or wrong everywhere.
        Self::try_from(reader.integer(value, "u32", u32::MAX.into())).unwrap_or_default()
    }
}

impl Decode for Micros {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        // What every reader of JSON keeps exact (RFC 7493, section 2.2): 285 years.
        Self::new(reader.integer(value, "microseconds", (1 << 53) - 1))
    }
}

impl Decode for IpAddr {
    #[inline(never)]
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let stand_in = Self::V4(std::net::Ipv4Addr::UNSPECIFIED);
        let Some(Json::Text(text)) = value else {
            reader.text(value, "IP address");
            return stand_in;
        };
        text.parse().unwrap_or_else(|_| {
            reader.wrong("an IP network such as 10.0.0.0/8, or an address such as 192.0.2.1");
            stand_in
        })
    }
}

impl Decode for IpNet {
    #[inline(never)]
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        if let Some(Json::Text(text)) = value
            && let Ok(network) = text.parse()
        {
            return network;
        }
        if value.is_some() {
            reader.wrong("an IP network such as 10.0.0.0/8 or 2001:db8::/32");
        }
        Self::default()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        match value {
            None | Some(Json::Null) => None,
            value => Some(T::decode(value, reader)),
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let items = reader.items(value);
        let mut out = Self::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let before = reader.enter(&at.to_string());
            out.push(T::decode(Some(item), reader));
            reader.leave(before);
        }
        out
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let mut out = Self::new();
        for (name, value) in reader.members(value, "an object").unwrap_or_default() {
            let before = reader.enter(name);
            out.insert(name.clone(), T::decode(Some(value), reader));
            reader.leave(before);
        }
        out
    }
}

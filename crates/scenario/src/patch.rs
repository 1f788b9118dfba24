//! Changes a scenario in place, as JSON Patch (RFC 6902) would change its text: what is proposed as a fix is tried without
//! reading the whole anew. The part that the pointer leads into is written as JSON, changed there and read again, so that no type
//! needs more code than its table.

use std::net::IpAddr;

use gauntlet_model::time::Micros;
use ipnet::IpNet;

use super::decode::{Decode, Reader, alone};
use super::encode::Encode;
use super::json::Json;
use super::order::ByName;

/// One of the scenario's fields, or an item of one that is a list.
pub(crate) trait Part: Encode {
    /// Replaces it. Errors in the new value go to the reader.
    fn put(&mut self, value: Option<&Json>, reader: &mut Reader<'_>);

    /// The item of that index in a list, or of that name in an object.
    fn item(&mut self, _name: &str) -> Option<&mut dyn Part> {
        None
    }

    /// Inserts a value into a list at that index. False for anything but a list.
    fn insert(&mut self, _name: &str, _value: &Json, _reader: &mut Reader<'_>) -> bool {
        false
    }
}

macro_rules! whole {
    ($($type:ty)*) => {
        $(impl $crate::patch::Part for $type {
            fn put(&mut self, value: Option<&$crate::json::Json>, reader: &mut $crate::decode::Reader<'_>) {
                *self = $crate::decode::Decode::decode(value, reader);
            }
        })*
    };
}
pub(super) use whole;

whole!(String bool u16 u32 usize Micros IpAddr IpNet);

impl<T: Encode + Decode> Part for Option<T> {
    fn put(&mut self, value: Option<&Json>, reader: &mut Reader<'_>) {
        *self = value.map(|value| T::decode(Some(value), reader));
    }
}

impl<T: Part + Decode> Part for Vec<T> {
    fn put(&mut self, value: Option<&Json>, reader: &mut Reader<'_>) {
        *self = Self::decode(value, reader);
    }

    fn item(&mut self, name: &str) -> Option<&mut dyn Part> {
        let item = self.get_mut(index(name)?)?;
        Some(item)
    }

    fn insert(&mut self, name: &str, value: &Json, reader: &mut Reader<'_>) -> bool {
        let at = if name == "-" { Some(self.len()) } else { index(name) };
        let Some(at) = at.filter(|at| *at <= self.len()) else { return false };
        self.insert(at, T::decode(Some(value), reader));
        true
    }
}

impl<T: Part + Decode> Part for ByName<T> {
    fn put(&mut self, value: Option<&Json>, reader: &mut Reader<'_>) {
        *self = Self::decode(value, reader);
    }

    fn item(&mut self, name: &str) -> Option<&mut dyn Part> {
        let member = self.get_mut(name)?;
        Some(member)
    }
}

/// An index in a list.
#[inline(never)]
fn index(name: &str) -> Option<usize> {
    name.parse().ok()
}

/// Changes the place in a field that the rest of a pointer names. A value is inserted into a list, and otherwise replaces what is there;
/// without a value, what is there is removed. Returns whether the place exists and allows that.
///
/// # Errors
/// The value is wrong for that place. The field may then hold a stand-in.
pub(crate) fn patch(field: &mut dyn Part, parts: &[String], value: Option<&Json>) -> Result<bool, String> {
    alone(|reader| match (parts, value) {
        // One item does not need the whole list written and read.
        ([name], Some(value)) if field.insert(name, value, reader) => true,
        ([name, more @ ..], _) if !more.is_empty() && field.item(name).is_some() => {
            field.item(name).is_some_and(|item| replaced(item, more, value, reader))
        }
        _ => replaced(field, parts, value, reader),
    })
}

/// Writes a part as JSON, changes that and reads it again. Returns whether the place exists.
fn replaced(part: &mut dyn Part, parts: &[String], value: Option<&Json>, reader: &mut Reader<'_>) -> bool {
    let mut json = part.encode();
    if !changed(&mut json, parts, value) {
        return false;
    }
    let json = Some(json).filter(|json| !matches!(json, Json::Null));
    part.put(json.as_ref(), reader);
    // Only an optional part can be removed.
    json.is_some() || matches!(part.encode(), Json::Null)
}

/// Changes a place in a JSON value. Returns whether the place exists and allows that.
fn changed(place: &mut Json, parts: &[String], value: Option<&Json>) -> bool {
    let Some((name, rest)) = parts.split_first() else {
        *place = value.cloned().unwrap_or(Json::Null);
        return true;
    };
    match place {
        Json::Array(items) => {
            let at = if name == "-" { Some(items.len()) } else { name.parse().ok() };
            let Some(at) = at else { return false };
            match value {
                Some(value) if rest.is_empty() && at <= items.len() => items.insert(at, value.clone()),
                None if rest.is_empty() && at < items.len() => drop(items.remove(at)),
                _ => return items.get_mut(at).is_some_and(|item| changed(item, rest, value)),
            }
            true
        }
        Json::Object(members) => {
            let at = members.iter().position(|(one, _)| one == name);
            match (at, value) {
                (Some(at), None) if rest.is_empty() => drop(members.remove(at)),
                (Some(at), _) => {
                    return members.get_mut(at).is_some_and(|(_, member)| changed(member, rest, value));
                }
                (None, Some(value)) if rest.is_empty() => members.push((name.clone(), value.clone())),
                (None, _) => return false,
            }
            true
        }
        _ => false,
    }
}

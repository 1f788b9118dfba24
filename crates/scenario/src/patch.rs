//! Changes a scenario in place, as JSON Patch (RFC 6902) would change its text: what is proposed as a fix is tried without
//! writing and reading the whole anew.

use std::net::IpAddr;

use ipnet::IpNet;

use super::decode::{Decode, Reader, alone};
use super::json::Json;
use super::order::ByName;
use gauntlet_model::time::Micros;

/// A value that a JSON Patch can change in part. One function walks all of them, so a type adds only its field names to the wasm.
/// Errors in a new value go to the reader.
pub(crate) trait Patch {
    /// What a step of a pointer leads to.
    fn child(&mut self, _name: &str) -> Option<&mut dyn Patch> {
        None
    }

    /// Puts a value into a list before the one that has the place, or into an object of names; false of anything else.
    fn insert(&mut self, _name: &str, _value: &Json, _reader: &mut Reader<'_>) -> bool {
        false
    }

    /// Takes what a list or an object of names has there; false where it has nothing, and of anything else.
    fn remove(&mut self, _name: &str) -> bool {
        false
    }

    /// Replaces this value.
    fn put(&mut self, value: &Json, reader: &mut Reader<'_>);

    /// Takes the value itself; false where it can't go.
    fn clear(&mut self) -> bool {
        false
    }
}

/// Puts a value where a pointer's parts lead to: into a list before the one that has the place, otherwise instead of what is
/// there. Without a value, what is there goes.
///
/// # Errors
/// There is no such place, it can't go, or the value is none for it: then something else may stand there.
pub(crate) fn patch(whole: &mut dyn Patch, parts: &[String], value: Option<&Json>) -> Result<(), String> {
    alone(|reader| changed(whole, parts, value, reader))?.map_err(nowhere)
}

/// Where it comes to no such place, the parts that are left.
fn changed<'p>(
    place: &mut dyn Patch,
    parts: &'p [String],
    value: Option<&Json>,
    reader: &mut Reader<'_>,
) -> Result<(), &'p [String]> {
    let Some((name, rest)) = parts.split_first() else {
        return match value {
            Some(value) => {
                place.put(value, reader);
                Ok(())
            }
            None if place.clear() => Ok(()),
            None => Err(parts),
        };
    };
    let done = rest.is_empty()
        && match value {
            Some(value) => place.insert(name, value, reader),
            None => place.remove(name),
        };
    if done {
        return Ok(());
    }
    match place.child(name) {
        Some(child) => changed(child, rest, value, reader),
        None => Err(parts),
    }
}

/// There is no such place.
fn nowhere(parts: &[String]) -> String {
    ["found no place /", &parts.join("/"), ", expected one of the scenario's"].concat()
}

macro_rules! whole {
    ($($type:ty)*) => {
        $(impl Patch for $type {
            fn put(&mut self, value: &$crate::json::Json, reader: &mut $crate::decode::Reader<'_>) {
                *self = $crate::decode::Decode::decode(Some(value), reader);
            }
        })*
    };
}
pub(super) use whole;

whole!(String bool u16 u32 usize Micros IpAddr IpNet);

impl<T: Patch + Decode> Patch for Option<T> {
    fn child(&mut self, name: &str) -> Option<&mut dyn Patch> {
        self.as_mut()?.child(name)
    }

    fn insert(&mut self, name: &str, value: &Json, reader: &mut Reader<'_>) -> bool {
        self.as_mut().is_some_and(|inner| inner.insert(name, value, reader))
    }

    fn remove(&mut self, name: &str) -> bool {
        self.as_mut().is_some_and(|inner| inner.remove(name))
    }

    fn put(&mut self, value: &Json, reader: &mut Reader<'_>) {
        *self = Some(T::decode(Some(value), reader));
    }

    fn clear(&mut self) -> bool {
        *self = None;
        true
    }
}

/// The place in a list.
#[inline(never)]
fn index(name: &str) -> Option<usize> {
    name.parse().ok()
}

impl<T: Patch + Decode> Patch for Vec<T> {
    fn child(&mut self, name: &str) -> Option<&mut dyn Patch> {
        let item = self.get_mut(index(name)?)?;
        Some(item)
    }

    fn insert(&mut self, name: &str, value: &Json, reader: &mut Reader<'_>) -> bool {
        let at = if name == "-" { Some(self.len()) } else { index(name) };
        let Some(at) = at.filter(|at| *at <= self.len()) else { return false };
        self.insert(at, T::decode(Some(value), reader));
        true
    }

    fn remove(&mut self, name: &str) -> bool {
        let at = index(name).filter(|at| *at < self.len());
        at.map(|at| self.remove(at)).is_some()
    }

    fn put(&mut self, value: &Json, reader: &mut Reader<'_>) {
        *self = Self::decode(Some(value), reader);
    }
}

impl<T: Patch + Decode> Patch for ByName<T> {
    fn child(&mut self, name: &str) -> Option<&mut dyn Patch> {
        let member = self.get_mut(name)?;
        Some(member)
    }

    fn insert(&mut self, name: &str, value: &Json, reader: &mut Reader<'_>) -> bool {
        self.insert(name.to_owned(), T::decode(Some(value), reader));
        true
    }

    fn remove(&mut self, name: &str) -> bool {
        self.remove(name).is_some()
    }

    fn put(&mut self, value: &Json, reader: &mut Reader<'_>) {
        *self = Self::decode(Some(value), reader);
    }
}

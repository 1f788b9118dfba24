//! Changes a scenario in place, as JSON Patch (RFC 6902) would change its text: what is proposed as a fix is tried without
//! writing and reading the whole anew.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::decode::{Decode, alone};
use super::json::Json;
use gauntlet_model::time::Micros;

/// What happens at a place.
#[derive(Clone, Copy)]
pub(crate) enum Change<'v> {
    /// A value is put there: into a list before the one that has the place, otherwise instead of what is there.
    Add(&'v Json),
    /// What is there goes.
    Remove,
}

/// A type whose values can be changed in places.
pub(crate) trait Patch: Decode {
    /// Changes what a pointer's parts lead to from here.
    ///
    /// # Errors
    /// There is no such place, or the value is none for it.
    fn patch(&mut self, parts: &[String], change: Change<'_>) -> Result<(), String> {
        replaced(self, parts, change)
    }
}

/// Changes a value as a whole.
pub(crate) fn replaced<T: Decode>(place: &mut T, parts: &[String], change: Change<'_>) -> Result<(), String> {
    match (parts, change) {
        ([], Change::Add(value)) => alone(value).map(|value| *place = value),
        _ => Err(nowhere(parts)),
    }
}

/// There is no such place.
#[inline(never)]
pub(crate) fn nowhere(parts: &[String]) -> String {
    ["found no place /", &parts.join("/"), ", expected one of the scenario's"].concat()
}

macro_rules! whole {
    ($($type:ty)*) => {
        $(impl Patch for $type {})*
    };
}
pub(super) use whole;

whole!(String bool u16 u32 usize Micros IpAddr IpNet);

impl<T: Patch> Patch for Option<T> {
    fn patch(&mut self, parts: &[String], change: Change<'_>) -> Result<(), String> {
        match (self, parts, change) {
            (place, [], Change::Remove) => {
                *place = None;
                Ok(())
            }
            (Some(value), [_, ..], change) => value.patch(parts, change),
            (place, ..) => replaced(place, parts, change),
        }
    }
}

impl<T: Patch> Patch for Vec<T> {
    fn patch(&mut self, parts: &[String], change: Change<'_>) -> Result<(), String> {
        let Some((part, rest)) = parts.split_first() else { return replaced(self, parts, change) };
        let at = if part == "-" { Some(self.len()) } else { part.parse::<usize>().ok() };
        let at = at.ok_or_else(|| nowhere(parts))?;
        match (rest, change) {
            ([], Change::Add(value)) if at <= self.len() => self.insert(at, alone(value)?),
            ([], Change::Remove) if at < self.len() => drop(self.remove(at)),
            (rest, change) => return self.get_mut(at).ok_or_else(|| nowhere(parts))?.patch(rest, change),
        }
        Ok(())
    }
}

impl<T: Patch> Patch for BTreeMap<String, T> {
    fn patch(&mut self, parts: &[String], change: Change<'_>) -> Result<(), String> {
        let Some((name, rest)) = parts.split_first() else { return replaced(self, parts, change) };
        match (rest, change) {
            ([], Change::Add(value)) => drop(self.insert(name.clone(), alone(value)?)),
            ([], Change::Remove) => drop(self.remove(name).ok_or_else(|| nowhere(parts))?),
            (rest, change) => return self.get_mut(name).ok_or_else(|| nowhere(parts))?.patch(rest, change),
        }
        Ok(())
    }
}

//! Changes a scenario in place, as JSON Patch (RFC 6902) would change its text: what is proposed as a fix is tried without
//! writing and reading the whole anew.

use std::net::IpAddr;

use ipnet::IpNet;

use super::decode::{Decode, alone};
use super::json::Json;
use super::order::ByName;
use gauntlet_model::time::Micros;

/// What happens at a place.
#[derive(Clone, Copy)]
pub(crate) enum Change<'v> {
    /// A value is put there: into a list before the one that has the place, otherwise instead of what is there.
    Add(&'v Json),
    /// What is there goes.
    Remove,
}

/// A value that can be changed in places. One function changes all of them, so that a type costs the code of its own names alone.
pub(crate) trait Patch {
    /// What a step of a pointer leads to.
    fn child(&mut self, _name: &str) -> Option<&mut dyn Patch> {
        None
    }

    /// Changes what a list or an object of names has there; `None` of anything else.
    fn item(&mut self, _name: &str, _change: Change<'_>) -> Option<Result<(), String>> {
        None
    }

    /// Changes the value as a whole.
    ///
    /// # Errors
    /// It can't go, or the value is none for it.
    fn put(&mut self, change: Change<'_>) -> Result<(), String>;
}

/// Changes what a pointer's parts lead to.
///
/// # Errors
/// There is no such place, or the value is none for it.
pub(crate) fn patch(place: &mut dyn Patch, parts: &[String], change: Change<'_>) -> Result<(), String> {
    let Some((name, rest)) = parts.split_first() else { return place.put(change) };
    if rest.is_empty()
        && let Some(done) = place.item(name, change)
    {
        return done;
    }
    match place.child(name) {
        Some(child) => patch(child, rest, change),
        None => Err(nowhere(parts)),
    }
}

/// Replaces a value as a whole.
pub(crate) fn replaced<T: Decode>(place: &mut T, change: Change<'_>) -> Result<(), String> {
    match change {
        Change::Add(value) => alone(value).map(|value| *place = value),
        Change::Remove => Err(nowhere(&[])),
    }
}

/// There is no such place.
#[inline(never)]
fn nowhere(parts: &[String]) -> String {
    ["found no place /", &parts.join("/"), ", expected one of the scenario's"].concat()
}

macro_rules! whole {
    ($($type:ty)*) => {
        $(impl Patch for $type {
            fn put(&mut self, change: $crate::patch::Change<'_>) -> Result<(), String> {
                $crate::patch::replaced(self, change)
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

    fn item(&mut self, name: &str, change: Change<'_>) -> Option<Result<(), String>> {
        self.as_mut()?.item(name, change)
    }

    fn put(&mut self, change: Change<'_>) -> Result<(), String> {
        *self = match change {
            Change::Add(value) => Some(alone(value)?),
            Change::Remove => None,
        };
        Ok(())
    }
}

impl<T: Patch + Decode> Patch for Vec<T> {
    fn child(&mut self, name: &str) -> Option<&mut dyn Patch> {
        let item = self.get_mut(name.parse::<usize>().ok()?)?;
        Some(item)
    }

    fn item(&mut self, name: &str, change: Change<'_>) -> Option<Result<(), String>> {
        let at = if name == "-" { self.len() } else { name.parse::<usize>().ok()? };
        match change {
            Change::Add(value) if at <= self.len() => Some(alone(value).map(|value| self.insert(at, value))),
            Change::Remove if at < self.len() => {
                self.remove(at);
                Some(Ok(()))
            }
            _ => None,
        }
    }

    fn put(&mut self, change: Change<'_>) -> Result<(), String> {
        replaced(self, change)
    }
}

impl<T: Patch + Decode> Patch for ByName<T> {
    fn child(&mut self, name: &str) -> Option<&mut dyn Patch> {
        let member = self.get_mut(name)?;
        Some(member)
    }

    fn item(&mut self, name: &str, change: Change<'_>) -> Option<Result<(), String>> {
        match change {
            Change::Add(value) => Some(alone(value).map(|value| drop(self.insert(name.to_owned(), value)))),
            Change::Remove => self.remove(name).map(|_| Ok(())),
        }
    }

    fn put(&mut self, change: Change<'_>) -> Result<(), String> {
        replaced(self, change)
    }
}

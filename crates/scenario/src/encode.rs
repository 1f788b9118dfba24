//! From the scenario's types back to JSON, by the same tables of names that [`super::decode`] reads with.

use std::net::IpAddr;

use gauntlet_model::time::Micros;
use ipnet::IpNet;

use crate::json::{Json, insert};
use crate::order::ByName;

/// A type that can be written as a JSON value.
pub(crate) trait Encode {
    /// The value; `Null` where the field is better left out.
    fn encode(&self) -> Json;
}

/// An object of members. By reference, so that a type costs no more than its table.
#[inline(never)]
pub(crate) fn object(members: &[(&str, &dyn Encode)]) -> Json {
    let mut object = Vec::with_capacity(members.len());
    for (name, value) in members {
        insert(&mut object, name, value.encode());
    }
    Json::Object(object)
}

macro_rules! plain {
    ($($type:ty)*) => {
        $(impl Encode for $type {
            fn encode(&self) -> Json {
                Json::from(self.clone())
            }
        })*
    };
}

plain!(String bool u16 u32 usize);

impl Encode for Micros {
    fn encode(&self) -> Json {
        Json::from(self.get())
    }
}

impl Encode for IpAddr {
    fn encode(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl Encode for IpNet {
    fn encode(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self) -> Json {
        self.as_ref().map_or(Json::Null, Encode::encode)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self) -> Json {
        array(self.len(), &|at| self[at].encode())
    }
}

/// A list of JSON values. One function for all types keeps the wasm small.
fn array(len: usize, item: &dyn Fn(usize) -> Json) -> Json {
    Json::Array((0..len).map(item).collect())
}

impl<T: Encode> Encode for ByName<T> {
    fn encode(&self) -> Json {
        Json::Object(self.iter().map(|(name, value)| (name.clone(), value.encode())).collect())
    }
}

//! From the scenario's types back to JSON, by the same tables of names that [`super::decode`] reads with.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Map, Value};

use gauntlet_model::time::Micros;

use crate::order::ByName;

/// A type that can be written as a JSON value.
pub(crate) trait Encode {
    /// The value; `Null` where the field is better left out.
    fn encode(&self) -> Value;
}

/// An object of those members, without those that are null.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let told = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(told.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

macro_rules! plain {
    ($($type:ty)*) => {
        $(impl Encode for $type {
            fn encode(&self) -> Value {
                Value::from(self.clone())
            }
        })*
    };
}

plain!(String bool u16 u32 usize);

impl Encode for Micros {
    fn encode(&self) -> Value {
        Value::from(self.get())
    }
}

impl Encode for IpAddr {
    fn encode(&self) -> Value {
        Value::from(self.to_string())
    }
}

impl Encode for IpNet {
    fn encode(&self) -> Value {
        Value::from(self.to_string())
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, Encode::encode)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self) -> Value {
        self.iter().map(Encode::encode).collect()
    }
}

impl<T: Encode> Encode for ByName<T> {
    fn encode(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.clone(), value.encode())).collect())
    }
}

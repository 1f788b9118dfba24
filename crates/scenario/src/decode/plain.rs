//! The values that every type is made of: texts, numbers, addresses, lists and maps.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Decode, LONGEST_NAME, Reader};
use gauntlet_model::time::Micros;

use crate::json::Json;
use crate::order::{ByName, order};

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

/// What a number of 32 bits may be.
const WHOLE: &str = "a whole number from 0 to 4294967295";

impl Decode for u16 {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        Self::try_from(reader.integer(value, Self::MAX.into(), "a whole number from 0 to 65535"))
            .unwrap_or_default()
    }
}

impl Decode for u32 {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        Self::try_from(reader.integer(value, Self::MAX.into(), WHOLE)).unwrap_or_default()
    }
}

impl Decode for usize {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        // As in the browser, whose addresses have 32 bits: a scenario is right or wrong everywhere.
        Self::try_from(reader.integer(value, u32::MAX.into(), WHOLE)).unwrap_or_default()
    }
}

impl Decode for Micros {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        // What every reader of JSON keeps exact (RFC 7493, section 2.2): 285 years.
        Self::new(reader.integer(
            value,
            (1 << 53) - 1,
            "microseconds, a whole number from 0 to 9007199254740991",
        ))
    }
}

impl Decode for IpAddr {
    #[inline(never)]
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let text = match value {
            Some(Json::Text(text)) => text.as_str(),
            _ => "",
        };
        text.parse().unwrap_or_else(|_| {
            if value.is_some() {
                reader.wrong("an IP address such as 192.0.2.1 or 2001:db8::1");
            }
            Self::V4(std::net::Ipv4Addr::UNSPECIFIED)
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
            reader.enter_at(at);
            out.push(T::decode(Some(item), reader));
            reader.leave();
        }
        out
    }
}

impl<T: Decode> Decode for ByName<T> {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let members = reader.members(value).unwrap_or_default();
        // Problems come in the order of the text.
        let mut read = Vec::with_capacity(members.len());
        for (name, value) in members {
            read.push((name.len() <= LONGEST_NAME).then(|| {
                reader.enter(name);
                let value = T::decode(Some(value), reader);
                reader.leave();
                value
            }));
        }
        let mut out = Vec::with_capacity(members.len());
        for at in order(members.len(), &|one, other| members[one].0.cmp(&members[other].0)) {
            out.extend(read[at].take().map(|value| (members[at].0.clone(), value)));
        }
        // A repeated name is an error that was reported already, so either value will do.
        Self::from_sorted_store_unchecked(out)
    }
}

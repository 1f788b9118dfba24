//! A value that a reason names, as what it is: it becomes text when somebody reads it, and not before.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::ser::{Serialize, Serializer};

use gauntlet_model::packet::Protocol;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{Date, PortRange};

use crate::messages::{self, Reader, Words};

/// How many names a sentence lists.
pub(crate) const MAX_LISTED: usize = 20;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A name, or a text that was sent or is configured.
    Text(String),
    /// Words of the language.
    Words(Words),
    /// A word that is the same in all languages.
    Word(&'static str),
    /// A number.
    Number(u64),
    /// A time.
    Time(Micros),
    /// A day.
    Day(Date),
    /// An address.
    Address(IpAddr),
    /// An address and a port.
    Socket(SocketAddr),
    /// A network.
    Network(IpNet),
    /// A range of ports.
    Ports(PortRange),
    /// A transport protocol and, where it is for one, a port.
    Protocol(Protocol, Option<PortRange>),
    /// Several.
    List(Vec<Self>),
    /// A phrase of the language, with the values in it by the names of their places.
    Phrase(Words, Vec<(&'static str, Self)>),
}

impl Value {
    /// Several values; of many the first, and how many more there are.
    pub(crate) fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::listed(&mut items.into_iter().map(Into::into))
    }

    /// One function for all kinds of items keeps the wasm small.
    fn listed(items: &mut dyn Iterator<Item = Self>) -> Self {
        let names = Self::List(items.take(MAX_LISTED).collect());
        // Counted without making them, where the iterator knows.
        let more = match items.size_hint() {
            (least, Some(most)) if least == most => least,
            _ => items.count(),
        };
        match more {
            0 => names,
            more => Self::Phrase(messages::VALUE_AND_MORE, vec![("names", names), ("more", more.into())]),
        }
    }
}

impl Value {
    /// As traces and logs have it: the same in every build.
    #[must_use]
    pub fn for_program(&self) -> String {
        struct Program<'a>(&'a Value);
        impl fmt::Display for Program<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, Reader::Program)
            }
        }
        Program(self).to_string()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, reader: Reader) -> fmt::Result {
        let written = |value: &Self| match reader {
            Reader::Person => value.to_string(),
            Reader::Program => value.for_program(),
        };
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Words(words) => f.write_str(&words.of(reader).fill_for(reader, &|_| None)),
            Self::Word(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Time(time) if reader == Reader::Person => f.write_str(&messages::time(*time)),
            Self::Time(time) => write!(f, "{time}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Socket(socket) => write!(f, "{socket}"),
            Self::Network(network) => write!(f, "{network}"),
            Self::Ports(ports) => write!(f, "{ports}"),
            Self::Protocol(protocol, None) => write!(f, "{protocol}"),
            Self::Protocol(protocol, Some(ports)) => write!(f, "{protocol} {ports}"),
            Self::List(items) if items.is_empty() => Self::Words(messages::VALUE_NONE).write(f, reader),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(written).collect();
                f.write_str(&items.join(", "))
            }
            Self::Phrase(template, values) => {
                let values: Vec<(&str, String)> =
                    values.iter().map(|(name, value)| (*name, written(value))).collect();
                let value = |name: &str| values.iter().find(|(known, _)| *known == name);
                let value = |name: &str| value(name).map(|(_, value)| value.as_str());
                f.write_str(&template.of(reader).fill_for(reader, &value))
            }
        }
    }
}

/// As a person reads it, in the language of the build.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Reader::Person)
    }
}

/// As a program reads it.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.for_program())
    }
}

macro_rules! from {
    ($($type:ty: $value:ident => $made:expr;)+) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        })+
    };
}

from! {
    String: text => Self::Text(text);
    &String: text => Self::Text(text.clone());
    &str: text => Self::Text(text.to_owned());
    Cow<'_, str>: text => Self::Text(text.into_owned());
    Words: words => Self::Words(words);
    u16: number => Self::Number(number.into());
    &u16: number => Self::Number((*number).into());
    u32: number => Self::Number(number.into());
    u64: number => Self::Number(number);
    usize: number => Self::Number(number as u64);
    Micros: time => Self::Time(time);
    Date: day => Self::Day(day);
    IpAddr: address => Self::Address(address);
    SocketAddr: socket => Self::Socket(socket);
    &IpNet: network => Self::Network(*network);
    &PortRange: ports => Self::Ports(*ports);
    Protocol: protocol => Self::Protocol(protocol, None);
}

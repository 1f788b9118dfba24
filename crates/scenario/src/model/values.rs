//! Values with a form of their own: a day, a port or a range of them.

use std::fmt;

use crate::decode::{Decode, Reader};
use crate::encode::Encode;
use crate::json::Json;
use crate::patch::whole;

/// A day of the calendar; the order of days is the order of their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD` (RFC 3339, `full-date`); `None` where there is no such day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let shape = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let (year, month, day) = shape.then(|| Some((digits(0..4)?, digits(5..7)?, digits(8..10)?)))??;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u16::from(leap),
            _ => 0,
        };
        let (month, last) = (u8::try_from(month).ok()?, days);
        (1..=last).contains(&day).then_some(Self { year, month, day: u8::try_from(day).ok()? })
    }

    /// The same day of the next year; the 28th for a 29th of February.
    #[must_use]
    pub const fn a_year_later(self) -> Self {
        let leap_day = self.month == 2 && self.day == 29;
        Self {
            year: self.year.saturating_add(1),
            month: self.month,
            day: if leap_day { 28 } else { self.day },
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

whole!(Date PortRange);

impl Decode for Date {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let date = match value {
            Some(Json::Text(text)) => Self::parse(text),
            _ => None,
        };
        if date.is_none() && value.is_some() {
            reader.wrong("a day of the calendar such as \"2027-01-31\"");
        }
        date.unwrap_or(Self { year: 1970, month: 1, day: 1 })
    }
}

impl Encode for Date {
    fn encode(&self) -> Json {
        Json::from(self.to_string())
    }
}

/// A port, or a range of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortRange {
    /// The first port.
    pub first: u16,
    /// The last port; the same where it is one.
    pub last: u16,
}

impl PortRange {
    /// Whether a port is one of them.
    #[must_use]
    pub fn contains(self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }
}

impl From<u16> for PortRange {
    fn from(port: u16) -> Self {
        Self { first: port, last: port }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl Decode for PortRange {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
        let range = match value {
            Some(Json::Number(Some(number))) => {
                u16::try_from(*number).ok().filter(|port| *port > 0).map(Self::from)
            }
            Some(Json::Text(text)) => text
                .split_once('-')
                .and_then(|(first, last)| Some(Self { first: port(first)?, last: port(last)? }))
                .filter(|range| range.first <= range.last),
            _ => None,
        };
        if range.is_none() && value.is_some() {
            reader.wrong("a port from 1 to 65535, or a range such as \"8000-8100\"");
        }
        range.unwrap_or(Self { first: 0, last: 0 })
    }
}

impl Encode for PortRange {
    fn encode(&self) -> Json {
        if self.first == self.last { Json::from(self.first) } else { Json::from(self.to_string()) }
    }
}

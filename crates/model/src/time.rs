//! Simulated time: whole microseconds since a journey began. Nothing in the simulation reads a clock.

use std::fmt;
use std::ops::{Add, Sub};

use serde::Serialize;

/// A moment or a span of simulated time, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Micros(u64);

impl Micros {
    /// The moment a journey begins.
    pub const ZERO: Self = Self(0);

    /// A span of `us` microseconds.
    #[must_use]
    pub const fn new(us: u64) -> Self {
        Self(us)
    }

    /// A span of `ms` milliseconds; saturates rather than wraps.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000))
    }

    /// The number of whole microseconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// For people, in the unit that fits. Without the formatter, which a page would load for it.
    #[must_use]
    pub fn text(self) -> String {
        let (unit, name) = match self.0 {
            us if us < 1_000 => return us.to_string() + " µs",
            us if us < 1_000_000 => (1_000, " ms"),
            _ => (1_000_000, " s"),
        };
        [&(self.0 / unit).to_string(), ".", &(self.0 % unit * 10 / unit).to_string(), name].concat()
    }
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Micros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Micros {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Micros".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64, "format": "microseconds" })
    }
}

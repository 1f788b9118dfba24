//! What an API gateway does on top of a reverse proxy: knows callers, limits their rate, shapes their requests.

use super::ByName;
use crate::fields::fields;

/// The gateway's jobs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ApiGateway {
    /// The hosts it stands before; `*.x` covers one label. Requests to others pass.
    pub hosts: Vec<String>,
    /// The header that holds a caller's key; `X-API-Key` when left out.
    pub key_header: String,
    /// Who may call.
    pub consumers: Vec<Consumer>,
    /// How often each may call; without limit when left out.
    pub rate_limit: Option<RateLimit>,
    /// Headers it sets on what it passes on.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub set_headers: ByName<String>,
}

fields!(ApiGateway {
    hosts: "hosts",
    key_header: "keyHeader" [or "X-API-Key".to_owned()],
    consumers: "consumers",
    rate_limit: "rateLimit"[optional],
    set_headers: "setHeaders"[optional],
});

/// A caller that the gateway knows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Consumer {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: String,
    /// The paths it may ask for, by whole elements; all when left out.
    pub paths: Vec<String>,
}

fields!(Consumer { name: "name", key: "key", paths: "paths"[optional] });

/// A token bucket for each caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct RateLimit {
    /// How many tokens come back in a second.
    pub requests_per_second: u32,
    /// How many tokens the bucket holds.
    pub burst: u32,
}

fields!(RateLimit { requests_per_second: "requestsPerSecond", burst: "burst" });

//! The scenario: everything that is configured around the cluster, read from JSON and validated before it is used.

mod decode;
pub mod editing;
mod encode;
pub(crate) mod errors;
mod fields;
pub mod json;
pub(crate) mod merge;
pub mod model;
pub(crate) mod patch;
pub(crate) mod rewrite;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "schema")]
mod table;
pub(crate) mod tree;
mod validate;
mod version;

pub use errors::{ScenarioError, ScenarioErrors};
pub use model::Scenario;
pub use rewrite::rewrite;
pub use version::VERSION;

use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::Direction;
use gauntlet_model::tls::TlsClient;
use model::{Pod, Service, Story};
use patch::Patch;

/// The built-in scenario's JSON.
pub const BUILT_IN: &str = include_str!("../../../assets/scenario.json");

/// The largest scenario that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

impl Scenario {
    /// Reads a scenario and validates it whole.
    ///
    /// # Errors
    /// The first place that is no JSON, or a version that is not read, or all problems of the shape, or all problems of a
    /// scenario that has the right shape.
    pub fn from_json(text: &str) -> Result<Self, ScenarioErrors> {
        if text.len() > MAX_BYTES {
            return Err(errors::too_large(text.len()));
        }
        let scenario = Self::read(text)?;
        validate::check(text, &scenario).map(|()| scenario)
    }

    /// Reads a scenario's shape alone: what validation asks beyond it may not hold.
    pub(crate) fn read(text: &str) -> Result<Self, ScenarioErrors> {
        let json = decode::parse(text)?;
        decode::decode(text, &version::bring_up(text, json)?)
    }

    /// Changes a place in it; see [`patch`]. What validation asks beyond the shape may not hold after.
    ///
    /// # Errors
    /// Where there is no such place, or the value is none that it takes.
    pub fn change(&mut self, pointer: &str, value: Option<&serde_json::Value>) -> Result<(), String> {
        let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
        let parts: Vec<String> = parts.collect();
        match value.map(json::Json::of) {
            Some(value) => self.patch(&parts, patch::Change::Add(&value)),
            None => self.patch(&parts, patch::Change::Remove),
        }
    }

    /// The scenario as JSON: what [`Self::from_json`] reads again as the same.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        encode::Encode::encode(self)
    }

    /// The scenario that the page and the terminal start with. What validation asks beyond the shape is not asked again:
    /// the page's build and a test ask it, and a reader's browser need not load it.
    ///
    /// # Panics
    /// Never in a release: the build reads it.
    #[must_use]
    pub fn built_in() -> Self {
        match decode::read(BUILT_IN) {
            Ok(scenario) => scenario,
            Err(errors) => panic!("assets/scenario.json:\n{errors}"),
        }
    }

    /// One of the four stories, ready to run. Validation sees to it that there is one for each pair; a scenario that was
    /// changed since gets a plain `GET` of its first route.
    #[must_use]
    pub fn story(&self, direction: Direction, blocked: bool) -> Ask {
        let story = self.stories.iter().find(|s| s.direction == direction && s.blocked == blocked);
        story.and_then(Story::ask).unwrap_or_else(|| {
            let host = self.reverse_proxy.routes.first().map_or("site.example", |route| route.host.as_str());
            Ask {
                direction,
                scheme: Scheme::Https,
                tls: TlsClient::default(),
                request: Request::get(host, "/"),
                source_ip: None,
                from: None,
            }
        })
    }

    /// The pod of that `namespace/name`.
    #[must_use]
    pub fn pod(&self, name: &str) -> Option<&Pod> {
        let (namespace, name) = name.split_once('/')?;
        self.pods.iter().find(|pod| pod.namespace == namespace && pod.name == name)
    }

    /// The Service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// Whether a host is one of the scenario's own: a route or a certificate names it, or it is the balancer's address.
    #[must_use]
    pub fn is_own_host(&self, request: &Request) -> bool {
        let named = |pattern: &String| gauntlet_model::http::host_covers(pattern, &request.host);
        self.reverse_proxy.routes.iter().any(|route| named(&route.host))
            || self.reverse_proxy.certificate_names.iter().any(named)
            || request.host_ip() == Some(self.load_balancer.address)
    }

    /// Which way a request goes by its host: one to the scenario's own is ingress.
    #[must_use]
    pub fn direction_of(&self, request: &Request) -> Direction {
        if self.is_own_host(request) { Direction::Ingress } else { Direction::Egress }
    }
}

impl Story {
    /// The story as a request to run, `None` when its request is not valid HTTP.
    #[must_use]
    pub fn ask(&self) -> Option<Ask> {
        Some(Ask {
            direction: self.direction,
            scheme: self.scheme,
            tls: TlsClient::default(),
            request: Request::parse(self.request.as_bytes()).ok()?,
            source_ip: self.source_ip,
            from: self.from.clone(),
        })
    }
}

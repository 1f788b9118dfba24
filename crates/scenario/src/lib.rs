//! The scenario: everything that is configured around the cluster, read from JSON and validated before it is used.

// The schema's bounds are one large value.
#![cfg_attr(feature = "schema", recursion_limit = "256")]

mod decode;
pub mod editing;
mod encode;
pub(crate) mod errors;
mod fields;
pub mod json;
pub(crate) mod merge;
pub mod mix;
pub mod model;
pub(crate) mod order;
mod origin;
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

use std::borrow::Cow;

use gauntlet_model::ask::{Ask, Server};
use gauntlet_model::http::{Request, Scheme, as_ip};
use gauntlet_model::journey::Direction;
use gauntlet_model::report::Lesson;
use model::cluster::{Named, full_name};
use model::{Pod, Route, Service, Story};

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
        let (scenario, origin) = Self::read_from(text)?;
        validate::check(&origin, &scenario).map(|()| scenario)
    }

    /// Reads a scenario's shape alone: what validation asks beyond it may not hold.
    fn read_from(text: &str) -> Result<(Self, origin::Origin<'_>), ScenarioErrors> {
        let (json, origin) = version::bring_up(text, decode::parse(text)?)?;
        decode::decode(&origin, &json).map(|scenario| (scenario, origin))
    }

    /// Changes a place in it; see `patch.rs`. What validation asks beyond the shape may not hold after.
    ///
    /// # Errors
    /// Where there is no such place, or the value is none that it takes.
    pub fn change(&mut self, pointer: &str, value: Option<&json::Json>) -> Result<(), String> {
        let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
        let parts: Vec<String> = parts.collect();
        let field = parts.split_first().and_then(|(name, rest)| Some((self.field_mut(name)?, rest)));
        match field.map(|(field, rest)| patch::patch(field, rest, value)).transpose()? {
            Some(true) => Ok(()),
            _ => Err(["found no place ", pointer, ", expected one of the scenario's"].concat()),
        }
    }

    /// The scenario as JSON: what [`Self::from_json`] reads again as the same.
    #[must_use]
    pub fn to_json(&self) -> json::Json {
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

    /// What the author says of one of the four stories: before it begins, and at its end. What is not said is empty.
    #[must_use]
    pub fn lesson(&self, direction: Direction, blocked: bool) -> Option<Lesson> {
        self.stories.iter().find(|s| s.direction == direction && s.blocked == blocked)?.lesson()
    }

    /// One of the four stories, ready to run. Validation sees to it that there is one for each pair; a scenario that was
    /// changed since gets a plain `GET` of its first route.
    #[must_use]
    pub fn story(&self, direction: Direction, blocked: bool) -> Ask {
        let story = self.stories.iter().find(|s| s.direction == direction && s.blocked == blocked);
        story.and_then(Story::ask).unwrap_or_else(|| {
            let host = self.reverse_proxy.routes.first().map_or("site.example", |route| route.host.as_str());
            Ask::new(direction, Scheme::Https, Request::get(host, "/"))
        })
    }

    /// The pod of that `namespace/name`.
    #[must_use]
    pub fn pod(&self, name: &str) -> Option<&Pod> {
        let (namespace, name) = name.split_once('/')?;
        self.pods.iter().find(|pod| pod.namespace == namespace && pod.name == name)
    }

    /// The Service that a route leads to, and its place.
    #[must_use]
    pub fn service_of(&self, route: &Route) -> Option<(usize, &Service)> {
        self.services.iter().enumerate().find(|(_, service)| {
            service.name == route.service
                && route.namespace.as_ref().is_none_or(|namespace| *namespace == service.namespace)
        })
    }

    /// What a pod is called: its name, and with its namespace where a pod of another one has that name too.
    #[must_use]
    pub fn pod_name<'p>(&self, pod: &'p Pod) -> Cow<'p, str> {
        let shared = self.pods.iter().any(|one| one.name == pod.name && one.namespace != pod.namespace);
        called(pod, shared)
    }

    /// What a Service is called: its name, and with its namespace where another one has a Service of that name too.
    #[must_use]
    pub fn service_name<'s>(&self, service: &'s Service) -> Cow<'s, str> {
        let other = |one: &Service| one.name == service.name && one.namespace != service.namespace;
        called(service, self.services.iter().any(other))
    }

    /// What all the pods are called; see [`Self::pod_name`].
    #[must_use]
    pub fn pod_names(&self) -> Vec<Cow<'_, str>> {
        all_called(&self.pods)
    }

    /// What all the Services are called; see [`Self::service_name`].
    #[must_use]
    pub fn service_names(&self) -> Vec<Cow<'_, str>> {
        all_called(&self.services)
    }

    /// Whether a host is one of the scenario's own: a route or a certificate names it, or it is the site's address.
    #[must_use]
    pub fn is_own_host(&self, host: &str) -> bool {
        let named = |pattern: &String| gauntlet_model::http::host_covers(pattern, host);
        self.reverse_proxy.routes.iter().any(|route| named(&route.host))
            || self.reverse_proxy.certificate_names.iter().any(named)
            || as_ip(host) == Some(self.site_address())
    }

    /// Which way a request goes by its host: one to the scenario's own is ingress, and so is one that names none, which nobody could
    /// look up, and one for either at a server that nothing here knows, such as the reader's own machine.
    #[must_use]
    pub fn direction_of(&self, request: &Request, server: Option<&Server>) -> Direction {
        let own = || self.is_own_host(&request.host) || !request.names_host();
        let own = match server {
            None => own(),
            Some(Server { name, at, .. }) => {
                let at = at.as_ref().unwrap_or(name);
                let known = self.dns.contains_key(at);
                [name, at].into_iter().any(|host| self.is_own_host(host)) || !known && own()
            }
        };
        if own { Direction::Ingress } else { Direction::Egress }
    }
}

fn called<T: Named>(one: &T, shared: bool) -> Cow<'_, str> {
    if shared { full_name(one).into() } else { one.name().into() }
}

fn all_called<T: Named>(all: &[T]) -> Vec<Cow<'_, str>> {
    let mut shared = vec![false; all.len()];
    let by_name = |one: usize, other: usize| all[one].name().cmp(all[other].name());
    for pair in order::order(all.len(), &by_name).windows(2) {
        if let [one, next] = *pair
            && by_name(one, next).is_eq()
        {
            (shared[one], shared[next]) = (true, true);
        }
    }
    all.iter().zip(shared).map(|(one, shared)| called(one, shared)).collect()
}

impl Story {
    /// What its author says of it, if anything.
    fn lesson(&self) -> Option<Lesson> {
        let said = [&self.title, &self.question, &self.caption];
        let [title, question, lesson] = said.map(|text| text.clone().unwrap_or_default());
        said.iter().any(|text| text.is_some()).then_some(Lesson { title, question, lesson })
    }

    /// The story as a request to run, `None` when its request is not valid HTTP.
    #[must_use]
    pub fn ask(&self) -> Option<Ask> {
        let request = Request::parse(self.request.as_bytes()).ok()?;
        let ask = Ask::new(self.direction, self.scheme, request);
        Some(Ask { source_ip: self.source_ip, from: self.from.clone(), ..ask })
    }
}

//! The Service: a stable virtual address that stands for the ready pods behind it.

use std::net::{IpAddr, SocketAddr};

use gauntlet_model::code::Code;
use gauntlet_scenario::model::{Pod, Route, Scenario, Service, SessionAffinity, Upstream};

use crate::layer::{self, Reply};
use crate::rng;
use crate::world::World;

/// What it decides: one of its ready endpoints.
pub type Decision = layer::Decision<Endpoint, Passed, Stopped>;

/// A pod, by its place in the scenario, and the port that the connection goes to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The pod.
    pub pod: usize,
    /// The port.
    pub port: u16,
}

/// Which Service chose. Services are told by their place in the scenario, their ports by the place in the Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The Service.
    pub service: usize,
    /// Its port.
    pub port: usize,
    /// What it was asked for: a connection to its address, or a list of its endpoints, one of which the proxy picked.
    pub asked: Upstream,
}

/// What kept a connection from an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// There is no Service of that name.
    NotFound,
    /// That Service does not expose the port.
    PortNotExposed(usize),
    /// None of that Service's pods is ready.
    NoneReady(usize),
}

/// The Service and port that a connection is for, and how it is asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    service: Option<(usize, &'a Service)>,
    port: u16,
    asked: Upstream,
}

impl<'a> Wanted<'a> {
    /// What a route leads to.
    #[must_use]
    pub fn by(scenario: &'a Scenario, route: &Route) -> Self {
        let (service, port) = (scenario.service_of(route), route.port);
        Self { service, port, asked: scenario.reverse_proxy.sends_to() }
    }

    /// What every connection is for where there is no proxy.
    #[must_use]
    pub fn only(scenario: &'a Scenario) -> Self {
        let service = scenario.only_service();
        let port = service.and_then(|service| service.ports.first()).map_or(0, |exposed| exposed.port);
        Self { service: service.map(|service| (0, service)), port, asked: Upstream::VirtualIp }
    }
}

/// Picks one of a Service's ready endpoints; for another try at the same request, the next.
#[must_use]
pub fn decide(
    scenario: &Scenario,
    world: &World,
    Wanted { service, port, asked }: Wanted<'_>,
    from: IpAddr,
    (seed, tried): (u64, usize),
) -> Decision {
    let Some((at, service)) = service else {
        // Who asks for it by name learns that there is no such name.
        let reply = if asked == Upstream::VirtualIp { Reply::NoSuchName } else { Reply::Refuse };
        return Decision::stop(Code::ServiceNotFound, reply, Stopped::NotFound);
    };
    let port = service.ports.iter().enumerate().find(|(_, exposed)| exposed.port == port);
    let Some((nth, exposed)) = port else {
        return Decision::stop(Code::ServicePortNotExposed, Reply::Refuse, Stopped::PortNotExposed(at));
    };
    let turn = match (service.session_affinity, asked) {
        (SessionAffinity::ClientIp, Upstream::VirtualIp) => rng::mix_of(0, from),
        // Affinity is a rule of the node's, which a proxy that picks for itself never meets.
        (SessionAffinity::None, _) | (_, Upstream::Endpoints) => {
            rng::mix(seed, "service").wrapping_add(tried as u64)
        }
    };
    let Some((pod, _)) = rng::pick(ready(scenario, world, service), turn) else {
        return Decision::stop(Code::ServiceNoReadyEndpoints, Reply::Refuse, Stopped::NoneReady(at));
    };
    // Nobody translates the port of a headless Service that is asked for by name: the connection goes to the pod as it was opened.
    let by_name = is_headless(service) && asked == Upstream::VirtualIp;
    let port = if by_name { exposed.port } else { exposed.target_port };
    Decision::Pass(Endpoint { pod, port }, Passed { service: at, port: nth, asked })
}

/// A Service's endpoints: the pods that it selects and that are ready, with their places in the scenario.
pub fn ready<'a>(
    scenario: &'a Scenario,
    world: &'a World,
    service: &'a Service,
) -> impl Iterator<Item = (usize, &'a Pod)> + Clone {
    selected(scenario, service).filter(|(at, _)| world.pods.get(*at).is_none_or(|pod| pod.ready))
}

/// Whether a Service has no address of its own.
#[must_use]
pub const fn is_headless(service: &Service) -> bool {
    service.cluster_ip.0.is_none()
}

/// Where the proxy sends a connection for a route: the Service's own address, or, where it is headless, nowhere yet.
#[must_use]
pub fn address(scenario: &Scenario, route: &Route) -> Option<SocketAddr> {
    let (_, service) = scenario.service_of(route)?;
    Some(SocketAddr::new(service.cluster_ip.0?, route.port))
}

/// The pods that a Service selects, with their places in the scenario: of its namespace, carrying every label of its selector.
pub fn selected<'a>(
    scenario: &'a Scenario,
    service: &'a Service,
) -> impl Iterator<Item = (usize, &'a Pod)> + Clone {
    scenario.pods.iter().enumerate().filter(|(_, pod)| selects(service, pod))
}

/// Whether a Service selects a pod.
#[must_use]
#[inline]
pub fn selects(service: &Service, pod: &Pod) -> bool {
    pod.namespace == service.namespace
        && service.selector.iter().all(|(label, value)| pod.labels.get(label) == Some(value))
}

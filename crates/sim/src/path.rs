//! What is asked of the simulation, and the order of layers that a request passes: inbound and outbound, and the way
//! back of its response up the same chain.
//!
//! A hop is one message passing one layer. A connection's set-up (the TCP and TLS handshakes) takes the same way and is
//! not shown apart, so that the times are those of a request on a connection that is being used.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_scenario::Scenario;

use crate::layer::waf;
use crate::world::World;

mod absent;
mod back;
mod change;
pub mod journey;
pub mod remote;
mod through;
mod tries;
mod walk;

pub use journey::Journey;
use walk::Walk;
pub use walk::{EGRESS, INGRESS};

/// Decides one request's way through every layer, in the order of [`INGRESS`] or [`EGRESS`], and back in reverse, but for DNS. The
/// same scenario, ask and seed give the same journey. The state of the world is the scenario's.
#[must_use]
pub fn decide(scenario: &Scenario, ask: &Arc<Ask>, seed: u64) -> Journey {
    decide_in(scenario, &World::start(scenario), ask, seed)
}

/// The same in a given state of the world, which many requests to one scenario can share.
#[must_use]
pub fn decide_in(scenario: &Scenario, world: &World, ask: &Arc<Ask>, seed: u64) -> Journey {
    walk::decide(Walk::new(scenario, world, ask, seed), ask)
}

/// The same, reusing the WAF's reading of the same request, where [`waf::reads_alike`] allows it.
#[must_use]
pub fn decide_again(
    scenario: &Scenario,
    ask: &Arc<Ask>,
    seed: u64,
    reading: Option<waf::Reading>,
) -> Journey {
    let world = World::start(scenario);
    walk::decide(Walk { reading, ..Walk::new(scenario, &world, ask, seed) }, ask)
}

/// The way of a journey's request past every layer that refuses it, each as if it had let it pass: its hops with a code are all that
/// stand in its way. It ends where something is broken or missing, or at the pod or the external API, and nothing comes back.
#[must_use]
pub fn through(scenario: &Scenario, journey: &Journey, seed: u64) -> Journey {
    through::walk(scenario, &World::start(scenario), journey, seed)
}

/// The client's address of an inbound request.
pub fn client(scenario: &Scenario, ask: &Ask) -> IpAddr {
    let of_story = || scenario.stories.iter().find_map(|story| story.source_ip);
    ask.source_ip.or_else(of_story).unwrap_or(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)))
}

/// The pod that makes an outbound request, by its place in the scenario.
pub fn caller(scenario: &Scenario, ask: &Ask) -> Option<usize> {
    let named = ask.from.as_deref().and_then(|name| name.split_once('/')).and_then(|(namespace, name)| {
        scenario.pods.iter().position(|pod| pod.namespace == namespace && pod.name == name)
    });
    named.or_else(|| (!scenario.pods.is_empty()).then_some(0))
}

//! What is asked of the simulation, and the order of layers that a request passes: inbound and outbound, and the way
//! back of its response up the same chain.
//!
//! A hop is one message passing one layer. A connection's set-up (the TCP and TLS handshakes) takes the same way and is
//! not shown apart, so that the times are those of a request on a connection that is being used.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use crate::http::Request;
use crate::journey::Direction;
use crate::packet::TlsClient;
use crate::scenario::Scenario;
use crate::scenario::model::Scheme;

mod back;
pub mod journey;
mod walk;

pub use journey::Journey;
pub use walk::{EGRESS, INGRESS};

/// One request to run: what is sent, from where, and which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Which way.
    pub direction: Direction,
    /// Inside TLS or not.
    pub scheme: Scheme,
    /// What the client's TLS can do.
    pub tls: TlsClient,
    /// The HTTP request.
    pub request: Request,
    /// The client's address (ingress). Left out: the scenario's story's, or 203.0.113.1.
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress). Left out or unknown: the scenario's first pod.
    pub from: Option<String>,
}

/// The seed of the page and the terminal where none is asked for; any other tells the same with other nodes, pods and ports.
pub const SEED: u64 = 7;

/// Decides one request's way through every layer, in the order of [`INGRESS`] or [`EGRESS`], and back in reverse, but for DNS. The
/// same scenario, ask and seed give the same journey.
#[must_use]
pub fn decide(scenario: &Scenario, ask: &Arc<Ask>, seed: u64) -> Journey {
    walk::decide(scenario, ask, seed)
}

/// The client's address of an inbound request.
pub(crate) fn client(scenario: &Scenario, ask: &Ask) -> IpAddr {
    let of_story = || scenario.stories.iter().find_map(|story| story.source_ip);
    ask.source_ip.or_else(of_story).unwrap_or(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)))
}

/// The pod that makes an outbound request, by its place in the scenario.
pub(crate) fn caller(scenario: &Scenario, ask: &Ask) -> Option<usize> {
    let named = ask.from.as_deref().and_then(|name| name.split_once('/')).and_then(|(namespace, name)| {
        scenario.pods.iter().position(|pod| pod.namespace == namespace && pod.name == name)
    });
    named.or_else(|| (!scenario.pods.is_empty()).then_some(0))
}

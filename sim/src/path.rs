//! What is asked of the simulation, and the order of layers that a request passes: inbound and outbound, and the way
//! back of its response up the same chain.
//!
//! A hop is one message passing one layer. A connection's set-up (the TCP and TLS handshakes) takes the same way and is
//! not shown apart, so that the times are those of a request on a connection that is being used.

use std::net::{IpAddr, Ipv4Addr};

use crate::http::Request;
use crate::journey::{Direction, Journey};
use crate::packet::TlsClient;
use crate::scenario::Scenario;
use crate::scenario::model::{Pod, Scheme};

mod back;
mod egress;
mod ingress;
pub mod timing;
mod walk;

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

/// Runs one request through every layer. The same scenario, ask and seed give the same journey, byte for byte.
///
/// Ingress: internet, firewall, waf, load_balancer, reverse_proxy, api_gateway where there is one, service, network_policy, pod. Egress: pod, dns,
/// network_policy, nat_gateway, egress_firewall, external. The response passes the same layers in reverse, but for DNS.
#[must_use]
pub fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Journey {
    match ask.direction {
        Direction::Ingress => ingress::run(scenario, ask, seed),
        Direction::Egress => egress::run(scenario, ask, seed),
    }
}

/// The client's address of an inbound request.
pub(crate) fn client(scenario: &Scenario, ask: &Ask) -> IpAddr {
    let of_story = || scenario.stories.iter().find_map(|story| story.source_ip);
    ask.source_ip.or_else(of_story).unwrap_or(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)))
}

/// The pod that makes an outbound request.
pub(crate) fn caller<'a>(scenario: &'a Scenario, ask: &Ask) -> Option<&'a Pod> {
    let named = ask.from.as_deref().and_then(|name| scenario.pod(name));
    named.or_else(|| scenario.pods.first())
}

//! The cluster's name service, as far as outside names go: a name in, an address out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gauntlet_model::ask::Family;
use gauntlet_model::code::Code;
use gauntlet_model::http::as_ip;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Protocol;
use gauntlet_scenario::model::Scenario;

use crate::layer::network_policy::{self, End};
use crate::layer::{self, Reply};

/// The port that names are asked for at.
pub const PORT: u16 = 53;

/// The name server's usual address, the tenth of the range that kubeadm gives Services, and its counterpart in IPv6.
const USUAL: (Ipv4Addr, Ipv6Addr) =
    (Ipv4Addr::new(10, 96, 0, 10), Ipv6Addr::new(0xfd00, 0x10, 0x96, 0, 0, 0, 0, 0xa));

/// The address that a pod sends its lookups to: the scenario's `clusterDns`, or where it has none the usual one of the pod's
/// family.
#[must_use]
pub fn server(scenario: &Scenario, pod: IpAddr) -> IpAddr {
    let usual = if pod.is_ipv4() { IpAddr::V4(USUAL.0) } else { IpAddr::V6(USUAL.1) };
    scenario.cluster_dns.as_ref().map_or(usual, |dns| dns.address)
}

/// What it decides: an address, or that there is none.
pub type Decision = layer::Decision<IpAddr, Passed, NoSuchName>;

/// Where an address comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The host is an address, so nobody was asked.
    NotAsked,
    /// The name has it.
    Resolved,
}

/// The name has no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchName;

/// Resolves a host; an address needs no resolving. Of a name's addresses the client takes the first of the family that it prefers, or where
/// it has none the first. It may keep to `only` one family.
#[must_use]
pub fn decide(scenario: &Scenario, host: &str, prefers: Family, only: Option<Family>) -> Decision {
    if let Some(address) = as_ip(host) {
        return Decision::Pass(address, Passed::NotAsked);
    }
    let found = scenario.dns.get(host).and_then(|addresses| {
        let of = |family| addresses.iter().find(|address| Family::of(**address) == family);
        only.map_or_else(|| of(prefers).or(addresses.first()), of)
    });
    match found {
        Some(address) => Decision::Pass(*address, Passed::Resolved),
        None => Decision::stop(Code::DnsNoSuchName, Reply::NoSuchName, NoSuchName),
    }
}

/// Judges the lookup itself, a UDP packet from the caller to the cluster's name server: NetworkPolicies hold for it as for any
/// other, and where one stops it the caller waits for an address in vain. `None` where there is nothing to look up, or the scenario
/// has no name server to reach.
#[must_use]
pub fn lookup(scenario: &Scenario, from: End<'_>, host: &str) -> Option<network_policy::Decision> {
    if as_ip(host).is_some() || scenario.lacks(Layer::NetworkPolicy) {
        return None;
    }
    let to = server_end(scenario)?;
    Some(network_policy::decide(scenario, from, to, Protocol::Udp, PORT))
}

/// The pod name of the cluster's name server, which is not a pod of the scenario: empty.
pub const NAME_SERVER: &str = "";

/// The scenario's name server as an end of a connection.
#[must_use]
pub fn server_end(scenario: &Scenario) -> Option<End<'_>> {
    let server = scenario.cluster_dns.as_ref()?;
    Some(End { address: server.address, pod: Some((&server.namespace, NAME_SERVER, &server.labels)) })
}

//! The cluster's name service, as far as outside names go: a name in, an address out.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gauntlet_model::ask::Family;
use gauntlet_model::code::Code;
use gauntlet_model::http::as_ip;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Protocol;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::Scenario;

use crate::layer::network_policy::{self, End};
use crate::layer::{self, Reply, timing};

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
    let pick = |addresses: &'_ Vec<IpAddr>| {
        let of = |family| addresses.iter().find(|address| Family::of(**address) == family);
        only.map_or_else(|| of(prefers).or(addresses.first()), of).copied()
    };
    match names(scenario, host).find_map(|name| pick(scenario.dns.get(&*name)?)) {
        Some(address) => Decision::Pass(address, Passed::Resolved),
        None => Decision::stop(Code::DnsNoSuchName, Reply::NoSuchName, NoSuchName),
    }
}

/// The names that a pod asks for until one has an address, as the resolver of glibc does: a host with fewer dots than `ndots`
/// with each search domain first.
pub fn names<'a>(scenario: &'a Scenario, host: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    let dns = scenario.cluster_dns.as_ref().filter(|_| as_ip(host).is_none() && !host.ends_with('.'));
    let search = dns.map_or(&[][..], |dns| &dns.search_domains);
    let dots = host.bytes().filter(|byte| *byte == b'.').count();
    let last = dns.is_some_and(|dns| dots < usize::from(dns.ndots));
    let plain = |wanted: bool| wanted.then_some(Cow::Borrowed(host)).into_iter();
    let searched = search.iter().map(move |domain| Cow::Owned([host, ".", domain].concat()));
    plain(!last).chain(searched).chain(plain(last))
}

/// How long the lookups take that a pod makes before the last one. A client that uses `only` one family searches on after a name
/// without an address of that family.
#[must_use]
pub fn searching(scenario: &Scenario, host: &str, only: Option<Family>) -> Micros {
    let one = timing::judging(Layer::Dns) + timing::link_into(Layer::Dns) + timing::link_into(Layer::Dns);
    let fits = |address: &IpAddr| only.is_none_or(|only| Family::of(*address) == only);
    let known = |name: &Cow<'_, str>| scenario.dns.get(&**name).is_some_and(|all| all.iter().any(fits));
    let all = names(scenario, host).count();
    let before = names(scenario, host).position(|name| known(&name)).unwrap_or(all.saturating_sub(1));
    (0..before).fold(Micros::ZERO, |sum, _| sum + one)
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

//! The way out: names, NAT, approved destinations, APIs.

use super::super::errors::Problems;
use super::super::model::{Action, NameDialect, Scenario};
use super::place::{Place, TOP};

/// The way out's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    for (name, addresses) in &scenario.dns {
        let place = Place::named("dns", name);
        p.host(&place, "", name);
        p.require(!addresses.is_empty(), &place, "", "at least one address");
    }
    let nat = &scenario.nat_gateway;
    p.same_family(
        &TOP,
        "natGateway/publicAddress",
        nat.public_address,
        scenario.reverse_proxy.address,
        "the cluster",
    );
    p.port(&TOP, "natGateway/firstPort", nat.first_port);
    p.require(nat.first_port <= nat.last_port, &TOP, "natGateway/lastPort", "a port not below firstPort");
    let per_node = nat.ports_per_node.is_none_or(|ports| ports > 0);
    p.require(per_node, &TOP, "natGateway/portsPerNode", "at least one port");
    p.require(nat.more_addresses.len() < 16, &TOP, "natGateway/moreAddresses", "at most 15 addresses");
    for (at, address) in nat.more_addresses.iter().enumerate() {
        let place = Place::item("natGateway/moreAddresses", at);
        p.same_family(&place, "", *address, nat.public_address, "the gateway");
        let new =
            *address != nat.public_address && !nat.more_addresses.iter().take(at).any(|one| one == address);
        p.require(new, &place, "", "an address that the gateway does not have already");
    }
    let firewall = &scenario.egress_firewall;
    p.require(
        firewall.default_action != Action::Allow,
        &TOP,
        "egressFirewall/defaultAction",
        "`drop` or `reject`: a list of approved destinations means nothing otherwise",
    );
    let names: Vec<&str> = firewall.allow.iter().map(|entry| entry.name.as_str()).collect();
    p.unique("egressFirewall/allow", "name", &names);
    for (at, entry) in firewall.allow.iter().enumerate() {
        let place = Place::item("egressFirewall/allow", at);
        match &entry.host {
            // AWS' way of writing it: a leading dot.
            Some(host) if firewall.dialect == NameDialect::Aws => {
                p.require(
                    !host.starts_with("*."),
                    &place,
                    "host",
                    "`.x` rather than `*.x`, as AWS writes it",
                );
                p.host(&place, "host", host.strip_prefix('.').unwrap_or(host));
            }
            Some(host) => p.host(&place, "host", host),
            None => p.require(!entry.cidrs.is_empty(), &place, "cidrs", "a network, where there is no host"),
        }
        p.require(!entry.ports.is_empty(), &place, "ports", "at least one port");
        p.ports(&place, "ports", &entry.ports);
    }
    let hosts: Vec<&str> = scenario.externals.iter().map(|api| api.host.as_str()).collect();
    p.unique("externals", "host", &hosts);
    for (at, api) in scenario.externals.iter().enumerate() {
        let place = Place::item("externals", at);
        p.status(&place, api.status);
        p.service_time(&place, api.service_time_us);
    }
}

//! The way out: names, NAT, approved destinations, APIs.

use gauntlet_slip::escape;

use super::super::errors::Problems;
use super::super::model::{Action, NameDialect, Scenario};

/// The way out's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    for (name, addresses) in &scenario.dns {
        let pointer = || format!("/dns/{}", escape(name));
        p.host(pointer, name);
        p.require(!addresses.is_empty(), pointer, "at least one address");
    }
    let nat = &scenario.nat_gateway;
    p.same_family(
        || "/natGateway/publicAddress".to_owned(),
        nat.public_address,
        scenario.reverse_proxy.address,
        "the cluster",
    );
    p.port(|| "/natGateway/firstPort".to_owned(), nat.first_port);
    p.require(
        nat.first_port <= nat.last_port,
        || "/natGateway/lastPort".to_owned(),
        "a port not below firstPort",
    );
    let per_node = nat.ports_per_node.is_none_or(|ports| ports > 0);
    p.require(per_node, || "/natGateway/portsPerNode".to_owned(), "at least one port");
    p.require(
        nat.more_addresses.len() < 16,
        || "/natGateway/moreAddresses".to_owned(),
        "at most 15 addresses",
    );
    for (at, address) in nat.more_addresses.iter().enumerate() {
        let pointer = || format!("/natGateway/moreAddresses/{at}");
        p.same_family(pointer, *address, nat.public_address, "the gateway");
        let new =
            *address != nat.public_address && !nat.more_addresses.iter().take(at).any(|one| one == address);
        p.require(new, pointer, "an address that the gateway does not have already");
    }
    let firewall = &scenario.egress_firewall;
    p.require(
        firewall.default_action != Action::Allow,
        || "/egressFirewall/defaultAction".to_owned(),
        "`drop` or `reject`: a list of approved destinations means nothing otherwise",
    );
    p.unique("egressFirewall/allow", "name", firewall.allow.iter().map(|entry| entry.name.as_str()));
    for (at, entry) in firewall.allow.iter().enumerate() {
        let field = |field: &str| format!("/egressFirewall/allow/{at}/{field}");
        match &entry.host {
            // AWS' way of writing it: a leading dot.
            Some(host) if firewall.dialect == NameDialect::Aws => {
                p.require(
                    !host.starts_with("*."),
                    || field("host"),
                    "`.x` rather than `*.x`, as AWS writes it",
                );
                p.host(|| field("host"), host.strip_prefix('.').unwrap_or(host));
            }
            Some(host) => p.host(|| field("host"), host),
            None => {
                p.require(!entry.cidrs.is_empty(), || field("cidrs"), "a network, where there is no host")
            }
        }
        p.require(!entry.ports.is_empty(), || field("ports"), "at least one port");
        p.ports(|| field("ports"), &entry.ports);
    }
    p.unique("externals", "host", scenario.externals.iter().map(|api| api.host.as_str()));
    for (at, api) in scenario.externals.iter().enumerate() {
        let field = |field: &str| format!("/externals/{at}/{field}");
        p.status(|| field("status"), api.status);
        p.service_time(|| field("serviceTimeUs"), api.service_time_us);
    }
}

//! The cluster's name service, as far as outside names go: a name in, an address out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::http::Request;
use crate::layer::network_policy::{self, End};
use crate::layer::{Passed, Reply, Ruling, Stopped};
use crate::packet::Protocol;
use crate::path::timing;
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::Scenario;
use crate::words::key;

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

/// Resolves the request's host; an address needs no resolving.
///
/// # Errors
/// The name has no address.
pub fn decide(scenario: &Scenario, request: &Request) -> Ruling<IpAddr> {
    let host = request.host.as_str();
    if let Some(address) = request.host_ip() {
        let why = Reason::new(key::DNS_NOT_ASKED).field("host").value(host);
        return Ok(Passed::new(address, None, vec![why]));
    }
    if let Some(address) = scenario.dns.get(host).and_then(|addresses| addresses.first()) {
        let why = Reason::new(key::DNS_RESOLVED).field("host").value(host).expected(address.to_string());
        return Ok(Passed::new(*address, None, vec![why]));
    }
    let mut why = vec![Reason::new(key::DNS_NO_SUCH_NAME).field("host").value(host)];
    let near = scenario.dns.keys().min_by_key(|name| strsim::levenshtein(name, host));
    let mut stopped = Stopped::failed("no_such_name", Reply::NoSuchName, Vec::new());
    if let Some(near) = near {
        why.push(Reason::new(key::DNS_NEAREST).field("host").value(host).expected(near));
        stopped = stopped.fix(
            Fix::new(Reason::new(key::FIX_DNS).value(host).expected(near)).ask("host", Some(near.clone())),
        );
    }
    stopped.why = why;
    Err(Box::new(stopped))
}

/// Judges the lookup itself, a UDP packet from the caller to the cluster's name server: NetworkPolicies hold for it as for any
/// other. `None` where there is nothing to look up, or the scenario has no name server to reach.
///
/// # Errors
/// A policy keeps the lookup from leaving or from arriving. The caller's resolver tries twice and gives up.
#[must_use]
pub fn lookup(scenario: &Scenario, from: End<'_>, request: &Request) -> Option<Ruling<()>> {
    let server = scenario.cluster_dns.as_ref().filter(|_| request.host_ip().is_none())?;
    let to = End { address: server.address, pod: Some((&server.namespace, "cluster DNS", &server.labels)) };
    let ruling = network_policy::decide(scenario, from, to, Protocol::Udp, PORT);
    Some(ruling.map_err(|mut stopped| {
        stopped.why.insert(0, Reason::new(key::DNS_LOOKUP_DENIED).field("host").value(&request.host));
        stopped.reply = Reply::NoSuchName;
        stopped.after = timing::LOOKUP_TIMEOUT;
        stopped
    }))
}

/// A ruling on a name, with why the lookup reached the server.
pub(crate) fn after_lookup(mut ruling: Ruling<IpAddr>, why: Vec<Reason>) -> Ruling<IpAddr> {
    if let Ok(passed) = &mut ruling {
        passed.why.extend(why);
    }
    ruling
}

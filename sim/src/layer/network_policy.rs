//! NetworkPolicy: additive allow lists per pod. A pod that some policy selects for a direction is closed for the rest
//! of that direction; the sender's egress and the receiver's ingress must both allow; replies always pass.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::Protocol;
use crate::reason::Reason;
use crate::scenario::model::{LabelSelector, NetworkPolicy, Peer, PolicyPort, PolicyType};
use crate::words::key;

/// The label that Kubernetes sets on every namespace.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// Its address.
    pub address: IpAddr,
    /// The pod behind it, when it is one: namespace, name and labels.
    pub pod: Option<(&'a str, &'a str, &'a BTreeMap<String, String>)>,
}

/// Judges a connection by the sender's egress and the receiver's ingress.
///
/// # Errors
/// One of the two is closed and no policy opens it for this peer and port.
pub fn decide(
    policies: &[NetworkPolicy],
    from: End<'_>,
    to: End<'_>,
    protocol: Protocol,
    port: u16,
) -> Ruling<()> {
    let mut why = Vec::new();
    let mut rule = None;
    for (direction, subject, peer) in [(PolicyType::Egress, from, to), (PolicyType::Ingress, to, from)] {
        if subject.pod.is_some() {
            let allowed = side(policies, direction, subject, peer, protocol, port)?;
            rule = allowed.rule.clone().or(rule);
            why.push(allowed);
        }
    }
    why.reverse();
    Ok(Passed::new((), rule, why))
}

/// What one entry of a policy allows: its peers and ports, in either direction.
type Entry<'a> = (&'a [Peer], &'a [PolicyPort]);

fn side(
    policies: &[NetworkPolicy],
    direction: PolicyType,
    subject: End<'_>,
    peer: End<'_>,
    protocol: Protocol,
    port: u16,
) -> Result<Reason, Box<Stopped>> {
    let Some((namespace, name, labels)) = subject.pod else {
        return Ok(Reason::new(key::POLICY_NOT_A_POD).value(subject.address.to_string()));
    };
    let way = if direction == PolicyType::Ingress { "ingress" } else { "egress" };
    let asked = format!("{} on port {port}", named(peer));
    let selecting: Vec<&NetworkPolicy> = policies
        .iter()
        .filter(|policy| policy.policy_types.contains(&direction))
        .filter(|policy| policy.namespace == namespace && selects(&policy.pod_selector, labels))
        .collect();
    if selecting.is_empty() {
        return Ok(Reason::new(key::POLICY_OPEN).field(way).value(name));
    }
    let mut nearest: Option<(usize, Reason)> = None;
    for policy in &selecting {
        for (peers, ports) in entries(policy, direction) {
            let peer_fits = peers.is_empty() || peers.iter().any(|p| peer_matches(p, policy, peer));
            let port_fits = ports.is_empty() || ports.iter().any(|p| port_matches(p, protocol, port));
            if peer_fits && port_fits {
                return Ok(Reason::new(key::POLICY_ALLOWED)
                    .rule(&policy.name)
                    .field(way)
                    .value(asked)
                    .expected(name));
            }
            let missed = usize::from(!peer_fits) + usize::from(!port_fits);
            if nearest.as_ref().is_none_or(|(least, _)| missed < *least) {
                nearest = Some((missed, near_miss(policy, peers, ports, peer, port, peer_fits, way)));
            }
        }
    }
    let rule = selecting.first().map(|policy| policy.name.clone()).unwrap_or_default();
    let mut why = vec![
        Reason::new(key::POLICY_DENIED)
            .rule(list(selecting.iter().map(|policy| &policy.name)))
            .field(way)
            .value(&asked)
            .expected(name),
    ];
    why.extend(nearest.map(|(_, reason)| reason));
    let code = if direction == PolicyType::Ingress { "ingress_denied" } else { "egress_denied" };
    let fix = Reason::new(key::FIX_POLICY).rule(&rule).field(way).value(asked);
    Err(Box::new(Stopped::blocked(code, Reply::Silence, why).by(rule).fix(fix)))
}

fn entries(policy: &NetworkPolicy, direction: PolicyType) -> Vec<Entry<'_>> {
    match direction {
        PolicyType::Ingress => policy.ingress.iter().map(|e| (&e.from[..], &e.ports[..])).collect(),
        PolicyType::Egress => policy.egress.iter().map(|e| (&e.to[..], &e.ports[..])).collect(),
    }
}

fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    selector.match_labels.iter().all(|(label, value)| labels.get(label) == Some(value))
}

fn peer_matches(wanted: &Peer, policy: &NetworkPolicy, peer: End<'_>) -> bool {
    if let Some(block) = &wanted.ip_block {
        return block.cidr.contains(&peer.address)
            && !block.except.iter().any(|hole| hole.contains(&peer.address));
    }
    let Some((namespace, _, labels)) = peer.pod else { return false };
    let namespace_fits = match &wanted.namespace_selector {
        Some(selector) => {
            selector.match_labels.iter().all(|(label, value)| label == NAMESPACE_NAME && value == namespace)
        }
        None => namespace == policy.namespace,
    };
    let some_selector = wanted.pod_selector.is_some() || wanted.namespace_selector.is_some();
    some_selector && namespace_fits && wanted.pod_selector.as_ref().is_none_or(|s| selects(s, labels))
}

fn port_matches(wanted: &PolicyPort, protocol: Protocol, port: u16) -> bool {
    wanted.protocol == protocol && (wanted.port..=wanted.end_port.unwrap_or(wanted.port)).contains(&port)
}

fn named(end: End<'_>) -> String {
    match end.pod {
        Some((namespace, name, _)) => format!("{namespace}/{name}"),
        None => end.address.to_string(),
    }
}

fn near_miss(
    policy: &NetworkPolicy,
    peers: &[Peer],
    ports: &[PolicyPort],
    peer: End<'_>,
    port: u16,
    peer_fits: bool,
    way: &str,
) -> Reason {
    let near = Reason::new(key::NEAREST).rule(&policy.name);
    if peer_fits {
        let wanted = list(ports.iter().map(|p| match p.end_port {
            Some(last) => format!("{}-{last}", p.port),
            None => p.port.to_string(),
        }));
        return near.field(format!("{way}.ports")).value(port.to_string()).expected(wanted);
    }
    let side = if way == "ingress" { "ingress.from" } else { "egress.to" };
    near.field(side).value(named(peer)).expected(list(peers.iter().map(described)))
}

fn described(peer: &Peer) -> String {
    if let Some(block) = &peer.ip_block {
        let holes = list(&block.except);
        return if block.except.is_empty() {
            block.cidr.to_string()
        } else {
            format!("{} except {holes}", block.cidr)
        };
    }
    let labels = |selector: &LabelSelector| {
        list(selector.match_labels.iter().map(|(label, value)| format!("{label}={value}")))
    };
    match (&peer.namespace_selector, &peer.pod_selector) {
        (Some(namespace), Some(pods)) => format!("pods {} in {}", labels(pods), labels(namespace)),
        (Some(namespace), None) => format!("all pods in {}", labels(namespace)),
        (None, Some(pods)) => format!("pods {}", labels(pods)),
        (None, None) => "nobody".to_owned(),
    }
}

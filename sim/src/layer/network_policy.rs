//! NetworkPolicy: additive allow lists per pod. A pod that some policy selects for a direction is closed for the rest
//! of that direction; the sender's egress and the receiver's ingress must both allow; replies always pass.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Value, json};

use crate::layer::{Passed, Reply, Ruling, Stopped, firewall, list};
use crate::packet::Protocol;
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::Scenario;
use crate::scenario::model::{
    LabelSelector, NetworkPolicy, Operator, Peer, PolicyPort, PolicyType, Requirement,
};
use crate::text;
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
pub fn decide(scenario: &Scenario, from: End<'_>, to: End<'_>, protocol: Protocol, port: u16) -> Ruling<()> {
    let mut why = Vec::new();
    let mut rule = None;
    for (direction, subject, peer) in [(PolicyType::Egress, from, to), (PolicyType::Ingress, to, from)] {
        if subject.pod.is_some() {
            let allowed = side(scenario, direction, subject, peer, protocol, port)?;
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
    scenario: &Scenario,
    direction: PolicyType,
    subject: End<'_>,
    peer: End<'_>,
    protocol: Protocol,
    port: u16,
) -> Result<Reason, Box<Stopped>> {
    let Some((namespace, name, labels)) = subject.pod else {
        return Ok(Reason::new(key::NETWORK_POLICY_NOT_A_POD).value(subject.address.to_string()));
    };
    let way = if direction == PolicyType::Ingress { "ingress" } else { "egress" };
    let asked = text::VALUE_ON_PORT.fill(&[("peer", &named(peer)), ("port", &port.to_string())]);
    let selecting: Vec<(usize, &NetworkPolicy)> = scenario
        .network_policies
        .iter()
        .enumerate()
        .filter(|(_, policy)| policy.closes(direction) && policy.namespace == namespace)
        .filter(|(_, policy)| selects(&policy.pod_selector, labels))
        .collect();
    if selecting.is_empty() {
        return Ok(Reason::new(key::NETWORK_POLICY_OPEN).field(way).value(name));
    }
    let mut nearest: Option<(usize, Reason)> = None;
    for (_, policy) in &selecting {
        for (peers, ports) in entries(policy, direction) {
            let peer_fits = peers.is_empty() || peers.iter().any(|p| peer_matches(scenario, p, policy, peer));
            let port_fits = ports.is_empty() || ports.iter().any(|p| port_matches(p, protocol, port));
            if peer_fits && port_fits {
                return Ok(Reason::new(key::NETWORK_POLICY_ALLOWED)
                    .rule(&policy.name)
                    .field(way)
                    .value(asked)
                    .expected(name));
            }
            let missed = usize::from(!peer_fits) + usize::from(!port_fits);
            if nearest.as_ref().is_none_or(|(least, _)| missed < *least) {
                nearest =
                    Some((missed, near_miss(policy, (peers, ports), peer, (protocol, port), peer_fits, way)));
            }
        }
    }
    let Some((at, first)) = selecting.first() else {
        return Ok(Reason::new(key::NETWORK_POLICY_OPEN).field(way).value(name));
    };
    let mut why = vec![
        Reason::new(key::NETWORK_POLICY_DENIED)
            .rule(list(selecting.iter().map(|(_, policy)| &policy.name)))
            .field(way)
            .value(&asked)
            .expected(name),
    ];
    why.extend(nearest.map(|(_, reason)| reason));
    let code = if direction == PolicyType::Ingress { "ingress_denied" } else { "egress_denied" };
    let side = if direction == PolicyType::Ingress { "from" } else { "to" };
    let fix = Fix::new(Reason::new(key::FIX_NETWORK_POLICY).rule(&first.name).field(way).value(asked)).add(
        format!("/networkPolicies/{at}/{way}/-"),
        json!({ side: [as_peer(peer)], "ports": [{ "protocol": firewall::protocol(protocol), "port": port }] }),
    );
    Err(Box::new(Stopped::blocked(code, Reply::Silence, why).by(&first.name).fix(fix)))
}

/// The narrowest peer that covers an end.
fn as_peer(end: End<'_>) -> Value {
    match end.pod {
        Some((namespace, _, labels)) => json!({
            "namespaceSelector": { "matchLabels": { NAMESPACE_NAME: namespace } },
            "podSelector": { "matchLabels": labels },
        }),
        None => json!({ "ipBlock": { "cidr": ipnet::IpNet::from(end.address).to_string() } }),
    }
}

fn entries(policy: &NetworkPolicy, direction: PolicyType) -> Vec<Entry<'_>> {
    match direction {
        PolicyType::Ingress => policy.ingress.iter().map(|e| (&e.from[..], &e.ports[..])).collect(),
        PolicyType::Egress => policy.egress.iter().map(|e| (&e.to[..], &e.ports[..])).collect(),
    }
}

fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    selects_by(selector, |label| labels.get(label).map(String::as_str))
}

fn selects_by<'l>(selector: &LabelSelector, label: impl Fn(&str) -> Option<&'l str>) -> bool {
    selector.match_labels.iter().all(|(name, value)| label(name) == Some(value))
        && selector.match_expressions.iter().all(|wanted| meets(wanted, label(&wanted.key)))
}

/// As Kubernetes compares (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>):
/// `NotIn` also selects what has no such label.
fn meets(wanted: &Requirement, value: Option<&str>) -> bool {
    let among = |value: &str| wanted.values.iter().any(|one| one == value);
    match wanted.operator {
        Operator::In => value.is_some_and(among),
        Operator::NotIn => !value.is_some_and(among),
        Operator::Exists => value.is_some(),
        Operator::DoesNotExist => value.is_none(),
    }
}

fn peer_matches(scenario: &Scenario, wanted: &Peer, policy: &NetworkPolicy, peer: End<'_>) -> bool {
    if let Some(block) = &wanted.ip_block {
        return block.cidr.contains(&peer.address)
            && !block.except.iter().any(|hole| hole.contains(&peer.address));
    }
    let Some((namespace, _, labels)) = peer.pod else { return false };
    let namespace_fits = match &wanted.namespace_selector {
        Some(selector) => {
            let own = scenario.namespaces.get(namespace);
            selects_by(selector, |label| match label {
                NAMESPACE_NAME => Some(namespace),
                _ => own?.get(label).map(String::as_str),
            })
        }
        None => namespace == policy.namespace,
    };
    let some_selector = wanted.pod_selector.is_some() || wanted.namespace_selector.is_some();
    some_selector && namespace_fits && wanted.pod_selector.as_ref().is_none_or(|s| selects(s, labels))
}

fn port_matches(wanted: &PolicyPort, protocol: Protocol, port: u16) -> bool {
    let fits = |first: u16| (first..=wanted.end_port.unwrap_or(first)).contains(&port);
    wanted.protocol == protocol && wanted.port.is_none_or(fits)
}

fn named(end: End<'_>) -> String {
    match end.pod {
        Some((namespace, name, _)) => format!("{namespace}/{name}"),
        None => end.address.to_string(),
    }
}

fn near_miss(
    policy: &NetworkPolicy,
    (peers, ports): Entry<'_>,
    peer: End<'_>,
    (protocol, port): (Protocol, u16),
    peer_fits: bool,
    way: &str,
) -> Reason {
    let near = Reason::new(key::NEAREST).rule(&policy.name);
    if peer_fits {
        let wanted = list(ports.iter().map(|p| {
            let protocol = firewall::protocol(p.protocol);
            match (p.port, p.end_port) {
                (Some(first), Some(last)) => format!("{protocol} {first}-{last}"),
                (Some(port), None) => format!("{protocol} {port}"),
                (None, _) => protocol.to_owned(),
            }
        }));
        let held = format!("{} {port}", firewall::protocol(protocol));
        return near.field(format!("{way}.ports")).value(held).expected(wanted);
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
            text::VALUE_EXCEPT.fill(&[("network", &block.cidr.to_string()), ("holes", &holes)])
        };
    }
    let labels = |selector: &LabelSelector| {
        let equal = selector.match_labels.iter().map(|(label, value)| format!("{label}={value}"));
        let other = selector.match_expressions.iter().map(|wanted| match wanted.operator {
            Operator::In => {
                text::VALUE_LABEL_IN.fill(&[("label", &wanted.key), ("values", &list(&wanted.values))])
            }
            Operator::NotIn => {
                text::VALUE_LABEL_NOT_IN.fill(&[("label", &wanted.key), ("values", &list(&wanted.values))])
            }
            Operator::Exists => text::VALUE_LABEL.fill(&[("label", &wanted.key)]),
            Operator::DoesNotExist => text::VALUE_NO_LABEL.fill(&[("label", &wanted.key)]),
        });
        let all: Vec<String> = equal.chain(other).collect();
        if all.is_empty() { text::VALUE_ANY_LABEL.to_owned() } else { all.join(", ") }
    };
    match (&peer.namespace_selector, &peer.pod_selector) {
        (Some(namespace), Some(pods)) => {
            text::VALUE_PODS_IN.fill(&[("pods", &labels(pods)), ("namespace", &labels(namespace))])
        }
        (Some(namespace), None) => text::VALUE_ALL_PODS_IN.fill(&[("namespace", &labels(namespace))]),
        (None, Some(pods)) => text::VALUE_PODS.fill(&[("pods", &labels(pods))]),
        (None, None) => text::VALUE_NOBODY.to_owned(),
    }
}

//! NetworkPolicy: additive allow lists per pod. A pod that some policy selects for a direction is closed for the rest
//! of that direction; the sender's egress and the receiver's ingress must both allow; replies always pass.

use std::net::IpAddr;

use gauntlet_model::code::Code;
use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    ByName, LabelSelector, NetworkPolicy, Operator, Peer, PolicyPort, PolicyType, Requirement,
};

use crate::layer::{self, Reply};

/// The label that Kubernetes sets on every namespace.
pub const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// What it decides.
pub type Decision = layer::Decision<(), Passed, Denied>;

/// Why a connection passes, at each end that is a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// At the sender.
    pub egress: Option<Open>,
    /// At the receiver.
    pub ingress: Option<Open>,
}

/// Why a pod is open for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// No policy selects it for that direction.
    Unselected,
    /// The policy at that place of the scenario allows it.
    ByPolicy(usize),
}

/// Why a pod is closed for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Which of the two ends is closed: the sender for egress, the receiver for ingress.
    pub direction: PolicyType,
    /// The first policy that selects the pod, by its place in the scenario.
    pub first: usize,
    /// What comes nearest to letting it through, where any policy has an entry.
    pub nearest: Option<Nearest>,
}

/// An entry of a policy that lets others through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The policy's place in the scenario.
    pub policy: usize,
    /// The entry's place in the policy.
    pub entry: usize,
    /// Whether it is for this peer, so that only the port is missing.
    pub peer_fits: bool,
}

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// Its address.
    pub address: IpAddr,
    /// The pod behind it, when it is one: namespace, name and labels.
    pub pod: Option<(&'a str, &'a str, &'a ByName<String>)>,
}

/// Judges a connection by the sender's egress and the receiver's ingress.
#[must_use]
pub fn decide(scenario: &Scenario, from: End<'_>, to: End<'_>, protocol: Protocol, port: u16) -> Decision {
    let side = |direction, subject, peer| side(scenario, direction, subject, peer, (protocol, port));
    let both = side(PolicyType::Egress, from, to)
        .and_then(|egress| Ok(Passed { egress, ingress: side(PolicyType::Ingress, to, from)? }));
    match both {
        Ok(passed) => Decision::Pass((), passed),
        Err(denied) => {
            let code = match denied.direction {
                PolicyType::Ingress => Code::NetworkPolicyIngressDenied,
                PolicyType::Egress => Code::NetworkPolicyEgressDenied,
            };
            Decision::stop(code, Reply::Silence, denied)
        }
    }
}

/// What one entry of a policy allows: its peers and ports, in either direction.
pub type Entry<'a> = (&'a [Peer], &'a [PolicyPort]);

fn side(
    scenario: &Scenario,
    direction: PolicyType,
    subject: End<'_>,
    peer: End<'_>,
    (protocol, port): (Protocol, u16),
) -> Result<Option<Open>, Denied> {
    let Some(pod) = subject.pod else { return Ok(None) };
    let mut first = None;
    let mut nearest: Option<(usize, Nearest)> = None;
    for (at, policy) in selecting(scenario, direction, pod) {
        first = first.or(Some(at));
        for (nth, (peers, ports)) in entries(policy, direction).enumerate() {
            let peer_fits = peers.is_empty() || peers.iter().any(|p| peer_matches(scenario, p, policy, peer));
            let port_fits = ports.is_empty() || ports.iter().any(|p| port_matches(p, protocol, port));
            if peer_fits && port_fits {
                return Ok(Some(Open::ByPolicy(at)));
            }
            let missed = usize::from(!peer_fits) + usize::from(!port_fits);
            if nearest.is_none_or(|(least, _)| missed < least) {
                nearest = Some((missed, Nearest { policy: at, entry: nth, peer_fits }));
            }
        }
    }
    match first {
        None => Ok(Some(Open::Unselected)),
        Some(first) => Err(Denied { direction, first, nearest: nearest.map(|(_, nearest)| nearest) }),
    }
}

/// The policies that close a pod for a direction, with their places in the scenario.
pub fn selecting<'a>(
    scenario: &'a Scenario,
    direction: PolicyType,
    (namespace, _, labels): (&'a str, &'a str, &'a ByName<String>),
) -> impl Iterator<Item = (usize, &'a NetworkPolicy)> {
    scenario
        .network_policies
        .iter()
        .enumerate()
        .filter(move |(_, policy)| policy.closes(direction) && policy.namespace == namespace)
        .filter(move |(_, policy)| selects(&policy.pod_selector, &of_labels(labels)))
}

/// A policy's entries for a direction.
pub fn entries(policy: &NetworkPolicy, direction: PolicyType) -> impl Iterator<Item = Entry<'_>> {
    let (ingress, egress) = match direction {
        PolicyType::Ingress => (&policy.ingress[..], &[][..]),
        PolicyType::Egress => (&[][..], &policy.egress[..]),
    };
    let ingress = ingress.iter().map(|entry| (&entry.from[..], &entry.ports[..]));
    ingress.chain(egress.iter().map(|entry| (&entry.to[..], &entry.ports[..])))
}

/// Labels as a selector asks for them: a label's value, where there is one.
type Labels<'l, 'a> = &'l dyn Fn(&str) -> Option<&'a str>;

fn of_labels<'a>(labels: &'a ByName<String>) -> impl Fn(&str) -> Option<&'a str> {
    |label| labels.get(label).map(String::as_str)
}

fn selects(selector: &LabelSelector, labels: Labels<'_, '_>) -> bool {
    selector.match_labels.iter().all(|(label, value)| labels(label) == Some(value))
        && selector.match_expressions.iter().all(|wanted| meets(wanted, labels))
}

/// As Kubernetes compares (<https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>):
/// `NotIn` also selects what has no such label.
fn meets(wanted: &Requirement, labels: Labels<'_, '_>) -> bool {
    let value = labels(&wanted.key);
    let listed = |value: &str| wanted.values.iter().any(|one| one == value);
    match wanted.operator {
        Operator::In => value.is_some_and(listed),
        Operator::NotIn => !value.is_some_and(listed),
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
            let of_namespace = |label: &str| match label {
                NAMESPACE_NAME => Some(namespace),
                label => own.and_then(|labels| labels.get(label)).map(String::as_str),
            };
            selects(selector, &of_namespace)
        }
        None => namespace == policy.namespace,
    };
    let some_selector = wanted.pod_selector.is_some() || wanted.namespace_selector.is_some();
    some_selector
        && namespace_fits
        && wanted.pod_selector.as_ref().is_none_or(|selector| selects(selector, &of_labels(labels)))
}

fn port_matches(wanted: &PolicyPort, protocol: Protocol, port: u16) -> bool {
    let fits = |first: u16| (first..=wanted.end_port.unwrap_or(first)).contains(&port);
    wanted.protocol == protocol && wanted.port.is_none_or(fits)
}

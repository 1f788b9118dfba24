//! What NetworkPolicy's decisions mean.

use gauntlet_scenario::json::Json;

use super::{Explanation, list};
use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{LabelSelector, NetworkPolicy, Operator, Peer, PolicyType};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::dns;
use gauntlet_sim::layer::network_policy::{
    Decision, Denied, End, Entry, NAMESPACE_NAME, Nearest, Open, entries, selecting,
};

use crate::fix::Fix;
use crate::messages;
use crate::messages::{Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// Explains a decision about a connection between two ends.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    (from, to): (End<'_>, End<'_>),
    asked: (Protocol, u16),
    decision: &Decision,
) -> Explanation {
    match decision {
        Decision::Pass((), passed) => {
            let of = |open: Option<Open>, direction, subject, peer| {
                open.map(|open| opened(scenario, (direction, open), (subject, peer), asked))
            };
            let egress = of(passed.egress, PolicyType::Egress, from, to);
            let ingress = of(passed.ingress, PolicyType::Ingress, to, from);
            // The receiver's side comes last and is told first.
            let why: Vec<Reason> = ingress.into_iter().chain(egress).collect();
            Explanation { rule: why.iter().find_map(|why| why.rule.clone()), ..Explanation::new(why) }
        }
        Decision::Stop(Stop { why, .. }) => {
            let ends = if why.direction == PolicyType::Ingress { (to, from) } else { (from, to) };
            denied(scenario, why, ends, asked)
        }
    }
}

const fn way(direction: PolicyType) -> &'static str {
    match direction {
        PolicyType::Ingress => "ingress",
        PolicyType::Egress => "egress",
    }
}

fn opened(
    scenario: &Scenario,
    (direction, open): (PolicyType, Open),
    (subject, peer): (End<'_>, End<'_>),
    (_, port): (Protocol, u16),
) -> Reason {
    let name = subject.pod.map_or_else(|| "".into(), |(_, name, _)| said(name));
    let policy = match open {
        Open::Unselected => None,
        Open::ByPolicy(at) => scenario.network_policies.get(at),
    };
    match policy {
        None => Reason::new(key::NETWORK_POLICY_OPEN).field(way(direction)).value(name),
        Some(policy) => Reason::new(key::NETWORK_POLICY_ALLOWED)
            .rule(&policy.name)
            .field(way(direction))
            .value(on_port(peer, port))
            .expected(name),
    }
}

fn denied(
    scenario: &Scenario,
    denied: &Denied,
    (subject, peer): (End<'_>, End<'_>),
    (protocol, port): (Protocol, u16),
) -> Explanation {
    let Some((pod, first)) = subject.pod.zip(scenario.network_policies.get(denied.first)) else {
        return Explanation::default();
    };
    let way = way(denied.direction);
    let asked = on_port(peer, port);
    let closing = selecting(scenario, denied.direction, pod).map(|(_, policy)| &policy.name);
    let closed = Reason::new(key::NETWORK_POLICY_DENIED).rule(list(closing).for_program()).field(way);
    let mut why = vec![closed.value(asked.clone()).expected(said(pod.1))];
    why.extend(denied.nearest.and_then(|near| {
        let policy = scenario.network_policies.get(near.policy)?;
        let entry = entries(policy, denied.direction).nth(near.entry)?;
        Some(nearest(policy, entry, near, peer, (protocol, port), denied.direction))
    }));
    let side = if denied.direction == PolicyType::Ingress { "from" } else { "to" };
    // A resolver asks again over TCP if the answer is too long for UDP.
    let is_lookup = peer.pod.is_some_and(|(_, name, _)| name == dns::NAME_SERVER);
    let protocols = [Some(protocol), is_lookup.then_some(Protocol::Tcp)];
    let open =
        |protocol: Protocol| Json::object(vec![("protocol", protocol.name().into()), ("port", port.into())]);
    let ports: Vec<Json> = protocols.into_iter().flatten().map(open).collect();
    let fix = Fix::new(Reason::new(key::FIX_NETWORK_POLICY).rule(&first.name).field(way).value(asked)).add(
        format!("/networkPolicies/{}/{way}/-", denied.first),
        Json::object(vec![(side, vec![as_peer(peer)].into()), ("ports", ports.into())]),
    );
    Explanation::new(why).by(&first.name).fix(fix)
}

/// The narrowest peer that covers an end.
fn as_peer(end: End<'_>) -> Json {
    let matching = |labels: Json| Json::object(vec![("matchLabels", labels)]);
    match end.pod {
        Some((namespace, _, labels)) => Json::object(vec![
            ("namespaceSelector", matching(Json::object(vec![(NAMESPACE_NAME, namespace.into())]))),
            ("podSelector", matching(labels.into())),
        ]),
        None => {
            let cidr = ipnet::IpNet::from(end.address).to_string().into();
            Json::object(vec![("ipBlock", Json::object(vec![("cidr", cidr)]))])
        }
    }
}

/// A pod's name. The cluster's name server is not a pod of the scenario, so it gets a label instead.
fn said(name: &str) -> Value {
    if name == dns::NAME_SERVER { messages::VALUE_CLUSTER_DNS.into() } else { name.into() }
}

fn named(end: End<'_>) -> Value {
    match end.pod {
        Some((namespace, name, _)) => {
            Value::Phrase(Words::POD, vec![("namespace", namespace.into()), ("name", said(name))])
        }
        None => end.address.into(),
    }
}

fn on_port(peer: End<'_>, port: u16) -> Value {
    Value::Phrase(messages::VALUE_ON_PORT, vec![("peer", named(peer)), ("port", port.into())])
}

fn nearest(
    policy: &NetworkPolicy,
    (peers, ports): Entry<'_>,
    near: Nearest,
    peer: End<'_>,
    (protocol, port): (Protocol, u16),
    direction: PolicyType,
) -> Reason {
    let reason = Reason::new(key::NEAREST).rule(&policy.name);
    if near.peer_fits {
        let wanted = ports.iter().map(|wanted| match (wanted.port, wanted.end_port) {
            (Some(first), Some(last)) => format!("{} {first}-{last}", wanted.protocol).into(),
            (port, _) => Value::Protocol(wanted.protocol, port.map(Into::into)),
        });
        let field = format!("{}.ports", way(direction));
        let held = Value::Protocol(protocol, Some(port.into()));
        return reason.field(field).value(held).expected(list(wanted));
    }
    let field = if direction == PolicyType::Ingress { "ingress.from" } else { "egress.to" };
    reason.field(field).value(named(peer)).expected(list(peers.iter().map(described)))
}

fn described(peer: &Peer) -> Value {
    if let Some(block) = &peer.ip_block {
        if block.except.is_empty() {
            return (&block.cidr).into();
        }
        let holes = list(&block.except);
        return Value::Phrase(
            messages::VALUE_EXCEPT,
            vec![("network", (&block.cidr).into()), ("holes", holes)],
        );
    }
    match (&peer.namespace_selector, &peer.pod_selector) {
        (Some(namespace), Some(pods)) => Value::Phrase(
            messages::VALUE_PODS_IN,
            vec![("pods", labels(pods)), ("namespace", labels(namespace))],
        ),
        (Some(namespace), None) => {
            Value::Phrase(messages::VALUE_ALL_PODS_IN, vec![("namespace", labels(namespace))])
        }
        (None, Some(pods)) => Value::Phrase(messages::VALUE_PODS, vec![("pods", labels(pods))]),
        (None, None) => Value::Words(messages::VALUE_NOBODY),
    }
}

fn labels(selector: &LabelSelector) -> Value {
    let equal = selector.match_labels.iter().map(|(label, value)| Value::from(format!("{label}={value}")));
    let other = selector.match_expressions.iter().map(|wanted| {
        let label = ("label", Value::from(&wanted.key));
        let values = ("values", list(&wanted.values));
        match wanted.operator {
            Operator::In => Value::Phrase(messages::VALUE_LABEL_IN, vec![label, values]),
            Operator::NotIn => Value::Phrase(messages::VALUE_LABEL_NOT_IN, vec![label, values]),
            Operator::Exists => Value::Phrase(messages::VALUE_LABEL, vec![label]),
            Operator::DoesNotExist => Value::Phrase(messages::VALUE_NO_LABEL, vec![label]),
        }
    });
    let all: Vec<Value> = equal.chain(other).collect();
    if all.is_empty() { Value::Words(messages::VALUE_ANY_LABEL) } else { Value::List(all) }
}

//! Services, pods and NetworkPolicies.

use std::net::IpAddr;

use gauntlet_model::layer::Layer;

use super::super::errors::Problems;
use super::super::model::cluster::Named;
use super::super::model::{LabelSelector, NetworkPolicy, Operator, Peer, PolicyPort, Scenario};
use super::super::order::repeated;
use super::place::{Place, TOP};
use super::{Known, LABEL, NAME, fits};

/// The cluster's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    let inside = scenario.reverse_proxy.address;
    // Whose address is there already, in the order in which they are asked for below.
    let mut own: Vec<IpAddr> = vec![inside];
    own.extend(scenario.services.iter().filter_map(|service| service.cluster_ip.0));
    own.extend(scenario.pods.iter().map(|pod| pod.address));
    own.extend(scenario.cluster_dns.iter().map(|dns| dns.address));
    let taken = repeated(own.len(), &|one, other| own[one].cmp(&own[other]));
    let mut taken = taken.into_iter().skip(1);
    let mut free = || !taken.next().unwrap_or_default();
    let again = namesakes(&scenario.services);
    if scenario.lacks(Layer::ReverseProxy) {
        let first = scenario.services.first();
        p.require(
            first.is_some(),
            &TOP,
            "services",
            "at least one Service: without a proxy the first takes all",
        );
        let reached = first.is_none_or(|service| service.cluster_ip.0.is_some());
        p.require(
            reached,
            &TOP,
            "services/0/clusterIP",
            "an address: without a proxy every connection goes to this Service",
        );
    }
    for (at, service) in scenario.services.iter().enumerate() {
        let place = Place::item("services", at);
        p.name(&place, "name", &service.name);
        p.require(
            service.name.is_empty() || !again[at],
            &place,
            "name",
            "a name that no other Service of the namespace has",
        );
        if let Some(address) = service.cluster_ip.0 {
            p.same_family(&place, "clusterIP", address, inside, "the proxy");
            p.require(free(), &place, "clusterIP", "an address of its own, or None");
        }
        p.text(&place, "namespace", &service.namespace, NAME);
        p.labels(&place, "selector", &service.selector);
        p.require(!service.selector.is_empty(), &place, "selector", "at least one label");
        p.require(!service.ports.is_empty(), &place, "ports", "at least one port");
        for (at, port) in service.ports.iter().enumerate() {
            let port_place = place.item_in("ports", at);
            p.port(&port_place, "port", port.port);
            p.port(&port_place, "targetPort", port.target_port);
        }
    }
    p.require(!scenario.pods.is_empty(), &TOP, "pods", "at least one pod");
    let nodes = scenario.load_balancer.nodes.iter().map(|node| node.name.as_str()).collect();
    let nodes = Known::new("a node", nodes);
    let again = namesakes(&scenario.pods);
    for (at, pod) in scenario.pods.iter().enumerate() {
        let place = Place::item("pods", at);
        p.require(
            !pod.namespace.is_empty() && fits(&pod.namespace, NAME),
            &place,
            "namespace",
            "a namespace of at most 253 characters",
        );
        p.require(
            !pod.name.is_empty() && !again[at],
            &place,
            "name",
            "a name that no other pod of the namespace has",
        );
        p.text(&place, "name", &pod.name, NAME);
        p.labels(&place, "labels", &pod.labels);
        p.same_family(&place, "address", pod.address, inside, "the proxy");
        p.require(free(), &place, "address", "an address of its own");
        p.known(&place, "nodeName", &pod.node_name, &nodes);
        p.port(&place, "containerPort", pod.container_port);
        p.status(&place, pod.status);
        p.service_time(&place, pod.service_time_us);
    }
    if let Some(dns) = &scenario.cluster_dns {
        p.text(&TOP, "clusterDns/namespace", &dns.namespace, NAME);
        p.labels(&TOP, "clusterDns/labels", &dns.labels);
        p.same_family(&TOP, "clusterDns/address", dns.address, inside, "the proxy");
        p.require(free(), &TOP, "clusterDns/address", "an address of its own");
        let place = Place::named("clusterDns", "searchDomains");
        p.require(dns.search_domains.len() <= 32, &place, "", "at most 32 domains");
        for (at, domain) in dns.search_domains.iter().enumerate() {
            p.host(&place, &at.to_string(), domain);
        }
        p.require(dns.ndots <= 15, &TOP, "clusterDns/ndots", "a number from 0 to 15");
    }
    for (name, labels) in &scenario.namespaces {
        let place = Place::named("namespaces", name);
        p.require(fits(name, NAME), &place, "", "a namespace of at most 253 characters");
        p.labels(&place, "", labels);
    }
    for (at, policy) in scenario.network_policies.iter().enumerate() {
        network_policy(p, &Place::item("networkPolicies", at), policy);
    }
}

/// Of each, whether one before it has its namespace and name.
fn namesakes<T: Named>(all: &[T]) -> Vec<bool> {
    let key = |at: usize| (all[at].namespace(), all[at].name());
    repeated(all.len(), &|one, other| key(one).cmp(&key(other)))
}

fn network_policy(p: &mut Problems<'_>, place: &Place<'_>, policy: &NetworkPolicy) {
    p.name(place, "name", &policy.name);
    p.text(place, "namespace", &policy.namespace, NAME);
    let some = policy.policy_types.as_ref().is_none_or(|types| !types.is_empty());
    p.require(some, place, "policyTypes", "Ingress, Egress or both");
    selector(p, &place.within("podSelector"), &policy.pod_selector);
    for (at, entry) in policy.ingress.iter().enumerate() {
        rule(p, &place.item_in("ingress", at), "from", &entry.from, &entry.ports);
    }
    for (at, entry) in policy.egress.iter().enumerate() {
        rule(p, &place.item_in("egress", at), "to", &entry.to, &entry.ports);
    }
}

/// What one rule of a policy allows.
#[inline(never)]
fn rule(p: &mut Problems<'_>, entry: &Place<'_>, side: &str, peers: &[Peer], ports: &[PolicyPort]) {
    for (at, peer) in peers.iter().enumerate() {
        let place = entry.item_in(side, at);
        let by_label = peer.pod_selector.is_some() || peer.namespace_selector.is_some();
        p.require(
            by_label != peer.ip_block.is_some(),
            &place,
            "",
            "either ipBlock, or podSelector and namespaceSelector",
        );
        for (field, labels) in
            [("podSelector", &peer.pod_selector), ("namespaceSelector", &peer.namespace_selector)]
        {
            labels.iter().for_each(|labels| selector(p, &place.within(field), labels));
        }
        let Some(block) = &peer.ip_block else { continue };
        for (at, hole) in block.except.iter().enumerate() {
            p.require(
                block.cidr.contains(hole) && block.cidr != *hole,
                &place.item_in("ipBlock/except", at),
                "",
                "a network inside the block's cidr",
            );
        }
    }
    for (at, port) in ports.iter().enumerate() {
        let place = entry.item_in("ports", at);
        port.port.iter().for_each(|port| p.port(&place, "port", *port));
        let ordered = port.end_port.is_none_or(|end| port.port.is_some_and(|first| end >= first));
        p.require(ordered, &place, "endPort", "a port not below `port`, which must be there");
    }
}

/// `In` and `NotIn` compare with values, the other two with none.
#[inline(never)]
fn selector(p: &mut Problems<'_>, place: &Place<'_>, selector: &LabelSelector) {
    p.labels(place, "matchLabels", &selector.match_labels);
    for (at, wanted) in selector.match_expressions.iter().enumerate() {
        let place = place.item_in("matchExpressions", at);
        let compares = matches!(wanted.operator, Operator::In | Operator::NotIn);
        let expected =
            if compares { "at least one value" } else { "no values, as the operator compares with none" };
        p.require(compares != wanted.values.is_empty(), &place, "values", expected);
        p.text(&place, "key", &wanted.key, LABEL.0);
        for (nth, value) in wanted.values.iter().enumerate() {
            p.text(&place.item_in("values", nth), "", value, LABEL.1);
        }
    }
}

//! Services, pods and NetworkPolicies.

use std::net::IpAddr;

use gauntlet_model::layer::Layer;
use gauntlet_slip::escape;

use super::super::errors::Problems;
use super::super::model::cluster::Named;
use super::super::model::{LabelSelector, NetworkPolicy, Operator, Scenario};
use super::super::order::repeated;
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
            || "/services".to_owned(),
            "at least one Service: without a proxy the first takes all",
        );
        let reached = first.is_none_or(|service| service.cluster_ip.0.is_some());
        p.require(
            reached,
            || "/services/0/clusterIP".to_owned(),
            "an address: without a proxy every connection goes to this Service",
        );
    }
    for (at, service) in scenario.services.iter().enumerate() {
        let field = |field: &str| format!("/services/{at}/{field}");
        p.name(|| field("name"), &service.name);
        p.require(
            service.name.is_empty() || !again[at],
            || field("name"),
            "a name that no other Service of the namespace has",
        );
        if let Some(address) = service.cluster_ip.0 {
            p.same_family(|| field("clusterIP"), address, inside, "the proxy");
            p.require(free(), || field("clusterIP"), "an address of its own, or None");
        }
        p.text(|| field("namespace"), &service.namespace, NAME);
        p.labels(|| field("selector"), &service.selector);
        p.require(!service.selector.is_empty(), || field("selector"), "at least one label");
        p.require(!service.ports.is_empty(), || field("ports"), "at least one port");
        for (at, port) in service.ports.iter().enumerate() {
            p.port(|| format!("{}/{at}/port", field("ports")), port.port);
            p.port(|| format!("{}/{at}/targetPort", field("ports")), port.target_port);
        }
    }
    p.require(!scenario.pods.is_empty(), || "/pods".to_owned(), "at least one pod");
    let nodes = Known::new("a node", scenario.load_balancer.nodes.iter().map(|node| node.name.as_str()));
    let again = namesakes(&scenario.pods);
    for (at, pod) in scenario.pods.iter().enumerate() {
        let field = |field: &str| format!("/pods/{at}/{field}");
        p.require(
            !pod.namespace.is_empty() && fits(&pod.namespace, NAME),
            || field("namespace"),
            "a namespace of at most 253 characters",
        );
        p.require(
            !pod.name.is_empty() && !again[at],
            || field("name"),
            "a name that no other pod of the namespace has",
        );
        p.text(|| field("name"), &pod.name, NAME);
        p.labels(|| field("labels"), &pod.labels);
        p.same_family(|| field("address"), pod.address, inside, "the proxy");
        p.require(free(), || field("address"), "an address of its own");
        p.known(|| field("nodeName"), &pod.node_name, &nodes);
        p.port(|| field("containerPort"), pod.container_port);
        p.status(|| field("status"), pod.status);
        p.service_time(|| field("serviceTimeUs"), pod.service_time_us);
    }
    if let Some(dns) = &scenario.cluster_dns {
        p.text(|| "/clusterDns/namespace".to_owned(), &dns.namespace, NAME);
        p.labels(|| "/clusterDns/labels".to_owned(), &dns.labels);
        p.same_family(|| "/clusterDns/address".to_owned(), dns.address, inside, "the proxy");
        p.require(free(), || "/clusterDns/address".to_owned(), "an address of its own");
    }
    for (name, labels) in &scenario.namespaces {
        let pointer = || format!("/namespaces/{}", escape(name));
        p.require(fits(name, NAME), pointer, "a namespace of at most 253 characters");
        p.labels(pointer, labels);
    }
    for (at, policy) in scenario.network_policies.iter().enumerate() {
        network_policy(p, &format!("/networkPolicies/{at}"), policy);
    }
}

/// Of each, whether one before it has its namespace and name.
fn namesakes<T: Named>(all: &[T]) -> Vec<bool> {
    let key = |at: usize| (all[at].namespace(), all[at].name());
    repeated(all.len(), &|one, other| key(one).cmp(&key(other)))
}

fn network_policy(p: &mut Problems<'_>, base: &str, policy: &NetworkPolicy) {
    p.name(|| format!("{base}/name"), &policy.name);
    p.text(|| format!("{base}/namespace"), &policy.namespace, NAME);
    let some = policy.policy_types.as_ref().is_none_or(|types| !types.is_empty());
    p.require(some, || format!("{base}/policyTypes"), "Ingress, Egress or both");
    selector(p, &|| format!("{base}/podSelector"), &policy.pod_selector);
    let ingress =
        policy.ingress.iter().enumerate().map(|(at, e)| (format!("ingress/{at}"), "from", &e.from, &e.ports));
    let egress =
        policy.egress.iter().enumerate().map(|(at, e)| (format!("egress/{at}"), "to", &e.to, &e.ports));
    for (entry, side, peers, ports) in ingress.chain(egress) {
        for (at, peer) in peers.iter().enumerate() {
            let pointer = || format!("{base}/{entry}/{side}/{at}");
            let by_label = peer.pod_selector.is_some() || peer.namespace_selector.is_some();
            p.require(
                by_label != peer.ip_block.is_some(),
                pointer,
                "either ipBlock, or podSelector and namespaceSelector",
            );
            for (field, labels) in
                [("podSelector", &peer.pod_selector), ("namespaceSelector", &peer.namespace_selector)]
            {
                labels.iter().for_each(|labels| selector(p, &|| format!("{}/{field}", pointer()), labels));
            }
            let Some(block) = &peer.ip_block else { continue };
            for (at, hole) in block.except.iter().enumerate() {
                p.require(
                    block.cidr.contains(hole) && block.cidr != *hole,
                    || format!("{}/ipBlock/except/{at}", pointer()),
                    "a network inside the block's cidr",
                );
            }
        }
        for (at, port) in ports.iter().enumerate() {
            let pointer = || format!("{base}/{entry}/ports/{at}");
            port.port.iter().for_each(|port| p.port(|| pointer() + "/port", *port));
            let ordered = port.end_port.is_none_or(|end| port.port.is_some_and(|first| end >= first));
            p.require(ordered, || pointer() + "/endPort", "a port not below `port`, which must be there");
        }
    }
}

/// `In` and `NotIn` compare with values, the other two with none.
fn selector(p: &mut Problems<'_>, base: &dyn Fn() -> String, selector: &LabelSelector) {
    p.labels(|| base() + "/matchLabels", &selector.match_labels);
    for (at, wanted) in selector.match_expressions.iter().enumerate() {
        let compares = matches!(wanted.operator, Operator::In | Operator::NotIn);
        let expected =
            if compares { "at least one value" } else { "no values, as the operator compares with none" };
        p.require(
            compares != wanted.values.is_empty(),
            || format!("{}/matchExpressions/{at}/values", base()),
            expected,
        );
        p.text(|| format!("{}/matchExpressions/{at}/key", base()), &wanted.key, LABEL.0);
        for (nth, value) in wanted.values.iter().enumerate() {
            p.text(|| format!("{}/matchExpressions/{at}/values/{nth}", base()), value, LABEL.1);
        }
    }
}

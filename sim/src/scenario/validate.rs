//! What the shape alone cannot say: names that must exist or be unique, numbers in range, stories that can be run.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::errors::{Problems, ScenarioErrors, escape, nearest};
use super::model::{Action, NetworkPolicy, Scenario};
use crate::http::Request;
use crate::journey::Direction;
use crate::time::Micros;

/// The longest that a pod or an API may work on a request: one hour.
const MAX_SERVICE_TIME: Micros = Micros::from_millis(3_600_000);

impl Problems<'_> {
    fn require(&mut self, holds: bool, pointer: impl FnOnce() -> String, expected: &str) {
        if !holds {
            self.add(&pointer(), expected);
        }
    }

    /// A name that must be one of those known.
    fn known<'n>(
        &mut self,
        pointer: &str,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        if !known.clone().any(|one| one == name) {
            let near = nearest(name, known.clone());
            self.slip(pointer, format!("the name of {kind}: {}", crate::layer::list(known)), near);
        }
    }

    /// Names that must be there and differ.
    fn unique<'n>(&mut self, base: &str, field: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.enumerate() {
            let pointer = format!("/{base}/{at}/{field}");
            if name.is_empty() {
                self.add(&pointer, "a name");
            } else if !seen.insert(name.to_owned()) {
                self.add(&pointer, "a name that no other one of the list has");
            }
        }
    }

    fn ports(&mut self, pointer: &str, ports: &[u16]) {
        for (at, port) in ports.iter().enumerate() {
            self.port(&format!("{pointer}/{at}"), *port);
        }
    }

    fn port(&mut self, pointer: &str, port: u16) {
        self.require(port > 0, || pointer.to_owned(), "a port from 1 to 65535");
    }

    fn host(&mut self, pointer: &str, host: &str) {
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        };
        self.require(
            host.len() <= 253 && bare.split('.').all(label),
            || pointer.to_owned(),
            "a host name in lower case, such as `site.example` or `*.site.example`",
        );
    }

    fn same_family(&mut self, pointer: &str, address: IpAddr, as_in: IpAddr, whose: &str) {
        let family = if as_in.is_ipv4() { "IPv4" } else { "IPv6" };
        if address.is_ipv4() != as_in.is_ipv4() {
            self.add(pointer, &format!("an {family} address, as {whose} has"));
        }
    }

    fn service_time(&mut self, pointer: String, time: Micros) {
        self.require(time <= MAX_SERVICE_TIME, || pointer, "at most 3600000000 (one hour in microseconds)");
    }

    fn status(&mut self, pointer: String, status: u16) {
        self.require((200..=599).contains(&status), || pointer, "an HTTP status from 200 to 599");
    }
}

/// Every problem of a scenario, in the order of its fields.
pub(super) fn check(text: &str, scenario: &Scenario) -> Result<(), ScenarioErrors> {
    let mut p = Problems::new(text);
    p.require(scenario.version == "1", || "/version".to_owned(), "the version \"1\"");
    edge(&mut p, scenario);
    proxy(&mut p, scenario);
    cluster(&mut p, scenario);
    for (at, policy) in scenario.network_policies.iter().enumerate() {
        network_policy(&mut p, &format!("/networkPolicies/{at}"), policy);
    }
    outbound(&mut p, scenario);
    stories(&mut p, scenario);
    p.none()
}

fn edge(p: &mut Problems<'_>, scenario: &Scenario) {
    p.unique("firewall/rules", "name", scenario.firewall.rules.iter().map(|rule| rule.name.as_str()));
    for (at, rule) in scenario.firewall.rules.iter().enumerate() {
        p.ports(&format!("/firewall/rules/{at}/ports"), &rule.ports);
    }
    p.require(scenario.waf.threshold > 0, || "/waf/threshold".to_owned(), "a score of at least 1");
    let balancer = &scenario.load_balancer;
    let at = |field: &str| format!("/loadBalancer/{field}");
    p.require(!balancer.listeners.is_empty(), || at("listeners"), "at least one port");
    p.ports(&at("listeners"), &balancer.listeners);
    p.port(&at("nodePort"), balancer.node_port);
    p.require(!balancer.nodes.is_empty(), || at("nodes"), "at least one node");
    p.unique("loadBalancer/nodes", "name", balancer.nodes.iter().map(|node| node.name.as_str()));
    let mut addresses = BTreeSet::new();
    for (at, node) in balancer.nodes.iter().enumerate() {
        let pointer = format!("/loadBalancer/nodes/{at}/address");
        p.same_family(&pointer, node.address, balancer.address, "the balancer");
        p.require(addresses.insert(node.address), || pointer, "an address that no other node has");
    }
}

fn proxy(p: &mut Problems<'_>, scenario: &Scenario) {
    let proxy = &scenario.reverse_proxy;
    for (at, name) in proxy.certificate_names.iter().enumerate() {
        p.host(&format!("/reverseProxy/certificateNames/{at}"), name);
    }
    p.require(!proxy.routes.is_empty(), || "/reverseProxy/routes".to_owned(), "at least one route");
    p.unique("reverseProxy/routes", "name", proxy.routes.iter().map(|route| route.name.as_str()));
    let services = scenario.services.iter().map(|service| service.name.as_str());
    for (at, route) in proxy.routes.iter().enumerate() {
        let field = |field: &str| format!("/reverseProxy/routes/{at}/{field}");
        p.host(&field("host"), &route.host);
        p.require(route.path.starts_with('/'), || field("path"), "a path that starts with `/`");
        p.known(&field("service"), "a Service", &route.service, services.clone());
        if let Some(service) = scenario.service(&route.service) {
            let ports = service.ports.iter().map(|exposed| exposed.port);
            if !ports.clone().any(|port| port == route.port) {
                let known = crate::layer::list(ports);
                p.add(&field("port"), &format!("a port of Service {}: {known}", service.name));
            }
        }
    }
}

fn cluster(p: &mut Problems<'_>, scenario: &Scenario) {
    let inside = scenario.reverse_proxy.address;
    let mut addresses = BTreeSet::from([inside]);
    p.unique("services", "name", scenario.services.iter().map(|service| service.name.as_str()));
    for (at, service) in scenario.services.iter().enumerate() {
        let field = |field: &str| format!("/services/{at}/{field}");
        p.same_family(&field("clusterIP"), service.cluster_ip, inside, "the proxy");
        p.require(addresses.insert(service.cluster_ip), || field("clusterIP"), "an address of its own");
        p.require(!service.selector.is_empty(), || field("selector"), "at least one label");
        p.require(!service.ports.is_empty(), || field("ports"), "at least one port");
        for (at, port) in service.ports.iter().enumerate() {
            p.port(&format!("{}/{at}/port", field("ports")), port.port);
            p.port(&format!("{}/{at}/targetPort", field("ports")), port.target_port);
        }
    }
    p.require(!scenario.pods.is_empty(), || "/pods".to_owned(), "at least one pod");
    let nodes = scenario.load_balancer.nodes.iter().map(|node| node.name.as_str());
    let mut names = BTreeSet::new();
    for (at, pod) in scenario.pods.iter().enumerate() {
        let field = |field: &str| format!("/pods/{at}/{field}");
        p.require(!pod.namespace.is_empty(), || field("namespace"), "a namespace");
        let new = !pod.name.is_empty() && names.insert((&pod.namespace, &pod.name));
        p.require(new, || field("name"), "a name that no other pod of the namespace has");
        p.same_family(&field("address"), pod.address, inside, "the proxy");
        p.require(addresses.insert(pod.address), || field("address"), "an address of its own");
        p.known(&field("node"), "a node", &pod.node, nodes.clone());
        p.port(&field("port"), pod.port);
        p.status(field("status"), pod.status);
        p.service_time(field("serviceTimeUs"), pod.service_time_us);
    }
}

fn network_policy(p: &mut Problems<'_>, base: &str, policy: &NetworkPolicy) {
    p.require(!policy.name.is_empty(), || format!("{base}/name"), "a name");
    p.require(!policy.policy_types.is_empty(), || format!("{base}/policyTypes"), "Ingress, Egress or both");
    let ingress =
        policy.ingress.iter().enumerate().map(|(at, e)| (format!("ingress/{at}"), "from", &e.from, &e.ports));
    let egress =
        policy.egress.iter().enumerate().map(|(at, e)| (format!("egress/{at}"), "to", &e.to, &e.ports));
    for (entry, side, peers, ports) in ingress.chain(egress) {
        for (at, peer) in peers.iter().enumerate() {
            let pointer = format!("{base}/{entry}/{side}/{at}");
            let by_label = peer.pod_selector.is_some() || peer.namespace_selector.is_some();
            p.require(
                by_label != peer.ip_block.is_some(),
                || pointer.clone(),
                "either ipBlock, or podSelector and namespaceSelector",
            );
            let Some(block) = &peer.ip_block else { continue };
            for (at, hole) in block.except.iter().enumerate() {
                p.require(
                    block.cidr.contains(hole) && block.cidr != *hole,
                    || format!("{pointer}/ipBlock/except/{at}"),
                    "a network inside the block's cidr",
                );
            }
        }
        for (at, port) in ports.iter().enumerate() {
            let pointer = format!("{base}/{entry}/ports/{at}");
            p.port(&format!("{pointer}/port"), port.port);
            let ordered = port.end_port.is_none_or(|end| end >= port.port);
            p.require(ordered, || format!("{pointer}/endPort"), "a port not below `port`");
        }
    }
}

fn outbound(p: &mut Problems<'_>, scenario: &Scenario) {
    for (name, addresses) in &scenario.dns {
        let pointer = format!("/dns/{}", escape(name));
        p.host(&pointer, name);
        p.require(!addresses.is_empty(), || pointer, "at least one address");
    }
    let nat = &scenario.nat_gateway;
    p.same_family(
        "/natGateway/publicAddress",
        nat.public_address,
        scenario.reverse_proxy.address,
        "the cluster",
    );
    p.port("/natGateway/firstPort", nat.first_port);
    p.require(
        nat.first_port <= nat.last_port,
        || "/natGateway/lastPort".to_owned(),
        "a port not below firstPort",
    );
    let firewall = &scenario.egress_firewall;
    p.require(
        firewall.default_action != Action::Allow,
        || "/egressFirewall/defaultAction".to_owned(),
        "`drop` or `reject`: a list of approved destinations means nothing otherwise",
    );
    p.unique("egressFirewall/allow", "name", firewall.allow.iter().map(|entry| entry.name.as_str()));
    for (at, entry) in firewall.allow.iter().enumerate() {
        let field = |field: &str| format!("/egressFirewall/allow/{at}/{field}");
        p.host(&field("host"), &entry.host);
        p.require(!entry.ports.is_empty(), || field("ports"), "at least one port");
        p.ports(&field("ports"), &entry.ports);
    }
    p.unique("externals", "host", scenario.externals.iter().map(|api| api.host.as_str()));
    for (at, api) in scenario.externals.iter().enumerate() {
        let field = |field: &str| format!("/externals/{at}/{field}");
        p.status(field("status"), api.status);
        p.service_time(field("serviceTimeUs"), api.service_time_us);
    }
}

fn stories(p: &mut Problems<'_>, scenario: &Scenario) {
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            let count =
                scenario.stories.iter().filter(|s| s.direction == direction && s.blocked == blocked).count();
            if count != 1 {
                let name = if direction == Direction::Ingress { "ingress" } else { "egress" };
                p.add("/stories", &format!("exactly one {name} story with blocked = {blocked}, not {count}"));
            }
        }
    }
    let pods: Vec<String> =
        scenario.pods.iter().map(|pod| format!("{}/{}", pod.namespace, pod.name)).collect();
    for (at, story) in scenario.stories.iter().enumerate() {
        let field = |field: &str| format!("/stories/{at}/{field}");
        if let Err(error) = Request::parse(story.request.as_bytes()) {
            p.add(&field("request"), &format!("an HTTP/1.1 request ({error})"));
        }
        match (story.direction, story.source_ip, &story.from) {
            (Direction::Ingress, Some(address), None) => {
                p.same_family(&field("sourceIP"), address, scenario.load_balancer.address, "the balancer");
            }
            (Direction::Ingress, _, _) => {
                p.add(&format!("/stories/{at}"), "`sourceIP` and no `from`: it is ingress")
            }
            (Direction::Egress, None, Some(from)) => {
                p.known(&field("from"), "a pod", from, pods.iter().map(String::as_str));
            }
            (Direction::Egress, _, _) => {
                p.add(&format!("/stories/{at}"), "`from` and no `sourceIP`: it is egress")
            }
        }
    }
}

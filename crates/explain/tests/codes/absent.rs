//! A scenario without a layer, and where a request ends then. What a layer would have decided is in the other tables.

use gauntlet_model::ask::Ask;
use gauntlet_model::journey::Direction;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Absent, BalancerMode, IpBlock, NodeFailure, Peer, PodState};

use crate::table::{Change, PAY, SITE};

const ATTACK: &str = "https://site.example/products?q=%27%20OR%201%3D1%20--";
const PLAIN: &str = "http://site.example/";
const UNKNOWN: &str = "https://collector.unknown.example/upload";

fn first_node(scenario: &mut Scenario, failure: NodeFailure) {
    let state = scenario.state.nodes.entry("node-a".into()).or_default();
    (state.down_for_us, state.failure) = (Some(Micros::from_millis(90_000)), failure);
}

/// Nobody reads the request, and the pods let everybody in.
fn unrouted(scenario: &mut Scenario) {
    scenario.absent = vec![Absent::Waf, Absent::ReverseProxy];
    scenario.load_balancer.mode = BalancerMode::L4;
    from(scenario, vec![]);
}

/// Whom the first policy lets in.
fn from(scenario: &mut Scenario, peers: Vec<Peer>) {
    scenario.network_policies[0].ingress[0].from = peers;
}

fn block(cidr: &str) -> Vec<Peer> {
    let block = IpBlock { cidr: cidr.parse().unwrap(), except: vec![] };
    vec![Peer { pod_selector: None, namespace_selector: None, ip_block: Some(block) }]
}

pub const ABSENT: &[(&str, Change, &str)] = &[
    // No firewall: neither list nor ports count.
    (
        SITE,
        |s, a| {
            s.absent = vec![Absent::Firewall];
            a.source_ip = Some([198, 51, 100, 70].into());
        },
        "answered: 200 from pod",
    ),
    (
        "https://site.example:8443/",
        |s, _| s.absent = vec![Absent::Firewall],
        "load_balancer.listener_missing: refused",
    ),
    // No WAF: the attack arrives, and it is the proxy that shows the certificate.
    (ATTACK, |s, _| s.absent = vec![Absent::Waf], "answered: 200 from pod"),
    (
        "https://other.example/",
        |s, a| {
            s.absent = vec![Absent::Waf];
            a.direction = Direction::Ingress;
        },
        "reverse_proxy.certificate_name: tls self_signed from client",
    ),
    // No balancer: one node is all there is.
    (SITE, |s, _| s.absent = vec![Absent::LoadBalancer], "answered: 200 from pod"),
    (
        SITE,
        |s, _| {
            s.absent = vec![Absent::LoadBalancer];
            s.state.nodes.entry("node-a".into()).or_default().healthy = false;
        },
        "load_balancer.node_unreachable: 504 from waf",
    ),
    (
        SITE,
        |s, _| {
            s.absent = vec![Absent::LoadBalancer];
            first_node(s, NodeFailure::Refuses);
        },
        "load_balancer.node_unreachable: 502 from waf",
    ),
    (
        SITE,
        |s, _| {
            s.absent = vec![Absent::Waf, Absent::LoadBalancer];
            first_node(s, NodeFailure::Silent);
        },
        "load_balancer.node_unreachable: timeout",
    ),
    (
        SITE,
        |s, _| {
            s.absent = vec![Absent::Waf, Absent::LoadBalancer];
            first_node(s, NodeFailure::Refuses);
        },
        "load_balancer.node_unreachable: refused",
    ),
    (
        "https://site.example:8443/",
        |s, _| s.absent = vec![Absent::Firewall, Absent::Waf, Absent::LoadBalancer],
        "load_balancer.listener_missing: refused",
    ),
    // No proxy: policies judge the client's own address, TLS reaches the pod, and the host says nothing.
    (
        SITE,
        |s, _| s.absent = vec![Absent::Waf, Absent::ReverseProxy],
        "network_policy.ingress_denied: timeout",
    ),
    (SITE, through, "pod.no_tls: tls clear text from pod"),
    (PLAIN, through, "answered: 200 from pod"),
    ("http://api.site.example/v1", through, "answered: 200 from pod"),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            from(s, block("198.51.100.0/24"));
        },
        "answered: 200 from pod",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            from(s, block("10.0.0.0/8"));
        },
        "network_policy.ingress_denied: timeout",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            s.pods.iter_mut().for_each(|pod| pod.container_port = 1);
        },
        "pod.not_listening: refused",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            s.pods.iter_mut().for_each(|pod| pod.service_time_us = Micros::from_millis(30_000));
        },
        "pod.too_slow: timeout response",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            pods(s, |state| state.crashes = true);
        },
        "pod.crashed: empty_reply",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            pods(s, |state| (state.crashes, state.resets) = (true, true));
        },
        "pod.crashed: reset",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            pods(s, |state| state.ready = false);
        },
        "service.no_ready_endpoints: refused",
    ),
    // The gateway's jobs are the proxy's: nobody asks for a key.
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            crate::table::gateway(s);
        },
        "answered: 200 from pod",
    ),
    // No proxy, and a layer before it that reads and connects anew: it answers for what fails behind it.
    (
        SITE,
        |s, _| {
            unrouted(s);
            s.absent = vec![Absent::ReverseProxy];
        },
        "pod.no_tls: 502 from waf",
    ),
    (
        PLAIN,
        |s, _| {
            unrouted(s);
            s.load_balancer.mode = BalancerMode::L7;
            pods(s, |state| state.ready = false);
        },
        "service.no_ready_endpoints: 502 from load_balancer",
    ),
    (
        PLAIN,
        |s, _| s.absent = vec![Absent::ReverseProxy],
        "network_policy.ingress_denied: 504 from load_balancer",
    ),
    // Nobody enforces a policy.
    (
        SITE,
        |s, _| {
            s.absent = vec![Absent::NetworkPolicies];
            s.network_policies[0].ingress.clear();
        },
        "answered: 200 from pod",
    ),
    (
        PAY,
        |s, _| {
            s.absent = vec![Absent::NetworkPolicies];
            crate::outbound::dns_pods(s);
            s.network_policies.pop();
        },
        "answered: 200 from external",
    ),
    (
        "http://api.payments.example/",
        |s, _| s.absent = vec![Absent::NetworkPolicies],
        "egress_firewall.destination_denied: timeout",
    ),
    (
        "http://api.payments.example/",
        |s, _| s.absent = vec![Absent::NetworkPolicies, Absent::EgressFirewall],
        "answered: 200 from external",
    ),
    // No NAT: a private address gets no reply, a public one is not the partner's.
    (PAY, |s, _| s.absent = vec![Absent::NatGateway], "external.no_way_back: timeout"),
    (
        PAY,
        |s, _| {
            s.absent = vec![Absent::NatGateway];
            s.pods[0].address = [192, 0, 2, 21].into();
        },
        "external.source_not_allow_listed: 403 from external",
    ),
    (
        PAY,
        |s, _| {
            s.absent = vec![Absent::NatGateway];
            s.pods[0].address = [192, 0, 2, 21].into();
            s.externals[0].allow_sources = vec!["192.0.2.0/24".parse().unwrap()];
        },
        "answered: 200 from external",
    ),
    // Within private networks replies find their way.
    (
        PAY,
        |s, _| {
            s.absent = vec![Absent::NatGateway];
            let inside = [192, 168, 7, 9].into();
            s.dns.insert("api.payments.example".into(), vec![inside]);
            (s.externals[0].address, s.externals[0].allow_sources) = (inside, vec![]);
        },
        "answered: 200 from external",
    ),
    // No egress firewall: what nobody approved is reached.
    (UNKNOWN, |s, _| s.absent = vec![Absent::EgressFirewall], "answered: 200 from external"),
    ("https://198.51.100.7/", |s, _| s.absent = vec![Absent::EgressFirewall], "answered: 200 from external"),
];

fn through(scenario: &mut Scenario, _: &mut Ask) {
    unrouted(scenario);
}

fn pods(scenario: &mut Scenario, change: fn(&mut PodState)) {
    for pod in &scenario.pods {
        change(scenario.state.pods.entry(pod.full_name()).or_default());
    }
}

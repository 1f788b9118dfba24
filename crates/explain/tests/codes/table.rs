//! A change to the built-in scenario for each code, and where it leads; on the way in.

use gauntlet_explain::trace::Trace;
use gauntlet_model::ask::Ask;
use gauntlet_model::packet::Protocol;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    Action, ApiGateway, BalancerMode, ByName, ClusterIp, Consumer, CustomRule, NodeFailure, NodeState,
    NoneHealthy, PodState, ProxyKind, RateLimit, TextMatch, TlsInspection, Upstream, WafMode,
};

use crate::common::{checked, egress, end, ingress};

pub type Change = fn(&mut Scenario, &mut Ask);
/// Address, change, and how it ends.
pub type Row = (&'static str, Change, &'static str);

pub fn set_up(url: &str, change: Change) -> (Scenario, Ask) {
    let mut scenario = Scenario::built_in();
    let inbound = url.contains("site.example") || url.contains("203.0.113.10");
    let mut ask = if inbound { ingress(url) } else { egress(url) };
    change(&mut scenario, &mut ask);
    (scenario, ask)
}

pub fn check(url: &str, change: Change, expected: &str) -> Trace {
    let (scenario, ask) = set_up(url, change);
    let journey = checked(&scenario, &ask, 1);
    assert_eq!(end(&journey), expected, "{url}");
    journey
}

fn all_nodes(scenario: &mut Scenario, change: fn(&mut NodeState)) {
    for node in &scenario.load_balancer.nodes {
        change(scenario.state.nodes.entry(node.name.clone()).or_default());
    }
}

fn refuses(node: &mut NodeState) {
    (node.down_for_us, node.failure) = (Some(Micros::from_millis(4_000)), NodeFailure::Refuses);
}

fn all_pods(scenario: &mut Scenario, change: fn(&mut PodState)) {
    for pod in &scenario.pods {
        change(scenario.state.pods.entry(pod.full_name()).or_default());
    }
}

pub fn gateway(scenario: &mut Scenario) {
    scenario.api_gateway = Some(ApiGateway {
        hosts: vec!["site.example".into()],
        key_header: "X-API-Key".into(),
        consumers: vec![Consumer { name: "app".into(), key: "key-1".into(), paths: vec!["/v1".into()] }],
        rate_limit: Some(RateLimit { requests_per_second: 1, burst: 5 }),
        set_headers: ByName::default(),
    });
}

/// TLS is passed through unread, by a WAF and a balancer that cannot read it.
pub fn blind(scenario: &mut Scenario) {
    scenario.waf.tls = TlsInspection::PassThrough;
}

pub const SITE: &str = "https://site.example/";
pub const PAY: &str = "https://api.payments.example/v1";

pub const INBOUND: &[Row] = &[
    (
        "https://site.example/",
        |_, a| a.source_ip = Some([198, 51, 100, 70].into()),
        "firewall.source_denied: timeout",
    ),
    (SITE, |s, _| s.firewall.rules[1].ports = vec![80.into()], "firewall.port_denied: timeout"),
    (
        SITE,
        |s, _| {
            s.firewall.rules[1].ports = vec![80.into()];
            s.firewall.default_action = Action::Reject;
        },
        "firewall.port_denied: refused",
    ),
    (SITE, |s, _| s.firewall.rules[1].protocol = Some(Protocol::Udp), "firewall.protocol_denied: timeout"),
    (SITE, |s, _| s.firewall.rules.clear(), "firewall.default_denied: timeout"),
    (
        SITE,
        |s, _| {
            s.firewall.rules.clear();
            s.firewall.default_action = Action::Reject;
        },
        "firewall.default_denied: refused",
    ),
    (
        SITE,
        |s, a| {
            a.source_ip = Some([198, 51, 100, 70].into());
            s.firewall.rules[0].action = Action::Reject;
        },
        "firewall.source_denied: refused",
    ),
    (
        SITE,
        |s, _| {
            s.firewall.rules[1].protocol = Some(Protocol::Udp);
            s.firewall.default_action = Action::Reject;
        },
        "firewall.protocol_denied: refused",
    ),
    (
        "https://site.example/?coupon=FREE%2DSHOES",
        |s, _| {
            s.waf.custom_rules = vec![CustomRule {
                name: "no-free-shoes".into(),
                field: Some("query.coupon".into()),
                wanted: TextMatch::Contains("free-shoes".into()),
                score: 5,
            }];
        },
        "waf.custom_rule: 403 from waf",
    ),
    // What a rule on the path forbids cannot be left out of a request: the rule goes.
    (
        "https://site.example/shop",
        |s, _| {
            let rule = |name: &str, wanted: &str| CustomRule {
                name: name.into(),
                field: Some("path".into()),
                wanted: TextMatch::Contains(wanted.into()),
                score: 5,
            };
            s.waf.custom_rules = vec![rule("slash", "/"), rule("other", "x"), rule("shop", "SHOP")];
        },
        "waf.custom_rule: 403 from waf",
    ),
    (SITE, |_, a| a.request.body = "x".repeat(9_000), "waf.body_too_large: 413 from waf"),
    (
        "https://site.example:8443/",
        |s, _| s.firewall.rules[1].ports.clear(),
        "load_balancer.listener_missing: refused",
    ),
    (
        SITE,
        |s, _| all_nodes(s, |n| n.healthy = false),
        "load_balancer.no_healthy_node: 503 from load_balancer",
    ),
    (
        SITE,
        |s, _| {
            s.waf.tls = TlsInspection::PassThrough;
            s.load_balancer.nodes.clear();
        },
        "load_balancer.no_healthy_node: empty_reply tls_handshake",
    ),
    (
        SITE,
        |s, _| all_nodes(s, |n| n.down_for_us = Some(Micros::from_millis(4_000))),
        "load_balancer.node_unreachable: 504 from load_balancer",
    ),
    (
        SITE,
        |s, _| {
            s.load_balancer.mode = BalancerMode::L4;
            all_nodes(s, |n| n.down_for_us = Some(Micros::from_millis(4_000)));
        },
        "load_balancer.node_unreachable: 504 from waf",
    ),
    (
        SITE,
        |s, _| {
            blind(s);
            all_nodes(s, |n| n.down_for_us = Some(Micros::from_millis(4_000)));
        },
        "load_balancer.node_unreachable: timeout",
    ),
    (SITE, |s, _| all_nodes(s, refuses), "load_balancer.node_unreachable: 502 from load_balancer"),
    (
        SITE,
        |s, _| {
            s.load_balancer.mode = BalancerMode::L4;
            all_nodes(s, refuses);
        },
        "load_balancer.node_unreachable: refused",
    ),
    (
        SITE,
        |s, _| s.load_balancer.nodes.iter_mut().for_each(|node| node.weight = 0),
        "load_balancer.no_healthy_node: 503 from load_balancer",
    ),
    (
        "http://site.example/",
        |s, _| {
            s.waf.mode = WafMode::Off;
            s.load_balancer.mode = BalancerMode::L4;
            all_nodes(s, |n| n.healthy = false);
        },
        "load_balancer.no_healthy_node: empty_reply",
    ),
    (
        SITE,
        |s, _| {
            s.load_balancer.mode = BalancerMode::L4;
            all_nodes(s, |n| n.healthy = false);
        },
        "load_balancer.no_healthy_node: 502 from waf",
    ),
    (
        SITE,
        |s, _| {
            s.load_balancer.when_none_healthy = NoneHealthy::FailOpen;
            all_nodes(s, |n| n.healthy = false);
        },
        "answered: 200 from pod",
    ),
    (SITE, |s, _| gateway(s), "api_gateway.unauthenticated: 401 from api_gateway"),
    (
        SITE,
        |s, a| {
            gateway(s);
            a.request.set_header("X-API-Key", "wrong");
        },
        "api_gateway.unauthenticated: 401 from api_gateway",
    ),
    (
        "https://site.example/admin",
        |s, a| {
            gateway(s);
            a.request.set_header("X-API-Key", "key-1");
        },
        "api_gateway.forbidden: 403 from api_gateway",
    ),
    (
        "https://site.example/v1/shoes",
        |s, a| {
            gateway(s);
            a.request.set_header("X-API-Key", "key-1");
        },
        "answered: 200 from pod",
    ),
    (
        "https://site.example/v1/shoes",
        |s, a| {
            gateway(s);
            s.state.consumers.entry("app".into()).or_default().recent_requests = 5;
            a.request.set_header("X-API-Key", "key-1");
        },
        "api_gateway.rate_limited: 429 from api_gateway",
    ),
    (
        SITE,
        |s, _| {
            s.services[0].cluster_ip = ClusterIp(None);
            s.reverse_proxy.upstream = Some(Upstream::VirtualIp);
            s.network_policies.clear();
        },
        "pod.not_listening: 502 from reverse_proxy",
    ),
    ("https://www.site.example/", |_, _| (), "reverse_proxy.no_route: 404 from reverse_proxy"),
    (
        SITE,
        |s, _| s.reverse_proxy.routes[1].path = "/shop".into(),
        "reverse_proxy.no_route: 404 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            s.reverse_proxy.max_body_bytes = 100;
            a.request.body = "x".repeat(101);
        },
        "reverse_proxy.body_too_large: 413 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            s.reverse_proxy.max_body_bytes = 100;
            a.request.body = "x".repeat(100);
        },
        "answered: 200 from pod",
    ),
    (
        SITE,
        |s, _| s.reverse_proxy.routes[1].service = "wbe".into(),
        "service.not_found: 503 from reverse_proxy",
    ),
    (SITE, |s, _| s.reverse_proxy.routes[1].port = 81, "service.port_not_exposed: 503 from reverse_proxy"),
    (SITE, |s, _| all_pods(s, |p| p.ready = false), "service.no_ready_endpoints: 503 from reverse_proxy"),
    (SITE, |s, _| s.pods.clear(), "service.no_ready_endpoints: 503 from reverse_proxy"),
    (
        SITE,
        |s, _| s.network_policies[0].ingress.clear(),
        "network_policy.ingress_denied: 504 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| s.services[0].ports[0].target_port = 8081,
        "network_policy.ingress_denied: 504 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.network_policies[1].namespace = "ingress".into();
        },
        "network_policy.egress_denied: 504 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| p.container_port = 8081),
        "pod.not_listening: 502 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| p.service_time_us = Micros::from_millis(61_000)),
        "pod.too_slow: 504 from reverse_proxy",
    ),
    (SITE, |s, _| all_pods(s, |p| p.crashes = true), "pod.crashed: 502 from reverse_proxy"),
    (
        SITE,
        |s, _| {
            s.pods.iter_mut().for_each(|p| p.max_requests = 8);
            all_pods(s, |p| p.requests_in_flight = 8);
        },
        "pod.overloaded: 503 from pod",
    ),
    (
        SITE,
        |s, _| {
            s.pods.iter_mut().for_each(|p| p.max_requests = 8);
            all_pods(s, |p| p.requests_in_flight = 7);
        },
        "answered: 200 from pod",
    ),
    (SITE, |s, _| s.pods.iter_mut().for_each(|p| p.status = 500), "answered: 500 from pod"),
    // What depends on the proxy's kind, and on where it sends requests.
    ("https://site.example/%zz", |_, _| (), "reverse_proxy.bad_request: 400 from reverse_proxy"),
    ("https://site.example/%zz", |s, _| s.reverse_proxy.kind = ProxyKind::Haproxy, "answered: 200 from pod"),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.kind = ProxyKind::Nginx;
            s.reverse_proxy.routes[1].service = "wbe".into();
        },
        "service.not_found: 502 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.upstream = Some(Upstream::VirtualIp);
            s.reverse_proxy.routes[1].port = 81;
        },
        "service.port_not_exposed: 502 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.upstream = Some(Upstream::VirtualIp);
            all_pods(s, |p| p.ready = false);
        },
        "service.no_ready_endpoints: 502 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.kind = ProxyKind::Haproxy;
            s.network_policies[0].ingress.clear();
        },
        "network_policy.ingress_denied: 503 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.kind = ProxyKind::Envoy;
            s.network_policies[1].namespace = "ingress".into();
        },
        "network_policy.egress_denied: 503 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.kind = ProxyKind::Envoy;
            s.pods.iter_mut().for_each(|p| p.container_port = 8081);
        },
        "pod.not_listening: 503 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            s.reverse_proxy.kind = ProxyKind::Envoy;
            all_pods(s, |p| p.crashes = true);
        },
        "pod.crashed: 503 from reverse_proxy",
    ),
];

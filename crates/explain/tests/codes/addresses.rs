//! What depends on whom the proxy takes for its client, and where that leads.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    BalancerMode, ExternalTrafficPolicy, NodeState, NoneHealthy, ProxyKind, WafMode,
};

use crate::table::{Change, SITE};

const CLEAR: &str = "http://site.example/";

/// The networks of clients.
fn allow(s: &mut Scenario) {
    s.reverse_proxy.allow_sources = vec!["198.51.100.0/24".parse().unwrap()];
}

/// Connections pass the edge unread.
fn unread(s: &mut Scenario) {
    s.waf.mode = WafMode::Off;
    s.load_balancer.mode = BalancerMode::L4;
}

fn sends(s: &mut Scenario) {
    s.load_balancer.mode = BalancerMode::L4;
    s.load_balancer.proxy_protocol = true;
}

fn local(s: &mut Scenario) {
    s.load_balancer.external_traffic_policy = ExternalTrafficPolicy::Local;
}

pub const ADDRESSES: &[(&str, Change, &str)] = &[
    // An allow list: the proxy sees a node, and after the balancer, or the WAF, no client.
    (SITE, |s, _| allow(s), "reverse_proxy.source_denied: 403 from reverse_proxy"),
    (
        SITE,
        |s, _| {
            allow(s);
            unread(s);
        },
        "reverse_proxy.source_denied: 403 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            allow(s);
            local(s);
        },
        "reverse_proxy.source_denied: 403 from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            allow(s);
            unread(s);
            local(s);
        },
        "answered: 200 from pod",
    ),
    (
        SITE,
        |s, _| {
            allow(s);
            unread(s);
            sends(s);
            s.reverse_proxy.proxy_protocol = true;
        },
        "answered: 200 from pod",
    ),
    (
        SITE,
        |s, _| {
            allow(s);
            s.reverse_proxy.trust_forwarded = true;
        },
        "answered: 200 from pod",
    ),
    (
        SITE,
        |s, a| {
            allow(s);
            s.reverse_proxy.trust_forwarded = true;
            a.source_ip = "192.0.2.9".parse().ok();
        },
        "reverse_proxy.source_denied: 403 from reverse_proxy",
    ),
    // It routes first.
    ("https://www.site.example/", |s, _| allow(s), "reverse_proxy.no_route: 404 from reverse_proxy"),
    // The PROXY protocol: the balancer names the client, and the proxy takes it for a request.
    (CLEAR, |s, _| sends(s), "reverse_proxy.proxy_protocol: 400 from reverse_proxy"),
    (SITE, |s, _| sends(s), "reverse_proxy.proxy_protocol: 502 from waf"),
    (
        SITE,
        |s, _| {
            unread(s);
            sends(s);
        },
        "reverse_proxy.proxy_protocol: tls clear text from reverse_proxy",
    ),
    (
        SITE,
        |s, _| {
            unread(s);
            sends(s);
            s.reverse_proxy.kind = ProxyKind::Haproxy;
        },
        "reverse_proxy.proxy_protocol: empty_reply tls_handshake",
    ),
    (
        CLEAR,
        |s, _| {
            sends(s);
            s.reverse_proxy.kind = ProxyKind::Haproxy;
        },
        "reverse_proxy.proxy_protocol: 400 from reverse_proxy",
    ),
    // The proxy waits for a name, and none comes.
    (
        CLEAR,
        |s, _| {
            unread(s);
            s.reverse_proxy.proxy_protocol = true;
        },
        "reverse_proxy.proxy_protocol: empty_reply",
    ),
    (
        SITE,
        |s, _| {
            unread(s);
            s.reverse_proxy.proxy_protocol = true;
        },
        "reverse_proxy.proxy_protocol: reset tls_handshake",
    ),
    (
        CLEAR,
        |s, _| {
            unread(s);
            s.reverse_proxy.proxy_protocol = true;
            s.reverse_proxy.kind = ProxyKind::Haproxy;
        },
        "reverse_proxy.proxy_protocol: reset",
    ),
    // A balancer that reads requests can't name the client before them, whatever it is told.
    (
        SITE,
        |s, _| {
            s.load_balancer.proxy_protocol = true;
            s.reverse_proxy.proxy_protocol = true;
        },
        "reverse_proxy.proxy_protocol: 502 from load_balancer",
    ),
    // Nodes that use their own proxy pods alone.
    (SITE, |s, _| local(s), "answered: 200 from pod"),
    (
        SITE,
        |s, _| {
            local(s);
            s.load_balancer.nodes.iter_mut().for_each(|node| node.proxy_pod = false);
        },
        "load_balancer.no_healthy_node: 503 from load_balancer",
    ),
    (
        SITE,
        |s, _| {
            local(s);
            s.load_balancer.nodes.iter_mut().for_each(|node| node.proxy_pod = false);
            s.load_balancer.when_none_healthy = NoneHealthy::FailOpen;
        },
        "load_balancer.node_unreachable: 504 from load_balancer",
    ),
    // The one node with a proxy pod is down.
    (
        SITE,
        |s, _| {
            local(s);
            s.load_balancer.nodes[0].proxy_pod = false;
            let down = NodeState { healthy: false, ..NodeState::default() };
            s.state.nodes.insert("node-c".to_owned(), down);
        },
        "load_balancer.no_healthy_node: 503 from load_balancer",
    ),
];

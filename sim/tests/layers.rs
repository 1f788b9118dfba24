//! A table for each engine: Ingress paths, NetworkPolicy truth table, firewall rules, balancing, NAT, egress names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use common::ingress;
use gauntlet_sim::http::{Message, Request};
use gauntlet_sim::layer::network_policy::{self, End};
use gauntlet_sim::layer::{
    egress_firewall, firewall, host_covers, load_balancer, nat_gateway, reverse_proxy,
};
use gauntlet_sim::packet::{Packet, Protocol, Tls, TlsState};
use gauntlet_sim::scenario::Scenario;
use gauntlet_sim::scenario::model::{Algorithm, NetworkPolicy, PathType, Route};

fn packet(source: &str, destination: &str) -> Packet {
    Packet {
        source: source.parse().unwrap(),
        destination: destination.parse().unwrap(),
        protocol: Protocol::Tcp,
        tls: Tls { state: TlsState::Plain, sni: None },
        message: Message::Request(Request::get("site.example", "/")),
        rewrites: Vec::new(),
    }
}

fn routes(paths: &[(&str, PathType)]) -> gauntlet_sim::scenario::model::ReverseProxy {
    let mut proxy = Scenario::built_in().reverse_proxy;
    proxy.routes = paths
        .iter()
        .map(|(path, path_type)| Route {
            name: format!("{path_type:?} {path}"),
            host: "x.example".into(),
            path: (*path).into(),
            path_type: *path_type,
            service: "web".into(),
            port: 80,
        })
        .collect();
    proxy
}

/// The examples of <https://kubernetes.io/docs/concepts/services-networking/ingress/#examples>.
#[test]
fn ingress_paths_match_as_kubernetes_documents() {
    use PathType::{Exact, Prefix};
    type Paths<'a> = &'a [(&'a str, PathType)];
    let rows: &[(Paths<'_>, &str, Option<&str>)] = &[
        (&[("/", Prefix)], "/any/path", Some("Prefix /")),
        (&[("/foo", Exact)], "/foo", Some("Exact /foo")),
        (&[("/foo", Exact)], "/bar", None),
        (&[("/foo", Exact)], "/foo/", None),
        (&[("/foo/", Exact)], "/foo", None),
        (&[("/foo", Prefix)], "/foo", Some("Prefix /foo")),
        (&[("/foo", Prefix)], "/foo/", Some("Prefix /foo")),
        (&[("/foo/", Prefix)], "/foo", Some("Prefix /foo/")),
        (&[("/foo/", Prefix)], "/foo/", Some("Prefix /foo/")),
        (&[("/aaa/bb", Prefix)], "/aaa/bbb", None),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb/", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb/")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb/", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbb/ccc", Some("Prefix /aaa/bbb")),
        (&[("/aaa/bbb", Prefix)], "/aaa/bbbxyz", None),
        (&[("/", Prefix), ("/aaa", Prefix)], "/aaa/ccc", Some("Prefix /aaa")),
        (&[("/", Prefix), ("/aaa", Prefix)], "/ccc", Some("Prefix /")),
        (&[("/aaa", Prefix), ("/aaa/bbb", Prefix), ("/", Prefix)], "/aaa/bbb", Some("Prefix /aaa/bbb")),
        (&[("/aaa", Prefix)], "/ccc", None),
        (&[("/foo", Prefix), ("/foo", Exact)], "/foo", Some("Exact /foo")),
        (&[("/foo", Exact), ("/foo/bar", Prefix)], "/foo/bar", Some("Prefix /foo/bar")),
    ];
    for (paths, path, expected) in rows {
        let proxy = routes(paths);
        let found = reverse_proxy::route(&proxy, "x.example", path).map(|route| route.name.as_str());
        assert_eq!(found, *expected, "{path}");
    }
}

#[test]
fn a_star_covers_one_label() {
    let rows = [
        ("*.foo.com", "bar.foo.com", true),
        ("*.foo.com", "baz.bar.foo.com", false),
        ("*.foo.com", "foo.com", false),
        ("*.foo.com", ".foo.com", false),
        ("foo.com", "FOO.com", true),
    ];
    for (pattern, host, expected) in rows {
        assert_eq!(host_covers(pattern, host), expected, "{pattern} {host}");
    }
    let mut proxy = routes(&[("/", PathType::Prefix), ("/", PathType::Prefix)]);
    proxy.routes[0].host = "*.x.example".into();
    proxy.routes[1].host = "a.x.example".into();
    assert_eq!(reverse_proxy::route(&proxy, "a.x.example", "/").unwrap().host, "a.x.example");
}

#[test]
fn firewall_rules_decide_in_order() {
    let rows = [
        ("192.0.2.1:5", "203.0.113.10:443", true, Some("allow-web")),
        ("198.51.100.65:5", "203.0.113.10:443", false, Some("drop-known-bad")),
        ("198.51.100.63:5", "203.0.113.10:80", true, Some("allow-web")),
        ("192.0.2.1:5", "203.0.113.10:22", false, None),
        ("[2001:db8::1]:5", "203.0.113.10:443", true, Some("allow-web")),
    ];
    let config = Scenario::built_in().firewall;
    for (source, destination, passes, rule) in rows {
        let ruling = firewall::decide(&config, &packet(source, destination));
        let decided = match &ruling {
            Ok(passed) => passed.rule.as_deref(),
            Err(stopped) => stopped.rule.as_deref(),
        };
        assert_eq!((ruling.is_ok(), decided), (passes, rule), "{source} to {destination}");
    }
}

#[test]
fn the_balancer_takes_turns_and_skips_the_sick() {
    let mut config = Scenario::built_in().load_balancer;
    let chosen = |config: &_, source: &str, turn| {
        load_balancer::decide(config, &packet(source, "203.0.113.10:443"), turn).unwrap().chosen.name.clone()
    };
    let names: Vec<String> = (0..4).map(|turn| chosen(&config, "192.0.2.1:5", turn)).collect();
    assert_eq!(names, ["node-a", "node-c", "node-a", "node-c"]);
    config.algorithm = Algorithm::SourceHash;
    let all: BTreeSet<String> = (1..40)
        .map(|host| {
            let source = format!("192.0.2.{host}:5");
            let first = chosen(&config, &source, 0);
            assert_eq!(first, chosen(&config, &source, 1), "one client stays on one node");
            first
        })
        .collect();
    assert_eq!(all.len(), 2, "clients spread over both healthy nodes");
}

#[test]
fn a_nat_port_is_held_per_destination_and_leads_back() {
    let mut config = Scenario::built_in().nat_gateway;
    (config.first_port, config.last_port) = (1024, 1025);
    let mut table = nat_gateway::Table::default();
    let (one, other) = ("192.0.2.80:443", "192.0.2.81:443");
    let mut open = |source: &str, to: &str| table.open(&config, &packet(source, to)).map(|p| p.chosen.port());
    assert_eq!(open("10.0.0.1:1", one).ok(), Some(1024));
    assert_eq!(open("10.0.0.2:1", one).ok(), Some(1025));
    assert_eq!(open("10.0.0.3:1", one).unwrap_err().reason, "ports_exhausted");
    assert_eq!(open("10.0.0.3:1", other).ok(), Some(1024), "another destination, the same port");
    let inside = |remote: &str, port| {
        table
            .inside(remote.parse().unwrap(), Protocol::Tcp, port)
            .map(|inside: SocketAddr| inside.to_string())
    };
    assert_eq!(inside(one, 1025).as_deref(), Some("10.0.0.2:1"));
    assert_eq!(inside(other, 1024).as_deref(), Some("10.0.0.3:1"));
    assert_eq!(inside(other, 1025), None, "nobody asked this remote from that port");
}

#[test]
fn the_last_nat_port_can_be_used() {
    let mut config = Scenario::built_in().nat_gateway;
    (config.first_port, config.last_port, config.ports_in_use) = (65_534, 65_535, 1);
    let mut table = nat_gateway::Table::default();
    assert_eq!(table.open(&config, &packet("10.0.0.1:1", "192.0.2.80:443")).unwrap().chosen.port(), 65_535);
    assert!(table.open(&config, &packet("10.0.0.2:1", "192.0.2.80:443")).is_err());
}

#[test]
fn egress_names_are_judged_by_sni_or_host() {
    let mut config = Scenario::built_in().egress_firewall;
    config.allow[0].host = "*.payments.example".into();
    let rows = [
        (TlsState::Encrypted, Some("api.payments.example"), "site.example", Ok(())),
        (TlsState::Encrypted, Some("a.b.payments.example"), "site.example", Ok(())),
        (TlsState::Encrypted, Some("payments.example"), "site.example", Err("name_denied")),
        (TlsState::Encrypted, Some("evilpayments.example"), "api.payments.example", Err("name_denied")),
        (TlsState::Encrypted, None, "api.payments.example", Err("name_missing")),
        (TlsState::Plain, None, "api.payments.example", Ok(())),
        (TlsState::Plain, None, "site.example", Err("name_denied")),
    ];
    for (state, sni, host, expected) in rows {
        let mut packet = packet("203.0.113.50:1024", "192.0.2.80:443");
        packet.tls = Tls { state, sni: sni.map(str::to_owned) };
        packet.message = Message::Request(Request::get(host, "/"));
        let found = egress_firewall::decide(&config, &packet).map(|_| ()).map_err(|stopped| stopped.reason);
        assert_eq!(found, expected, "{sni:?} {host}");
    }
}

fn policy(json: &str) -> NetworkPolicy {
    NetworkPolicy::from_json(json).unwrap()
}

#[test]
fn network_policies_are_additive_allow_lists() {
    const CLOSED: &str = r#"{"name":"closed","namespace":"shop","policyTypes":["Ingress"]}"#;
    const CLOSED_OUT: &str = r#"{"name":"closed-out","namespace":"shop","policyTypes":["Egress"]}"#;
    const OTHER: &str = r#"{"name":"other","namespace":"bank","policyTypes":["Ingress"]}"#;
    const OTHER_PODS: &str = r#"{"name":"pods","namespace":"shop","podSelector":{"matchLabels":{"app":"api"}},"policyTypes":["Ingress"]}"#;
    const OPEN: &str = r#"{"name":"open","namespace":"shop","policyTypes":["Ingress"],"ingress":[{}]}"#;
    const SAME_NS: &str = r#"{"name":"same","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"proxy"}}}]}]}"#;
    const BY_NS: &str = r#"{"name":"ns","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"edge"}}}]}]}"#;
    const ALL_NS: &str = r#"{"name":"all-ns","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{},"podSelector":{"matchLabels":{"app":"proxy"}}}]}]}"#;
    const BLOCK: &str = r#"{"name":"block","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}]}"#;
    const HOLE: &str = r#"{"name":"hole","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.244.0.0/16"]}}]}]}"#;
    const PORT: &str = r#"{"name":"port","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":8080}]}]}"#;
    const RANGE: &str = r#"{"name":"range","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":8000,"endPort":8100}]}]}"#;
    const WRONG_PORT: &str = r#"{"name":"wrong","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":80}]}]}"#;
    const UDP: &str = r#"{"name":"udp","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"protocol":"UDP","port":8080}]}]}"#;
    const SENDER: &str = r#"{"name":"sender","namespace":"edge","policyTypes":["Egress"]}"#;
    const SENDER_OPEN: &str = r#"{"name":"sender-open","namespace":"edge","policyTypes":["Egress"],"egress":[{"ports":[{"port":8080}]}]}"#;
    let rows: &[(&[&str], Option<&str>)] = &[
        (&[], None),
        (&[CLOSED], Some("ingress_denied")),
        (&[CLOSED_OUT], None),
        (&[OTHER], None),
        (&[OTHER_PODS], None),
        (&[OPEN], None),
        (&[CLOSED, OPEN], None),
        (&[SAME_NS], Some("ingress_denied")),
        (&[BY_NS], None),
        (&[ALL_NS], None),
        (&[BLOCK], None),
        (&[HOLE], Some("ingress_denied")),
        (&[HOLE, BY_NS], None),
        (&[PORT], None),
        (&[RANGE], None),
        (&[WRONG_PORT], Some("ingress_denied")),
        (&[UDP], Some("ingress_denied")),
        (&[SENDER], Some("egress_denied")),
        (&[SENDER, SENDER_OPEN, PORT], None),
        (&[SENDER_OPEN, CLOSED], Some("ingress_denied")),
    ];
    let proxy = [("app".to_owned(), "proxy".to_owned())].into();
    let web = [("app".to_owned(), "web".to_owned())].into();
    let from = End { address: "10.244.0.10".parse().unwrap(), pod: Some(("edge", "proxy-1", &proxy)) };
    let to = End { address: "10.244.1.21".parse().unwrap(), pod: Some(("shop", "web-1", &web)) };
    for (policies, expected) in rows {
        let policies: Vec<NetworkPolicy> = policies.iter().map(|json| policy(json)).collect();
        let found = network_policy::decide(&policies, from, to, Protocol::Tcp, 8080);
        let names: Vec<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        assert_eq!(found.err().map(|stopped| stopped.reason), *expected, "{names:?}");
    }
}

#[test]
fn a_service_spreads_over_its_ready_pods_only() {
    let scenario = Scenario::built_in();
    let chosen: BTreeSet<String> = (0..32)
        .map(|seed| {
            let journey = common::checked(&scenario, &ingress("https://site.example/"), seed);
            journey.hops.iter().find(|hop| hop.layer.name() == "service").unwrap().chose.clone().unwrap()
        })
        .collect();
    assert_eq!(chosen, BTreeSet::from(["web-1".to_owned(), "web-3".to_owned()]));
}

//! A change to the built-in scenario for each code on the way out, and where it leads.

use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Action, ByName, ClusterDns, NatPreset};

use crate::table::{Change, PAY};

pub fn dns_pods(scenario: &mut Scenario) {
    scenario.cluster_dns = Some(ClusterDns {
        address: "10.96.0.10".parse().unwrap(),
        namespace: "kube-system".into(),
        labels: ByName::from_iter([("k8s-app".into(), "kube-dns".into())]),
        search_domains: Vec::new(),
        ndots: 1,
    });
}
pub const OUTBOUND: &[(&str, Change, &str)] = &[
    ("https://api.paymnets.example/", |_, _| (), "dns.no_such_name: name_not_resolved"),
    (
        PAY,
        |s, _| {
            dns_pods(s);
            s.network_policies.pop();
        },
        "network_policy.egress_denied: timeout resolving",
    ),
    (PAY, |s, _| dns_pods(s), "answered: 200 from external"),
    ("http://api.payments.example/", |_, _| (), "network_policy.egress_denied: timeout"),
    ("https://10.1.2.3/", |_, _| (), "network_policy.egress_denied: timeout"),
    (PAY, |s, _| s.state.nat_gateway.ports_in_use = 64_512, "nat_gateway.ports_exhausted: timeout"),
    (PAY, |s, _| s.nat_gateway.default_route = false, "nat_gateway.no_route: timeout"),
    (
        PAY,
        |s, _| (s.nat_gateway.preset, s.state.nat_gateway.ports_in_use) = (Some(NatPreset::Aws), 55_000),
        "nat_gateway.ports_exhausted: timeout",
    ),
    (
        PAY,
        |s, _| {
            (
                s.nat_gateway.preset,
                s.state.nat_gateway.ports_in_use,
                s.state.nat_gateway.ports_in_time_wait,
            ) = (Some(NatPreset::Gcp), 30, 34);
        },
        "nat_gateway.ports_exhausted: timeout",
    ),
    (
        "https://192.0.2.80/",
        |s, _| {
            let allowed = &mut s.egress_firewall.allow[0];
            (allowed.host, allowed.cidrs) = (None, vec!["192.0.2.80/32".parse().unwrap()]);
        },
        "answered: 200 from external",
    ),
    (
        "https://collector.unknown.example/",
        |s, _| {
            let allowed = &mut s.egress_firewall.allow[0];
            (allowed.host, allowed.cidrs) = (None, vec!["192.0.2.80/32".parse().unwrap()]);
        },
        "egress_firewall.name_denied: timeout tls_handshake",
    ),
    (
        "https://198.51.100.7/",
        |s, _| {
            let allowed = &mut s.egress_firewall.allow[0];
            (allowed.host, allowed.cidrs) = (None, vec!["192.0.2.80/32".parse().unwrap()]);
        },
        "egress_firewall.destination_denied: timeout",
    ),
    ("https://collector.unknown.example/", |_, _| (), "egress_firewall.name_denied: timeout tls_handshake"),
    (
        "https://collector.unknown.example/",
        |s, _| s.egress_firewall.default_action = Action::Reject,
        "egress_firewall.name_denied: reset tls_handshake",
    ),
    (
        "http://collector.unknown.example/",
        |s, _| s.network_policies.clear(),
        "egress_firewall.name_denied: timeout response",
    ),
    (
        "http://collector.unknown.example/",
        |s, _| {
            s.network_policies.clear();
            s.egress_firewall.default_action = Action::Reject;
        },
        "egress_firewall.name_denied: reset",
    ),
    ("https://192.0.2.80/", |_, _| (), "egress_firewall.name_missing: timeout tls_handshake"),
    (
        "https://192.0.2.80/",
        |s, _| s.egress_firewall.default_action = Action::Reject,
        "egress_firewall.name_missing: reset tls_handshake",
    ),
    (
        PAY,
        |s, _| s.egress_firewall.allow[0].ports = vec![8443],
        "egress_firewall.destination_denied: timeout",
    ),
    (
        PAY,
        |s, _| {
            s.egress_firewall.allow[0].ports = vec![8443];
            s.egress_firewall.default_action = Action::Reject;
        },
        "egress_firewall.destination_denied: refused",
    ),
    (
        PAY,
        |s, _| s.externals[0].allow_sources = vec!["192.0.2.0/24".parse().unwrap()],
        "external.source_not_allow_listed: 403 from external",
    ),
    (PAY, |s, _| s.externals.clear(), "external.unreachable: timeout"),
    (
        PAY,
        |s, _| s.externals[0].service_time_us = Micros::from_millis(11_000),
        "external.too_slow: timeout response",
    ),
    (PAY, |s, _| s.externals[0].status = 503, "answered: 503 from external"),
    (
        "http://api.payments.example/",
        |s, _| {
            s.network_policies.clear();
            s.egress_firewall.allow[0].ports.push(80);
        },
        "answered: 200 from external",
    ),
];

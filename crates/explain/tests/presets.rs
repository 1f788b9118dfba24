//! Every preset, with what it ends in: the code, or who answers with what.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::{checked, end};
use gauntlet_explain::preset;
use gauntlet_explain::question::{composed, tell};
use gauntlet_model::ask::SEED;
use gauntlet_model::question::{Asked, Question};

const ENDS: &[(&str, &str)] = &[
    ("harmless", "answered: 200 from pod"),
    ("sql-injection", "waf.sql_injection: 403 from waf"),
    ("cross-site-scripting", "waf.cross_site_scripting: 403 from waf"),
    ("path-traversal", "waf.path_traversal: 403 from waf"),
    ("command-injection", "waf.command_injection: 403 from waf"),
    ("scanner", "waf.scanner: 403 from waf"),
    ("own-rule", "waf.custom_rule: 403 from waf"),
    ("unread-attack", "answered: 200 from pod"),
    ("large-body", "waf.body_too_large: 413 from waf"),
    ("blocked-address", "firewall.source_denied: timeout"),
    ("dead-nodes", "load_balancer.no_healthy_node: 503 from load_balancer"),
    ("unnoticed-node", "load_balancer.node_unreachable: 504 from load_balancer"),
    ("wrong-host", "reverse_proxy.certificate_name: tls unrecognized_name"),
    ("expired-certificate", "reverse_proxy.certificate_expired: tls certificate_expired"),
    ("old-tls", "reverse_proxy.tls_version: tls protocol_version"),
    ("wrong-path", "reverse_proxy.no_route: 404 from reverse_proxy"),
    ("known-caller", "answered: 200 from pod"),
    ("no-key", "api_gateway.unauthenticated: 401 from api_gateway"),
    ("rate-limit", "api_gateway.rate_limited: 429 from api_gateway"),
    ("dead-pods", "service.no_ready_endpoints: 503 from reverse_proxy"),
    ("closed-by-policy", "network_policy.ingress_denied: 504 from reverse_proxy"),
    ("crashed-pod", "pod.crashed: 502 from reverse_proxy"),
    ("slow-pods", "pod.too_slow: 504 from reverse_proxy"),
    ("payment", "answered: 200 from external"),
    ("no-lookups", "network_policy.egress_denied: name_not_resolved"),
    ("mistyped-host", "dns.no_such_name: name_not_resolved"),
    ("clear-text", "network_policy.egress_denied: timeout"),
    ("exhausted-nat", "nat_gateway.ports_exhausted: timeout"),
    ("unapproved-host", "egress_firewall.name_denied: timeout"),
    ("bare-address", "egress_firewall.name_missing: timeout"),
    ("unknown-caller", "external.source_not_allow_listed: 403 from external"),
];

#[test]
fn each_ends_as_its_title_says() {
    let names: Vec<String> = preset::all().iter().map(|preset| preset.name.to_owned()).collect();
    assert_eq!(names, ENDS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    for (name, expected) in ENDS {
        let preset = preset::named(name).unwrap();
        let scenario = preset.scenario().unwrap_or_else(|error| panic!("{name}: {error}"));
        let ask = composed(&scenario, &preset.request()).unwrap();
        assert_eq!(end(&checked(&scenario, &ask, SEED)), *expected, "{name}");
        let told = tell(&Question {
            scenario: None,
            preset: Some((*name).to_owned()),
            asked: Asked::Preset,
            mended: false,
        })
        .unwrap();
        assert_eq!(told.code.unwrap_or("answered".to_owned()), expected.split(':').next().unwrap(), "{name}");
    }
}

#[test]
fn an_unknown_one_is_told_with_the_nearest() {
    let error = preset::named("exausted-nat").unwrap_err();
    assert!(error.contains("found exausted-nat") && error.contains("did you mean exhausted-nat?"), "{error}");
}

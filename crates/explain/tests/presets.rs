//! Every preset, with what it ends in: the code, or who answers with what.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::{checked, end};
use gauntlet_explain::preset::{self, Group};
use gauntlet_explain::question::{composed, tell};
use gauntlet_model::ask::SEED;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Asked, Question, ScenarioChange};

const ENDS: &[(&str, &str)] = &[
    ("harmless", "answered: 200 from pod"),
    ("sql-injection", "waf.sql_injection: 403 from waf"),
    ("o-brien", "answered: 200 from pod"),
    ("cross-site-scripting", "waf.cross_site_scripting: 403 from waf"),
    ("path-traversal", "waf.path_traversal: 403 from waf"),
    ("command-injection", "waf.command_injection: 403 from waf"),
    ("xxe", "waf.xml_external_entity: 403 from waf"),
    ("log4shell", "waf.jndi_injection: 403 from waf"),
    ("ssrf", "waf.server_side_request_forgery: 403 from waf"),
    ("scanner", "waf.scanner: 403 from waf"),
    ("own-rule", "waf.custom_rule: 403 from waf"),
    ("unread-attack", "answered: 200 from pod"),
    ("no-waf", "answered: 200 from pod"),
    ("large-body", "waf.body_too_large: 413 from waf"),
    ("blocked-address", "firewall.source_denied: timeout"),
    ("reject-instead", "firewall.source_denied: refused"),
    ("dead-nodes", "load_balancer.no_healthy_node: 503 from load_balancer"),
    ("fail-open", "answered: 200 from pod"),
    ("unnoticed-node", "load_balancer.node_unreachable: 504 from load_balancer"),
    ("no-balancer", "load_balancer.node_unreachable: 504 from waf"),
    ("no-proxy", "pod.no_tls: tls clear text from pod"),
    ("wrong-host", "waf.certificate_name: tls other_name from client"),
    ("expired-certificate", "waf.certificate_expired: tls expired from client"),
    ("two-names", "answered: 200 from pod"),
    ("http-on-443", "waf.wrong_protocol: 400 from waf"),
    ("old-tls", "waf.tls_version: tls protocol_version from waf"),
    ("wrong-path", "reverse_proxy.no_route: 404 from reverse_proxy"),
    ("two-lengths", "reverse_proxy.ambiguous_length: 400 from reverse_proxy"),
    ("dropped-length", "answered: 200 from pod"),
    ("long-address", "reverse_proxy.uri_too_long: 414 from reverse_proxy"),
    ("large-cookie", "reverse_proxy.head_too_large: 400 from reverse_proxy"),
    ("trace-method", "reverse_proxy.method_denied: 405 from reverse_proxy"),
    ("known-caller", "answered: 200 from pod"),
    ("no-key", "api_gateway.unauthenticated: 401 from api_gateway"),
    ("rate-limit", "api_gateway.rate_limited: 429 from api_gateway"),
    ("dead-pods", "service.no_ready_endpoints: 503 from reverse_proxy"),
    ("virtual-ip", "service.no_ready_endpoints: 502 from reverse_proxy"),
    ("closed-by-policy", "network_policy.ingress_denied: 504 from reverse_proxy"),
    ("crashed-pod", "pod.crashed: 502 from reverse_proxy"),
    ("slow-pods", "pod.too_slow: 504 from reverse_proxy"),
    ("payment", "answered: 200 from external"),
    ("no-lookups", "network_policy.egress_denied: timeout resolving"),
    ("mistyped-host", "dns.no_such_name: name_not_resolved"),
    ("clear-text", "network_policy.egress_denied: timeout"),
    ("no-policies", "egress_firewall.destination_denied: timeout"),
    ("exhausted-nat", "nat_gateway.ports_exhausted: timeout"),
    ("no-nat", "external.no_way_back: timeout"),
    ("unapproved-host", "egress_firewall.name_denied: timeout tls_handshake"),
    ("no-egress-firewall", "answered: 200 from external"),
    ("bare-address", "egress_firewall.name_missing: timeout tls_handshake"),
    ("unknown-caller", "external.source_not_allow_listed: 403 from external"),
];

#[test]
fn each_ends_as_its_title_says() {
    let names: Vec<String> = preset::all().into_iter().map(|preset| preset.name.to_owned()).collect();
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
            change: ScenarioChange::None,
        })
        .unwrap();
        assert_eq!(told.lesson, Some(preset.lesson()), "{name}");
        assert!(
            told.next.is_some_and(|next| next.name != *name && preset::named(&next.name).is_ok()),
            "{name}"
        );
        assert_eq!(told.code.unwrap_or("answered".to_owned()), expected.split(':').next().unwrap(), "{name}");
    }
}

#[test]
fn each_group_stands_together_and_six_have_a_chip() {
    let groups: Vec<Group> = preset::all().into_iter().map(|preset| preset.group).collect();
    assert!(groups.is_sorted(), "the list goes group by group");
    assert!(Group::ALL.iter().all(|group| groups.contains(group)));
    let chips = preset::chips();
    assert_eq!(chips.len(), 6);
    assert!(chips.iter().all(|chip| chip.title.chars().count() <= 14), "{chips:?}");
    assert_eq!(chips[0].name, "o-brien");
}

/// A story that is answered goes on to its own blocked request; a request of your own outside any preset has no next step.
#[test]
fn a_request_in_a_presets_scenario_and_a_blocked_story_go_on_too() {
    let next = |preset: Option<&str>, asked: Asked, mended: bool| {
        let change = if mended { ScenarioChange::Fix } else { ScenarioChange::None };
        let told =
            tell(&Question { scenario: None, preset: preset.map(str::to_owned), asked, change }).unwrap();
        assert!(told.lesson.is_none() || !mended, "a fix teaches nothing of the preset's");
        told.next.map(|next| next.name)
    };
    let own = Asked::Composed(preset::named("dead-pods").unwrap().request());
    let after = preset::named("dead-pods").unwrap().next().map(|next| next.name);
    assert_eq!(next(Some("dead-pods"), own.clone(), false), after);
    assert_eq!(next(Some("dead-pods"), own.clone(), true), after);
    assert_eq!(next(None, own, false), None);
    let story = |direction, blocked| next(None, Asked::Story { direction, blocked }, false);
    assert_eq!(story(Direction::Ingress, true).as_deref(), Some("o-brien"));
    assert_eq!(story(Direction::Egress, true).as_deref(), Some("bare-address"));
    assert_eq!(story(Direction::Ingress, false), None);
}

#[test]
fn an_unknown_one_is_told_with_the_nearest() {
    let error = preset::named("exausted-nat").unwrap_err();
    assert!(error.contains("found exausted-nat") && error.contains("did you mean exhausted-nat?"), "{error}");
}

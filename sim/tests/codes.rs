//! Every code that a journey can end in: the change to the built-in scenario that leads there, and what the client sees.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{checked, egress, end, ingress};
use gauntlet_sim::catalogue::{self, Symptom};
use gauntlet_sim::http::{Message, Request};
use gauntlet_sim::journey::{Direction, Journey, Outcome, Verdict, Way};
use gauntlet_sim::packet::Protocol;
use gauntlet_sim::path::Ask;
use gauntlet_sim::scenario::Scenario;
use gauntlet_sim::scenario::model::{Action, TlsInspection};
use gauntlet_sim::time::Micros;

type Change = fn(&mut Scenario, &mut Ask);

fn check(url: &str, change: Change, expected: &str) -> Journey {
    let mut scenario = Scenario::built_in();
    let inbound = url.contains("site.example") || url.contains("203.0.113.10");
    let mut ask = if inbound { ingress(url) } else { egress(url) };
    change(&mut scenario, &mut ask);
    let journey = checked(&scenario, &ask, 1);
    assert_eq!(end(&journey), expected, "{url}");
    journey
}

const SITE: &str = "https://site.example/";
const PAY: &str = "https://api.payments.example/v1";

const INBOUND: &[(&str, Change, &str)] = &[
    (
        "https://site.example/",
        |_, a| a.source_ip = Some([198, 51, 100, 70].into()),
        "firewall.source_denied: timeout",
    ),
    (SITE, |s, _| s.firewall.rules[1].ports = vec![80], "firewall.port_denied: timeout"),
    (
        SITE,
        |s, _| {
            s.firewall.rules[1].ports = vec![80];
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
    ("https://site.example/?q=%27%20OR%201%3D1%20--", |_, _| (), "waf.sql_injection: 403 from waf"),
    ("http://site.example/?q=%27%20OR%201%3D1%20--", |_, _| (), "waf.sql_injection: 403 from waf"),
    (
        "https://site.example/?q=<script>alert(1)</script>",
        |_, _| (),
        "waf.cross_site_scripting: 403 from waf",
    ),
    ("https://site.example/?f=../../etc/passwd", |_, _| (), "waf.path_traversal: 403 from waf"),
    ("https://site.example/?f=x;cat+/etc/hosts", |_, _| (), "waf.command_injection: 403 from waf"),
    ("https://site.example/.env", |_, _| (), "waf.scanner: 403 from waf"),
    (SITE, |_, a| a.request.body = "x".repeat(9_000), "waf.body_too_large: 413 from waf"),
    (
        "https://site.example:8443/",
        |s, _| s.firewall.rules[1].ports.clear(),
        "load_balancer.listener_missing: refused",
    ),
    (
        SITE,
        |s, _| s.load_balancer.nodes.iter_mut().for_each(|n| n.healthy = false),
        "load_balancer.no_healthy_node: 503 from load_balancer",
    ),
    (
        SITE,
        |s, _| {
            s.waf.tls = TlsInspection::PassThrough;
            s.load_balancer.nodes.clear();
        },
        "load_balancer.no_healthy_node: reset",
    ),
    ("https://a.b.site.example/", |_, _| (), "reverse_proxy.certificate_name: tls unrecognized_name"),
    ("https://203.0.113.10/", |_, _| (), "reverse_proxy.certificate_name: tls unrecognized_name"),
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
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| p.ready = false),
        "service.no_ready_endpoints: 503 from reverse_proxy",
    ),
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
    (SITE, |s, _| s.pods.iter_mut().for_each(|p| p.port = 8081), "pod.not_listening: 502 from reverse_proxy"),
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| p.service_time_us = Micros::from_millis(6_000)),
        "pod.too_slow: 504 from reverse_proxy",
    ),
    (SITE, |s, _| s.pods.iter_mut().for_each(|p| p.crashes = true), "pod.crashed: 502 from reverse_proxy"),
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| (p.max_requests, p.requests_in_flight) = (8, 8)),
        "pod.overloaded: 503 from pod",
    ),
    (
        SITE,
        |s, _| s.pods.iter_mut().for_each(|p| (p.max_requests, p.requests_in_flight) = (8, 7)),
        "answered: 200 from pod",
    ),
    (SITE, |s, _| s.pods.iter_mut().for_each(|p| p.status = 500), "answered: 500 from pod"),
];

const OUTBOUND: &[(&str, Change, &str)] = &[
    ("https://api.paymnets.example/", |_, _| (), "dns.no_such_name: name_not_resolved"),
    ("http://api.payments.example/", |_, _| (), "network_policy.egress_denied: timeout"),
    ("https://10.1.2.3/", |_, _| (), "network_policy.egress_denied: timeout"),
    (PAY, |s, _| s.nat_gateway.ports_in_use = 64_512, "nat_gateway.ports_exhausted: timeout"),
    (PAY, |s, _| s.nat_gateway.default_route = false, "nat_gateway.no_route: timeout"),
    ("https://collector.unknown.example/", |_, _| (), "egress_firewall.name_denied: timeout"),
    (
        "https://collector.unknown.example/",
        |s, _| s.egress_firewall.default_action = Action::Reject,
        "egress_firewall.name_denied: reset",
    ),
    ("https://192.0.2.80/", |_, _| (), "egress_firewall.name_missing: timeout"),
    (
        "https://192.0.2.80/",
        |s, _| s.egress_firewall.default_action = Action::Reject,
        "egress_firewall.name_missing: reset",
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
        "egress_firewall.destination_denied: reset",
    ),
    (
        PAY,
        |s, _| s.externals[0].allow_sources = vec!["192.0.2.0/24".parse().unwrap()],
        "external.source_not_allow_listed: 403 from external",
    ),
    (PAY, |s, _| s.externals.clear(), "external.unreachable: timeout"),
    (PAY, |s, _| s.externals[0].service_time_us = Micros::from_millis(11_000), "external.too_slow: timeout"),
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

#[test]
fn every_code_is_reached_and_seen_as_it_should_be() {
    let mut reached = Vec::new();
    for (url, change, expected) in INBOUND.iter().chain(OUTBOUND) {
        let journey = check(url, *change, expected);
        if let Some(code) = journey.code {
            reached.push((journey.direction, code, journey.outcome, Symptom::of(&journey.client)));
        }
        let stop = journey.hops.iter().find(|hop| matches!(hop.verdict, Verdict::Block | Verdict::Fail));
        match journey.outcome {
            Outcome::Answered => assert!(stop.is_none() && journey.layer.is_none(), "{expected}"),
            outcome => {
                let stop = stop.unwrap();
                assert_eq!(Some(stop.layer), journey.layer);
                assert_eq!(stop.code, journey.code);
                assert_eq!(stop.why, journey.why);
                let by_policy = stop.verdict == Verdict::Block;
                assert_eq!(outcome == Outcome::Blocked, by_policy, "{expected}");
            }
        }
        let silent = expected.ends_with("timeout") || expected.ends_with("name_not_resolved");
        let back = journey.hops.iter().any(|hop| hop.way == Way::Response);
        assert_eq!(back, !silent, "{expected}: only what is answered has a way back");
    }
    // The catalogue has what the engines do, no more and no less.
    let row = |entry: &catalogue::Entry, symptom| {
        let outcome = if entry.verdict == Verdict::Block { Outcome::Blocked } else { Outcome::Failed };
        (entry.direction, entry.code, outcome, symptom)
    };
    let told: Vec<_> = catalogue::ALL
        .iter()
        .flat_map(|entry| entry.symptoms.iter().map(move |symptom| row(entry, *symptom)))
        .collect();
    for one in &reached {
        assert!(told.contains(one), "{one:?} is not in the catalogue");
    }
    for one in &told {
        assert!(reached.contains(one), "nothing here reaches {one:?}");
    }
}

#[test]
fn causes_come_in_the_order_to_check_them_in() {
    let rows = [
        (Direction::Ingress, Symptom::Status(413), "waf.body_too_large reverse_proxy.body_too_large"),
        (
            Direction::Ingress,
            Symptom::Status(504),
            "network_policy.egress_denied network_policy.ingress_denied pod.too_slow",
        ),
        (Direction::Egress, Symptom::NameNotResolved, "dns.no_such_name"),
        (Direction::Egress, Symptom::Status(404), ""),
    ];
    for (direction, symptom, expected) in rows {
        let codes: Vec<_> =
            catalogue::causes(direction, symptom).map(|entry| entry.code.to_string()).collect();
        assert_eq!(codes.join(" "), expected, "{direction:?} {symptom:?}");
    }
}

#[test]
fn a_failure_behind_the_proxy_is_named_where_it_is_and_answered_by_the_proxy() {
    let rows: [(Change, &str, &str); 3] = [
        (
            |s, _| s.pods.clear(),
            "service.no_ready_endpoints: 503 from reverse_proxy",
            "reverse_proxy.no_endpoints",
        ),
        (
            |s, _| s.pods[0].port = 1,
            "pod.not_listening: 502 from reverse_proxy",
            "reverse_proxy.upstream_refused",
        ),
        (
            |s, _| s.network_policies[0].ingress.clear(),
            "network_policy.ingress_denied: 504 from reverse_proxy",
            "reverse_proxy.upstream_timeout",
        ),
    ];
    for (change, expected, said) in rows {
        let mut pin: Scenario = Scenario::built_in();
        pin.pods.retain(|pod| pod.name == "web-1");
        change(&mut pin, &mut ingress(SITE));
        let journey = checked(&pin, &ingress(SITE), 1);
        assert_eq!(end(&journey), expected);
        let proxy = journey.hops.iter().rfind(|hop| hop.layer.name() == "reverse_proxy").unwrap();
        assert_eq!(proxy.way, Way::Response);
        assert_eq!(proxy.code.unwrap().to_string(), said);
        assert!(proxy.why[0].text().contains(journey.layer.unwrap().name()));
        assert!(matches!(proxy.after.message, Message::Response(_)));
    }
}

#[test]
fn waiting_takes_as_long_as_the_time_outs_say() {
    let silent = check(SITE, |s, _| s.firewall.rules.clear(), "firewall.default_denied: timeout");
    assert_eq!(silent.ends_us, Micros::from_millis(10_000));
    let gave_up = check(
        SITE,
        |s, _| s.network_policies[0].ingress.clear(),
        "network_policy.ingress_denied: 504 from reverse_proxy",
    );
    assert_eq!(gave_up.ends_us.get() / 100_000, 50, "5 s behind the proxy, and the way there and back");
}

#[test]
fn a_block_names_the_nearest_rule_and_what_kept_it_from_matching() {
    let journey = check(SITE, |s, _| s.firewall.rules[1].ports = vec![80], "firewall.port_denied: timeout");
    let near = &journey.why[1];
    assert_eq!((near.rule.as_deref(), near.field.as_deref()), (Some("allow-web"), Some("destination.port")));
    assert_eq!((near.value.as_deref(), near.expected.as_deref()), (Some("443"), Some("80")));
    let journey =
        check("https://collector.unknown.example/", |_, _| (), "egress_firewall.name_denied: timeout");
    assert_eq!(journey.why[1].rule.as_deref(), Some("payments"));
    assert_eq!(journey.why[1].field.as_deref(), Some("tls.sni"));
}

#[test]
fn the_fix_that_is_named_lets_the_request_through() {
    let blocked =
        check("https://collector.unknown.example/", |_, _| (), "egress_firewall.name_denied: timeout");
    assert_eq!(blocked.fix.unwrap().value.as_deref(), Some("collector.unknown.example:443"));
    check(
        "https://collector.unknown.example/",
        |s, _| s.egress_firewall.allow[0].host = "collector.unknown.example".into(),
        "answered: 200 from external",
    );
}

#[test]
fn a_scenario_emptied_of_everything_still_ends() {
    let mut scenario = Scenario::built_in();
    scenario.pods.clear();
    scenario.services.clear();
    scenario.stories.clear();
    scenario.reverse_proxy.routes.clear();
    checked(&scenario, &scenario.story(Direction::Ingress, true), 1);
    checked(&scenario, &scenario.story(Direction::Egress, true), 1);
    let mut odd = ingress(SITE);
    odd.request = Request::get("", "");
    checked(&scenario, &odd, 1);
}

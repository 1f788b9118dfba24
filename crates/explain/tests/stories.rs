//! The four stories of the built-in scenario, and what every journey holds to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{checked, end, ingress};
use gauntlet_model::http::{Message, Request};
use gauntlet_model::journey::{Direction, Outcome, Verdict, Way};
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ProxyKind, TlsInspection, Upstream, WafMode};

const IN: [&str; 8] =
    ["internet", "firewall", "waf", "load_balancer", "reverse_proxy", "service", "network_policy", "pod"];
const OUT: [&str; 6] = ["pod", "dns", "network_policy", "nat_gateway", "egress_firewall", "external"];

#[test]
fn the_four_stories_end_as_they_are_told() {
    let scenario = Scenario::built_in();
    let rows = [
        (Direction::Ingress, false, "answered: 200 from pod", 55_033, 15),
        (Direction::Ingress, true, "waf.sql_injection: 403 from waf", 41_240, 5),
        (Direction::Egress, false, "answered: 200 from external", 72_000, 10),
        (Direction::Egress, true, "egress_firewall.name_denied: timeout tls_handshake", 10_000_000, 5),
    ];
    for (direction, blocked, expected, about, hops) in rows {
        let journey = checked(&scenario, &scenario.story(direction, blocked), 7);
        assert_eq!(end(&journey), expected);
        assert_eq!(journey.hops.len(), hops, "{expected}");
        assert_eq!(journey.ends_us.get() / 2_000, about / 2_000, "{expected}: {}", journey.ends_us);
        assert_eq!(journey.proposal.is_some(), blocked);
        assert_eq!(journey.why.is_empty(), !blocked);
    }
}

#[test]
fn the_layers_come_in_order_and_the_answer_takes_the_same_way_back() {
    let scenario = Scenario::built_in();
    for (direction, expected) in [(Direction::Ingress, &IN[..]), (Direction::Egress, &OUT[..])] {
        let journey = checked(&scenario, &scenario.story(direction, false), 7);
        let names = |way| -> Vec<&str> {
            journey.hops.iter().filter(|hop| hop.way == way).map(|hop| hop.layer.name()).collect()
        };
        assert_eq!(names(Way::Request), expected);
        let mut back = names(Way::Response);
        back.reverse();
        let without_dns: Vec<&str> = expected.iter().copied().filter(|name| *name != "dns").collect();
        assert_eq!(back, without_dns[..without_dns.len() - 1]);
        let turn = journey.hops.iter().find(|hop| hop.verdict == Verdict::Answer).unwrap();
        assert_eq!(turn.layer.name(), *expected.last().unwrap());
        assert!(matches!(turn.after.message, Message::Response(_)));
    }
}

#[test]
fn the_answer_reaches_the_address_that_asked() {
    let scenario = Scenario::built_in();
    for direction in [Direction::Ingress, Direction::Egress] {
        let journey = checked(&scenario, &scenario.story(direction, false), 3);
        let (first, last) = (journey.hops.first().unwrap(), journey.hops.last().unwrap());
        assert_eq!(last.after.destination, first.before.source);
        assert_eq!(last.after.tls, first.before.tls);
        if direction == Direction::Ingress {
            assert_eq!(last.after.source, first.before.destination, "the client sees one address only");
        }
        for pair in journey.hops.windows(2) {
            let dns = pair[0].layer.name() == "dns" || pair[1].layer.name() == "dns";
            assert!(
                dns || pair[0].after.source == pair[1].before.source,
                "{} to {}",
                pair[0].layer,
                pair[1].layer
            );
            assert!(dns || pair[0].after.destination == pair[1].before.destination);
        }
    }
}

#[test]
fn a_harmless_query_takes_the_blocked_one_s_place_and_passes() {
    let scenario = Scenario::built_in();
    let mut ask = scenario.story(Direction::Ingress, true);
    ask.request.query = "q=shoes".to_owned();
    assert_eq!(checked(&scenario, &ask, 7).outcome, Outcome::Answered);
}

#[test]
fn a_waf_that_cannot_read_lets_the_injection_reach_the_pod() {
    let scenario = Scenario::built_in();
    let attack = scenario.story(Direction::Ingress, true);
    type Change = fn(&mut Scenario);
    let changes: [(Change, TlsState); 3] = [
        (|s| s.waf.tls = TlsInspection::PassThrough, TlsState::Encrypted),
        (|s| s.waf.mode = WafMode::Off, TlsState::Encrypted),
        (|s| s.waf.mode = WafMode::Detect, TlsState::Inspected),
    ];
    for (change, behind_waf) in changes {
        let mut scenario = scenario.clone();
        change(&mut scenario);
        let journey = checked(&scenario, &attack, 7);
        assert_eq!(end(&journey), "answered: 200 from pod");
        let balancer = journey.hops.iter().find(|hop| hop.layer.name() == "load_balancer").unwrap();
        assert_eq!(balancer.before.tls.state, behind_waf);
    }
}

#[test]
fn tls_is_open_to_those_who_hold_the_certificate_only() {
    let scenario = Scenario::built_in();
    let journey = checked(&scenario, &scenario.story(Direction::Ingress, false), 7);
    let state = |layer: &str| journey.hops.iter().find(|h| h.layer.name() == layer).unwrap().before.tls.state;
    assert_eq!(state("firewall"), TlsState::Encrypted);
    assert_eq!(state("load_balancer"), TlsState::Inspected);
    assert_eq!(state("pod"), TlsState::Terminated);
    let plain = checked(&scenario, &ingress("http://site.example/"), 7);
    assert!(plain.hops.iter().all(|hop| hop.after.tls.state == TlsState::Plain));
}

#[test]
fn rewrites_are_recorded_and_seen_in_the_packet() {
    let scenario = Scenario::built_in();
    let journey = checked(&scenario, &scenario.story(Direction::Ingress, false), 7);
    let at_pod = &journey.hops[7].before;
    let made: Vec<(&str, &str)> =
        at_pod.rewrites.iter().map(|r| (r.layer.name(), r.field.as_str())).collect();
    assert_eq!(
        made,
        [
            ("waf", "tls"),
            ("waf", "X-Forwarded-For"),
            ("waf", "source"),
            ("load_balancer", "X-Forwarded-For"),
            ("load_balancer", "source"),
            ("load_balancer", "destination"),
            ("load_balancer", "source"),
            ("reverse_proxy", "tls"),
            ("reverse_proxy", "X-Forwarded-For"),
            ("reverse_proxy", "X-Forwarded-Proto"),
            ("reverse_proxy", "source"),
            ("reverse_proxy", "destination"),
        ]
    );
    let Message::Request(request) = &at_pod.message else { panic!("a request") };
    assert_eq!(request.header("x-forwarded-for"), Some("10.0.1.13"), "ingress-nginx writes it anew");
    let mut virtual_ip = scenario.clone();
    virtual_ip.reverse_proxy.upstream = Some(Upstream::VirtualIp);
    let by_node = checked(&virtual_ip, &scenario.story(Direction::Ingress, false), 7);
    let last = by_node.hops[7].before.rewrites.last().map(|r| (r.layer.name(), r.field.as_str()));
    assert_eq!(last, Some(("service", "destination")));
    assert!(["10.244.1.21:8080", "10.244.3.23:8080"].contains(&at_pod.destination.to_string().as_str()));
}

#[test]
fn a_forwarded_header_of_the_client_is_kept_and_added_to() {
    let mut scenario = Scenario::built_in();
    scenario.reverse_proxy.kind = ProxyKind::Nginx;
    let mut ask = scenario.story(Direction::Ingress, false);
    ask.request =
        Request::parse(b"GET / HTTP/1.1\nHost: site.example\nX-Forwarded-For: 192.0.2.9\n\n").unwrap();
    let journey = checked(&scenario, &ask, 7);
    let Message::Request(request) = &journey.hops[7].before.message else { panic!("a request") };
    assert_eq!(request.header("X-Forwarded-For"), Some("192.0.2.9, 198.51.100.23, 10.0.0.10, 10.0.1.13"));
}

#[test]
fn the_journey_s_json_has_the_documented_shape() {
    let scenario = Scenario::built_in();
    let journey = checked(&scenario, &scenario.story(Direction::Ingress, true), 7);
    let json = serde_json::to_value(&journey).unwrap();
    assert_eq!(json["direction"], "ingress");
    assert_eq!(json["outcome"], "blocked");
    assert_eq!(json["layer"], "waf");
    assert_eq!(json["code"], "waf.sql_injection");
    assert_eq!(json["client"]["kind"], "http_status");
    assert_eq!(json["client"]["status"], 403);
    assert_eq!(json["hops"][2]["rule"], "sqli-tautology");
    assert_eq!(json["hops"][2]["at_us"], 20_220);
    assert!(json["why"][0]["text"].as_str().unwrap().contains("query.q"));
    assert!(json["hops"][0]["before"]["source"].is_string());
}

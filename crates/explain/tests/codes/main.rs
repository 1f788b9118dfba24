//! Every code that a journey can end in: the change to the built-in scenario that leads there, and what the client sees.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod absent;
mod addresses;
mod attacks;
#[path = "../common/mod.rs"]
mod common;
mod handshakes;
mod messages;
mod outbound;
mod table;

use absent::ABSENT;
use addresses::ADDRESSES;
use attacks::ATTACKS;
use common::{checked, end, ingress};
use gauntlet_explain::diagnosis::{self, Symptom};
use gauntlet_explain::remedy::Remedy;
use gauntlet_model::http::{Message, Request};
use gauntlet_model::journey::{Direction, Outcome, Verdict, Way};
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use handshakes::HANDSHAKES;
use messages::MESSAGES;
use outbound::OUTBOUND;
use table::{Change, INBOUND, SITE, check, set_up};

/// The rows of all tables.
fn rows() -> impl Iterator<Item = &'static table::Row> {
    [INBOUND, OUTBOUND, HANDSHAKES, ATTACKS, MESSAGES, ABSENT, ADDRESSES].into_iter().flatten()
}

#[test]
fn every_code_is_reached_and_seen_as_it_should_be() {
    // The diagnosis has what the engines do, no more and no less.
    let row = |entry: &diagnosis::Entry, symptom| {
        let outcome = if entry.verdict == Verdict::Block { Outcome::Blocked } else { Outcome::Failed };
        (entry.direction, entry.code, outcome, symptom)
    };
    let told: Vec<_> = diagnosis::ALL
        .iter()
        .flat_map(|entry| entry.symptoms.iter().map(move |symptom| row(entry, *symptom)))
        .collect();
    let mut reached = Vec::new();
    for (url, change, expected) in rows() {
        let journey = check(url, *change, expected);
        if let Some(code) = journey.code {
            let one = (journey.direction, code, journey.outcome, Symptom::of(&journey.client));
            // Without a layer more can be seen of a code than the diagnosis tells.
            if set_up(url, *change).0.absent.is_empty() || told.contains(&one) {
                reached.push(one);
            }
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
        let silent = expected.contains(": timeout") || expected.ends_with("name_not_resolved");
        let back = journey.hops.iter().any(|hop| hop.way == Way::Response);
        assert_eq!(back, !silent, "{expected}: only what is answered has a way back");
    }
    for one in &reached {
        assert!(told.contains(one), "{one:?} is not in the diagnosis");
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
            "load_balancer.node_unreachable network_policy.egress_denied network_policy.ingress_denied pod.too_slow",
        ),
        (Direction::Egress, Symptom::NoLookup, "network_policy.egress_denied"),
        (Direction::Egress, Symptom::NameNotResolved, "dns.no_such_name"),
        (Direction::Egress, Symptom::NoHandshake, "egress_firewall.name_missing egress_firewall.name_denied"),
        (Direction::Egress, Symptom::Status(404), ""),
    ];
    for (direction, symptom, expected) in rows {
        let codes: Vec<_> =
            diagnosis::causes(direction, symptom).map(|entry| entry.code.to_string()).collect();
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
            |s, _| s.pods[0].container_port = 1,
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
    assert_eq!(gave_up.ends_us.get() / 100_000, 150, "three tries of 5 s, and the way there and back");
}

#[test]
fn a_block_names_the_nearest_rule_and_what_kept_it_from_matching() {
    let journey =
        check(SITE, |s, _| s.firewall.rules[1].ports = vec![80.into()], "firewall.port_denied: timeout");
    let near = &journey.why[1];
    let field = near.field.as_ref().map(ToString::to_string);
    assert_eq!((near.rule.as_deref(), field.as_deref()), (Some("allow-web"), Some("destination.port")));
    let texts = [&near.value, &near.expected].map(|value| value.as_ref().unwrap().to_string());
    assert_eq!(texts, ["443", "80"]);
    let journey = check(
        "https://collector.unknown.example/",
        |_, _| (),
        "egress_firewall.name_denied: timeout tls_handshake",
    );
    assert_eq!(journey.why[1].rule.as_deref(), Some("payments"));
    assert_eq!(journey.why[1].field, Some("tls.sni".into()));
}

/// As a reader would: the printed changes applied to the printed scenario, and the request sent again.
#[test]
fn every_fix_that_is_offered_lets_the_request_through() {
    for (url, change, expected) in rows() {
        let (scenario, ask) = set_up(url, *change);
        let journey = checked(&scenario, &ask, 1);
        let remedy = Remedy::of(&scenario, &ask, 1, &journey);
        if journey.outcome == Outcome::Answered {
            assert!(remedy.is_none(), "{expected}: nothing to mend");
            continue;
        }
        let valid = |scenario: &Scenario| Scenario::from_json(&scenario.to_json().written());
        let Some(remedy) = remedy else {
            assert!(valid(&scenario).is_err(), "{expected}: no fix");
            continue;
        };
        let mended = checked(&remedy.scenario, &remedy.ask, 1);
        assert_eq!(mended.outcome, Outcome::Answered, "{expected}: {}", remedy.text());
        if valid(&scenario).is_ok() {
            let told = valid(&remedy.scenario).unwrap_or_else(|errors| panic!("{expected}: {errors}"));
            assert!(told == remedy.scenario, "{expected}: {}", remedy.text());
        }
        // None of the steps is there for nothing.
        for left_out in 0..remedy.steps.len() {
            let others = remedy.steps.iter().enumerate().filter(|(at, _)| *at != left_out);
            let applied = others
                .map(|(_, step)| step)
                .try_fold((scenario.clone(), ask.clone()), |(s, a), step| step.applied(&s, &a));
            let Ok((scenario, ask)) = applied else { continue };
            let outcome = checked(&scenario, &ask, 1).outcome;
            assert_ne!(outcome, Outcome::Answered, "{expected}: step {left_out} of {}", remedy.text());
        }
        let patch: json_patch::Patch = serde_json::from_value(
            serde_json::to_value(&remedy).unwrap()["changes"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|change| change["op"].is_string())
                .cloned()
                .collect(),
        )
        .unwrap();
        let mut printed = serde_json::to_value(scenario.to_json()).unwrap();
        json_patch::patch(&mut printed, &patch).unwrap();
        assert!(
            valid(&scenario).is_err()
                || Scenario::from_json(&printed.to_string()).as_ref() == Ok(&remedy.scenario),
            "{expected}"
        );
    }
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

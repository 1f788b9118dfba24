//! Scenarios of version 1 open as what they are in version 2, and what is wrong with one is told by its own places.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::borrow::Cow;

use gauntlet_scenario::editing::{changed, upgraded};
use gauntlet_scenario::model::{AttackFamily, BodyLimit, NodeFailure};
use gauntlet_scenario::{BUILT_IN, Scenario};

const BUILT_IN_1: &str = include_str!("version1/built-in.json");
const EVERY_FIELD_1: &str = include_str!("version1/every-field.json");
const POST_1: &str = include_str!("version1/post.json");

const EVERY_FIELD_2: &str = include_str!("../../../examples/every-field.json");
const POST_2: &str = include_str!("../../../examples/post/scenario.json");

/// Without what version 1 did not have: layers that are absent, where the proxy sends requests, how long it waits and what it does with
/// unknown names, the namespace of a route, which says no more than what is left out, how a node fails, a story's words, some of the
/// attack families, what else the WAF may be told, own addresses, search domains, slow pods, taken ports, and whom the proxy takes for
/// the client.
fn plain(text: &str) -> Scenario {
    let mut scenario = Scenario::from_json(text).unwrap();
    scenario.absent.clear();
    let proxy = &mut scenario.reverse_proxy;
    (proxy.upstream, proxy.connect_timeout_ms, proxy.read_timeout_ms) = (None, None, None);
    proxy.unknown_server_name = None;
    (proxy.proxy_protocol, proxy.trust_forwarded) = (false, false);
    proxy.allow_sources.clear();
    (scenario.waf.own_address, scenario.load_balancer.own_address) = (None, None);
    scenario.nat_gateway.node_masquerade = false;
    scenario.state.nat_gateway.source_port_taken = false;
    scenario.state.pods.iter_mut().for_each(|(_, pod)| pod.service_time_us = None);
    if let Some(dns) = &mut scenario.cluster_dns {
        (dns.search_domains, dns.ndots) = (Vec::new(), 1);
    }
    proxy.routes.iter_mut().for_each(|route| route.namespace = None);
    for (_, node) in &mut scenario.state.nodes {
        node.failure = NodeFailure::Silent;
    }
    let waf = &mut scenario.waf;
    (waf.body_limit, waf.paranoia_level) = (BodyLimit::Reject, 1);
    (waf.allowed_methods, waf.allowed_content_types, waf.exemptions) = Default::default();
    waf.families.retain(|family| *family <= AttackFamily::Scanner);
    for story in &mut scenario.stories {
        (story.title, story.question, story.caption) = (None, None, None);
    }
    scenario
}

#[test]
fn what_version_1_says_is_what_version_2_says() {
    for (old, new) in [(BUILT_IN_1, BUILT_IN), (EVERY_FIELD_1, EVERY_FIELD_2), (POST_1, POST_2)] {
        assert_eq!(plain(old), plain(new));
    }
}

#[test]
fn an_upgraded_text_keeps_its_authors_layout() {
    for old in [BUILT_IN_1, EVERY_FIELD_1, POST_1] {
        let new = upgraded(old);
        assert_eq!(plain(&new), plain(old));
        assert!(new.contains("\"version\": \"2\""), "{new}");
        assert_eq!(
            new.contains("\"state\": {"),
            old.contains("\"healthy\": false") || old.contains("Resting")
        );
        assert!(new.lines().all(|line| line.len() <= 160 || old.contains(line)), "{new}");
        let kept = new.lines().filter(|line| old.contains(*line)).count();
        assert!(kept * 10 > new.lines().count() * 7, "{kept} lines of {}: {new}", new.lines().count());
        assert!(matches!(upgraded(&new), Cow::Borrowed(_)), "once is enough");
    }
    let odd = BUILT_IN_1.replace("\"weight\"", "\"wait\"").replace("\"title\"", "\"tittle\"");
    assert_eq!(upgraded(&odd), odd, "what can't be read stays as it is");
}

#[test]
fn a_fix_in_a_text_of_version_1_makes_it_version_2() {
    let was = Scenario::from_json(BUILT_IN_1).unwrap();
    let mut now = was.clone();
    now.state.pods.get_mut("shop/web-2").unwrap().ready = true;
    let text = changed(BUILT_IN_1, &was, &now, &["state"]);
    assert_eq!(Scenario::from_json(&text).unwrap(), now);
    assert!(text.contains("\"version\": \"2\""));
}

/// The error of version 1's built-in scenario, or the one with every field, with one text put for another.
fn broken(from: &str, to: &str) -> String {
    let text = [BUILT_IN_1, EVERY_FIELD_1].into_iter().find(|text| text.contains(from)).expect(from);
    Scenario::from_json(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_told_by_the_places_of_version_1() {
    let rows = [
        (
            "\"healthy\": false",
            "\"healthy\": \"no\"",
            "/loadBalancer/nodes/1/healthy (line 25, column 62): found \"no\"",
        ),
        ("\"healthy\": true", "\"helthy\": true", "/loadBalancer/nodes/0/helthy (line 24, "),
        ("\"healthy\": true", "\"helthy\": true", "did you mean `healthy`?"),
        ("\"port\": 8080,", "\"prot\": 8080,", "did you mean `port`?"),
        ("\"healthy\": false", "\"healthy\": false, \"healthy\": true", "duplicate field `healthy`"),
        ("\"ready\": false", "\"ready\": 0", "/pods/1/ready (line "),
        ("\"node\": \"node-a\"", "\"node\": \"node-z\"", "/pods/0/node (line "),
        ("\"port\": 8080,", "\"port\": 0,", "/pods/0/port (line "),
        ("\"requestsInFlight\": 7", "\"requestsInFligth\": 7", "did you mean `requestsInFlight`?"),
        ("\"recentRequests\": 3", "\"recentRequests\": -3", "/apiGateway/consumers/0/recentRequests (line "),
        ("\"portsResting\": 3", "\"portsResting\": \"3\"", "/natGateway/portsResting (line "),
        ("\"upForUs\": 60000000", "\"upForUs\": 1, \"downForUs\": 1", "/loadBalancer/nodes/0/upForUs (line "),
        ("\"title\"", "\"state\": {}, \"title\"", "/state (line 3, "),
        ("\"name\": \"node-b\"", "\"name\": \"node-a\"", "/loadBalancer/nodes/1/name (line "),
        ("\"name\": \"node-b\", ", "", "/loadBalancer/nodes/1 (line "),
    ];
    for (from, to, expected) in rows {
        let error = broken(from, to);
        assert!(error.contains(expected), "{to}: {error}, wanted {expected}");
    }
    let mistyped = broken("\"healthy\": false", "\"healthy\": \"no\"");
    assert_eq!(mistyped.lines().count(), 1, "{mistyped}");
}

#[test]
fn weights_are_asked_for_by_todays_name() {
    let text = BUILT_IN_1.replacen("\"round_robin\"", "\"weighted\"", 1);
    let read = Scenario::from_json(&text).unwrap();
    let written = serde_json::to_value(read.to_json()).unwrap();
    assert_eq!(written["loadBalancer"]["algorithm"], "weighted_round_robin");
    assert!(upgraded(&text).contains("\"weighted_round_robin\""));
}

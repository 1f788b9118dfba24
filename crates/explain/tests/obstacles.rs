//! What else stands in the way of a request that is stopped: each row a preset's scenario, a request, and every layer that stops it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use common::ask;
use gauntlet_explain::obstacle::obstacles;
use gauntlet_explain::question::composed;
use gauntlet_explain::{preset, run};
use gauntlet_model::ask::SEED;
use gauntlet_model::code::Code;
use gauntlet_model::journey::{Direction, Verdict};
use gauntlet_sim::path;

const IN: Direction = Direction::Ingress;
const OUT: Direction = Direction::Egress;
const INJECTION: &str = "https://site.example/products?q=%27%20OR%201%3D1%20--";

/// The scenario of a preset, the request, where it comes from if it matters, and the codes of all that stops it, the first one first.
type Row = (&'static str, Direction, &'static str, Option<&'static str>, &'static [&'static str]);

const ROWS: &[Row] = &[
    ("harmless", IN, "https://site.example/products", None, &[]),
    ("harmless", IN, INJECTION, None, &["waf.sql_injection"]),
    (
        "blocked-address",
        IN,
        INJECTION,
        Some("198.51.100.99"),
        &["firewall.source_denied", "waf.sql_injection"],
    ),
    (
        "closed-by-policy",
        IN,
        INJECTION,
        Some("198.51.100.99"),
        &["firewall.source_denied", "waf.sql_injection", "network_policy.ingress_denied"],
    ),
    ("closed-by-policy", IN, "https://site.example/products", None, &["network_policy.ingress_denied"]),
    // What is broken or missing ends the list.
    ("dead-pods", IN, INJECTION, None, &["waf.sql_injection", "service.no_ready_endpoints"]),
    ("dead-nodes", IN, INJECTION, None, &["waf.sql_injection", "load_balancer.no_healthy_node"]),
    (
        "no-key",
        IN,
        "https://api.site.example/v1?q=%27%20OR%201%3D1%20--",
        None,
        &["waf.sql_injection", "api_gateway.unauthenticated"],
    ),
    ("payment", OUT, "https://collector.unknown.example/upload", None, &["egress_firewall.name_denied"]),
    // The call's own port is looked at once the lookup has passed.
    (
        "no-lookups",
        OUT,
        "http://collector.unknown.example/upload",
        None,
        &["network_policy.egress_denied", "network_policy.egress_denied", "egress_firewall.name_denied"],
    ),
    (
        "unknown-caller",
        OUT,
        "http://api.payments.example/v1/charges",
        None,
        &[
            "network_policy.egress_denied",
            "egress_firewall.destination_denied",
            "external.source_not_allow_listed",
        ],
    ),
];

fn codes(first: Option<Code>, others: &[Code]) -> Vec<String> {
    first.iter().chain(others).map(ToString::to_string).collect()
}

#[test]
fn every_layer_that_would_stop_it_is_named() {
    for (name, direction, url, source, expected) in ROWS {
        let scenario = preset::named(name).unwrap().scenario().unwrap();
        let mut sent = ask(*direction, url);
        sent.source_ip = source.map(|ip| ip.parse().unwrap());
        let first = run(&scenario, &sent, SEED).code;
        let others: Vec<Code> = obstacles(&scenario, &path::decide(&scenario, &Arc::new(sent), SEED), SEED)
            .into_iter()
            .map(|one| one.code)
            .collect();
        assert_eq!(codes(first, &others), *expected, "{name}: {url} from {source:?}");
    }
}

#[test]
fn after_a_failure_there_is_nothing_and_an_answer_has_none() {
    for preset in preset::all() {
        let scenario = preset.scenario().unwrap();
        let ask = Arc::new(composed(&scenario, &preset.request()).unwrap());
        for seed in 0..8 {
            let code = run(&scenario, &ask, seed).code;
            let others = obstacles(&scenario, &path::decide(&scenario, &ask, seed), seed);
            if code.is_none_or(|code| code.verdict() == Verdict::Fail) {
                assert_eq!(others, [], "{} with seed {seed}", preset.name);
            }
            for (at, one) in others.iter().enumerate() {
                let last = at + 1 == others.len();
                assert!(last || one.code.verdict() == Verdict::Block, "{}: {}", preset.name, one.code);
                common::filled(&one.why);
            }
        }
    }
}

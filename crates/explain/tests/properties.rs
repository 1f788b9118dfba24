//! What holds for any input: nothing panics, time never runs back, and the seed decides everything.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::checked;
use gauntlet_model::http::Request;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::{BUILT_IN, Scenario};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn parsing_any_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Request::parse(&bytes);
    }

    #[test]
    fn parsing_near_requests_never_panics(
        target in "[ -~]{0,30}", host in "[a-z:\\[\\]./%@ ]{0,20}", rest in "[ -~\\n\\r]{0,60}",
    ) {
        let _ = Request::parse(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n{rest}\r\n\r\n").as_bytes());
    }

    #[test]
    fn running_any_query_never_panics(query in "\\PC{0,60}", seed in any::<u64>(), inbound in any::<bool>()) {
        let scenario = Scenario::built_in();
        let direction = if inbound { Direction::Ingress } else { Direction::Egress };
        let mut ask = scenario.story(direction, false);
        ask.request.query = query;
        checked(&scenario, &ask, seed);
    }

    #[test]
    fn running_sql_like_queries_never_panics(
        query in "('|\"|or|and|union|select|--|#|/\\*|\\*/|;|=|1|%27|%|\\(|\\)| |é){0,24}",
    ) {
        let scenario = Scenario::built_in();
        let mut ask = scenario.story(Direction::Ingress, false);
        ask.request.query = query;
        checked(&scenario, &ask, 1);
    }

    #[test]
    fn a_scenario_with_bytes_lost_never_panics(from in 0..BUILT_IN.len(), length in 0..200_usize) {
        let to = (from + length).min(BUILT_IN.len());
        let _ = Scenario::from_json(&format!("{}{}", &BUILT_IN[..from], &BUILT_IN[to..]));
    }
}

//! What it takes to decide: how often a journey allocates. Counted, not timed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::System;
use std::hint::black_box;
use std::sync::Arc;

use gauntlet_model::ask::SEED;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::waf;
use gauntlet_sim::path;
use gauntlet_sim::world::World;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often a call allocates: the least of several, since the test's own threads are counted as well.
fn allocations<T>(call: impl Fn() -> T) -> usize {
    let once = || {
        let region = Region::new(ALLOCATOR);
        black_box(call());
        region.change().allocations
    };
    (0..32).map(|_| once()).min().unwrap()
}

#[test]
fn deciding_hardly_allocates() {
    let scenario = Scenario::built_in();
    // Made once for all the requests to a scenario.
    let world = World::start(&scenario);
    // Beside what the WAF decodes, and in all.
    for (direction, most, in_all) in [(Direction::Ingress, 10, 150), (Direction::Egress, 10, 10)] {
        let ask = Arc::new(scenario.story(direction, false));
        assert_eq!(path::decide_in(&scenario, &world, &ask, SEED).outcome(), Outcome::Answered);
        let journey = allocations(|| path::decide_in(&scenario, &world, &ask, SEED));
        let read = || waf::found(&scenario.waf, &waf::fields(&ask.request));
        let waf = if direction == Direction::Ingress { allocations(read) } else { 0 };
        assert!(journey - waf <= most, "{direction:?}: {journey} allocations, {waf} of them the WAF's");
        assert!(journey <= in_all, "{direction:?}: {journey} allocations");
    }
}

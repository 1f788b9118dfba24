//! Journeys a second and allocations a journey: decided alone, and explained as well. `cargo bench -p gauntlet-explain --bench journeys`
//! prints a row for each request.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::disallowed_types, reason = "the clock is outside of what it measures")]
#![allow(missing_docs, reason = "a program")]

use std::alloc::System;
use std::hint::black_box;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use gauntlet_explain as explain;
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::waf;
use gauntlet_sim::path;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How long each row is measured.
const LONG: Duration = Duration::from_millis(1_000);

/// Allocations of one call, and calls a second.
fn measured(mut call: impl FnMut()) -> (usize, f64) {
    call();
    let region = Region::new(ALLOCATOR);
    call();
    let allocations = region.change().allocations;
    let (start, mut calls) = (spent(), 0_u32);
    while spent() - start < LONG {
        for _ in 0..64 {
            call();
        }
        calls += 64;
    }
    (allocations, f64::from(calls) / (spent() - start).as_secs_f64())
}

/// The time that this thread has worked; what else runs on the machine is not in it. Where the system does not tell, the time that
/// has passed.
fn spent() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
    worked.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn row(name: &str, call: impl FnMut()) {
    let (allocations, each_second) = measured(call);
    println!("| {name} | {allocations} | {each_second:.0} |");
}

fn main() {
    let scenario = Scenario::built_in();
    println!("| what | allocations | a second |\n|---|---|---|");
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            let ask = Arc::new(scenario.story(direction, blocked));
            let name = format!("{direction:?}{}", if blocked { ", blocked" } else { "" });
            row(&format!("{name}: decided"), || {
                black_box(path::decide(&scenario, &ask, SEED));
            });
            row(&format!("{name}: explained"), || {
                black_box(explain::run(&scenario, &ask, SEED));
            });
        }
    }
    let ask: Ask = scenario.story(Direction::Ingress, false);
    row("the WAF's reading of the inbound request", || {
        let fields = waf::fields(&ask.request);
        black_box(waf::found(&scenario.waf, &fields));
    });
    row("the WAF's decoding alone", || {
        black_box(waf::fields(&ask.request));
    });
}

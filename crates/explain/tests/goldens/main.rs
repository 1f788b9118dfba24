//! Every journey as it was recorded: presets and stories under twenty seeds, and a row for every code, each with its fix and its
//! report. A change of the engines' shape changes no verdict, no reason and no time.
//!
//! `GAUNTLET_WRITE=1 cargo test -p gauntlet-explain --test goldens` records anew, for a change that is meant; say in its commit which.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../codes/attacks.rs"]
mod attacks;
#[path = "../common/mod.rs"]
mod common;
#[path = "../codes/handshakes.rs"]
mod handshakes;
#[path = "../codes/outbound.rs"]
mod outbound;
#[allow(dead_code, reason = "the rows alone are used here")]
#[path = "../codes/table.rs"]
mod table;

use std::io::{Read, Write};
use std::path::PathBuf;

use gauntlet_explain::question::composed;
use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::{preset, run};
use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ConsumerState, NodeState, PodState};
use serde_json::{Value, json};

/// Seeds a preset or a story is run under.
const SEEDS: u64 = 20;
/// How many differences a failure prints.
const SHOWN: usize = 20;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/journeys.jsonl.br")
}

/// Everything that is known of one run.
fn record(case: String, scenario: &Scenario, ask: &Ask, seed: u64) -> Value {
    let journey = run(scenario, ask, seed);
    let fix = Remedy::of(scenario, ask, seed, &journey);
    let mut report = json!(gauntlet_explain::report::run(scenario, ask, seed));
    // The common one is left out, as it was before there was another.
    if let Some(request) = report["request"].as_object_mut().filter(|request| request["at"] == "") {
        request.remove("at");
    }
    let fixed = fix.as_ref().map(|fix| written(fix.scenario.clone()));
    json!({
        "case": case,
        "journey": journey,
        "fix": fix,
        "fixed": fixed,
        "curl": curl::command(ask),
        "says": gauntlet_model::curl::says(ask, &journey.client, journey.phrase),
        "report": report,
    })
}

/// A scenario as JSON, without what its state says of those that are up and idle.
fn written(mut scenario: Scenario) -> String {
    scenario.state.nodes.retain(|_, node| *node != NodeState::default());
    scenario.state.pods.retain(|_, pod| *pod != PodState::default());
    scenario.state.consumers.retain(|_, consumer| *consumer != ConsumerState::default());
    scenario.to_json().written()
}

fn records() -> Vec<Value> {
    let mut out = Vec::new();
    let built_in = Scenario::built_in();
    for seed in 0..SEEDS {
        for direction in [Direction::Ingress, Direction::Egress] {
            for blocked in [false, true] {
                let case = format!("story {direction:?} blocked={blocked} seed={seed}");
                out.push(record(case, &built_in, &built_in.story(direction, blocked), seed));
            }
        }
        for preset in preset::all() {
            let scenario = preset.scenario().unwrap();
            let ask = composed(&scenario, &preset.request()).unwrap();
            out.push(record(format!("preset {} seed={seed}", preset.name), &scenario, &ask, seed));
        }
    }
    for (at, (url, change, expected)) in table::INBOUND
        .iter()
        .chain(outbound::OUTBOUND)
        .chain(handshakes::HANDSHAKES)
        .chain(attacks::ATTACKS)
        .enumerate()
    {
        let (scenario, ask) = table::set_up(url, *change);
        for seed in [1, 2] {
            out.push(record(format!("code {at} {expected} {url} seed={seed}"), &scenario, &ask, seed));
        }
    }
    out
}

/// Every place where two values differ.
fn differences(place: &str, before: &Value, now: &Value, out: &mut Vec<String>) {
    match (before, now) {
        (Value::Object(old), Value::Object(new)) => {
            for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
                let missing = Value::from("(nothing)");
                let (old, new) = (old.get(name).unwrap_or(&missing), new.get(name).unwrap_or(&missing));
                differences(&format!("{place}/{name}"), old, new, out);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                differences(&format!("{place}/{at}"), old, new, out);
            }
        }
        _ if before == now => {}
        _ => out.push(format!("{place}\n    before: {before}\n    now:    {now}")),
    }
}

#[test]
fn every_journey_is_as_it_was_recorded() {
    let now = records();
    if std::env::var_os("GAUNTLET_WRITE").is_some() {
        let lines: String = now.iter().map(|one| format!("{one}\n")).collect();
        let out = std::fs::File::create(file()).unwrap();
        brotli::CompressorWriter::new(out, 1 << 16, 9, 24).write_all(lines.as_bytes()).unwrap();
    }
    let mut recorded = String::new();
    let packed = std::fs::File::open(file()).unwrap();
    brotli::Decompressor::new(packed, 1 << 16).read_to_string(&mut recorded).unwrap();
    let recorded: Vec<Value> = recorded.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(recorded.len(), now.len(), "cases were added or lost: record anew");
    let mut found = Vec::new();
    for (before, now) in recorded.iter().zip(&now) {
        differences(before["case"].as_str().unwrap(), before, now, &mut found);
    }
    let shown: Vec<&str> = found.iter().take(SHOWN).map(String::as_str).collect();
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), shown.join("\n"));
}

//! What the worst inputs that are allowed cost, in instructions of the module that a page would load: they are the same on
//! every machine, so that nothing here depends on how fast one is. `--nocapture` prints them all.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counted;
mod worst;

use std::sync::Mutex;

use counted::Counter;
use gauntlet_budget::traced;
use gauntlet_explain::preset;
use worst::{Input, Job, all};

/// The most that an answer may take: 50 ms on a slow laptop, whose browser does 8 million of these instructions in a
/// millisecond. Chromium's engine did 5 million while it still compiled the module and 10 to 13 million after, on two cores of
/// a server that did other work as well.
const BUDGET: u64 = 400_000_000;

/// The most that the check of a content file may take: it may be four times as large, and no page waits for it.
const BUDGET_OF_CONTENT: u64 = 4 * BUDGET;

/// The most that a scenario of an older version may take: what is fixed in it comes out in the current one, so that it is brought up
/// once.
const BUDGET_OF_OLDER: u64 = 2 * BUDGET;

/// The most that a message may take whose head is larger than any that comes from a client: somebody pasted it.
const BUDGET_OF_MESSAGE: u64 = 2 * BUDGET;

#[test]
fn no_answer_takes_more_than_the_budget() {
    let counter = Counter::build();
    let only = std::env::var("GAUNTLET_ONLY").unwrap_or_default();
    let wanted = |name: &str| only.split('|').any(|only| name.contains(only));
    let inputs = Mutex::new(all().into_iter().filter(|input| wanted(&input.name)));
    let counts = Mutex::new(Vec::new());
    // Two at a time, as a machine has two cores at least.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(input) = inputs.lock().unwrap().next() else { break };
                    let count = counter.count(&input);
                    counts.lock().unwrap().push((count, input.name));
                }
            });
        }
    });
    let mut counts = counts.into_inner().unwrap();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    let line = |(count, name): &(u64, String)| format!("{:>6} million: {name}\n", count / 1_000_000);
    println!("{}", counts.iter().map(line).collect::<String>());
    let most = |name: &str| match name {
        content if content.starts_with("content: ") => BUDGET_OF_CONTENT,
        older if older.contains("of version 1") => BUDGET_OF_OLDER,
        large if large.starts_with("answer: message: ") || large.ends_with("curl: a long query") => {
            BUDGET_OF_MESSAGE
        }
        _ => BUDGET,
    };
    let over: String = counts.iter().filter(|(count, name)| *count > most(name)).map(line).collect();
    assert!(over.is_empty(), "the budget is {} million instructions:\n{over}", BUDGET / 1_000_000);
}

/// What a page computes is what a terminal does, byte for byte.
#[test]
fn a_trace_is_the_same_natively_and_in_wasm() {
    let module = Counter::build();
    let presets = preset::all().into_iter().map(|preset| preset.name.to_owned());
    let stories = ["ingress", "ingress-blocked", "egress", "egress-blocked"].map(str::to_owned);
    let mut compared = 0;
    for name in presets.chain(stories) {
        for seed in [1_u64, 2, 20_260_401] {
            let (one, other) = (name.clone().into_bytes(), seed.to_string().into_bytes());
            let written = module.written(&Input { name: name.clone(), job: Job::Traced, one, other });
            let native = traced(&name, seed);
            let differs = native.bytes().zip(&written).position(|(one, other)| one != *other);
            let around = |at: usize| {
                String::from_utf8_lossy(&written[at.saturating_sub(60)..])
                    .chars()
                    .take(120)
                    .collect::<String>()
            };
            assert_eq!(differs.map(around), None, "{name}, seed {seed}");
            assert_eq!(native.len(), written.len(), "{name}, seed {seed}");
            compared += 1;
        }
    }
    assert!(compared >= 100, "{compared} traces");
}

//! What the page and the terminal ask of the simulation, as a module whose instructions can be counted: `tests/` runs it in an
//! interpreter. Nothing of it is published.

use std::cell::RefCell;

use gauntlet_explain as explain;
use gauntlet_explain::preset;
use gauntlet_explain::question::{self, for_request};
use gauntlet_explain::remedy::Remedy;
use gauntlet_model::ask::SEED;
use gauntlet_model::curl;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::{Scenario, rewrite};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes room for so many bytes of input, and gives its address.
#[wasm_bindgen]
#[must_use]
pub fn room(bytes: usize) -> usize {
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; bytes];
        input.as_ptr() as usize
    })
}

/// Does one job with the input, whose first part is so long; gives how long the answer is.
///
/// # Panics
/// Where the input is not of the job's kind: the count would be of something else.
#[wasm_bindgen]
#[must_use]
pub fn work(job: u32, first: usize) -> usize {
    let input = INPUT.take();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let (one, other) = input.split_at(first);
    match job {
        0 => {
            let wrong = Scenario::from_json(&text(one)).err();
            // A valid scenario has no errors to write out; the caller takes 0 for no work done.
            wrong.map_or(1, |wrong| wrong.errors.iter().map(|error| error.sentence().len()).sum())
        }
        1 => rewrite(&text(one), &text(other)).expect("JSON").len(),
        2 => question::answer(&input).len(),
        3 => preset::named(&text(one)).and_then(|preset| preset.scenario_text()).expect("a preset").len(),
        4 => {
            gauntlet_content::check(&text(one)).problems.iter().map(|problem| problem.to_string().len()).sum()
        }
        5 => trace(&text(one), &text(other)),
        6 => {
            let traced = traced(&text(one), text(other).parse().expect("a seed"));
            OUTPUT.replace(traced).clear();
            OUTPUT.with_borrow(String::len)
        }
        _ => panic!("no such job"),
    }
}

/// The address of the last job's output, for jobs that have one.
#[wasm_bindgen]
#[must_use]
pub fn written() -> usize {
    OUTPUT.with_borrow(|output| output.as_ptr() as usize)
}

/// The trace of a preset, or of one of the stories: `ingress`, `ingress-blocked`, `egress` or `egress-blocked`.
///
/// # Panics
/// Where there is none of that name.
#[must_use]
pub fn traced(name: &str, seed: u64) -> String {
    let (scenario, ask) = match name.strip_suffix("-blocked").unwrap_or(name) {
        way @ ("ingress" | "egress") => {
            let direction = if way == "ingress" { Direction::Ingress } else { Direction::Egress };
            let scenario = Scenario::built_in();
            let ask = scenario.story(direction, way != name);
            (scenario, ask)
        }
        _ => {
            let preset = preset::named(name).expect("a preset");
            let scenario = preset.scenario().expect("its scenario");
            let ask = question::composed(&scenario, &preset.request()).expect("its request");
            (scenario, ask)
        }
    };
    let journey = explain::run(&scenario, &ask, seed);
    let fix = Remedy::of(&scenario, &ask, seed, &journey);
    serde_json::to_string(&(journey, fix)).expect("JSON")
}

/// As `gauntlet trace SCENARIO --curl COMMAND --format json`.
fn trace(scenario: &str, command: &str) -> usize {
    let scenario = Scenario::from_json(scenario).expect("a scenario");
    let ask = for_request(&scenario, None, curl::parse(command).expect("a command"));
    let journey = explain::run(&scenario, &ask, SEED);
    let fix = Remedy::of(&scenario, &ask, SEED, &journey);
    serde_json::to_string_pretty(&(journey, fix)).expect("JSON").len()
}

//! Live traffic for a worker: one run, told what to do in numbers and asked in numbers. Texts come in and go out by their address in
//! the module's memory. `docs/traffic.md` has the numbers' order.

use std::cell::RefCell;

use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::{Mix, ServiceTime};
use gauntlet_sim::traffic::command::Command;
use gauntlet_sim::traffic::engine::Input;
use gauntlet_sim::traffic::queue::{Alone, alone};
use gauntlet_sim::traffic::replay::Run;
use wasm_bindgen::prelude::wasm_bindgen;

mod told;

thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
    static NUMBERS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// A moment in the page's terms, microseconds, as the run counts: nanoseconds.
fn nanos(micros: f64) -> u64 {
    // Saturates: what is no number or negative is the start.
    (micros * 1_000.0) as u64
}

/// Does something with the run, if there is one.
fn with<T: Default>(what: impl FnOnce(&mut Run) -> T) -> T {
    RUN.with_borrow_mut(|run| run.as_mut().map(what).unwrap_or_default())
}

/// Keeps a text for the page to read, and gives its length.
fn say(text: String) -> usize {
    let length = text.len();
    TEXT.replace(text);
    length
}

fn input() -> String {
    String::from_utf8(INPUT.take()).unwrap_or_default()
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

/// The address of the last text.
#[wasm_bindgen]
#[must_use]
pub fn text() -> usize {
    TEXT.with_borrow(|text| text.as_ptr() as usize)
}

/// The address of the last numbers.
#[wasm_bindgen]
#[must_use]
pub fn numbers() -> usize {
    NUMBERS.with_borrow(|numbers| numbers.as_ptr() as usize)
}

/// Begins a run. The input is a scenario of that length, and a mix after it, which may be missing. Gives 0, or the length of what
/// is wrong.
#[wasm_bindgen]
#[must_use]
pub fn start(scenario: usize, seed: f64) -> usize {
    let input = input();
    let (scenario, mix) = input.split_at_checked(scenario).unwrap_or((&input, ""));
    match begun(scenario, mix, seed as u64) {
        Ok(run) => {
            RUN.replace(Some(run));
            0
        }
        Err(wrong) => say(wrong),
    }
}

fn begun(scenario: &str, mix: &str, seed: u64) -> Result<Run, String> {
    let scenario = match scenario {
        "" => Scenario::built_in(),
        text => Scenario::from_json(text).map_err(|wrong| wrong.to_string())?,
    };
    let mix = match mix {
        "" => Mix::of(&scenario),
        text => Mix::from_json(text, &scenario).map_err(|wrong| wrong.to_string())?,
    };
    Run::new(Input::of(scenario, mix, seed)).map_err(|limit| limit.to_string())
}

/// Gives the run another scenario, from the input, for the command that goes over to it. Gives 0, or the length of what is wrong.
#[wasm_bindgen]
#[must_use]
pub fn another() -> usize {
    match Scenario::from_json(&input()) {
        Ok(scenario) => match with(|run| run.another(scenario).err()) {
            Some(limit) => say(limit.to_string()),
            None => 0,
        },
        Err(wrong) => say(wrong.to_string()),
    }
}

/// Goes to a moment, in microseconds: forward, or back.
#[wasm_bindgen]
pub fn seek(to: f64) {
    with(|run| run.seek(nanos(to)));
}

/// Gives a command for a moment. Gives 0, or the length of what is wrong.
#[wasm_bindgen]
#[must_use]
pub fn command(at: f64, kind: u32, target: u32, value: u32) -> usize {
    let Some(command) = Command::of(kind, target, value) else {
        return say(format!("kind: found {kind}, expected one of 0 to {}", Command::KINDS - 1));
    };
    match with(|run| run.command(nanos(at), command).err()) {
        Some(limit) => say(limit.to_string()),
        None => 0,
    }
}

/// Takes the command at a place back.
#[wasm_bindgen]
pub fn forget(place: usize) {
    with(|run| run.forget(place));
}

/// The hash of all that has happened.
#[wasm_bindgen]
#[must_use]
pub fn hash() -> u64 {
    with(|run| run.state.hash())
}

/// Writes the numbers of a kind; gives how many there are.
#[wasm_bindgen]
#[must_use]
pub fn tell(kind: u32) -> usize {
    NUMBERS.with_borrow_mut(|numbers| {
        numbers.clear();
        with(|run| told::numbers(kind, run, numbers));
        numbers.len()
    })
}

/// Writes the names of a kind, a line each; gives the length.
#[wasm_bindgen]
#[must_use]
pub fn names(kind: u32) -> usize {
    say(with(|run| told::names(kind, run)))
}

/// For comparison: a queue with four servers that are busy for seven tenths of the time, alone. Gives the mean wait of so many
/// customers, in microseconds.
#[wasm_bindgen]
#[must_use]
pub fn queue(customers: u32, seed: f64) -> f64 {
    let of = Alone { between: 3_571_428, served: 10_000_000, service: ServiceTime::Exponential, servers: 4 };
    alone(of, u64::from(customers.max(1)), seed as u64).waits.mean() / 1_000.0
}

/// The last numbers, for whoever runs this natively.
#[must_use]
pub fn copied() -> Vec<f64> {
    NUMBERS.with_borrow(Clone::clone)
}

/// The last text.
#[must_use]
pub fn copied_text() -> String {
    TEXT.with_borrow(Clone::clone)
}

/// The next input.
pub fn put(text: &str) {
    INPUT.replace(text.as_bytes().to_vec());
}

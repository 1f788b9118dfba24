//! What the worst inputs that are allowed cost, in instructions of the module that a page would load: they are the same on
//! every machine, so that nothing here depends on how fast one is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counted;
mod worst;

use counted::Counter;
use worst::all;

#[test]
fn no_answer_takes_more_than_the_budget() {
    let counter = Counter::build();
    let mut rows: Vec<(u64, String)> = Vec::new();
    let only = std::env::var("ONLY").unwrap_or_default();
    for input in all().into_iter().filter(|input| only.split('|').any(|only| input.name.contains(only))) {
        rows.push((counter.count(&input), input.name));
    }
    rows.sort_unstable();
    for (count, name) in rows.iter().rev() {
        println!("{:>10.3} {name}", *count as f64 / 1e6);
    }
}

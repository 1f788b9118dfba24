//! What an editor of a scenario's text asks for: what is wrong with it, and the same text after a change.

use serde::Serialize;

use super::merge::Merge;
use super::rewrite::Author;
use super::tree::tree_of_json;
use super::{Scenario, ScenarioError};

/// One problem for an editor: where it shows, and what it is.
#[derive(Serialize)]
struct Told<'a> {
    pointer: &'a str,
    line: usize,
    column: usize,
    text: String,
}

/// Everything that is wrong with a scenario, as a JSON array of objects with `pointer` (RFC 6901), `line` and `column` (from 1,
/// in bytes) and `text`, which names value, expectation and the nearest known name. Empty for a valid scenario.
#[must_use]
pub fn check(text: &str) -> String {
    let Err(wrong) = Scenario::from_json(text) else { return "[]".to_owned() };
    let told = wrong.errors.iter().map(|error| {
        let ScenarioError { pointer, line, column, .. } = error;
        Told { pointer, line: *line, column: *column, text: error.sentence() }
    });
    serde_json::to_string(&told.collect::<Vec<_>>()).unwrap_or_default()
}

/// The text of a scenario after a change of what was read from it, which has shown it to be JSON. What the text leaves out
/// stays left out, and what did not change stays as it is written.
#[must_use]
pub fn changed(text: &str, was: &Scenario, now: &Scenario) -> String {
    let Some(old) = tree_of_json(text) else { return now.to_value().to_string() };
    let (before, after) = (text.get(..old.start), text.get(old.end..));
    let merged = if now == was { old.raw().to_owned() } else { now.merge(was, &old, &Author::of(text)) };
    [before.unwrap_or_default(), &merged, after.unwrap_or_default()].concat()
}

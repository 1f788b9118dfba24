//! What an editor of a scenario's text asks for: what is wrong with it, and the same text after a change.

use serde::Serialize;
use serde_json::Value;

use super::rewrite::rewrite;
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
    let errors = Scenario::from_json(text).map_or_else(|errors| errors.errors, |_| Vec::new());
    let told = errors.iter().map(|error| {
        let ScenarioError { pointer, line, column, .. } = error;
        Told { pointer, line: *line, column: *column, text: error.sentence() }
    });
    serde_json::to_string(&told.collect::<Vec<_>>()).unwrap_or_default()
}

/// The text of a scenario after a change of what was read from it. What the text leaves out stays left out, and what did not
/// change stays as it is written.
#[must_use]
pub fn changed(text: &str, was: &Scenario, now: &Scenario) -> String {
    let whole = now.to_value();
    let content = match serde_json::from_str(text) {
        Ok(written) => as_written(&whole, &was.to_value(), &written),
        Err(_) => whole.clone(),
    };
    rewrite(text, &content.to_string()).unwrap_or_else(|| whole.to_string())
}

/// A changed value in the words of the text, which may have left out what is the default.
fn as_written(now: &Value, was: &Value, written: &Value) -> Value {
    match (now, was, written) {
        _ if now == was => written.clone(),
        (Value::Object(now), Value::Object(was), Value::Object(written)) => {
            let kept = now.iter().filter_map(|(name, now)| match (was.get(name), written.get(name)) {
                (Some(was), None) if now == was => None,
                (Some(was), Some(written)) => Some((name.clone(), as_written(now, was, written))),
                _ => Some((name.clone(), now.clone())),
            });
            Value::Object(kept.collect())
        }
        (Value::Array(now), Value::Array(was), Value::Array(written)) if was.len() == written.len() => {
            let same_places = now.len() == was.len();
            let item = |(at, now): (usize, &Value)| {
                let place = was.iter().position(|was| was == now).or_else(|| same_places.then_some(at));
                match place.and_then(|place| Some((was.get(place)?, written.get(place)?))) {
                    Some((was, written)) => as_written(now, was, written),
                    None => now.clone(),
                }
            };
            Value::Array(now.iter().enumerate().map(item).collect())
        }
        _ => now.clone(),
    }
}

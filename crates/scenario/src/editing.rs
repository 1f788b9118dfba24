//! A scenario's text after a change, or in the current version, with its author's layout kept.

use std::borrow::Cow;

use super::json::Json;
use super::merge::merged;
use super::origin::Origin;
use super::rewrite::Author;
use super::tree::{Node, Which, tree_of_json};
use super::{Scenario, decode, rewrite, version};

/// A scenario's text converted to the current version, with its author's layout kept. A text that is current, or can't be read, is
/// returned unchanged.
#[must_use]
pub fn upgraded(text: &str) -> Cow<'_, str> {
    let older = || {
        let json = decode::parse(text).ok()?;
        let tree = tree_of_json(text).filter(is_older)?;
        let (json, origin) = version::bring_up(text, json).ok()?;
        decode::decode::<Scenario>(&origin, &json).ok()?;
        brought_up(&tree, &json, &origin)
    };
    older().map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a scenario is of an older version than the current one.
fn is_older(scenario: &Node<'_>) -> bool {
    scenario.member("version", Which::First).is_some_and(|version| version.value.said() == Some("1"))
}

/// The older text rewritten with its converted content.
fn brought_up(tree: &Node<'_>, json: &Json, origin: &Origin<'_>) -> Option<String> {
    rewrite::of_json(&renamed(tree, origin)?, &json.written())
}

/// The text with renamed fields renamed in place.
fn renamed(tree: &Node<'_>, origin: &Origin<'_>) -> Option<String> {
    let text = origin.text;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for moved in origin.older?.lists {
        let items = tree.at(moved.list, Which::First).map_or(&[][..], |list| &list.items);
        for field in items.iter().flat_map(|item| &item.value.items) {
            let name = field.name.as_deref().unwrap_or_default();
            let Some((was, now)) = moved.renamed.iter().find(|(was, _)| *was == name) else { continue };
            let at = field.start + 1;
            // A name written with escapes is left to `rewrite`, which moves it to the end.
            if text.get(at..at + was.len()) == Some(was) && at >= from {
                out.push_str(text.get(from..at)?);
                out.push_str(now);
                from = at + was.len();
            }
        }
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

/// The text of a scenario after a change, where `was` was read from `text` and `fields` names the scenario's fields that changed. What the
/// text omits stays omitted, and unchanged parts stay as they are written. A text of an older version is converted to the current one.
#[must_use]
pub fn changed(text: &str, was: &Scenario, now: &Scenario, fields: &[&str]) -> String {
    let whole = || now.to_json().written();
    let Some(old) = tree_of_json(text) else { return whole() };
    if is_older(&old) {
        let json = decode::parse(text).and_then(|json| version::bring_up(text, json));
        let text = json.ok().and_then(|(json, origin)| brought_up(&old, &json, &origin));
        return text.map_or_else(whole, |text| changed(&text, was, now, fields));
    }
    let (before, after) = (text.get(..old.start), text.get(old.end..));
    // Compared as JSON, because comparing the types would add code for each one to the wasm.
    let of = |scenario: &Scenario| {
        Json::object(fields.iter().filter_map(|name| Some((*name, scenario.field(name)?.encode()))).collect())
    };
    let (now, was) = (of(now), of(was));
    let merged = if now == was { old.raw().to_owned() } else { merged(&now, &was, &old, &Author::of(text)) };
    [before.unwrap_or_default(), &merged, after.unwrap_or_default()].concat()
}

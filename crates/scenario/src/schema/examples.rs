//! An example for every field, from a scenario in which each occurs.

use serde_json::{Value, json};

/// Adds the first value that the scenario has for a field to the field's schema, where it is neither an object nor a list of
/// objects: those have fields of their own.
///
/// # Panics
/// Where the scenario is no JSON or a field does not occur in it; a test adds them.
pub(super) fn add(schema: &mut Value, scenario: &str) {
    let scenario: Value = serde_json::from_str(scenario).unwrap_or_else(|error| panic!("{error}"));
    walk(schema, String::new(), &scenario);
}

/// Follows a value and the schema's place for it.
fn walk(root: &mut Value, place: String, value: &Value) {
    let place = resolved(root, place);
    let Some(members) = value.as_object() else {
        let items = format!("{place}/items");
        return value.as_array().into_iter().flatten().for_each(|item| walk(root, items.clone(), item));
    };
    for (name, value) in members {
        let mut property = format!("{place}/properties/{}", name.replace('~', "~0").replace('/', "~1"));
        if root.pointer(&property).is_none() {
            // A name of its author's own.
            property = format!("{place}/additionalProperties");
        }
        let Some(schema) = root.pointer_mut(&property).filter(|schema| schema.is_object()) else { continue };
        let leaf = match value {
            Value::Array(items) => !items.iter().any(Value::is_object),
            value => !value.is_object() || schema.get("additionalProperties").is_some(),
        };
        if leaf && schema.get("examples").is_none() {
            schema["examples"] = json!([value]);
        }
        walk(root, property, value);
    }
}

/// The place that a place refers to, where it does; a value that may be null has its schema in `anyOf`.
fn resolved(root: &Value, place: String) -> String {
    let Some(schema) = root.pointer(&place) else { return place };
    let direct = schema.get("$ref").or_else(|| schema.pointer("/anyOf/0/$ref"));
    match direct.and_then(Value::as_str) {
        Some(reference) => reference.trim_start_matches('#').to_owned(),
        None => place,
    }
}

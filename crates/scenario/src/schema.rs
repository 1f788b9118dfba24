//! The JSON Schema (2020-12) of scenarios: shapes and words from the model's types, names, defaults and what may be left
//! out from the decoder's tables, bounds from one table that a test holds to the validation.

use std::borrow::Cow;

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::model::{ClusterIp, Date, PortRange, Scenario};

use crate::table::described;

mod bounds;
mod examples;

/// A scenario in which every field occurs.
pub const EVERY_FIELD: &str = include_str!("../../../examples/every-field.json");

pub use crate::table::ORDER;

/// The schema of a scenario. Every object schema has its members' order under [`ORDER`].
#[must_use]
pub fn of_scenario() -> Value {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    json_patch::merge(&mut schema, &bounds::all());
    examples::add(&mut schema, EVERY_FIELD);
    let mut schema = Schema::try_from(schema).unwrap_or_default();
    RecursiveTransform(plain).transform(&mut schema);
    schema.to_value()
}

/// The published schema, as `assets/scenario.schema.json` has it.
#[must_use]
pub fn text() -> String {
    let mut schema = Schema::try_from(of_scenario()).unwrap_or_default();
    RecursiveTransform(|schema: &mut Schema| drop(schema.remove(ORDER))).transform(&mut schema);
    format!("{:#}\n", schema.to_value())
}

/// Rust's own names for formats say nothing to an editor; an address is of one family or the other.
fn plain(schema: &mut Schema) {
    match schema.get("format").and_then(Value::as_str) {
        Some("ip") => {
            schema.remove("format");
            schema
                .insert("anyOf".to_owned(), serde_json::json!([{ "format": "ipv4" }, { "format": "ipv6" }]));
        }
        Some("uint" | "uint32") => {
            schema.remove("format");
            if !schema.as_object().is_some_and(|schema| schema.contains_key("maximum")) {
                schema.insert("maximum".to_owned(), u32::MAX.into());
            }
        }
        Some("uint16") => drop(schema.remove("format")),
        _ => {}
    }
}

described! {
    Date { "type": "string", "format": "date" }
    ClusterIp { "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }, { "const": "None" }] }
    PortRange { "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": 65535 },
        { "type": "string", "pattern": "^ *[0-9]{1,5} *- *[0-9]{1,5} *$" },
    ] }
}

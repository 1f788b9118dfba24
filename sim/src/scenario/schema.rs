//! The JSON Schema (2020-12) of scenarios: shapes and words from the model's types, names, defaults and what may be left
//! out from the decoder's tables, bounds from one table that a test holds to the validation.

use std::borrow::Cow;

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::model::{ClusterIp, Date, PortRange, Scenario};
use crate::time::Micros;

mod bounds;
mod examples;

/// A scenario in which every field occurs.
pub const EVERY_FIELD: &str = include_str!("../../../examples/every-field.json");

/// The members of an object schema in the order of the decoder's table; not part of the published schema.
pub const ORDER: &str = "x-order";

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

/// Puts the decoder's table into a struct's schema: name in Rust, name in JSON, whether it must be there, and what it is
/// when left out (`Null`: nothing).
///
/// # Panics
/// Where the schema does not have the table's fields; a test generates it.
pub(crate) fn fields(schema: &mut Schema, table: &[(&str, &str, bool, Value)]) {
    let derived = schema.remove("properties");
    let mut derived = derived.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let mut properties = Map::new();
    for (field, name, required, default) in table {
        let Some(mut property) = derived.remove(*field) else { panic!("the schema has no field `{field}`") };
        if let (false, false, Some(property)) = (*required, default.is_null(), property.as_object_mut()) {
            property.insert("default".to_owned(), default.clone());
        }
        properties.insert((*name).to_owned(), property);
    }
    assert!(derived.is_empty(), "the table lacks {derived:?}");
    let names = |wanted: &dyn Fn(bool) -> bool| -> Value {
        table.iter().filter(|row| wanted(row.2)).map(|row| Value::from(row.1)).collect()
    };
    schema.insert("required".to_owned(), names(&|required| required));
    schema.insert(ORDER.to_owned(), names(&|_| true));
    schema.insert("properties".to_owned(), properties.into());
    schema.insert("additionalProperties".to_owned(), false.into());
}

/// Puts the decoder's names into an enum's schema: name in Rust, name in JSON.
///
/// # Panics
/// Where the schema does not have the table's variants; a test generates it.
pub(crate) fn names(schema: &mut Schema, table: &[(&str, &str)]) {
    let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    let variants = variants.map(Vec::as_mut_slice).unwrap_or_default();
    assert_eq!(variants.len(), table.len(), "the schema has other variants than {table:?}");
    for ((rust, json), variant) in table.iter().zip(variants) {
        let Some(name) = variant.get_mut("const") else { panic!("`{rust}` has no name") };
        // Where serde renames the variant for another format it does so to the same name.
        assert!(name == rust || name == json, "found {name}, expected `{rust}` or `{json}`");
        *name = Value::from(*json);
    }
}

/// A network in CIDR notation: stands for `ipnet`'s type, which has no schema of its own.
pub(crate) enum Network {}

macro_rules! inline {
    ($($type:ident $schema:tt)*) => {
        $(impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

inline! {
    Network { "type": "string", "pattern": "^[0-9A-Fa-f.:]+/[0-9]{1,3}$" }
    Micros { "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64, "format": "microseconds" }
    Date { "type": "string", "format": "date" }
    ClusterIp { "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }, { "const": "None" }] }
    PortRange { "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": 65535 },
        { "type": "string", "pattern": "^ *[0-9]{1,5} *- *[0-9]{1,5} *$" },
    ] }
}

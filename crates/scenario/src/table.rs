//! Adds the decoder's tables of fields and names to the schemas derived from the types.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::json::Json;

/// The members of an object schema in the order of the decoder's table; not part of the published schema.
pub const ORDER: &str = "x-order";

/// Puts the decoder's table into a struct's schema: name in Rust, name in JSON, whether it must be there, and what it is
/// when left out (`Null`: nothing).
///
/// # Panics
/// Where the schema does not have the table's fields; a test generates it.
pub(crate) fn fields(schema: &mut Schema, table: &[(&str, &str, bool, Json)]) {
    let derived = schema.remove("properties");
    let mut derived = derived.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let mut properties = Map::new();
    for (field, name, required, default) in table {
        let Some(mut property) = derived.remove(*field) else { panic!("the schema has no field `{field}`") };
        if let (false, false, Some(property)) = (*required, *default == Json::Null, property.as_object_mut())
        {
            property.insert("default".to_owned(), serde_json::json!(default));
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

/// The schema of [`crate::model::ByName`], whose library type has none.
pub(crate) type ByName<T> = std::collections::BTreeMap<String, T>;

/// A network in CIDR notation: stands for `ipnet`'s type, which has no schema of its own.
pub(crate) enum Network {}

macro_rules! described {
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
pub(crate) use described;

described! {
    Network { "type": "string", "pattern": "^[0-9A-Fa-f.:]+/[0-9]{1,3}$" }
}

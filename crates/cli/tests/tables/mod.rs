//! The tables of `docs/scenario.md`, from the schema: a section a type, in the order in which they are met.

use std::fmt::Write;

use gauntlet_scenario::schema;
use serde_json::Value;

/// All tables.
pub fn all() -> String {
    let root = schema::of_scenario();
    let mut out = String::new();
    section(&mut out, "Scenario", &root);
    let mut met: Vec<String> = references(&root);
    let mut at = 0;
    while let Some(name) = met.get(at).cloned() {
        let of = &root["$defs"][&name];
        section(&mut out, &name, of);
        let further: Vec<String> = references(of).into_iter().filter(|name| !met.contains(name)).collect();
        // A type's own types come right after it.
        met.splice(at + 1..at + 1, further);
        at += 1;
    }
    assert_eq!(met.len(), root["$defs"].as_object().unwrap().len(), "every type has a section");
    out
}

/// The types that the fields of a type refer to, in the order of the fields.
fn references(of: &Value) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in order(of) {
        if let Some(name) = reference(&of["properties"][&name])
            && !out.contains(&name)
        {
            out.push(name);
        }
    }
    out
}

/// A type's fields in the order of the reader's table.
fn order(of: &Value) -> Vec<String> {
    let names = of[schema::ORDER].as_array().into_iter().flatten();
    names.map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The type that a field's schema refers to, itself or in a list or an object.
fn reference(of: &Value) -> Option<String> {
    let places = ["/$ref", "/items/$ref", "/anyOf/0/$ref", "/additionalProperties/$ref"];
    let direct = places.map(|place| of.pointer(place));
    let found = direct.into_iter().flatten().next()?;
    Some(found.as_str()?.rsplit('/').next()?.to_owned())
}

fn section(out: &mut String, name: &str, of: &Value) {
    let words = of["description"].as_str().unwrap();
    let _ = writeln!(out, "### {name}\n\n{}\n", words.replace('\n', " "));
    if let Some(variants) = of.get("oneOf").filter(|_| of.get("properties").is_none()) {
        out.push_str("| value | meaning |\n|---|---|\n");
        for variant in variants.as_array().unwrap() {
            let (value, words) =
                (variant["const"].as_str().unwrap(), variant["description"].as_str().unwrap());
            let _ = writeln!(out, "| `{value}` | {} |", cell(words));
        }
    } else {
        out.push_str("| field | type | default | bounds | meaning | example |\n|---|---|---|---|---|---|\n");
        for field in order(of) {
            let schema = &of["properties"][&field];
            let _ = writeln!(
                out,
                "| `{field}` | {} | {} | {} | {} | {} |",
                kind(&field, schema),
                default(of, &field, schema),
                bounds(schema),
                cell(schema["description"].as_str().unwrap()),
                schema.pointer("/examples/0").map(code).unwrap_or_default(),
            );
        }
    }
    out.push('\n');
}

/// A text within a table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

fn code(value: &Value) -> String {
    // A string as it stands in the file, its line ends as `\n`.
    format!("`{}`", cell(&value.to_string()))
}

/// What a field holds, with its unit.
fn kind(name: &str, of: &Value) -> String {
    if let Some(name) = reference(of) {
        let link = format!("[{name}](#{})", name.to_lowercase());
        let list = of.get("items").is_some();
        let object = of.get("additionalProperties").is_some();
        return if list {
            format!("list of {link}")
        } else if object {
            format!("object of {link}")
        } else {
            link
        };
    }
    let kinds = match &of["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    // An address: of one family or the other, or that nothing has one.
    let formats: Vec<&str> =
        of["anyOf"].as_array().into_iter().flatten().filter_map(|one| one["format"].as_str()).collect();
    let none = of["anyOf"].as_array().into_iter().flatten().any(|one| one["const"] == "None");
    match (kinds, formats.as_slice()) {
        (Some("array"), _) => format!("list of {}", plural(&kind(name, &of["items"]))),
        (Some("object"), _) => format!("object of {}", plural(&kind(name, &of["additionalProperties"]))),
        (_, ["ipv4", "ipv6"]) if none => "IP address or `None`".to_owned(),
        (_, ["ipv4", "ipv6"]) => "IP address".to_owned(),
        (Some("string"), _) if of["format"] == "date" => "day, `YYYY-MM-DD`".to_owned(),
        (Some("string"), _) if is_network(of) => "network in CIDR notation".to_owned(),
        (Some("string"), _) => "text".to_owned(),
        (Some("boolean"), _) => "`true` or `false`".to_owned(),
        (Some("integer"), _) if of["format"] == "microseconds" => "whole number, microseconds".to_owned(),
        (Some("integer"), _) if name.ends_with("Bytes") => "whole number, bytes".to_owned(),
        (Some("integer"), _) => "whole number".to_owned(),
        (None, _) if of["anyOf"][0]["type"] == "integer" => {
            "port, or range such as `\"8000-8100\"`".to_owned()
        }
        other => panic!("no words for {name}: {other:?} {of}"),
    }
}

fn is_network(of: &Value) -> bool {
    of["pattern"].as_str().is_some_and(|pattern| pattern.ends_with("/[0-9]{1,3}$"))
}

fn plural(kind: &str) -> String {
    match kind {
        "text" => "texts".to_owned(),
        "whole number" => "whole numbers".to_owned(),
        "IP address" => "IP addresses".to_owned(),
        "network in CIDR notation" => "networks in CIDR notation".to_owned(),
        "port, or range such as `\"8000-8100\"`" => "ports, and ranges such as `\"8000-8100\"`".to_owned(),
        "list of IP addresses" => "lists of IP addresses".to_owned(),
        "object of texts" => "objects of texts".to_owned(),
        other => panic!("no plural for {other}"),
    }
}

fn default(of: &Value, name: &str, schema: &Value) -> String {
    if of["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name)) {
        return String::new();
    }
    match schema.get("default") {
        Some(default) => code(default),
        None => "optional".to_owned(),
    }
}

/// What a pattern asks for.
fn in_words(pattern: &str) -> &'static str {
    match pattern {
        "^/" => "starts with `/`",
        host if host.starts_with(r"^(\*\.)?[a-z0-9_-]+") => "a host name in lower case; `*.` may precede it",
        host if host.starts_with(r"^(\*?\.)?[a-z0-9_-]+") => {
            "a host name in lower case; `*.` or `.` may precede it"
        }
        header if header.starts_with("^[A-Za-z0-9!#$%&'*+") => "a header's name",
        method if method.starts_with("^[!-+") && method.contains('/') => "a content type",
        method if method.starts_with("^[!-+") => "a method",
        r"^[^\x00-\x1f\x7f-\x9f]+$" => "one line of plain text",
        other => panic!("no words for {other}"),
    }
}

/// The bounds in words, those of a list's items after its own.
fn bounds(of: &Value) -> String {
    let mut out = Vec::new();
    let limit = |name: &str| of.get(name).and_then(Value::as_u64);
    let mut range = |low: Option<u64>, high: Option<u64>, what: &str| match (low, high) {
        (Some(low), Some(high)) if low == high => out.push(format!("exactly {low}{what}")),
        (Some(low), Some(high)) => out.push(format!("{low} to {high}{what}")),
        (Some(1), None) => out.push("not empty".to_owned()),
        (Some(low), None) => out.push(format!("at least {low}{what}")),
        (None, Some(high)) => out.push(format!("at most {high}{what}")),
        (None, None) => {}
    };
    range(limit("minimum"), limit("maximum"), "");
    range(limit("minLength"), limit("maxLength"), " characters");
    range(limit("minItems"), limit("maxItems"), " entries");
    range(limit("minProperties"), limit("maxProperties"), " entries");
    if let Some(value) = of.get("const") {
        out.push(code(value));
    }
    if let Some(values) = of.get("enum").and_then(Value::as_array) {
        out.push(values.iter().map(code).collect::<Vec<_>>().join(" or "));
    }
    if let Some(pattern) = of["pattern"].as_str().filter(|_| !is_network(of)) {
        out.push(in_words(pattern).to_owned());
    }
    for (name, what) in [("items", "each "), ("additionalProperties", "each "), ("propertyNames", "names: ")]
    {
        if let Some(further) = of.get(name).map(bounds).filter(|further| !further.is_empty()) {
            out.push(format!("{what}{further}"));
        }
    }
    out.join("; ")
}

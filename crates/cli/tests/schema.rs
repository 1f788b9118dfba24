//! `assets/scenario.schema.json`: current, and of one mind with the reader of scenarios wherever a schema can be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;

use std::collections::BTreeSet;

use gauntlet_explain::preset;
use gauntlet_scenario::{BUILT_IN, Scenario, schema};
use jsonschema::Validator;
use serde_json::{Value, json};

/// What the reader may expect of a value that fits: it depends on what stands elsewhere, or takes more than a pattern.
/// The place, where it is one alone, and a part of the expectation.
const BEYOND: &[(&str, &str)] = &[
    ("", "that no other"),
    ("", "an address of its own"),
    ("", "the name of a"),
    ("", "an IPv4 address, as the"),
    ("", "an IP network such as 10.0.0.0/8 or"),
    ("/firewall/rules/*/ports/*", "a port from 1 to 65535, or a range such as"),
    ("/waf/customRules/*/field", "path, query, header, cookie or body"),
    ("/waf/exemptions/*/field", "path, query, header, cookie or body"),
    ("/loadBalancer/healthCheck/timeoutUs", "from 1 to intervalUs"),
    ("/reverseProxy/routes/*/port", "a port of Service web"),
    ("/reverseProxy/routes/*/namespace", "the namespace of a Service web"),
    ("/networkPolicies/*/ingress/*/ports/*/endPort", "a port not below `port`"),
    ("/natGateway/lastPort", "a port not below firstPort"),
    ("/natGateway/moreAddresses", "an address that the gateway does not have already"),
    ("/egressFirewall/allow/*/host", "a host name in lower case"),
    ("/stories/*/request", "an HTTP/1.1 request"),
];

fn validator() -> Validator {
    jsonschema::options().should_validate_formats(true).build(&published()).unwrap()
}

fn published() -> Value {
    serde_json::from_str(&schema::text()).unwrap()
}

#[test]
fn the_published_schema_is_current() {
    golden::check("assets/scenario.schema.json", &schema::text());
}

#[test]
fn every_scenario_of_ours_fits_it() {
    let validator = validator();
    let presets = preset::all().into_iter().map(|preset| {
        (preset.name.to_owned(), serde_json::to_value(preset.scenario().unwrap().to_json()).unwrap())
    });
    let texts = [("built-in", BUILT_IN), ("every-field", schema::EVERY_FIELD)];
    let texts = texts.map(|(name, text)| (name.to_owned(), serde_json::from_str(text).unwrap()));
    for (name, scenario) in texts.into_iter().chain(presets) {
        let problems: Vec<String> = validator
            .iter_errors(&scenario)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        Scenario::from_json(&scenario.to_string()).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    }
}

#[test]
fn every_field_has_words_and_an_example_or_fields_of_its_own() {
    let schema = published();
    let types = schema["$defs"].as_object().unwrap().iter().map(|(name, of)| (name.as_str(), of));
    let mut fields = 0;
    for (name, of) in types.chain([("Scenario", &schema)]) {
        for (field, of) in of["properties"].as_object().into_iter().flatten() {
            fields += 1;
            let text = of["description"].as_str().unwrap_or_default();
            assert!(text.len() > 5 && !text.contains("[`"), "{name}.{field}: {text:?}");
            let refers = of.to_string().contains("#/$defs/");
            assert!(
                refers || of.get("examples").is_some(),
                "{name}.{field} is not in examples/every-field.json"
            );
        }
    }
    assert!(fields > 100, "{fields}");
}

/// Puts many values in every place of a scenario that has every field, and asks both.
#[test]
fn the_schema_and_the_reader_agree() {
    let validator = validator();
    let probes = probes(&published());
    let whole: Value = serde_json::from_str(schema::EVERY_FIELD).unwrap();
    let (mut both, mut beyond, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for place in places(&whole) {
        for (what, changed) in changes(&whole, &place, &probes) {
            let read = Scenario::from_json(&changed.to_string());
            match (validator.is_valid(&changed), &read) {
                (false, Ok(_)) => wrong.push(format!("{place} {what:.40}: read, but the schema refuses it")),
                (false, Err(_)) => both += 1,
                (true, Err(errors)) => {
                    for error in errors.errors.iter().filter(|error| at(&error.pointer, &place)) {
                        let known = BEYOND.iter().find(|(only, expected)| {
                            (only.is_empty() || *only == general(&place)) && error.expected.contains(expected)
                        });
                        match known {
                            Some(known) => drop(beyond.insert(known)),
                            None => {
                                wrong.push(format!("{place} {what:.40}: fits, but the reader says {error}"))
                            }
                        }
                    }
                }
                (true, Ok(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(beyond, BEYOND.iter().collect(), "what BEYOND names for nothing");
    assert!(both > 5_000, "refused by both: {both}");
}

/// Whether an error is about a place: at it or below it, or about the object it is a field of.
fn at(pointer: &str, place: &str) -> bool {
    let below = pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below || place.rsplit_once('/').is_some_and(|(object, _)| !object.is_empty() && object == pointer)
}

/// A place with every index as a star.
fn general(place: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
    place.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Every place of a document.
fn places(value: &Value) -> Vec<String> {
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (escape(name), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    let mut out = Vec::new();
    for (name, value) in below {
        out.push(format!("/{name}"));
        out.extend(places(value).into_iter().map(|place| format!("/{name}{place}")));
    }
    out
}

/// Values to try: of every type, and on both sides of every bound that the schema has.
fn probes(schema: &Value) -> Vec<Value> {
    let mut numbers = BTreeSet::from([0, 1]);
    let mut lengths = BTreeSet::from([1]);
    bounds(schema, &mut |name, bound| match name {
        "minimum" | "maximum" => numbers.extend([bound.saturating_sub(1), bound, bound + 1]),
        "minLength" | "maxLength" => lengths.extend([bound, bound + 1]),
        _ => {}
    });
    let mut out =
        vec![json!(null), json!(true), json!(-1), json!(1.5), json!([]), json!({}), json!([[]]), json!([{}])];
    out.extend(numbers.into_iter().map(Value::from));
    out.extend(lengths.into_iter().map(|length| Value::from("a".repeat(usize::try_from(length).unwrap()))));
    let texts = [
        "",
        "A",
        "/x",
        "a b",
        "a\nb",
        "a\u{9b}b",
        "*.x",
        "x..y",
        ".x",
        "10.0.0.1",
        "10.0.0.300",
        "2001:db8::1",
        "10.0.0.0/8",
        "10.0.0.0/99",
        "2026-02-28",
        "2026-02-30",
        "None",
        "none",
        "80",
        "80-90",
        " 80 - 90 ",
        "70000-80000",
        "1",
        "2",
        "1.3",
        "Prefix",
        "allow",
        "drop",
        "egress",
        "Exists",
        "GET / HTTP/1.1\nHost: a\n\n",
        "shop/web-1",
        "naïve",
    ];
    out.extend(texts.map(Value::from));
    out
}

fn bounds(schema: &Value, found: &mut impl FnMut(&str, u64)) {
    match schema {
        Value::Object(members) => members.iter().for_each(|(name, value)| match value.as_u64() {
            Some(bound) => found(name, bound),
            None => bounds(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| bounds(item, found)),
        _ => {}
    }
}

/// The document with a place changed, each way with its name.
fn changes(whole: &Value, place: &str, probes: &[Value]) -> Vec<(String, Value)> {
    let changed = |value: Value| {
        let mut whole = whole.clone();
        *whole.pointer_mut(place).unwrap() = value;
        whole
    };
    let mut out: Vec<(String, Value)> =
        probes.iter().map(|probe| (format!("= {probe}"), changed(probe.clone()))).collect();
    let value = whole.pointer(place).unwrap();
    if let Value::Object(members) = value {
        let mut more = members.clone();
        more.insert("notAField".to_owned(), json!("x"));
        out.push(("with another field".to_owned(), changed(more.into())));
    }
    if let Some([first, ..]) = value.as_array().map(Vec::as_slice) {
        let longest = if first.is_object() { 101 } else { 1_001 };
        for count in [15, 16, 100, 101, 1_000, 1_001].into_iter().filter(|count| *count <= longest) {
            out.push((format!("{count} times"), changed(vec![first.clone(); count].into())));
        }
    }
    let (parent, name) = place.rsplit_once('/').unwrap();
    let mut without = whole.clone();
    match without.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => {}
    }
    out.push(("left out".to_owned(), without));
    out
}

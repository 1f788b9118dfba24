//! Changes of a JSON document: gentle ones, which the schema allows, and rough ones, which it mostly does not.

use serde_json::{Map, Value, json};

use crate::random::Random;
use crate::schema::{Schema, Site};
use crate::texts;

/// Changes a document gently. Says what it did.
pub fn gently(random: &mut Random, schema: &Schema, document: &mut Value, donors: &[Value]) -> String {
    let sites = schema.sites(document);
    let known: Vec<&Site<'_>> =
        sites.iter().filter(|site| site.schema.is_some() && !site.pointer.is_empty()).collect();
    let site = if known.is_empty() { None } else { Some((*random.pick(&known)).clone()) };
    let Some(Site { pointer, schema: Some(of) }) = site else { return "nothing to change".to_owned() };
    match random.below(10) {
        // A member that was left out.
        0..=2 => {
            let objects: Vec<&Site<'_>> = sites
                .iter()
                .filter(|site| at(document, &site.pointer).is_object() && site.schema.is_some())
                .collect();
            let Site { pointer, schema: Some(of) } = random.pick(&objects) else { return String::new() };
            let names = schema.members(of);
            if names.is_empty() {
                return "an object without members that are known".to_owned();
            }
            let name = *random.pick(&names);
            let member = schema.member(of, name).unwrap_or(&Value::Null);
            let value = schema.value(random, member, name, document);
            let said = format!("{pointer}/{name} = {}", shown(&value));
            if let Some(Value::Object(members)) = document.pointer_mut(pointer) {
                members.insert(name.to_owned(), value);
            }
            said
        }
        // What another document has there.
        3 if !donors.is_empty() => {
            let donor = random.pick(donors);
            let Some(value) = donor.pointer(&pointer).cloned() else { return "no donor".to_owned() };
            put(document, &pointer, value.clone());
            format!("{pointer} = another's {}", shown(&value))
        }
        4 | 5 => list(random, document, &sites),
        _ => {
            let name = pointer
                .rsplit('/')
                .find(|step| step.parse::<usize>().is_err())
                .unwrap_or_default()
                .to_owned();
            let value = schema.value(random, of, &name, document);
            put(document, &pointer, value.clone());
            format!("{pointer} = {}", shown(&value))
        }
    }
}

/// A list gets one more like one that it has, or loses one, or has two change places.
fn list(random: &mut Random, document: &mut Value, sites: &[Site<'_>]) -> String {
    let lists: Vec<&str> = sites
        .iter()
        .map(|site| site.pointer.as_str())
        .filter(|pointer| at(document, pointer).as_array().is_some_and(|items| !items.is_empty()))
        .collect();
    if lists.is_empty() {
        return "no list".to_owned();
    }
    let pointer = *random.pick(&lists);
    let Some(Value::Array(items)) = document.pointer_mut(pointer) else { return String::new() };
    let (one, other) = (random.below(items.len()), random.below(items.len()));
    match random.below(3) {
        0 => {
            items.remove(one);
            format!("{pointer}/{one} taken away")
        }
        1 => {
            items.swap(one, other);
            format!("{pointer}/{one} and {other} change places")
        }
        _ => {
            let mut more = items[one].clone();
            for (name, value) in more.as_object_mut().into_iter().flatten() {
                // Names and addresses are each one's own.
                match (name.as_str(), &value) {
                    ("name", Value::String(text)) => *value = json!(format!("{text}-{}", items.len())),
                    ("address" | "clusterIP", Value::String(text)) => {
                        let stem = text.rsplit_once('.').map_or("10.0.9", |(stem, _)| stem).to_owned();
                        *value = json!(format!("{stem}.{}", 100 + random.below(100)));
                    }
                    _ => {}
                }
            }
            items.push(more);
            format!("{pointer}/{one} once more")
        }
    }
}

/// Changes a document roughly. Says what it did.
pub fn roughly(random: &mut Random, schema: &Schema, document: &mut Value) -> String {
    let sites = schema.sites(document);
    let pointer = random.pick(&sites).pointer.clone();
    let value = match random.below(9) {
        0 => texts::number(random),
        1 | 2 => json!(texts::text(random)),
        3 => {
            random.pick(&[Value::Null, json!([]), json!({}), json!(true), json!([[]]), json!([null])]).clone()
        }
        // What stands elsewhere in it.
        4 => at(document, &random.pick(&sites).pointer).clone(),
        5 => return renamed(random, document, &sites),
        6 => return taken(random, document, &pointer),
        7 => return many(random, document, &sites),
        _ => {
            let Some(Value::Object(members)) = document.pointer_mut(&pointer) else {
                return roughly_named(random, document, &sites);
            };
            let (name, value) = (texts::text(random), texts::number(random));
            let said = format!("{pointer} gets `{}`", shown(&json!(name)));
            members.insert(name, value);
            return said;
        }
    };
    let said = format!("{pointer} = {}", shown(&value));
    put(document, &pointer, value);
    said
}

/// A name becomes long everywhere that a list has names.
fn roughly_named(random: &mut Random, document: &mut Value, sites: &[Site<'_>]) -> String {
    let names: Vec<&str> =
        sites.iter().map(|site| site.pointer.as_str()).filter(|pointer| pointer.ends_with("/name")).collect();
    if names.is_empty() {
        return "no names".to_owned();
    }
    let pointer = *random.pick(&names);
    let long = "n".repeat(*random.pick(&[63, 64, 253, 254, 1_000]));
    put(document, pointer, json!(long));
    format!("{pointer} = a name of {}", long.len())
}

/// A member gets another name.
fn renamed(random: &mut Random, document: &mut Value, sites: &[Site<'_>]) -> String {
    let objects: Vec<&str> = sites
        .iter()
        .map(|site| site.pointer.as_str())
        .filter(|pointer| at(document, pointer).as_object().is_some_and(|members| !members.is_empty()))
        .collect();
    if objects.is_empty() {
        return "no members".to_owned();
    }
    let pointer = (*random.pick(&objects)).to_owned();
    let Some(Value::Object(members)) = document.pointer_mut(&pointer) else { return String::new() };
    let names: Vec<String> = members.keys().cloned().collect();
    let name = random.pick(&names).clone();
    let mut letters: Vec<char> = name.chars().collect();
    match random.below(4) {
        0 if !letters.is_empty() => drop(letters.remove(random.below(letters.len()))),
        1 if letters.len() > 1 => letters.swap(0, 1),
        2 => letters = name.to_uppercase().chars().collect(),
        _ => letters.extend(texts::text(random).chars()),
    }
    let other: String = letters.into_iter().collect();
    let value = members.remove(&name).unwrap_or_default();
    let said = format!("{pointer}/{name} is now `{}`", shown(&json!(other)));
    members.insert(other, value);
    said
}

fn taken(random: &mut Random, document: &mut Value, pointer: &str) -> String {
    let Some((parent, step)) = pointer.rsplit_once('/') else {
        *document = json!(texts::text(random));
        return "no document".to_owned();
    };
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(&step.replace("~1", "/").replace("~0", "~"))),
        Some(Value::Array(items)) => {
            if let Some(at) = step.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
        }
        _ => {}
    }
    format!("{pointer} taken away")
}

/// A list gets very many.
fn many(random: &mut Random, document: &mut Value, sites: &[Site<'_>]) -> String {
    let lists: Vec<&str> = sites
        .iter()
        .map(|site| site.pointer.as_str())
        .filter(|pointer| at(document, pointer).is_array())
        .collect();
    if lists.is_empty() {
        return "no list".to_owned();
    }
    let pointer = *random.pick(&lists);
    let Some(Value::Array(items)) = document.pointer_mut(pointer) else { return String::new() };
    let like = items.first().cloned().unwrap_or_default();
    let count = *random.pick(&[65, 101, 129, 257, 1_001]);
    let named = random.percent(70);
    let long = "n".repeat(*random.pick(&[0, 0, 0, 0, 200, 1_000]));
    for n in items.len()..count {
        let mut more = like.clone();
        if named && let Some(name) = more.get_mut("name") {
            *name = json!(format!("{long}{n}"));
        }
        items.push(more);
    }
    let said = format!("{pointer} has {count}, names of {} letters", long.len());
    let texts: Vec<&str> = sites
        .iter()
        .map(|site| site.pointer.as_str())
        .filter(|pointer| at(document, pointer).is_string())
        .collect();
    if long.is_empty() || texts.is_empty() {
        return said;
    }
    // And one that none of them is.
    let pointer = *random.pick(&texts);
    put(document, pointer, json!("n".repeat(100_000)));
    format!("{said}; {pointer} has 100000 letters")
}

fn at<'a>(document: &'a Value, pointer: &str) -> &'a Value {
    document.pointer(pointer).unwrap_or(&Value::Null)
}

/// Sets a place, and its member's place where the object is there.
fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}

/// A value, short enough for a line.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}… of {}", text.len()) } else { short }
}

/// The document as text: on one line or many, at times with a member twice.
pub fn written(random: &mut Random, document: &Value) -> String {
    let text = if random.percent(50) {
        serde_json::to_string_pretty(document)
    } else {
        serde_json::to_string(document)
    };
    let text = text.unwrap_or_default();
    if random.percent(3)
        && let Value::Object(members) = document
        && let Some((name, value)) = members.iter().next()
    {
        let twice: Map<String, Value> = std::iter::once((name.clone(), value.clone())).collect();
        let twice = Value::Object(twice).to_string();
        return text.replacen('{', &format!("{},", twice.trim_end_matches('}')), 1);
    }
    text
}

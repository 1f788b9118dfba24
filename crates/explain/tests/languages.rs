//! A build in another language decides the same: its traces differ in the fields called `text`, and in nothing else.
#![allow(clippy::unwrap_used)]

mod traces;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The traces of a build with the words of a content file.
fn of_a_build(content: &str) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "gauntlet-explain", "--example", "traces"])
        // A separate folder, so that the programs of the tests are not overwritten.
        .arg("--target-dir")
        .arg(root.join("target/languages"))
        .env("GAUNTLET_CONTENT", root.join(content))
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = String::from_utf8(out.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Takes every `text` out, and gives them.
fn texts(value: &mut Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.iter_mut().flat_map(texts).collect(),
        Value::Object(fields) => {
            let own = fields.remove("text");
            own.into_iter().chain(fields.values_mut().flat_map(texts)).collect()
        }
        _ => Vec::new(),
    }
}

/// Where two differ, and in what.
fn differ(one: &Value, other: &Value, at: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Array(ones), Value::Array(others)) if ones.len() == others.len() => {
            for (index, (one, other)) in ones.iter().zip(others).enumerate() {
                differ(one, other, &format!("{at}/{index}"), found);
            }
        }
        (Value::Object(ones), Value::Object(others)) if ones.keys().eq(others.keys()) => {
            for (key, one) in ones {
                differ(one, &others[key], &format!("{at}/{key}"), found);
            }
        }
        _ if one == other => {}
        _ => found.push(format!("{at}: {one}, {other}")),
    }
}

#[test]
fn traces_differ_in_their_texts_alone() {
    let mut english = traces::all();
    let mut german = of_a_build("examples/content/de.json");
    assert!(english.len() >= 34, "{} traces", english.len());
    assert_eq!(english.len(), german.len());
    for (one, other) in english.iter_mut().zip(&mut german) {
        let (words, translated) = (texts(one), texts(other));
        assert_eq!(words.len(), translated.len(), "{}", one["name"]);
        assert_ne!(words, translated, "{}: nothing is translated", one["name"]);
        let mut found = Vec::new();
        differ(one, other, one["name"].as_str().unwrap(), &mut found);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

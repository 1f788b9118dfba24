//! The sentences: every key has one, each is used, and none leaves a placeholder open.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gauntlet_sim::words::TABLE;

fn sources(dir: &Path, out: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if !path.ends_with("words.rs") {
            out.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn keys_are_unique_and_each_is_used() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = String::new();
    sources(&src, &mut code);
    let words = fs::read_to_string(src.join("words.rs")).unwrap();
    let mut keys = BTreeSet::new();
    for (key, template) in TABLE {
        assert!(keys.insert(key), "{key} is there twice");
        assert!(template.ends_with(['.', '?']), "{key}: a sentence ends");
        let line = words.lines().find(|line| line.contains(&format!("\"{key}\""))).unwrap();
        let name = line.split_whitespace().next().unwrap();
        let used = code
            .split(&format!("key::{name}"))
            .skip(1)
            .any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        assert!(used, "no engine says {key}");
    }
}

#[test]
fn placeholders_are_the_four_that_reasons_fill() {
    for (key, template) in TABLE {
        for part in template.split('{').skip(1) {
            let name = part.split('}').next().unwrap();
            assert!(["rule", "field", "value", "expected"].contains(&name), "{key}: {{{name}}}");
        }
    }
}

//! What the simulation must not know: our other crates but one, the browser, clocks, files and sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn it_depends_on_none_of_our_crates_nor_on_the_browser() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names: Vec<&str> = dependencies
        .lines()
        .filter_map(|line| line.split_once(['=', '.']).map(|(name, _)| name.trim()))
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.contains(&"serde_json"), "{names:?}");
    for banned in [
        "leptos",
        "web-sys",
        "js-sys",
        "wasm-bindgen",
        "gloo",
        "tokio",
        "rand",
        "chrono",
        "regex",
        "url",
        "path =",
    ] {
        assert!(!names.iter().any(|name| name.starts_with(banned)), "{banned} in sim/Cargo.toml");
    }
    // What both readers of files tell of slips knows nothing but text.
    let others = dependencies.replace("gauntlet-slip.workspace", "");
    assert!(!others.contains("gauntlet") && !others.contains("path ="), "{dependencies}");
}

#[test]
fn its_source_reads_no_clock_file_or_socket_and_keeps_no_unordered_map() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 20);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display();
        assert!(text.starts_with("//!"), "{name} does not say what it is for");
        for banned in [
            "std::time",
            "std::fs",
            "std::io",
            "std::thread",
            "std::env",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "HashMap",
            "HashSet",
            "thread_rng",
            ".unwrap()",
            ".expect(",
        ] {
            assert!(!text.contains(banned), "{name} mentions {banned}");
        }
        assert!(text.lines().count() <= 500, "{name} is too long");
    }
}

/// The modules that decide, explain and report, from the lowest to the highest: each may use those before it, and itself.
/// What stands in none of the places is the vocabulary, which all may use and which uses none of these.
const ORDER: &[&str] = &["layer", "path", "explain", "remedy", "link", "telling", "question"];
/// Part of the vocabulary, although it stands in one of those modules.
const VOCABULARY: &[&str] = &["layer::Layer", "layer::host_covers", "path::Ask", "question::Composed"];

/// What a file uses of the crate, as `module::item`, one for each name in braces.
fn used(text: &str) -> Vec<String> {
    let code: String = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let uses = code.split("crate::").skip(1);
    uses.flat_map(|rest| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':'))).unwrap_or(rest.len());
        let (path, rest) = rest.split_at(end);
        match rest.strip_prefix('{').filter(|_| path.is_empty() || path.ends_with("::")) {
            Some(names) => names
                .split('}')
                .next()
                .unwrap()
                .split(',')
                .map(|name| format!("{path}{}", name.trim()))
                .filter(|path| !path.ends_with(':'))
                .collect(),
            None => vec![path.to_owned()],
        }
    })
    .collect()
}

#[test]
fn the_order_of_the_modules_holds() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut against = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for file in files {
        let inside = file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let own = inside.split(['/', '.']).next().unwrap();
        seen.extend(place(own));
        for path in used(&fs::read_to_string(&file).unwrap()) {
            let module = path.split("::").next().unwrap();
            let known = VOCABULARY.iter().any(|word| path == *word || path.starts_with(&format!("{word}::")));
            if own != module && place(module) > place(own) && !known {
                against.push(format!("{inside} uses {path}"));
            }
        }
    }
    assert_eq!(seen.len(), ORDER.len(), "a module of the order is gone");
    assert!(against.is_empty(), "against the order {ORDER:?}:\n{}", against.join("\n"));
}

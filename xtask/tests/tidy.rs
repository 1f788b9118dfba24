//! The rules that hold for every file, and the arrows between the crates.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const LONGEST: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_str().unwrap();
            if entry.is_dir() {
                // What was built, and what git keeps.
                let other = name.starts_with('.')
                    || ["target", "failures"].contains(&name)
                    || name.starts_with("dist");
                folders.extend((!other).then_some(entry));
            } else if entry.extension().is_some_and(|end| ends.iter().any(|wanted| end == *wanted)) {
                found.push(entry);
            }
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    for file in sources(&["rs"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with `//!`", file.display());
    }
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = sources(&["rs", "js", "css"])
        .into_iter()
        .map(|file| (std::fs::read_to_string(&file).unwrap().lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

/// What each crate of ours may use of ours, and what it may not use of others'.
#[test]
fn the_arrows_between_the_crates_hold() {
    let allowed = BTreeMap::from([
        ("gauntlet-app", BTreeSet::from(["gauntlet-model"])),
        ("gauntlet-workbench", BTreeSet::from(["gauntlet-explain", "gauntlet-model", "gauntlet-scenario"])),
        ("gauntlet-editors", BTreeSet::from(["gauntlet-model", "gauntlet-scenario"])),
        (
            "gauntlet",
            BTreeSet::from([
                "gauntlet-content",
                "gauntlet-explain",
                "gauntlet-model",
                "gauntlet-scenario",
                "gauntlet-sim",
            ]),
        ),
        (
            "gauntlet-explain",
            BTreeSet::from(["gauntlet-model", "gauntlet-scenario", "gauntlet-sim", "gauntlet-slip"]),
        ),
        ("gauntlet-traffic", BTreeSet::from(["gauntlet-model", "gauntlet-scenario", "gauntlet-sim"])),
        ("gauntlet-sim", BTreeSet::from(["gauntlet-model", "gauntlet-scenario"])),
        ("gauntlet-scenario", BTreeSet::from(["gauntlet-model", "gauntlet-slip"])),
        ("gauntlet-model", BTreeSet::from(["gauntlet-slip"])),
        ("gauntlet-content", BTreeSet::from(["gauntlet-slip"])),
        ("gauntlet-slip", BTreeSet::new()),
        (
            "gauntlet-budget",
            BTreeSet::from(["gauntlet-content", "gauntlet-explain", "gauntlet-model", "gauntlet-scenario"]),
        ),
        (
            "gauntlet-bench",
            BTreeSet::from([
                "gauntlet-app",
                "gauntlet-explain",
                "gauntlet-model",
                "gauntlet-scenario",
                "gauntlet-sim",
            ]),
        ),
        ("xtask", BTreeSet::new()),
        ("wasm-streams", BTreeSet::new()),
    ]);
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), allowed.len(), "a crate has no arrows written down for it");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let uses: BTreeSet<_> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            // The app's native half may name what the engines can decide: its wasm has none of it.
            .filter(|dependency| dependency["kind"].is_null() && dependency["optional"] == false)
            .map(|dependency| dependency["name"].as_str().unwrap())
            .collect();
        let ours: BTreeSet<_> = uses.iter().copied().filter(|used| allowed.contains_key(used)).collect();
        assert_eq!(&ours, &allowed[name], "{name} uses of ours");
        if ["gauntlet-model", "gauntlet-scenario", "gauntlet-sim", "gauntlet-explain"].contains(&name) {
            for banned in ["leptos", "web-sys", "js-sys", "wasm-bindgen", "tokio", "rand", "gloo-timers"] {
                assert!(!uses.contains(banned), "{name} must not use {banned}");
            }
        }
    }
}

/// What is shown comes from the content file: a component's own text begins with a capital letter and goes on in small ones.
#[test]
fn no_component_has_words_of_its_own() {
    // The names of keys, and values of Kubernetes.
    let known = [
        "Space",
        "Home",
        "End",
        "Enter",
        "Escape",
        "ArrowRight",
        "ArrowLeft",
        "ArrowDown",
        "ArrowUp",
        "Arrow",
        "Prefix",
        "Exact",
    ];
    let shown = sources(&["rs"]).into_iter().filter(|file| {
        let file = file.strip_prefix(root()).unwrap();
        let part = [
            "src/stage",
            "src/article",
            "src/scene.rs",
            "src/messages.rs",
            "src/gate.rs",
            "crates/editors/src",
            "crates/workbench/src",
        ];
        part.iter().any(|part| file.starts_with(part)) && !file.ends_with("tests.rs")
    });
    let mut files = 0;
    for file in shown {
        files += 1;
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let mut letters = literal.chars();
                let sentence = letters.next().is_some_and(|first| first.is_ascii_uppercase())
                    && letters.by_ref().take(2).filter(char::is_ascii_lowercase).count() == 2;
                assert!(
                    !sentence || known.contains(&literal),
                    "{}: “{literal}” belongs into assets/content.json",
                    file.display()
                );
            }
        }
    }
    assert!(files > 20, "the folders have moved");
}

/// Nor has the simulation: two words in small letters, or one between two values, are a piece of a sentence.
#[test]
fn no_engine_has_words_of_its_own() {
    // Purposes of seeded choices, which nobody reads, and the content of a response.
    let known = ["first choice", "second choice", "{name} answers {}\\n"];
    let parts = ["crates/model/src", "crates/sim/src", "crates/explain/src"];
    // Messages about bad input stand beside what they are about, and are English in every language; log lines are products' own.
    let english = [
        "composed.rs",
        "question.rs",
        "preset.rs",
        "fix.rs",
        "log.rs",
        "log/balancer.rs",
        "log/cluster.rs",
        "log/proxy.rs",
        "log/waf.rs",
        "http.rs",
        "parse.rs",
        "curl.rs",
        "address.rs",
        "replay.rs",
        "written.rs",
        "shell.rs",
        "options.rs",
        "server.rs",
        "curl/files.rs",
        "curl/request.rs",
        "form.rs",
        "ask.rs",
        "body.rs",
        "sized.rs",
    ];
    let mut found = Vec::new();
    let engines = sources(&["rs"]).into_iter().filter(|file| {
        let inside = file.strip_prefix(root()).unwrap();
        parts.iter().any(|part| inside.starts_with(part))
            && !english.iter().any(|name| inside.ends_with(name))
    });
    let mut files = 0;
    for file in engines {
        files += 1;
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for literal in text.lines().flat_map(literals) {
            let plain = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
            let words: Vec<&str> =
                literal.split(' ').map(|word| word.trim_matches(['(', ')', '“', '”', ','])).collect();
            let piece = words.windows(2).any(|pair| pair.iter().all(|word| plain(word)))
                || words.windows(3).any(|three| {
                    matches!(three, [left, word, right] if left.contains('{') && plain(word) && right.contains('{'))
                });
            if piece && !known.contains(&literal.as_str()) {
                found.push(format!("{}: “{literal}”", file.display()));
            }
        }
    }
    assert!(files > 40, "the folders have moved: {files} files");
    assert!(found.is_empty(), "these belong into assets/content.json:\n{}", found.join("\n"));
}

/// The texts between quotes in a line of code; comments and attributes have none.
fn literals(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut letters = line.trim_start().chars().peekable();
    if line.trim_start().starts_with('#') {
        return out;
    }
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => break,
            // A character, which may be a quote.
            '\'' => {
                let ahead: Vec<char> = letters.clone().take(3).collect();
                let length = match ahead[..] {
                    ['\\', _, '\''] => 3,
                    [_, '\'', ..] => 2,
                    _ => 0,
                };
                letters.by_ref().take(length).for_each(drop);
            }
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    text.push(letter);
                    if letter == '\\' {
                        text.extend(letters.next());
                    }
                }
                out.push(text);
            }
            _ => {}
        }
    }
    out
}

/// Every text is used: by its constant, or as a reason's or a preset's by its name, which tests of the simulation hold.
#[test]
fn every_text_is_shown_somewhere() {
    let code: String = sources(&["rs"])
        .into_iter()
        .filter(|file| !file.starts_with(root().join("crates/content")))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    // Where they are defined is no source: a build script writes it.
    let used: BTreeSet<&str> =
        code.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    let content = std::fs::read_to_string(root().join("assets/content.json")).unwrap();
    let content: serde_json::Value = serde_json::from_str(&content).unwrap();
    let by_name = ["reason.", "preset."];
    let keys = content["texts"].as_object().unwrap().keys();
    for key in keys.filter(|key| !by_name.iter().any(|group| key.starts_with(group))) {
        let name = key.replace(['.', '-'], "_").to_uppercase();
        assert!(used.contains(name.as_str()), "nothing shows {key}");
    }
}

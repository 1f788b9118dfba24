//! The order of modules within each crate and within the app's larger modules, one list each, lowest first. A module may use
//! itself, its children and the modules before it.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// A folder of sources, and its modules.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "src",
        &[
            "effect",
            "later",
            "signal",
            "markup",
            "gate",
            "timeline",
            "layout",
            "messages",
            "scene",
            "guess",
            "route",
            "url",
            "recorded",
            "state",
            "engine",
            "controller",
            "embed",
            "stage",
            "article",
            "still",
            "start",
        ],
    ),
    (
        "src/state",
        &[
            "watched",
            "turns",
            "track",
            "playback",
            "environment",
            "selection",
            "notices",
            "comparison",
            "shown",
            "guess",
            "subscriptions",
            "transport",
            "told",
        ],
    ),
    (
        "src/stage",
        &[
            "icons",
            "focus",
            "draw",
            "frame",
            "browser",
            "packet",
            "path",
            "chips",
            "door",
            "figure",
            "scrubber",
            "live",
            "hops",
            "inspector",
            "picture",
            "keys",
            "editors",
            "controls",
            "transport",
            "glass",
            "spent",
            "card",
        ],
    ),
    (
        "crates/model/src",
        &[
            "text", "numbers", "time", "layer", "tls", "http", "journey", "code", "packet", "ask", "curl",
            "composed", "report", "question", "editor",
        ],
    ),
    (
        "crates/scenario/src",
        &[
            "order", "tree", "origin", "errors", "json", "version", "encode", "rewrite", "merge", "decode",
            "patch", "table", "fields", "model", "validate", "mix", "schema", "editing",
        ],
    ),
    ("crates/sim/src", &["rng", "world", "layer", "path", "traffic"]),
    (
        "crates/sim/src/traffic",
        &[
            "cause",
            "command",
            "chance",
            "events",
            "histogram",
            "queue",
            "hold",
            "series",
            "stats",
            "flight",
            "sender",
            "place",
            "plan",
            "epoch",
            "engine",
            "replay",
        ],
    ),
    (
        "crates/explain/src",
        &[
            "messages",
            "value",
            "reason",
            "fix",
            "layer",
            "trace",
            "obstacle",
            "visibility",
            "diagnosis",
            "preset",
            "link",
            "remedy",
            "report",
            "toggle",
            "question",
            "own_host",
            "forecast",
        ],
    ),
    ("crates/workbench/src", &["editing"]),
    ("crates/editors/src", &["messages", "menu", "json", "fields", "document", "slips", "progress", "view"]),
    (
        "crates/editors/src/view",
        &["engines", "page", "menu", "request", "state", "control", "form", "files", "scenario"],
    ),
    ("crates/traffic/src", &["told"]),
    ("crates/content/src", &["problem", "language", "read", "check", "generate", "schema"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else {
            found.push(entry);
        }
    }
}

/// What a folder's modules are named by: `crate::`, or for those within a module `crate::module::`.
fn path(folder: &str) -> String {
    let module = folder.split_once("src/").map_or(String::new(), |(_, module)| format!("{module}::"));
    format!("crate::{}", module.replace('/', "::"))
}

/// The modules that a file's text imports: after a path, or after `super::` in a file directly in its folder. Names in braces
/// count one by one.
fn used(text: &str, path: &str, at_root: bool) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let mut out = Vec::new();
    for root in [path, "super::"].into_iter().take(1 + usize::from(at_root)) {
        for rest in code.split(root).skip(1) {
            let Some(names) = rest.strip_prefix('{') else {
                out.push(name(rest));
                continue;
            };
            // The first word of each item, of those in the outer braces.
            let mut depth = 0;
            let mut begins = true;
            for (at, letter) in names.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => begins = true,
                    _ if begins && !letter.is_whitespace() => {
                        out.push(name(&names[at..]));
                        begins = false;
                    }
                    _ => {}
                }
            }
        }
    }
    out
}

#[test]
fn what_is_used_is_found() {
    let text = "use crate::time::Micros;\nuse crate::{a::{b, c}, d,\n e::F};\n// crate::not\nlet x = crate::g::h(super::i::j);";
    assert_eq!(used(text, "crate::", false), ["time", "a", "d", "e", "g"]);
    assert_eq!(used(text, "crate::", true), ["time", "a", "d", "e", "g", "i"]);
    assert_eq!(used("use crate::a::b::C; use crate::d;", &path("src/a"), false), ["b"]);
    assert_eq!((path("src/a"), path("crates/b/src")), ("crate::a::".to_owned(), "crate::".to_owned()));
    assert!(used("#[cfg(test)]\nmod tests {\n use crate::time; }", "crate::", false).is_empty());
}

#[test]
fn modules_use_what_stands_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut against = Vec::new();
    for (folder, order) in ORDERS {
        let src = root.join(folder);
        let path = path(folder);
        let place = |module: &str| order.iter().position(|known| *known == module);
        let mut files = Vec::new();
        sources(&src, &mut files);
        let mut seen = std::collections::BTreeSet::new();
        for file in files {
            let inside = file.strip_prefix(&src).unwrap();
            let own = inside.iter().next().unwrap().to_str().unwrap().split('.').next().unwrap();
            // The roots of crates and the programs use all there is, and so does a module its children.
            if matches!(own, "lib" | "main" | "bin" | "mod") {
                continue;
            }
            let Some(own) = place(own) else { panic!("{folder}: {own} has no place in the order") };
            seen.insert(own);
            let at_root = inside.iter().count() == 1;
            for module in used(&std::fs::read_to_string(&file).unwrap(), &path, at_root) {
                match place(&module) {
                    Some(used) if used > own => {
                        against.push(format!("{folder}/{} uses {module}", inside.display()));
                    }
                    _ => {}
                }
            }
        }
        assert_eq!(seen.len(), order.len(), "{folder}: a module of the order is gone");
    }
    assert!(against.is_empty(), "against the order:\n{}", against.join("\n"));
}

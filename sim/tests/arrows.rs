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

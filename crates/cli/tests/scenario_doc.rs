//! `docs/scenario.md`: its tables are those of the schema, and every command in it does what it shows.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod golden;
mod tables;

use std::path::Path;
use std::process::Command;

const FILE: &str = "docs/scenario.md";
const BEGIN: &str = "<!-- fields: written by `cargo xtask schema` -->\n";
const END: &str = "<!-- /fields -->";

fn doc() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FILE)).unwrap()
}

#[test]
fn the_tables_are_current() {
    let doc = doc();
    let (before, rest) = doc.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    golden::check(FILE, &[before, BEGIN, &tables::all(), END, after].concat());
}

/// The blocks of a kind: what follows the kind on the fence, and the text.
fn blocks<'a>(doc: &'a str, kind: &str) -> Vec<(&'a str, &'a str)> {
    let fence = format!("\n```{kind}");
    let blocks = doc.split(&fence).skip(1);
    blocks.map(|rest| rest.split("\n```").next().unwrap().split_once('\n').unwrap()).collect()
}

#[test]
fn every_command_does_what_is_shown() {
    let doc = doc();
    let place = tempfile::TempDir::new().unwrap();
    for (name, text) in blocks(&doc, "json") {
        assert!(!name.trim().is_empty(), "an example without a name to save it by: {text}");
        std::fs::write(place.path().join(name.trim()), [text, "\n"].concat()).unwrap();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_gauntlet")).parent().unwrap();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([program.to_owned()].into_iter().chain(std::env::split_paths(&paths)));
    let path = path.unwrap();
    let mut run = 0;
    for (_, console) in blocks(&doc, "console") {
        for part in format!("\n{console}").split("\n$ ").skip(1) {
            let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
            let out = Command::new("sh")
                .args(["-c", command])
                .current_dir(place.path())
                .env("PATH", &path)
                .output()
                .unwrap();
            let found = String::from_utf8_lossy(&out.stdout);
            assert_eq!(found.trim_end(), expected, "$ {command}\n{}", String::from_utf8_lossy(&out.stderr));
            run += 1;
        }
    }
    assert!(run >= 8, "{run} commands");
}

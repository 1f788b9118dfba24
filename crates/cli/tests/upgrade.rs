//! `gauntlet upgrade` as an author runs it: a file of version 1 comes out in version 2, and a bad one is told of.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Stdio};

use gauntlet_scenario::{BUILT_IN, Scenario};

const OLD: &str = include_str!("../../scenario/tests/version1/built-in.json");

/// Exit code, output and errors of `gauntlet upgrade -`.
fn upgrade(text: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gauntlet"))
        .args(["upgrade", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn an_old_file_comes_out_in_the_current_version() {
    let (code, new, told) = upgrade(OLD);
    assert_eq!((code, told.as_str()), (0, ""));
    assert!(new.contains("\"version\": \"2\"") && new.contains("\"containerPort\": 8080"), "{new}");
    assert_eq!(Scenario::from_json(&new).unwrap(), Scenario::from_json(OLD).unwrap());
    assert_eq!(upgrade(&new), (0, new.clone(), String::new()), "once is enough");
}

#[test]
fn a_file_of_the_current_version_stays_as_it_is() {
    assert_eq!(upgrade(BUILT_IN), (0, BUILT_IN.to_owned(), String::new()));
}

#[test]
fn a_file_that_is_no_scenario_is_told_by_its_own_places() {
    let bad = OLD.replacen("\"healthy\": false", "\"healthy\": \"no\"", 1);
    let (code, out, told) = upgrade(&bad);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        told.contains("standard input: /loadBalancer/nodes/1/healthy (line 25, column 62): found \"no\""),
        "{told}"
    );
}

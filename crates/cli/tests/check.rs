//! `gauntlet check` as an author's CI runs it: exit codes, what is told of each file, and as JSON.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use assert_cmd::Command;
use gauntlet_scenario::BUILT_IN;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Runs `gauntlet check` in a folder with a good scenario, a bad one, and files that are none; gives exit code and output.
fn check(arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let place = TempDir::new().unwrap();
    let bad = BUILT_IN.replacen("\"mode\": \"block\"", "\"mode\": \"blok\"", 1).replacen(
        "\"threshold\"",
        "\"treshold\"",
        1,
    );
    let odd = BUILT_IN.replacen("\"title\": \"", "\"title\": \"\\u001b[2J", 1);
    let files = [
        ("good.json", BUILT_IN.as_bytes()),
        ("bad.json", bad.as_bytes()),
        ("odd.json", odd.as_bytes()),
        ("latin.json", b"{\"title\": \"\xe9\"}"),
        ("large.json", &[b' '; 300_000]),
    ];
    for (name, content) in files {
        fs::write(place.path().join(name), content).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_gauntlet"))
        .arg("check")
        .args(arguments)
        .current_dir(place.path())
        .write_stdin(stdin)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_exit_code_tells_whether_all_are_valid() {
    let rows: &[(&[&str], &str, i32, &[&str])] = &[
        (&["good.json"], "", 0, &["good.json: a valid scenario, “A shop: its site"]),
        (&["-"], BUILT_IN, 0, &["standard input: a valid scenario"]),
        (
            &["-"],
            "{}",
            2,
            &[
                "standard input: / (line 1, column 1): found an object without it, expected the field `version`",
            ],
        ),
        (&["-"], "", 2, &["standard input: / (line 1, column 1): found nothing, expected a scenario"]),
        (
            &["good.json", "bad.json"],
            "",
            2,
            &[
                "good.json: a valid scenario",
                "bad.json: /waf/treshold (line 19, column 17): found unknown field `treshold`, expected mode, tls, families, customRules, threshold, maxBodyBytes, bodyLimit, paranoiaLevel, allowedMethods, allowedContentTypes, exemptions, ownAddress; did you mean `threshold`?",
                "bad.json: /waf/mode (line 12, column 13): found unknown value `blok`, expected block, detect, off; did you mean `block`?",
                "bad.json: /waf (line 11, column 10): found an object without it, expected the field `threshold`",
            ],
        ),
        (
            &["nowhere.json", "good.json"],
            "",
            2,
            &["nowhere.json: No such file", "good.json: a valid scenario"],
        ),
        (&["."], "", 2, &[".: found a directory, expected a file"]),
        (&["latin.json"], "", 2, &["latin.json: found the byte 0xe9 at offset 11, expected UTF-8 text"]),
        (&["large.json"], "", 2, &["large.json: found more than 262144 bytes"]),
    ];
    for (arguments, stdin, code, expected) in rows {
        let (found, out, err) = check(arguments, stdin);
        assert_eq!(found, *code, "{arguments:?}: {out}{err}");
        for line in *expected {
            assert!(out.lines().any(|found| found.starts_with(line)), "{arguments:?}: {out}\nwanted {line}");
        }
        assert_eq!(err, "");
    }
    let (code, out, err) = check(&[], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("<FILE>"), "{err}");
}

#[test]
fn as_json_every_error_has_its_parts() {
    let (code, out, _) = check(&["bad.json", "good.json", "nowhere.json", "--format", "json"], "");
    assert_eq!(code, 2);
    let told: Value = serde_json::from_str(&out).unwrap();
    let mode = &told[0]["errors"][1];
    let expected = json!({
        "message": mode["message"], "pointer": "/waf/mode", "line": 12, "column": 13,
        "found": "unknown value `blok`", "expected": "block, detect, off", "nearest": "block",
    });
    assert_eq!(mode, &expected);
    assert!(mode["message"].as_str().unwrap().starts_with("bad.json: /waf/mode"));
    let valid: Vec<&Value> = told.as_array().unwrap().iter().map(|file| &file["valid"]).collect();
    assert_eq!(valid, [false, true, false]);
    assert_eq!(told[1]["errors"], json!([]));
    assert!(told[1]["title"].as_str().unwrap().starts_with("A shop"));
    assert!(told[2]["errors"][0]["message"].as_str().unwrap().starts_with("nowhere.json: "));
}

#[test]
fn a_title_does_not_steer_the_terminal() {
    let (code, out, _) = check(&["odd.json"], "");
    assert_eq!(code, 0);
    assert!(out.contains("“\u{fffd}[2JA shop"), "{out:?}");
}

/// The issue's own: a hundred nodes with long names, and a pod on one that is longer; and a file with more errors than are told.
#[test]
fn what_is_wrong_all_over_is_told_in_bounds() {
    let mut long: Value = serde_json::from_str(BUILT_IN).unwrap();
    let node = |at: usize| json!({ "name": format!("{at}{}", "n".repeat(1_000)), "address": format!("10.9.0.{at}") });
    long["loadBalancer"]["nodes"] = (1..=100).map(node).collect();
    long["pods"][0]["nodeName"] = json!("n".repeat(100_000));
    let (code, out, _) = check(&["-"], &long.to_string());
    assert_eq!(code, 2);
    assert_eq!(out.lines().count(), 101, "a hundred problems, and that there are more");
    assert!(out.lines().all(|line| line.len() < 2_000), "{:?}", out.lines().map(str::len).max());
    assert!(out.contains("/loadBalancer/nodes/0/name (line 1, column "), "{out:.500}");
    assert!(out.contains("a name of at most 253 characters"), "{out:.500}");
    assert!(out.ends_with("standard input: note: there is more: the first 100 problems are told\n"), "{out}");
    let (_, out, _) = check(&["-", "--format", "json"], &long.to_string());
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&told[0]["more"], told[0]["errors"].as_array().unwrap().len()), (&json!(true), 100));
}

/// A name of the nearest node is told only where it is near.
#[test]
fn a_name_that_is_not_near_is_not_offered() {
    for (node, nearest) in
        [("node-aa", json!("node-a")), ("example.com", Value::Null), ("mode-b", json!("node-b"))]
    {
        let text = BUILT_IN.replacen("\"nodeName\": \"node-a\"", &format!("\"nodeName\": \"{node}\""), 1);
        let (_, out, _) = check(&["-", "--format", "json"], &text);
        let told: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(told[0]["errors"][0]["nearest"], nearest, "{node}");
    }
}

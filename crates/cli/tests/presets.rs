//! `gauntlet presets` lists what `gauntlet trace --preset` takes, and a trace names all that stand in the way.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::{Value, json};

fn gauntlet(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gauntlet")).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_preset_is_listed_and_runs() {
    let (code, text) = gauntlet(&["presets"]);
    let (_, json) = gauntlet(&["presets", "--format", "json"]);
    let listed: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((code, text.lines().filter(|line| !line.is_empty()).count()), (0, listed.len()));
    for preset in &listed {
        let name = preset["name"].as_str().unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
        for part in ["direction", "title", "question"] {
            assert!(line.contains(preset[part].as_str().unwrap()), "{name}: {line}");
        }
        let (code, trace) = gauntlet(&["trace", "--preset", name, "--format", "json"]);
        let trace: Value = serde_json::from_str(&trace).unwrap();
        assert_eq!(trace["direction"], preset["direction"], "{name}");
        assert_eq!(code, i32::from(trace["outcome"] != "answered"), "{name}");
    }
    assert!(listed.iter().any(|preset| preset["name"] == "sql-injection"));
}

#[test]
fn a_trace_names_what_else_is_in_the_way() {
    let command = "curl https://site.example/products?q=%27%20OR%201%3D1%20--";
    let arguments = ["trace", "--source-ip", "198.51.100.99", "--curl", command];
    let (code, text) = gauntlet(&arguments);
    assert_eq!(code, 1);
    let also = text.lines().find(|line| line.starts_with("also ")).unwrap();
    assert!(also.contains("SQL injection") && also.ends_with("(waf.sql_injection)"), "{also}");
    let (_, json) = gauntlet(&[&arguments[..], &["--format", "json"]].concat());
    let trace: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(trace["code"], "firewall.source_denied");
    assert_eq!(trace["also"][0]["code"], json!("waf.sql_injection"));
    assert_eq!(trace["also"].as_array().unwrap().len(), 1);
}

//! `pairs`: what a proxy passes on of a message whose end might be seen in two places, and what a second proxy behind it makes of that.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::lab::Lab;
use super::record::Recording;
use super::routing::PROXIES;
use super::{parsing, peers};
use crate::step::root;

/// How long an answer may take; what comes later is of the next case.
const PATIENCE: Duration = Duration::from_millis(700);

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    let received = peers::keep(&[9001, 9002])?;
    let taken = || -> Vec<Vec<u8>> {
        std::thread::sleep(Duration::from_millis(50));
        received.try_iter().map(|(_, bytes)| bytes).collect()
    };
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/pairs.cases"))?;
    let mut rows = Vec::new();
    for (system, program, setup, port) in PROXIES {
        let _proxy = lab.start(program, &format!("routing.{setup}"), port)?;
        for case in cases.lines().filter(|line| !line.starts_with('#')) {
            let (name, written) = case.split_once('\t').with_context(|| case.to_owned())?;
            let response = peers::exchange(port, &parsing::message(written)?, PATIENCE)?;
            rows.push((system, name, written, peers::status(&response).0, taken(), Map::new()));
        }
    }
    for (system, program, setup, port) in PROXIES {
        let _proxy = lab.start(program, &format!("routing.{setup}"), port)?;
        for (.., passed, behind) in &mut rows {
            if let Some(first) = passed.first() {
                let response = peers::exchange(port, first, PATIENCE)?;
                let answer = json!({ "status": peers::status(&response).0, "requests": taken().len() });
                behind.insert(system.to_owned(), answer);
            }
        }
    }
    for (system, case, message, status, passed, behind) in rows {
        let passes: Vec<Value> = passed.iter().map(|bytes| framing(bytes).into()).collect();
        recording.row(json!({
            "system": system, "case": case, "message": message, "status": status, "passes": passes, "behind": behind,
        }))?;
    }
    Ok(())
}

/// What of a message says where it ends: its first line, those two headers in small letters, and all that follows.
fn framing(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let sizes =
        |line: &&str| ["content-length:", "transfer-encoding:"].iter().any(|name| line.starts_with(name));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let small: Vec<String> = lines.map(str::to_ascii_lowercase).collect();
    let mut kept: Vec<&str> = small.iter().map(String::as_str).filter(sizes).collect();
    kept.insert(0, &first);
    [&kept.join("\r\n"), "\r\n\r\n", body].concat()
}

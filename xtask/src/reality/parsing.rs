//! `parsing`: what a proxy answers to messages that are odd, large or wrong.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::lab::Lab;
use super::peers;
use super::record::Recording;
use super::routing::PROXIES;
use crate::step::root;

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    peers::named(9001, "web")?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/parsing.cases"))?;
    for (system, program, setup, port) in PROXIES {
        let _proxy = lab.start(program, &format!("routing.{setup}"), port)?;
        for case in cases.lines().filter(|line| !line.starts_with('#')) {
            let (name, written) = case.split_once('\t').with_context(|| case.to_owned())?;
            let response = peers::exchange(port, &message(written)?, Duration::from_secs(1))?;
            // What comes before the answer, such as 100 Continue, is none.
            let answer = response.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&response);
            let (status, phrase) = peers::status(answer);
            let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            recording.row(json!({
                "system": system,
                "case": name,
                "message": written,
                // None where the connection was closed, or is still open, without an answer.
                "status": status,
                "phrase": phrase,
                "from": if body.starts_with("web\n") { "web" } else { system },
            }))?;
        }
    }
    Ok(())
}

/// A message as it is written in the list of cases.
pub fn message(written: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find(['\\', '<']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        if let Some(inside) = rest.strip_prefix('<') {
            let (repeated, after) = inside.split_once('>').context("a `<` that is never closed")?;
            let (text, times) = repeated.rsplit_once('*').context("no number of times")?;
            out.extend(message(text)?.repeat(times.parse()?));
            rest = after;
            continue;
        }
        let (byte, length) = match rest.as_bytes().get(1) {
            Some(b'r') => (b'\r', 2),
            Some(b'n') => (b'\n', 2),
            Some(b't') => (b'\t', 2),
            Some(b'x') => (u8::from_str_radix(rest.get(2..4).context("two digits")?, 16)?, 4),
            _ => (b'\\', 1),
        };
        out.push(byte);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

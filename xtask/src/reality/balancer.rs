//! `balancer`: in which order servers of different weights are chosen, two rounds long.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::lab::{Lab, Program};
use super::peers;
use super::record::Recording;
use crate::step::root;

/// How many times all weights together are asked for.
const ROUNDS: usize = 2;

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    for (name, port) in [("a", 9001), ("b", 9002), ("c", 9003)] {
        peers::named(port, name)?;
    }
    let _nginx = lab.start(Program::Nginx, "balancer.nginx.conf", 80)?;
    let _haproxy = lab.start(Program::Haproxy, "balancer.haproxy.cfg", 81)?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/balancer.cases"))?;
    for (system, port) in [("nginx", 80), ("haproxy", 81), ("haproxy, static-rr", 82)] {
        for case in cases.lines().filter(|line| !line.starts_with('#')) {
            let weights: Vec<usize> = case.split(' ').map(str::parse).collect::<Result<_, _>>()?;
            let path = case.replace(' ', "-");
            let request = format!("GET /{path} HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n");
            let mut chosen = String::new();
            for _ in 0..ROUNDS * weights.iter().sum::<usize>() {
                let response = peers::exchange(port, request.as_bytes(), Duration::from_secs(2))?;
                let body =
                    response.split_once("\r\n\r\n").with_context(|| format!("{system}: {response}"))?.1;
                chosen.push_str(body.lines().next().unwrap_or("-"));
            }
            recording.row(json!({ "system": system, "case": case, "chosen": chosen }))?;
        }
    }
    Ok(())
}

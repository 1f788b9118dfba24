//! `upstream`: what a proxy answers, after how long, and what nginx logs, where the servers behind it fail.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;

use super::lab::{Lab, Program};
use super::peers::{self, Peer};
use super::record::{Recording, logged};
use super::routing::PROXIES;
use crate::step::root;

const DROPS: &str = "table inet lab {
  chain input { type filter hook input priority 0; tcp dport 9105 drop; }
}
";

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    std::fs::write(lab.folder.join("drops.nft"), DROPS)?;
    lab.sure("nft -f drops.nft 2>&1")?;
    peers::named(9100, "good")?;
    for (port, peer) in [(9102, Peer::Closes), (9103, Peer::Resets), (9104, Peer::Silent)] {
        peers::start(port, peer)?;
    }
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/upstream.cases"))?;
    let log = lab.folder.join("upstream.log");
    for (system, program, setup, port) in PROXIES {
        let nginx = program == Program::Nginx;
        let _proxy = lab.start(program, &format!("upstream.{setup}"), port)?;
        for case in cases.lines().filter(|line| !line.starts_with('#')) {
            if program == Program::Envoy && case.ends_with("good") {
                continue;
            }
            let method = case.split(' ').next().unwrap_or_default();
            let path = case.to_ascii_lowercase().replace(' ', "-");
            let body = if method == "POST" { "Content-Length: 3\r\n\r\na=1" } else { "\r\n" };
            let request =
                format!("{method} /{path} HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n{body}");
            let before = std::fs::read_to_string(&log).unwrap_or_default().len();
            let began = Instant::now();
            let response = peers::exchange(port, request.as_bytes(), Duration::from_secs(9))?;
            let seconds = began.elapsed().as_secs_f32().round();
            let (status, phrase) = peers::status(&response);
            ensure!(status.is_some(), "{system} answers nothing to {case}");
            let mut row = json!({
                "system": if nginx { "nginx" } else { system },
                "case": case,
                "status": status,
                "phrase": phrase,
                "seconds": seconds,
            });
            if nginx {
                row["log"] = logged(&log, before)?.into();
            }
            recording.row(row)?;
        }
    }
    lab.sure("nft delete table inet lab 2>&1")
}

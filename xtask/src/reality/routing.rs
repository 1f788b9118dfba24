//! `routing`: where a proxy sends a request by its host and path, and what path the server behind it gets.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::lab::{Lab, Program};
use super::peers;
use super::record::Recording;
use crate::step::root;

/// A proxy, its configuration and its port.
pub const PROXIES: [(&str, Program, &str, u16); 3] = [
    ("ingress_nginx", Program::Nginx, "nginx.conf", 80),
    ("haproxy", Program::Haproxy, "haproxy.cfg", 81),
    ("envoy", Program::Envoy, "envoy.yaml", 82),
];
/// The servers behind them.
const BEHIND: [(&str, u16); 6] =
    [("web", 9001), ("login", 9002), ("api", 9003), ("api-v2", 9004), ("v1", 9005), ("any", 9006)];

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    for (name, port) in BEHIND {
        peers::named(port, name)?;
    }
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/routing.cases"))?;
    for (system, program, setup, port) in PROXIES {
        let _proxy = lab.start(program, &format!("routing.{setup}"), port)?;
        for case in cases.lines().filter(|line| !line.starts_with("# ")) {
            let (target, hosts) = case.rsplit_once(' ').unwrap_or((case, "-"));
            let hosts: String = hosts
                .split(',')
                .filter(|host| *host != "-")
                .map(|host| format!("Host: {host}\r\n"))
                .collect();
            let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
            let response = peers::exchange(port, request.as_bytes(), Duration::from_secs(5))?;
            let (status, _) = peers::status(&response);
            ensure!(status.is_some(), "{system} answers nothing to {case}: {response}");
            let body = response.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            let behind = body.split_once('\n').filter(|_| status == Some(200));
            recording.row(json!({
                "system": system,
                "case": case,
                "status": status,
                "backend": behind.map(|(name, _)| name),
                "path": behind.map(|(_, target)| target.trim_end()),
            }))?;
        }
    }
    Ok(())
}

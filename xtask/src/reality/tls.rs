//! `tls`: how a proxy ends a handshake, what curl says of it, and what nginx logs, at which level; `proxy_protocol`: the same where
//! only one end speaks that.

use anyhow::{Context, Result};
use serde_json::json;

use super::lab::{Lab, Program};
use super::record::{Recording, logged, without_digits};
use crate::step::root;

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    lab.certificates()?;
    let _nginx = lab.start(Program::Nginx, "tls.nginx.conf", 4430)?;
    let _haproxy = lab.start(Program::Haproxy, "tls.haproxy.cfg", 4440)?;
    let _envoy = lab.start(Program::Envoy, "tls.envoy.yaml", 4450)?;
    cases(lab, recording, "tls")
}

pub fn proxy_protocol(lab: &Lab, recording: &mut Recording) -> Result<()> {
    lab.certificates()?;
    let _nginx = lab.start(Program::Nginx, "proxy_protocol.nginx.conf", 4431)?;
    let _haproxy = lab.start(Program::Haproxy, "proxy_protocol.haproxy.cfg", 4441)?;
    cases(lab, recording, "proxy_protocol")
}

/// Runs an area's commands, and keeps what they end in.
fn cases(lab: &Lab, recording: &mut Recording, area: &str) -> Result<()> {
    let log = lab.folder.join([area, ".log"].concat());
    // The connection that found nginx listening leaves a line too.
    logged(&log, 0)?;
    let cases = std::fs::read_to_string(root().join(["tests/reality/setup/", area, ".cases"].concat()))?;
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let [system, case, command] = line.split('\t').collect::<Vec<_>>()[..] else {
            anyhow::bail!("`{line}` is no case");
        };
        let before = std::fs::metadata(&log).context("reading nginx's log")?.len();
        let out = lab.shell(command)?;
        let said = String::from_utf8_lossy(&out.stderr).lines().next().map(str::to_owned);
        let mut row = json!({
            "system": system,
            "case": case,
            "command": command,
            "exit": out.status.code(),
            "status_line": String::from_utf8_lossy(&out.stdout).lines().next(),
            "says": said.map(|line| without_digits(&line, &[" ms", " milliseconds"], "N")),
        });
        if system.contains("nginx") {
            // The PROXY protocol line contains the client's random port.
            let lines = logged(&log, usize::try_from(before)?)?;
            let lines = lines.iter().map(|line| without_digits(line, &[" 4431\"", " 4432\""], "N"));
            row["log"] = lines.collect::<Vec<_>>().into();
        }
        recording.row(row)?;
    }
    Ok(())
}

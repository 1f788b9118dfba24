//! `tls`: how a proxy ends a handshake, what curl says of it, and what nginx logs, at which level.

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
    let log = lab.folder.join("tls.log");
    // The connection that found nginx listening leaves a line too.
    logged(&log, 0)?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/tls.cases"))?;
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
            row["log"] = logged(&log, usize::try_from(before)?)?.into();
        }
        recording.row(row)?;
    }
    Ok(())
}

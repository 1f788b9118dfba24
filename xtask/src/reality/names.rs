//! `names`: which address curl connects to for a command, with dnsmasq as the name server, or that a name has none.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::lab::{Lab, Program};
use super::peers;
use super::record::Recording;
use crate::step::root;

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    let setup = root().join("tests/reality/setup");
    let records: Value = serde_json::from_str(&std::fs::read_to_string(setup.join("names.records.json"))?)?;
    let mut hosts = String::new();
    for (name, addresses) in records.as_object().context("expected names")? {
        for address in addresses.as_array().into_iter().flatten().filter_map(Value::as_str) {
            hosts.push_str(&format!("{address} {name}\n"));
            lab.sure(&format!("ip address add {address} dev lo"))?;
        }
    }
    std::fs::write(lab.folder.join("names.hosts"), hosts)?;
    peers::named(80, "server")?;
    let _names = lab.start(Program::Dnsmasq, "names.dnsmasq.conf", 53)?;
    let cases = std::fs::read_to_string(setup.join("names.cases"))?;
    for case in cases.lines().filter(|line| !line.starts_with('#')) {
        let out = lab.shell(&format!("{case} --max-time 5 -o /dev/null -w '%{{remote_ip}}'"))?;
        let address = String::from_utf8_lossy(&out.stdout).into_owned();
        recording.row(json!({
            "system": "curl",
            "case": case,
            "exit": out.status.code(),
            "address": if address.is_empty() { Value::Null } else { address.into() },
            "says": String::from_utf8_lossy(&out.stderr).lines().next(),
        }))?;
    }
    Ok(())
}

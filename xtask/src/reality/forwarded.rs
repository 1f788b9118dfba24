//! `forwarded`: the headers by which a proxy tells the server behind it who called, and how.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::lab::{Lab, Program};
use super::peers;
use super::record::Recording;
use crate::step::root;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_millis(700);

/// A proxy, its configuration and its port: as a controller sets it up, and with nothing said about these headers.
const PROXIES: [(&str, Program, &str, u16); 7] = [
    ("ingress_nginx", Program::Nginx, "forwarded.nginx.conf", 80),
    ("nginx", Program::Nginx, "forwarded.nginx.conf", 83),
    ("haproxy", Program::Haproxy, "forwarded.haproxy.cfg", 81),
    ("envoy", Program::Envoy, "forwarded.envoy.yaml", 82),
    ("nginx, defaults", Program::Nginx, "routing.nginx.conf", 80),
    ("haproxy, defaults", Program::Haproxy, "routing.haproxy.cfg", 81),
    ("envoy, defaults", Program::Envoy, "routing.envoy.yaml", 82),
];

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    let received = peers::keep(&[9001])?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/forwarded.cases"))?;
    for (system, program, setup, port) in PROXIES {
        let _proxy = lab.start(program, setup, port)?;
        for case in cases.lines().filter(|line| !line.starts_with("# ")) {
            let headers = if case == "-" { String::new() } else { case.replace("\\r\\n", "\r\n") + "\r\n" };
            let message = ["GET / HTTP/1.1\r\nHost: site.example\r\n", &headers, "\r\n"].concat();
            peers::exchange(port, message.as_bytes(), PATIENCE)?;
            std::thread::sleep(Duration::from_millis(50));
            let passed = received.try_iter().last().map(|(_, bytes)| told(&bytes));
            recording.row(json!({ "system": system, "case": case, "tells": passed }))?;
        }
    }
    Ok(())
}

/// The headers that came, but for the host and the connection's own: names in small letters, several of a name joined, the client's
/// address and numbers drawn by chance by a word.
fn told(bytes: &[u8]) -> Value {
    let text = String::from_utf8_lossy(bytes);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let mut out = Map::new();
    for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(':')) {
        let name = name.to_ascii_lowercase();
        if ["host", "connection"].contains(&&*name) {
            continue;
        }
        let mut value = value.trim().replace("127.0.0.1", "SOURCE");
        if name == "x-request-id" && value != "0123456789abcdef0123456789abcdef" {
            "DRAWN".clone_into(&mut value);
        }
        let all = match out.get(&name).and_then(Value::as_str) {
            Some(before) => [before, ", ", &value].concat(),
            None => value,
        };
        out.insert(name, all.into());
    }
    out.into()
}

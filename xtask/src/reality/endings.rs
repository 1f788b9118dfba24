//! `curl_endings`: what curl prints and exits with, for every way in which a request can end.

use anyhow::Result;
use serde_json::json;

use super::lab::{Lab, Program};
use super::peers::{self, Peer};
use super::record::{Recording, without_digits};
use crate::step::root;

/// Drops on the way in. A handshake's packets carry no PSH, the first data does: so a connection is made, and then nothing arrives.
const DROPS: &str = "table inet lab {
  chain input {
    type filter hook input priority 0;
    tcp dport 82 drop
    tcp dport 84 tcp flags & psh == psh drop
    tcp dport 86 tcp flags & psh == psh reject with tcp reset
    tcp dport 91 reject
    tcp dport 92 reject with tcp reset
    tcp dport 93 reject with icmpx admin-prohibited
    tcp dport 94 reject with icmpx host-unreachable
  }
}
";

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    lab.certificates()?;
    std::fs::write(lab.folder.join("drops.nft"), DROPS)?;
    lab.sure("nft -f drops.nft 2>&1")?;
    peers::silent_name_server("127.0.0.9:53")?;
    for (port, peer) in [
        (82, Peer::Silent),
        (83, Peer::Silent),
        (84, Peer::Silent),
        (85, Peer::Resets),
        (86, Peer::Silent),
        (87, Peer::ResetsLater(443)),
        (88, Peer::Closes),
    ] {
        peers::start(port, peer)?;
    }
    let _names = lab.start(Program::Dnsmasq, "endings.dnsmasq.conf", 53)?;
    let _nginx = lab.start(Program::Nginx, "endings.nginx.conf", 443)?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/endings.cases"))?;
    for case in cases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (ending, command) = case.split_once(' ').unwrap_or_default();
        let out = lab.shell(command)?;
        let printed =
            |bytes: &[u8]| without_digits(&String::from_utf8_lossy(bytes), &[" ms", " milliseconds"], "N");
        let stdout = printed(&out.stdout);
        recording.row(json!({
            "system": "curl",
            "case": command.trim(),
            "ending": ending,
            "exit": out.status.code(),
            "status_line": stdout.lines().next(),
            // What follows is advice, the same for all of a kind.
            "says": printed(&out.stderr).lines().next(),
        }))?;
    }
    lab.sure("nft delete table inet lab 2>&1")
}

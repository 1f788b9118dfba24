//! `curl_sends`, `curl_unseen`: the bytes that curl sends for a command line.

use anyhow::Result;
use serde_json::json;

use super::lab::{Lab, Program};
use super::peers;
use super::record::{Recording, without_digits};
use crate::step::root;

/// Where the rows' requests arrive: in the clear on these, and by TLS on these, which HAProxy ends and passes on to the second.
const CLEAR: [u16; 2] = [80, 8080];
const TLS: [(u16, u16); 2] = [(443, 1443), (8443, 2443)];

/// A line of `cases` is a command, with `⏎` for each line's end. One for another shell than bash has a tab and what bash runs after it.
pub fn record(lab: &Lab, recording: &mut Recording, cases: &str) -> Result<()> {
    lab.certificates()?;
    let setup = root().join("tests/reality/setup");
    std::fs::copy(setup.join("sends.file.txt"), lab.folder.join("file.txt"))?;
    let ports: Vec<u16> = CLEAR.into_iter().chain(TLS.map(|(_, inner)| inner)).collect();
    let received = peers::keep(&ports)?;
    let _haproxy = lab.start(Program::Haproxy, "sends.haproxy.cfg", 443)?;
    let cases = std::fs::read_to_string(setup.join(cases))?;
    let is_case = |line: &&str| !line.is_empty() && (!line.starts_with("# ") || line.contains("curl"));
    for line in cases.lines().skip_while(|line| line.starts_with("# ")).filter(is_case) {
        let line = line.replace('⏎', "\n");
        let (command, run) = line.split_once('\t').unwrap_or((&line, &line));
        let run = run.replacen("curl", "curl -m 5 -sS -o /dev/null", 1);
        let out = lab.shell_of("bash", &run)?;
        let sent: Vec<_> = received
            .try_iter()
            .map(|(port, bytes)| {
                let tls = TLS.iter().find(|(_, inner)| *inner == port);
                json!({
                    "scheme": if tls.is_some() { "https" } else { "http" },
                    "port": tls.map_or(port, |(outer, _)| *outer),
                    "bytes": without_boundary(&String::from_utf8_lossy(&bytes)),
                })
            })
            .collect();
        let said = String::from_utf8_lossy(&out.stderr);
        let said = said.lines().find(|line| line.starts_with("curl:"));
        recording.row(json!({
            "system": "curl",
            "case": command,
            "exit": out.status.code(),
            "says": said.map(|line| without_digits(line, &[" ms", " milliseconds"], "N")),
            "sent": sent,
        }))?;
    }
    Ok(())
}

/// The boundary between the parts of a form is drawn by chance: 24 hyphens, 16 digits.
fn without_boundary(text: &str) -> String {
    const MARK: &str = "------------------------";
    let mut parts = text.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A line between parts has two hyphens more.
        let digits = part.trim_start_matches('-');
        let hyphens = &part[..part.len() - digits.len()];
        out = out + MARK + hyphens + "0123456789abcdef" + digits.get(16..).unwrap_or_default();
    }
    out
}

//! What curl sends for a command line: our parser reads the same request from it, or refuses it with a message.

use gauntlet_model::curl::{self, Command};
use gauntlet_model::http::{HttpError, Scheme};
use serde_json::Value;

use crate::held::{Held, hold, rows, text};

/// A message's headers. Their order is of no account (RFC 9110, section 5.3), but for those of one name; curl's own version is the
/// machine's.
fn sorted(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    for (name, value) in &mut headers {
        if name.eq_ignore_ascii_case("user-agent") && value.starts_with("curl/") {
            "curl/N".clone_into(value);
        }
    }
    headers.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    headers
}

/// A recorded message: its first line, headers and body.
fn message(bytes: &str) -> (String, Vec<(String, String)>, String) {
    let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers = lines.map(|line| line.split_once(':').unwrap());
    let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    (line, headers, body.to_owned())
}

/// A command as the terminal reads it, where the recording's one file was at hand, and nothing on standard input.
fn parsed(row: &Value) -> Result<Command, HttpError> {
    curl::parse_with(text(row, "case"), &|name| match name {
        "file.txt" => Ok(Some(include_str!("../../../../tests/reality/setup/sends.file.txt").to_owned())),
        "-" => Ok(Some(String::new())),
        _ => Ok(None),
    })
}

/// Whether a command is refused here that curl makes one request of.
pub fn is_refused(row: &Value) -> bool {
    row["exit"] == 0 && row["sent"].as_array().unwrap().len() == 1 && parsed(row).is_err()
}

fn compare(row: &Value) -> Held {
    if is_refused(row) { Held::Refused } else { differs(row).into() }
}

fn differs(row: &Value) -> Result<(), String> {
    let sent = row["sent"].as_array().unwrap();
    let command = match parsed(row) {
        Ok(command) => command,
        // Neither sends it, or curl sends several.
        Err(_) => return Ok(()),
    };
    let [one] = sent.as_slice() else {
        return Err(format!("read as a request, but curl sent {}: {}", sent.len(), text(row, "says")));
    };
    let request = &command.request;
    let line = request.line();
    let headers = request.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect();
    let scheme = if command.scheme == Scheme::Https { "https" } else { "http" };
    let raw = request.wire.chunks.as_ref().map(|chunks| chunks.raw.clone());
    let ours = (line, sorted(headers), raw.unwrap_or_else(|| request.body.clone()));
    let (line, headers, body) = message(text(one, "bytes"));
    let theirs = (line, sorted(headers), body);
    if ours == theirs && scheme == text(one, "scheme") {
        return Ok(());
    }
    Err(format!("we read {ours:?}, curl sends {theirs:?}"))
}

#[test]
fn curl_sends_as_recorded() {
    hold("curl_sends", 95, |row| Some(compare(row)));
}

/// Commands that the parser was not written by.
#[test]
fn curl_sends_what_nobody_looked_at() {
    hold("curl_unseen", 90, |row| Some(compare(row)));
}

/// Of the commands that curl sends as one request, those that are refused: a proxy, other commands within, what curl lets go as a slip.
#[test]
fn few_are_refused() {
    for (area, most) in [("curl_sends", 6), ("curl_unseen", 7)] {
        let rows = rows(area);
        let refused: Vec<String> = rows
            .iter()
            .filter(|row| is_refused(row))
            .filter_map(|row| {
                let command = text(row, "case");
                parsed(row).err().map(|error| format!("{command}\n    {error}"))
            })
            .collect();
        println!("{area}: {} of {} commands are refused:\n{}", refused.len(), rows.len(), refused.join("\n"));
        assert!(refused.len() <= most, "{area}: {} are refused, more than {most}", refused.len());
    }
}

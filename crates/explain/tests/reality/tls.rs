//! How a proxy ends a handshake, and what curl says of it.

use gauntlet_explain::run;
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::curl;
use gauntlet_model::journey::{ClientSees, Direction};
use serde_json::{Value, json};

use crate::endings::same;
use crate::held::{hold, text};
use crate::world::scenario;

/// The recorded command without what only the recording needs: where the name leads, its port, ciphers for old versions.
fn ask(command: &str) -> Ask {
    let mut words = command.split(' ').filter(|word| !matches!(*word, "-i" | "-sS"));
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "--resolve" | "--ciphers" => drop(words.next()),
            "--haproxy-protocol" => {}
            _ => kept.push(word),
        }
    }
    let address = kept.pop().unwrap();
    let (site, recorded) = address.rsplit_once(':').unwrap();
    // Here port 80 is the one for clear text, and 443 the one for TLS.
    let port = match (site.starts_with("http:"), recorded.ends_with("3/")) {
        (true, false) => ":443",
        (false, true) => ":80",
        _ => "",
    };
    let command = format!("{} {site}{port}/", kept.join(" "));
    let curl::Command { scheme, request, tls, server, .. } = curl::parse(&command).unwrap();
    Ask { tls, server, ..Ask::new(Direction::Ingress, scheme, request) }
}

fn compare(row: &Value) -> Option<Result<(), String>> {
    let scenario = scenario(text(row, "system"), |scenario| {
        scenario["reverseProxy"]["certificateNames"] = json!(["site.example"]);
        let case = text(row, "case");
        if let Some((named, _)) = case.split_once("named") {
            scenario["loadBalancer"]["mode"] = "L4".into();
            scenario["loadBalancer"]["proxyProtocol"] = named.is_empty().into();
            scenario["reverseProxy"]["proxyProtocol"] = (!case.contains("not expected")).into();
        }
        if text(row, "case").contains("expired") {
            scenario["date"] = "2026-11-23".into();
            scenario["reverseProxy"]["certificateNotAfter"] = "2026-11-22".into();
        }
    })?;
    let ask = ask(text(row, "command"));
    let trace = run(&scenario, &ask, SEED);
    let client = trace.client;
    let exit = curl::exit(&client).0;
    let says = curl::says(&ask, &client, trace.phrase);
    let recorded = match client {
        ClientSees::HttpStatus { .. } => text(row, "status_line"),
        _ => text(row, "says"),
    };
    if same(&says, recorded) && row["exit"] == exit {
        return Some(Ok(()));
    }
    let (status, line) = (text(row, "status_line"), text(row, "says"));
    Some(Err(format!("we say `{says}` with exit {exit}, curl `{status}{line}` with exit {}", row["exit"])))
}

#[test]
fn handshakes_end_as_recorded() {
    hold("tls", 86, compare);
}

#[test]
fn where_one_end_speaks_the_proxy_protocol_it_ends_as_recorded() {
    // Whether the port expects it is in the case's name.
    hold("proxy_protocol", 12, |row| {
        let mut row = row.clone();
        row["command"] = text(&row, "command").replace("1/", "3/").into();
        // And so is its number, at the end of what curl says.
        row["says"] = text(&row, "says").replace(":4442 ", ":443").into();
        compare(&row)
    });
}

//! What curl says and exits with in the end.

use gauntlet_explain::layer::reverse_proxy;
use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::http::Request;
use gauntlet_model::journey::{ClientSees, Direction, Phase, TlsEnd};
use gauntlet_model::layer::Layer;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::{Alert, Distrust};
use gauntlet_scenario::model::ProxyKind;
use serde_json::Value;

use crate::held::{hold, text};

/// What a client sees at an ending, where there is a word for it.
fn sees(ending: &str) -> Option<ClientSees> {
    let after_us = Micros::new(1_000_000);
    let timeout = |phase| ClientSees::Timeout { after_us, phase };
    let alert = |alert| ClientSees::TlsFailure(TlsEnd::Alert(alert, Layer::ReverseProxy));
    let refused = |why| ClientSees::TlsFailure(TlsEnd::Refused(why));
    Some(match ending {
        "refused" => ClientSees::Refused { after_us },
        "connect_dropped_connect_timeout" | "connect_dropped_max_time" => timeout(Phase::Connecting),
        "hello_unanswered_connect_timeout" | "hello_unanswered_max_time" => timeout(Phase::TlsHandshake),
        "no_answer" => timeout(Phase::Response),
        "lookup_unanswered_connect_timeout" | "lookup_unanswered_max_time" => timeout(Phase::Resolving),
        // Without a limit, curl waits until the resolver itself gives up.
        "no_such_name" | "lookup_unanswered_no_limit" => ClientSees::NameNotResolved,
        "reset" => ClientSees::Reset { phase: Phase::Response },
        "reset_in_handshake" => ClientSees::Reset { phase: Phase::TlsHandshake },
        "empty_reply" => ClientSees::EmptyReply { phase: Phase::Response },
        "closed_in_handshake" => ClientSees::EmptyReply { phase: Phase::TlsHandshake },
        "certificate_expired" => refused(Distrust::Expired),
        "certificate_name" => refused(Distrust::OtherName),
        "certificate_self_signed" => refused(Distrust::SelfSigned),
        "alert_protocol_version" => alert(Alert::ProtocolVersion),
        "alert_unrecognized_name" => alert(Alert::UnrecognizedName),
        _ => {
            let status = ending.strip_prefix("status_")?.parse().unwrap();
            ClientSees::HttpStatus { status, from: Layer::ReverseProxy }
        }
    })
}

/// The request of a recorded command, whose last word is the address.
fn ask(command: &str) -> Ask {
    let url = command.rsplit(' ').next().unwrap();
    let curl::Command { scheme, request, .. } = curl::parse(&format!("curl {url}")).unwrap();
    let request = Request { host: request.host.clone(), ..request };
    // The inbound client limits connecting, the outbound one all of it.
    let direction =
        if command.contains("--connect-timeout") { Direction::Ingress } else { Direction::Egress };
    Ask::new(direction, scheme, request)
}

/// A text with its milliseconds taken out, as they are recorded.
fn without_numbers(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_number =
        |at: usize| words.get(at + 1).is_some_and(|next| matches!(*next, "ms:" | "ms" | "milliseconds"));
    let word = |(at, word): (usize, &&str)| if is_number(at) { "N".to_owned() } else { (*word).to_owned() };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a line of ours is the recorded one. The version of OpenSSL is the machine's.
pub fn same(ours: &str, recorded: &str) -> bool {
    let plain = |line: &str| match line.split_once("OpenSSL/") {
        Some((start, rest)) => [start, rest.split_once(": ").map_or("", |(_, rest)| rest)].concat(),
        None => line.to_owned(),
    };
    // curl leaves a space at the end of some.
    plain(&without_numbers(ours)) == plain(recorded.trim_end())
}

fn compare(row: &Value) -> Result<(), String> {
    let ending = text(row, "ending");
    let client = sees(ending).ok_or_else(|| format!("no client sees {ending}"))?;
    let ask = ask(text(row, "case"));
    let exit = curl::exit(&client).0;
    let recorded = match client {
        ClientSees::HttpStatus { .. } => text(row, "status_line"),
        _ => text(row, "says"),
    };
    // The statuses are nginx's.
    let phrase = match client {
        ClientSees::HttpStatus { status, .. } => Some(reverse_proxy::phrase(ProxyKind::Nginx, status)),
        _ => None,
    };
    let says = curl::says(&ask, &client, phrase);
    if same(&says, recorded) && row["exit"] == exit {
        return Ok(());
    }
    Err(format!("we say `{says}` with exit {exit}, curl `{recorded}` with exit {}", row["exit"]))
}

#[test]
fn curl_ends_as_recorded() {
    hold("curl_endings", 95, |row| Some(compare(row)));
}

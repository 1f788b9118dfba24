//! What a proxy answers to messages that are odd, large or wrong.

use std::collections::{BTreeMap, BTreeSet};

use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::run;
use gauntlet_model::ask::SEED;
use gauntlet_model::curl::phrase;
use gauntlet_model::http::Request;
use gauntlet_model::journey::ClientSees;
use gauntlet_model::layer::Layer;
use serde_json::Value;

use crate::held::{Held, hold, rows, text};
use crate::world::{clear, scenario, send};

/// A message as it was recorded: `\\r` and the like as in Rust, `<text*N>` is a text N times.
pub fn message(written: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find(['\\', '<']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        if let Some((repeated, after)) = rest.strip_prefix('<').map(|inside| inside.split_once('>').unwrap())
        {
            let (text, times) = repeated.rsplit_once('*').unwrap();
            out.extend(message(text).repeat(times.parse().unwrap()));
            rest = after;
            continue;
        }
        let (byte, length) = match rest.as_bytes()[1] {
            b'r' => (b'\r', 2),
            b'n' => (b'\n', 2),
            b't' => (b'\t', 2),
            b'x' => (u8::from_str_radix(&rest[2..4], 16).unwrap(), 4),
            _ => (b'\\', 1),
        };
        out.push(byte);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Whether a message is refused before it reaches a proxy, and the real one refuses it too: the statuses can't be compared.
pub fn is_refused(row: &Value) -> bool {
    row["status"].as_u64().is_some_and(|status| status >= 400)
        && Request::parse(&message(text(row, "message"))).is_err()
}

#[test]
fn proxies_read_messages_as_recorded() {
    let kinds = ["ingress_nginx", "haproxy", "envoy"].map(|kind| (kind, scenario(kind, |_| ())));
    let kinds = BTreeMap::from(kinds);
    hold("parsing", 95, |row| {
        let scenario = kinds[text(row, "system")].as_ref()?;
        let real = &row["status"];
        if is_refused(row) {
            return Some(Held::Refused);
        }
        let compared = match send(scenario, &message(text(row, "message"))) {
            Err(error) => Err(format!("we refuse it ({error}), it answers {real}")),
            Ok(journey) => match journey.client {
                ClientSees::HttpStatus { status, from } if *real == status => {
                    let (ours, theirs) = (journey.phrase.unwrap_or(phrase(status)), text(row, "phrase"));
                    let answered = if from == Layer::Pod { "web" } else { text(row, "system") };
                    // The response to a HEAD has no body, which would name the server.
                    let known = text(row, "message").starts_with("HEAD");
                    if ours == theirs && (known || answered == text(row, "from")) {
                        Ok(())
                    } else {
                        Err(format!("we say {status} {ours} from {answered}, it says {theirs}"))
                    }
                }
                client => Err(format!("our client sees {client:?}, it answers {real}")),
            },
        };
        Some(compared.into())
    });
}

/// What is no message of HTTP/1, or larger than is read.
#[test]
fn hardly_a_message_is_refused_as_input() {
    let refused: BTreeSet<String> = rows("parsing")
        .iter()
        .filter(|row| Request::parse(&message(text(row, "message"))).is_err())
        .map(|row| text(row, "case").to_owned())
        .collect();
    let known = ["HTTP/0.9", "HTTP/2 in the clear", "body over 1 MiB", "the start of TLS"];
    assert_eq!(refused, known.map(str::to_owned).into());
}

/// Whatever a proxy refuses in them, it has a fix that was tried.
#[test]
fn every_message_that_is_refused_can_be_mended() {
    for kind in ["ingress_nginx", "nginx", "haproxy", "envoy"] {
        let scenario = scenario(kind, |_| ()).unwrap();
        for row in rows("parsing") {
            let Ok(request) = Request::parse(&message(text(&row, "message"))) else { continue };
            let ask = clear(request);
            let journey = run(&scenario, &ask, SEED);
            if journey.code.is_some() {
                let remedy = Remedy::of(&scenario, &ask, SEED, &journey);
                assert!(remedy.is_some(), "{kind}, {}: {:?}", text(&row, "case"), journey.why);
            }
        }
    }
}

#[test]
fn a_message_is_read_as_it_is_written() {
    assert_eq!(message(r"a\r\n<b\t*2>\x00c"), b"a\r\nb\tb\t\x00c");
}

//! What a proxy passes on of a message whose end might be seen in two places, and what a second proxy behind it makes of that.

use std::collections::BTreeMap;

use gauntlet_model::http::Request;
use gauntlet_model::journey::ClientSees;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use serde_json::{Value, json};

use crate::held::{hold, rows, text};
use crate::parsing::message;
use crate::world::{scenario, send};

/// What of a message says where it ends, as it was recorded.
fn framing(request: &Value) -> String {
    let wire = &request["wire"];
    let mut out = format!(
        "{} {} {}\r\n",
        request["method"].as_str().unwrap(),
        request["path"].as_str().unwrap(),
        wire["version"].as_str().unwrap_or("HTTP/1.1")
    );
    for header in request["headers"].as_array().unwrap() {
        let name = text(header, "name").to_ascii_lowercase();
        if ["content-length", "transfer-encoding"].contains(&&*name) {
            out += &format!("{name}: {}\r\n", text(header, "value").trim().to_ascii_lowercase());
        }
    }
    let body = wire["chunks"]["raw"].as_str().unwrap_or_else(|| request["body"].as_str().unwrap());
    out + "\r\n" + body
}

/// The status, and what comes to the pod, if anything does.
fn passed(scenario: &Scenario, bytes: &[u8]) -> (Value, Vec<(String, Value)>) {
    let Ok(journey) = send(scenario, bytes) else { return (400.into(), Vec::new()) };
    let ClientSees::HttpStatus { status, from } = journey.client else { panic!("{:?}", journey.client) };
    let journey = json!(journey);
    let pod = journey["hops"].as_array().unwrap().iter().find(|hop| hop["layer"] == "pod");
    let pod = pod.filter(|_| from == Layer::Pod).map(|pod| pod["before"]["message"].clone());
    (status.into(), pod.into_iter().map(|pod| (framing(&pod), pod)).collect())
}

/// A message as it came to the pod, written for the next proxy.
fn written(request: &Value) -> Vec<u8> {
    let (first, rest) =
        framing(request).split_once("\r\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let others = request["headers"].as_array().unwrap().iter().filter(|header| {
        !["content-length", "transfer-encoding"].contains(&&*text(header, "name").to_ascii_lowercase())
    });
    let others: String =
        others.map(|one| format!("{}: {}\r\n", text(one, "name"), text(one, "value"))).collect();
    [&first, "\r\n", &others, &rest].concat().into_bytes()
}

#[test]
fn what_two_proxies_make_of_a_message_is_as_recorded() {
    let kinds = ["ingress_nginx", "haproxy", "envoy"].map(|kind| (kind, scenario(kind, |_| ()).unwrap()));
    let kinds = BTreeMap::from(kinds);
    hold("pairs", 95, |row| {
        let (status, pods) = passed(&kinds[text(row, "system")], &message(text(row, "message")));
        // Sizes and names are written in letters of either case.
        let same = str::to_ascii_lowercase;
        let theirs: Vec<String> =
            row["passes"].as_array().unwrap().iter().map(|one| same(one.as_str().unwrap())).collect();
        let ours: Vec<String> = pods.iter().map(|(framing, _)| same(framing)).collect();
        if row["status"] != status || theirs != ours {
            return Some(Err(format!(
                "we answer {status} and pass on {ours:?}, it {} and {theirs:?}",
                row["status"]
            )));
        }
        for (kind, answer) in row["behind"].as_object().unwrap() {
            let (status, behind) = passed(&kinds[kind.as_str()], &written(&pods[0].1));
            if answer["status"] != status || answer["requests"] != behind.len() {
                return Some(Err(format!("our {kind} behind it answers {status}, the real one {answer}")));
            }
        }
        Some(Ok(()))
    });
}

/// What `docs/fidelity.md` says of smuggling: no proxy here lets one behind it see two requests in what a client sent as one. Where they
/// disagree, the one behind refuses.
#[test]
fn nothing_is_smuggled_through_a_pair() {
    let mut refused = Vec::new();
    for row in rows("pairs") {
        assert!(row["passes"].as_array().unwrap().len() <= 1, "{row}");
        for (kind, answer) in row["behind"].as_object().unwrap() {
            assert!(answer["requests"].as_u64().unwrap() <= 1, "{row}");
            if answer["status"] != 200 {
                refused.push((text(&row, "system").to_owned(), kind.clone()));
            }
        }
    }
    refused.sort();
    refused.dedup();
    let pairs = [("haproxy", "envoy"), ("haproxy", "ingress_nginx")];
    assert_eq!(refused, pairs.map(|(front, behind)| (front.to_owned(), behind.to_owned())));
    // Each of them can be read both ways.
    let both = rows("pairs").iter().filter(|row| text(row, "case").starts_with("two lengths")).count();
    assert_eq!(both, 9);
    for row in rows("pairs") {
        let request = Request::parse(&message(text(&row, "message"))).unwrap();
        assert_eq!(
            request.left_by_length().is_some(),
            text(&row, "case").starts_with("two lengths"),
            "{row}"
        );
    }
}

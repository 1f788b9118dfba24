//! What a proxy answers where the servers behind it fail, and what nginx logs of it.

use gauntlet_model::curl;
use gauntlet_model::journey::ClientSees;
use gauntlet_scenario::Scenario;
use serde_json::{Value, json};

use crate::held::{hold, text};
use crate::world::{self, scenario};

/// As many seeds as it takes to have the first server tried first.
const SEEDS: u64 = 200;

/// The pods of Service `web`, each doing what it is told to.
fn servers(scenario: &mut Value, doing: &[&str]) {
    let pods = scenario["pods"].as_array_mut().unwrap();
    pods.retain(|pod| pod["labels"]["app"] != "web");
    scenario["state"] = json!({ "pods": {} });
    for (at, does) in doing.iter().enumerate() {
        let name = format!("web-{}", at + 1);
        scenario["pods"].as_array_mut().unwrap().push(json!({
            "namespace": "shop", "name": name, "address": format!("10.244.1.{}", 21 + at), "nodeName": "node-a",
            "labels": { "app": "web", "does": does },
            "containerPort": if *does == "refuses" { 8081 } else { 8080 },
            // Longer than any proxy waits.
            "serviceTimeUs": if *does == "silent" { 300_000_000 } else { 1000 },
        }));
        let state = match *does {
            "closes" => json!({ "crashes": true }),
            "resets" => json!({ "crashes": true, "resets": true }),
            "none" => json!({ "ready": false }),
            _ => continue,
        };
        scenario["state"]["pods"][format!("shop/{name}")] = state;
    }
    scenario["networkPolicies"] = json!([{
        "name": "drops", "namespace": "shop", "podSelector": { "matchLabels": { "does": "dropped" } },
        "policyTypes": ["Ingress"], "ingress": [],
    }]);
}

/// A journey in which the first server is tried first.
fn journey(scenario: &Scenario, case: &str) -> Value {
    let method = case.split(' ').next().unwrap();
    let body = if method == "POST" { "Content-Length: 3\r\n\r\na=1" } else { "\r\n" };
    let bytes = format!("{method} / HTTP/1.1\r\nHost: site.example\r\n{body}");
    let journey = |seed| world::sent(scenario, bytes.as_bytes(), seed).unwrap();
    // It is the one chosen, or the one that the proxy gave up before it went on to another; or there was none to try.
    let first = |journey: &Value| {
        let mut chosen = Vec::new();
        for hop in journey["hops"].as_array().unwrap() {
            chosen.extend(hop["chose"].as_str());
            if hop["layer"] == "reverse_proxy" {
                let reasons = hop["why"].as_array().unwrap().iter();
                chosen
                    .extend(reasons.flat_map(|why| [why["rule"].as_str(), why["value"].as_str()]).flatten());
            }
        }
        chosen.contains(&"web-1") || !chosen.iter().any(|name| name.starts_with("web-"))
    };
    let mut tried = (0..SEEDS).map(|seed| {
        let journey = journey(seed);
        let status = match journey.client {
            ClientSees::HttpStatus { status, .. } => status,
            _ => 0,
        };
        let mut value = json!(journey);
        value["line"] = format!("{status} {}", journey.phrase.unwrap_or_else(|| curl::phrase(status))).into();
        value
    });
    tried.find(first).unwrap()
}

/// What happened, of a line of nginx's log. Where C's library is musl, as in ingress-nginx's image, the operation times out.
fn event(line: &str) -> String {
    let what = line.split(", client:").next().unwrap();
    what.replace("110: Operation timed out", "110: Connection timed out")
}

fn compare(row: &Value) -> Option<Result<(), String>> {
    let case = text(row, "case");
    let doing: Vec<&str> = case.split(' ').skip(1).collect();
    let scenario = scenario(text(row, "system"), |scenario| servers(scenario, &doing))?;
    let journey = journey(&scenario, case);
    let real = format!("{} {}", row["status"], text(row, "phrase"));
    let ours = text(&journey, "line");
    if ours != real {
        return Some(Err(format!("we say `{ours}`, it says `{real}`")));
    }
    let logs: Vec<String> = journey["hops"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|hop| text(hop, "log").lines().map(event))
        .collect();
    let recorded = row["log"].as_array().into_iter().flatten().map(|line| event(line.as_str().unwrap()));
    let missing = recorded.into_iter().find(|line| !logs.iter().any(|log| log.contains(line.as_str())));
    Some(missing.map_or(Ok(()), |line| Err(format!("`{line}` is in no log of {logs:?}"))))
}

#[test]
fn proxies_tell_of_failures_as_recorded() {
    hold("upstream", 95, compare);
}

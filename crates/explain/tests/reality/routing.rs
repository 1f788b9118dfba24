//! Where a proxy sends a request by its host and path, and what path the pod gets.

use std::collections::BTreeMap;

use gauntlet_model::journey::ClientSees;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use serde_json::{Value, json};

use crate::held::{hold, text};
use crate::world::{scenario, send};

/// A recorded case as the bytes that were sent.
fn bytes(case: &str) -> String {
    let (target, hosts) = case.rsplit_once(' ').unwrap();
    let hosts = hosts.split(',').filter(|host| *host != "-");
    let hosts: String = hosts.map(|host| format!("Host: {host}\r\n")).collect();
    format!("GET {target} HTTP/1.1\r\n{hosts}\r\n")
}

/// Status, server and path: where one answered; else the status alone.
fn ours(scenario: &Scenario, case: &str) -> (u16, Value, Value) {
    // What is no request to the engines, a proxy refuses.
    let Ok(journey) = send(scenario, bytes(case).as_bytes()) else { return (400, Value::Null, Value::Null) };
    let ClientSees::HttpStatus { status, from } = journey.client else {
        panic!("{case}: {:?}", journey.client)
    };
    if from != Layer::Pod {
        return (status, Value::Null, Value::Null);
    }
    let journey = json!(journey);
    let hops = journey["hops"].as_array().unwrap();
    let pod = hops.iter().find(|hop| hop["layer"] == "pod").unwrap();
    let backend = pod["chose"].as_str().unwrap().rsplit_once('-').unwrap().0;
    let request = &pod["before"]["message"];
    if let Some(target) = request["wire"]["target"].as_str() {
        return (status, backend.into(), target.into());
    }
    let query = request["query"].as_str().filter(|query| !query.is_empty());
    let path = request["path"].as_str().unwrap().to_owned();
    (status, backend.into(), query.map_or(path.clone(), |query| [&path, "?", query].concat()).into())
}

#[test]
fn proxies_route_as_recorded() {
    let kinds = ["ingress_nginx", "haproxy", "envoy"].map(|kind| (kind, scenario(kind, |_| ())));
    let kinds = BTreeMap::from(kinds);
    hold("routing", 99, |row| {
        let scenario = kinds[text(row, "system")].as_ref()?;
        let (status, backend, path) = ours(scenario, text(row, "case"));
        if row["status"] == status && row["backend"] == backend && row["path"] == path {
            return Some(Ok(()));
        }
        let real = (&row["status"], &row["backend"], &row["path"]);
        Some(Err(format!("we say {status} {backend} {path}, it does {real:?}")))
    });
}

//! Which address a command leads to: our parser and the cluster's name service against curl and dnsmasq.

use gauntlet_model::ask::{Ask, Family};
use gauntlet_model::curl;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::dns::decide;
use gauntlet_sim::layer::{Reply, Stop};
use serde_json::Value;

use crate::held::{Held, folder, hold, text};
use crate::world;

/// A scenario with the names that the name server knew.
fn scenario() -> Scenario {
    let records = std::fs::read_to_string(folder().join("setup/names.records.json")).unwrap();
    let records: Value = serde_json::from_str(&records).unwrap();
    world::scenario("ingress_nginx", |scenario| {
        for (name, addresses) in records.as_object().unwrap() {
            scenario["dns"][name] = addresses.clone();
        }
    })
    .unwrap()
}

/// Whether we refuse a command with which curl looks up a name.
pub fn is_refused(row: &Value) -> bool {
    row["exit"] == 0 && curl::parse(text(row, "case")).is_err()
}

fn compare(scenario: &Scenario, row: &Value) -> Held {
    if is_refused(row) {
        return Held::Refused;
    }
    let curl::Command { scheme, tls, request, server, family } = match curl::parse(text(row, "case")) {
        Ok(command) => command,
        // Neither connects.
        Err(_) => return Held::Agrees,
    };
    let ask = Ask { tls, server, family, ..Ask::new(Direction::Egress, scheme, request) };
    // The machine had addresses of both families, so curl preferred IPv6.
    let ours = match decide(scenario, ask.connects_to(), Family::V6, ask.family).chosen() {
        Ok(address) => (0, address.to_string().into()),
        Err(Stop { reply: Reply::NoSuchName, .. }) => (6, Value::Null),
        Err(stop) => return Held::Differs(format!("{stop:?}")),
    };
    let real = (row["exit"].as_i64().unwrap(), row["address"].clone());
    if ours == real { Held::Agrees } else { Held::Differs(format!("we have {ours:?}, curl {real:?}")) }
}

#[test]
fn names_lead_where_they_did() {
    let scenario = scenario();
    hold("names", 95, |row| Some(compare(&scenario, row)));
}

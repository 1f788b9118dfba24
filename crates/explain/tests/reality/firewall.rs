//! What nftables did with packets under a scenario's rules: the same rule decides in the engine, the client sees the same
//! outcome, and the same packets count as replies.

use std::net::SocketAddr;
use std::sync::Arc;

use gauntlet_model::http::Request;
use gauntlet_model::journey::{ClientSees, Phase, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::Firewall;
use gauntlet_sim::layer::firewall::{Decision, Passed, Stopped, decide};
use gauntlet_sim::layer::{Reply, Stop};
use gauntlet_sim::path;
use gauntlet_sim::path::journey::Decided;
use gauntlet_sim::world::connections::Connections;
use serde_json::{Value, json};

use crate::held::{hold, text};
use crate::world;

/// The site behind a firewall, at an address and port; without one where there is none.
fn site(firewall: &Value, at: SocketAddr) -> Scenario {
    let scenario = world::scenario("ingress_nginx", |scenario| {
        if firewall.is_null() {
            scenario["absent"] = json!(["firewall"]);
        } else {
            scenario["firewall"] = firewall.clone();
        }
        scenario["loadBalancer"]["address"] = at.ip().to_string().into();
        scenario["loadBalancer"]["listeners"] = json!([at.port()]);
        if at.is_ipv6() {
            // All of the edge has one family.
            let address = |nth: usize| Value::from(format!("fd00::{nth}"));
            for (nth, node) in
                scenario["loadBalancer"]["nodes"].as_array_mut().unwrap().iter_mut().enumerate()
            {
                node["address"] = address(nth + 1);
            }
            for story in scenario["stories"].as_array_mut().unwrap() {
                if story["sourceIP"].is_string() {
                    story["sourceIP"] = address(9);
                }
            }
        }
    });
    scenario.unwrap()
}

fn firewall(rules: &Value) -> Firewall {
    site(rules, SocketAddr::from(([203, 0, 113, 10], 443))).firewall
}

fn flow(protocol: &str, from: &str, to: &str) -> Flow {
    Flow {
        source: from.parse().unwrap(),
        destination: to.parse().unwrap(),
        protocol: if protocol == "UDP" { Protocol::Udp } else { Protocol::Tcp },
        tls: TlsState::Plain,
    }
}

/// What the sender gets, and the rule that decided, as a row has it.
fn judged(firewall: &Firewall, flow: Flow) -> (&'static str, Value) {
    let (reply, rule) = match decide(firewall, flow) {
        Decision::Pass((), Passed::ByRule(at)) => ("open", Some(at)),
        Decision::Pass((), Passed::ByDefault) => ("open", None),
        Decision::Stop(Stop { reply, why, .. }) => {
            let rule = match why {
                Stopped::ByRule(at, _) => Some(at),
                Stopped::ByDefault(_) => None,
            };
            (if reply == Reply::Refuse { "refused" } else { "silence" }, rule)
        }
    };
    (reply, rule.map_or("default".into(), Value::from))
}

/// What a client sees of a whole journey, and whether the firewall knew the connection of its response.
fn journey(scenario: &Scenario, flow: Flow) -> (&'static str, bool) {
    let port = flow.destination.port();
    let request = format!("GET / HTTP/1.1\r\nHost: site.example:{port}\r\n\r\n");
    let mut ask = world::clear(Request::parse(request.as_bytes()).unwrap());
    ask.source_ip = Some(flow.source.ip());
    let journey = path::decide(scenario, &Arc::new(ask), 0);
    let sees = match journey.client {
        ClientSees::HttpStatus { .. } => "open",
        ClientSees::Refused { .. } => "refused",
        ClientSees::Timeout { phase: Phase::Connecting, .. } => "silence",
        _ => "something else",
    };
    let mut back = journey.hops.iter().filter(|hop| hop.way == Way::Response);
    let known = back
        .any(|hop| hop.layer == Layer::Firewall && matches!(hop.decided, Decided::Reply { known: true, .. }));
    (sees, known)
}

fn probe(row: &Value) -> Result<(), String> {
    let flow = flow(text(row, "protocol"), text(row, "from"), text(row, "to"));
    let scenario = site(&row["firewall"], flow.destination);
    let ours =
        if row["firewall"].is_null() { ("open", Value::Null) } else { judged(&scenario.firewall, flow) };
    let real = (text(row, "outcome"), row["matched"].clone());
    if ours != real {
        return Err(format!("we have {ours:?}, nftables {real:?}"));
    }
    // Requests go over TCP alone.
    if flow.protocol == Protocol::Udp {
        return Ok(());
    }
    let (ours, real) = (journey(&scenario, flow), (real.0, row["reply_known"] == true));
    if ours == real { Ok(()) } else { Err(format!("a journey has {ours:?}, nftables {real:?}")) }
}

/// The steps of a case, against what the engine remembers about connections.
fn replies(row: &Value) -> Result<(), String> {
    let mut firewall = firewall(&row["firewall"]);
    let mut connections = Connections::default();
    let mut opened = Vec::new();
    for step in row["steps"].as_array().unwrap() {
        let told = text(step, "step");
        let flow = match told.split(' ').collect::<Vec<_>>().as_slice() {
            ["open", _, protocol, from, to] => flow(protocol, from, to),
            ["send", protocol, from, to] => flow(protocol, from, to),
            ["rules", rules @ ..] => {
                firewall = self::firewall(&serde_json::from_str(&rules.join(" ")).unwrap());
                continue;
            }
            ["forget"] => {
                opened.drain(..).for_each(|flow| connections.close(flow));
                continue;
            }
            _ => panic!("`{told}` means nothing"),
        };
        let reply = connections.knows(flow);
        let (outcome, rule) = judged(&firewall, flow);
        if !reply && outcome == "open" {
            connections.open(flow);
            opened.push(flow);
        }
        // What is opened is answered, and so known; what is sent is answered by nobody, but for a refusal.
        let known = reply || (told.starts_with("open") && outcome == "open");
        let ours = (known, if reply { Value::Null } else { rule });
        let real = (step["known"] == true, step["matched"].clone());
        if ours != real {
            return Err(format!("`{told}`: we have {ours:?}, nftables {real:?}"));
        }
    }
    Ok(())
}

#[test]
fn packets_are_judged_as_by_nftables() {
    hold("firewall", 95, |row| Some(if row["steps"].is_array() { replies(row) } else { probe(row) }));
}

//! What nftables' source NAT did, and the engine's table beside it: when a connection gets a port and when there is none left, and
//! which packets from outside lead back to which pod.
//!
//! We don't compare *which* free port it is: Linux keeps the pod's own where it can and otherwise draws one, the clouds don't say how
//! they choose, and the engine takes the first.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::{ClientSees, Direction, Phase};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::NatState;
use gauntlet_sim::layer::nat_gateway::decide;
use gauntlet_sim::layer::{Reply, Stop};
use gauntlet_sim::path;
use gauntlet_sim::path::journey::Change;
use gauntlet_sim::world::nat::{Table, limits, publics};
use serde_json::{Value, json};

use crate::held::{hold, text};
use crate::world;

/// The scenario behind a gateway, while other connections hold so many of its ports.
fn scenario(gateway: &Value, others: Others) -> Scenario {
    let scenario = world::scenario("ingress_nginx", |scenario| {
        scenario["natGateway"]["preset"] = json!("linux");
        let own = gateway.as_object().into_iter().flatten().filter(|(key, _)| *key != "publicAddress");
        own.for_each(|(key, value)| scenario["natGateway"][key] = value.clone());
        scenario["state"]["natGateway"] =
            json!({ "portsInUse": others.in_use, "portsInTimeWait": others.in_time_wait });
    });
    let mut scenario = scenario.unwrap();
    // A scenario's address has the cluster's family; the table works the same with another one.
    if let Some(public) = gateway["publicAddress"].as_str() {
        scenario.nat_gateway.public_address = public.parse().unwrap();
    }
    scenario
}

/// How many ports toward one destination other connections hold.
#[derive(Clone, Copy, Default)]
struct Others {
    in_use: usize,
    in_time_wait: usize,
}

/// A journey from a pod to an API outside.
fn journey(scenario: &Scenario) -> path::Journey {
    let request = Request::parse(b"GET / HTTP/1.1\r\nHost: api.payments.example\r\n\r\n").unwrap();
    let ask = Ask { direction: Direction::Egress, scheme: Scheme::Https, ..world::clear(request) };
    path::decide(scenario, &Arc::new(ask), 0)
}

/// An open connection: its flow as it left the pod, and its public address and port.
struct Open {
    flow: Flow,
    /// In the engine.
    ours: SocketAddr,
    /// As it was recorded.
    real: SocketAddr,
}

struct Replay {
    scenario: Scenario,
    gateway: Value,
    table: Table,
    now: Micros,
    open: BTreeMap<String, Open>,
    /// What has ended and still keeps its port.
    ended: Vec<Flow>,
}

impl Replay {
    /// A connection gets a port in both or in neither. In both it is one of the gateway's, which none to the same destination has.
    /// The caller of a whole journey waits in vain where others hold every port, and not before.
    fn opens(&mut self, name: &str, flow: Flow, step: &Value) -> Result<(), String> {
        let same = |other: &Flow| (other.destination, other.protocol) == (flow.destination, flow.protocol);
        let ended = self.ended.iter().filter(|flow| same(flow)).count();
        let in_use = self.open.values().filter(|open| same(&open.flow)).count();
        // Nothing tells the gateway that a connection of UDP has ended, so for a while its port counts as in use.
        let others = match flow.protocol {
            Protocol::Udp => Others { in_use: in_use + ended, in_time_wait: 0 },
            _ => Others { in_use, in_time_wait: ended },
        };
        let sees = journey(&scenario(&self.gateway, others)).client;
        let config = &self.scenario.nat_gateway;
        let decision = decide(config, NatState::default(), &mut self.table, flow, self.now);
        let ours = match decision.chosen() {
            Ok(public) => public,
            Err(Stop { reply, .. }) => {
                let outcome = text(step, "outcome");
                return match (reply, outcome, sees) {
                    (Reply::Silence, "silence", ClientSees::Timeout { phase: Phase::Connecting, .. }) => {
                        Ok(())
                    }
                    _ => Err(format!("we give it no port and reply {reply:?}; the caller sees {sees:?}")),
                };
            }
        };
        let real = text(step, "public").parse().map_err(|_| format!("we give it {ours}"))?;
        if !matches!(sees, ClientSees::HttpStatus { .. }) {
            return Err(format!("the caller sees {sees:?}"));
        }
        for public in [ours, real] {
            let port = public.port();
            if !publics(config).any(|one| one == public.ip())
                || !(config.first_port..=config.last_port).contains(&port)
            {
                return Err(format!("{public} is none of the gateway's"));
            }
        }
        let mut same = self.open.values().filter(|open| same(&open.flow));
        if same.any(|open| open.ours == ours || open.real == real) {
            return Err(format!("{ours} or {real} stands for two"));
        }
        self.open.insert(name.to_owned(), Open { flow, ours, real });
        Ok(())
    }

    /// Whether a packet from outside to the public address of a connection leads to its pod.
    fn leads_back(&self, from: SocketAddr, open: &Open) -> bool {
        self.table.inside(from, open.flow.protocol, open.ours) == Some(open.flow.source)
    }

    fn step(&mut self, step: &Value) -> Result<(), String> {
        match text(step, "step").split(' ').collect::<Vec<_>>().as_slice() {
            ["open", name, protocol, from, to] => {
                let flow = Flow {
                    source: from.parse().unwrap(),
                    destination: to.parse().unwrap(),
                    protocol: if *protocol == "UDP" { Protocol::Udp } else { Protocol::Tcp },
                    tls: TlsState::Plain,
                };
                self.opens(name, flow, step)
            }
            ["say", name] => {
                let open = &self.open[*name];
                let heard = text(step, "public") == open.real.to_string();
                let ours = self.leads_back(open.flow.destination, open);
                if ours == heard { Ok(()) } else { Err(format!("its reply comes back: {ours}")) }
            }
            ["send", _, from, name] => {
                let ours = self.leads_back(from.parse().unwrap(), &self.open[*name]);
                if step["back"] == ours { Ok(()) } else { Err(format!("it comes back: {ours}")) }
            }
            ["close" | "reset", name] => {
                let Open { flow, ours, .. } = self.open.remove(*name).unwrap();
                let config = &self.scenario.nat_gateway;
                self.table.close(config, flow.destination, flow.protocol, ours, self.now);
                self.ended.push(flow);
                Ok(())
            }
            ["expire"] => {
                self.ended.clear();
                self.now = self.now + limits(&self.scenario.nat_gateway).udp_wait;
                Ok(())
            }
            told => panic!("`{told:?}` means nothing"),
        }
    }
}

fn gateway(row: &Value) -> Result<(), String> {
    let gateway = row["gateway"].clone();
    let scenario = scenario(&gateway, Others::default());
    let (table, now, open, ended) = (Table::default(), Micros::ZERO, BTreeMap::new(), Vec::new());
    let mut replay = Replay { scenario, gateway, table, now, open, ended };
    let mut steps = row["steps"].as_array().unwrap().iter();
    steps.try_for_each(|step| replay.step(step).map_err(|how| format!("{step}: {how}")))
}

/// Whether a node that replaces the pod's address with its own keeps the port.
fn node(row: &Value) -> Result<(), String> {
    let port = |address: &str| address.parse::<SocketAddr>().unwrap().port();
    let mut taken = BTreeSet::new();
    for step in row["steps"].as_array().unwrap() {
        let words: Vec<&str> = text(step, "step").split(' ').collect();
        let (pod, to) = (words[3], words[4]);
        let mut scenario = scenario(&json!({ "nodeMasquerade": true }), Others::default());
        scenario.state.nat_gateway.source_port_taken = !taken.insert((port(pod), to));
        let journey = journey(&scenario);
        let mut changes = journey.rewrites.iter().filter(|rewrite| rewrite.layer == Layer::NatGateway);
        let Some(Change::Source(from, to)) = changes.next().map(|rewrite| rewrite.change) else {
            return Err("no source is replaced".to_owned());
        };
        assert_ne!(from.ip(), to.ip());
        let ours = from.port() == to.port();
        let real = port(pod) == port(text(step, "public"));
        if ours != real {
            return Err(format!("{step}: we keep the port: {ours}"));
        }
    }
    Ok(())
}

#[test]
fn ports_are_given_as_by_nftables() {
    hold("nat", 95, |row| Some(if row["node"] == true { node(row) } else { gateway(row) }));
}

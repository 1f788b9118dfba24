//! `nat`: which public address and port nftables' source NAT gives a connection, when it has none left, and which packets from
//! outside lead back.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::lab::Lab;
use super::network::Network;
use super::record::Recording;
use crate::step::root;

/// The pods.
const CLIENTS: &[&str] =
    &["10.244.1.21", "10.244.1.22", "10.244.1.23", "fd00:10::21", "fd00:10::22", "fd00:10::23"];
/// Whom they call.
const SERVERS: &[&str] = &["192.0.2.80", "192.0.2.81", "2001:db8::80", "2001:db8::81"];
const PORTS: &[u16] = &[53, 80, 443];
/// The public address where a case names none.
const PUBLIC: &str = "203.0.113.50";
/// How long to wait until a UDP connection is forgotten. Its timeout is set to one second.
const FORGETS: Duration = Duration::from_secs(10);

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    let mut network = Network::start(lab, CLIENTS, SERVERS, PORTS)?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/nat.cases"))?;
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let mut case: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        network.rules(&ruleset(&case))?;
        network.forget()?;
        let routes = case["gateway"]["defaultRoute"] != false;
        if !routes {
            SERVERS.iter().try_for_each(|server| lab.sure(&format!("ip route del {server}")))?;
        }
        let steps = case["steps"].take();
        let steps: Vec<&str> = steps.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let lasts = if steps.contains(&"expire") { 1 } else { 30 };
        lab.sure(&format!("sysctl --quiet net.netfilter.nf_conntrack_udp_timeout={lasts}"))?;
        let mut publics = BTreeMap::new();
        let taken = steps.iter().map(|step| {
            take(lab, &mut network, &mut publics, step).with_context(|| format!("{}: {step}", case["case"]))
        });
        case["steps"] = taken.collect::<Result<Vec<Value>>>()?.into();
        case["system"] = if case["node"] == true { "nftables, node" } else { "nftables" }.into();
        for name in publics.keys() {
            network.client.tell(&format!("reset {name}"))?;
        }
        if !routes {
            SERVERS.iter().try_for_each(|server| lab.sure(&format!("ip route add {server} dev outside")))?;
        }
        recording.row(case)?;
    }
    network.rules("")
}

/// One step: what became of it, and the address that the server saw.
fn take(
    lab: &Lab,
    network: &mut Network<'_>,
    publics: &mut BTreeMap<String, String>,
    step: &str,
) -> Result<Value> {
    match step.split(' ').collect::<Vec<_>>().as_slice() {
        ["expire"] => {
            let began = Instant::now();
            while !lab.shell("conntrack -L --proto udp 2>/dev/null")?.stdout.is_empty() {
                ensure!(began.elapsed() < FORGETS, "a connection is not forgotten");
                thread::sleep(Duration::from_millis(50));
            }
            Ok(json!({ "step": step }))
        }
        ["send", protocol, from, name] => {
            let public = publics.get(*name).with_context(|| format!("{name} is not open"))?;
            network.risen()?;
            network.server.tell(&format!("send {protocol} {from} {public}"))?;
            let mut risen = network.risen_at_last()?;
            // One counter can rise a moment before the other, so both are read again.
            risen.extend(network.risen()?);
            Ok(json!({ "step": step, "back": risen.iter().any(|name| name == "back") }))
        }
        told => {
            let says = network.client.tell(step)?;
            if let (["open", name, ..], Some(public)) = (told, says.strip_prefix("seen ")) {
                publics.insert((*name).to_owned(), public.to_owned());
            }
            Ok(match says.strip_prefix("seen ") {
                Some(public) => json!({ "step": step, "outcome": "open", "public": public }),
                None => json!({ "step": step, "outcome": says }),
            })
        }
    }
}

/// The rules of a gateway, or of a node that replaces a pod's address with its own. Two counters tell what comes from outside, and what
/// of that goes on to a pod.
fn ruleset(case: &Value) -> String {
    let gateway = &case["gateway"];
    let public = gateway["publicAddress"].as_str().unwrap_or(PUBLIC);
    let last = gateway["moreAddresses"].as_array().and_then(|more| more.last()?.as_str());
    let ports = format!("{}-{}", gateway["firstPort"], gateway["lastPort"]);
    let (family, public) =
        if public.contains(':') { ("ip6", format!("[{public}]")) } else { ("ip", public.to_owned()) };
    let addresses = last.map_or_else(|| public.clone(), |last| format!("{public}-{last}"));
    let becomes = if case["node"] == true {
        "masquerade".to_owned()
    } else if case["masquerade"] == true {
        format!("masquerade to :{ports}")
    } else {
        format!("snat {family} to {addresses}:{ports}")
    };
    format!(
        "table inet nat {{
  counter arrived {{ }}
  counter back {{ }}
  chain arrive {{
    type filter hook prerouting priority -300
    iifname outside counter name arrived
  }}
  chain forward {{
    type filter hook forward priority 0
    iifname outside oifname inside counter name back
  }}
  chain leave {{
    type nat hook postrouting priority 100
    oifname outside meta l4proto {{ tcp, udp }} {becomes}
  }}
}}
"
    )
}

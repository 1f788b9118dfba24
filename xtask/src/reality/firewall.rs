//! `firewall`: what nftables does with a packet under a scenario's rules, which rule it was, and which packets back it lets through.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::lab::Lab;
use super::network::{Network, socket};
use super::record::Recording;
use crate::step::root;

/// The site's addresses.
const SERVERS: [&str; 2] = ["203.0.113.10", "2001:db8::10"];
/// The first port that a client connects from; each probe has another, so that none meets an older one's connection.
const FIRST_PORT: u16 = 40_000;
const CLIENTS: &[&str] = &[
    "10.0.0.1",
    "192.0.2.1",
    "192.0.2.255",
    "198.51.100.0",
    "198.51.100.63",
    "198.51.100.64",
    "198.51.100.65",
    "198.51.100.127",
    "198.51.100.128",
    "203.0.113.7",
    "203.0.113.8",
    "2001:db8:1::1",
    "2001:db8:bad::1",
    "2001:db8:bad:ffff:ffff:ffff:ffff:ffff",
    "2001:db8:bae::",
];
const PORTS: &[u16] = &[1, 22, 23, 53, 80, 443, 7999, 8000, 8050, 8100, 8101, 65_534, 65_535];

pub fn record(lab: &Lab, recording: &mut Recording) -> Result<()> {
    let mut network = Network::start(lab, CLIENTS, &SERVERS, PORTS)?;
    let cases = std::fs::read_to_string(root().join("tests/reality/setup/firewall.cases"))?;
    let mut port = FIRST_PORT;
    for line in cases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let case: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let named = |key: &str| case[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let name = case["case"].as_str().context("a case without a name")?;
        for asked in named("probes") {
            network.rules(&ruleset(&case)?)?;
            port += 1;
            let mut row = probe(&mut network, asked, port).with_context(|| format!("{name}: {asked}"))?;
            row["system"] = "nftables".into();
            row["case"] = format!("{name}: {asked}").into();
            row["firewall"] = case["firewall"].clone();
            recording.row(row)?;
        }
        if case["steps"].is_array() {
            network.rules(&ruleset(&case)?)?;
            let steps = named("steps").map(|step| take(&mut network, step).with_context(|| step.to_owned()));
            recording.row(json!({
                "system": "nftables, replies",
                "case": name,
                "firewall": case["firewall"],
                "steps": steps.collect::<Result<Vec<_>>>()?,
            }))?;
        }
        network.forget()?;
    }
    network.rules("")
}

/// A connection from an address to a port of the site: how it ends, which rule it was, and whether its reply was known.
fn probe(network: &mut Network<'_>, asked: &str, port: u16) -> Result<Value> {
    let mut words = asked.split(' ');
    let mut word = || words.next().context("expected an address, a protocol and a port");
    let (from, protocol, to) = (word()?, word()?, word()?.parse()?);
    let (from, to) = (socket(from, port), socket(server(from), to));
    let says = network.client.tell(&format!("open probe {protocol} {from} {to}"))?;
    let seen = says.starts_with("seen");
    let risen = network.risen()?;
    if seen && protocol == "TCP" {
        network.client.tell("reset probe")?;
        // Without a firewall nothing is counted.
        if !risen.is_empty() {
            network.risen_at_last()?;
        }
    } else if seen {
        network.client.tell("close probe")?;
    }
    Ok(json!({
        "from": from,
        "to": to,
        "protocol": protocol,
        "outcome": if seen { "open" } else { says.as_str() },
        "matched": matched(&risen),
        "reply_known": risen.iter().any(|name| name == "known"),
    }))
}

/// One step of a case about replies, and which counters rose.
fn take(network: &mut Network<'_>, step: &str) -> Result<Value> {
    let says = match step.split(' ').collect::<Vec<_>>().as_slice() {
        ["open", ..] | ["say", _] => network.client.tell(step)?,
        ["send", ..] => network.server.tell(step)?,
        ["rules", rest @ ..] => {
            let firewall: Value = serde_json::from_str(&rest.join(" "))?;
            network.rules(&ruleset(&json!({ "firewall": firewall }))?)?;
            return Ok(json!({ "step": step }));
        }
        _ => {
            network.forget()?;
            return Ok(json!({ "step": step }));
        }
    };
    let risen = network.risen_at_last()?;
    Ok(json!({
        "step": step,
        "outcome": says.split(' ').next(),
        "matched": matched(&risen),
        "known": risen.iter().any(|name| name == "known"),
    }))
}

/// The rule whose counter rose, by its place, or the default's.
fn matched(risen: &[String]) -> Value {
    let rule = risen.iter().find_map(|name| name.strip_prefix("rule_")?.parse::<usize>().ok());
    let default = risen.iter().any(|name| name == "default").then(|| "default".into());
    rule.map(Value::from).or(default).unwrap_or_default()
}

fn server(client: &str) -> &'static str {
    SERVERS[usize::from(client.contains(':'))]
}

/// The firewall of a case as nftables reads it: a line for each source and port of a rule, all with the rule's counter, since one
/// line of nftables names either IPv4 or IPv6. Empty where the case has no firewall.
fn ruleset(case: &Value) -> Result<String> {
    let firewall = &case["firewall"];
    let Some(rules) = firewall["rules"].as_array() else {
        return Ok(String::new());
    };
    let refuses = case["refuses"].as_str().unwrap_or("reject");
    let verdict = |action: &Value| match action.as_str() {
        Some("allow") => Ok("accept"),
        Some("drop") => Ok("drop"),
        Some("reject") => Ok(refuses),
        _ => Err(anyhow::anyhow!("{action} is no action")),
    };
    let mut counters = String::from("  counter known { }\n  counter default { }\n");
    // An ICMP error about a known connection isn't counted as a reply.
    let mut lines =
        String::from("    ct state established counter name known accept\n    ct state related accept\n");
    for (at, rule) in rules.iter().enumerate() {
        writeln!(counters, "  counter rule_{at} {{ }}")?;
        let protocol = rule["protocol"].as_str().map_or("{ tcp, udp }".to_owned(), str::to_lowercase);
        for source in each(&rule["sources"]) {
            let family = if source.contains(':') { "ip6" } else { "ip" };
            let source = source.trim_matches('"');
            let source = if source.is_empty() { String::new() } else { format!("{family} saddr {source} ") };
            for port in each(&rule["ports"]) {
                let port = port.trim_matches('"');
                let port = if port.is_empty() { String::new() } else { format!("th dport {port} ") };
                let verdict = verdict(&rule["action"])?;
                writeln!(
                    lines,
                    "    {source}meta l4proto {protocol} {port}counter name rule_{at} {verdict}"
                )?;
            }
        }
    }
    let default = verdict(&firewall["defaultAction"])?;
    writeln!(lines, "    counter name default {default}")?;
    Ok(format!(
        "table inet firewall {{\n{counters}  chain forward {{\n    type filter hook forward priority \
         0\n{lines}  }}\n}}\n"
    ))
}

/// The entries of a list as text; one that is empty where it has none, since it then matches everything.
fn each(list: &Value) -> Vec<String> {
    let entries: Vec<String> = list.as_array().into_iter().flatten().map(Value::to_string).collect();
    if entries.is_empty() { vec![String::new()] } else { entries }
}

//! The network firewall: ordered rules over addresses, ports and protocol. It never reads a request's content.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::json;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, Protocol};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::{Action, Firewall, FirewallRule};
use crate::text;
use crate::words::key;

/// A field of a rule that the packet does not fit: the field, what the packet holds, what the rule wants, and the
/// code of a denial for that field.
type Misfit = (&'static str, String, String, &'static str);

/// Judges a packet by the first rule that matches it, or by the default.
///
/// # Errors
/// The packet is dropped or rejected.
pub fn decide(config: &Firewall, packet: &Packet) -> Ruling<()> {
    let matching = config.rules.iter().find(|rule| amiss(rule, packet) == [false; 3]);
    let action = matching.map_or(config.default_action, |rule| rule.action);
    let from = packet.source.ip().to_string();
    let port = packet.destination.port().to_string();
    if action == Action::Allow {
        let why = match matching {
            Some(rule) => Reason::new(key::FIREWALL_ALLOWED).rule(&rule.name),
            None => Reason::new(key::FIREWALL_ALLOWED_BY_DEFAULT),
        };
        let why = why.field("source").value(from).expected(format!("{} {port}", protocol(packet.protocol)));
        return Ok(Passed::new((), matching.map(|r| r.name.clone()), vec![why]));
    }
    let (reply, acted) = match action {
        Action::Reject => (Reply::Refuse, text::VALUE_REJECTS),
        _ => (Reply::Silence, text::VALUE_DROPS),
    };
    Err(Box::new(match matching {
        Some(rule) => by_rule(config, rule, packet, reply, acted),
        None => by_default(config, packet, reply, acted),
    }))
}

fn by_rule(config: &Firewall, rule: &FirewallRule, packet: &Packet, reply: Reply, acted: &str) -> Stopped {
    let (reason, field, value) = if !rule.sources.is_empty() {
        ("source_denied", "source", packet.source.ip().to_string())
    } else if !rule.ports.is_empty() {
        ("port_denied", "destination.port", packet.destination.port().to_string())
    } else if let Some(wanted) = rule.protocol {
        ("protocol_denied", "protocol", protocol(wanted).to_owned())
    } else {
        ("default_denied", "source", packet.source.ip().to_string())
    };
    let why = Reason::new(key::FIREWALL_DENIED).rule(&rule.name).field(field).value(&value).expected(acted);
    let at = config.rules.iter().position(|one| one == rule).unwrap_or_default();
    let (source, port) = (packet.source.ip(), packet.destination.port());
    let fix =
        Fix::new(Reason::new(key::FIX_FIREWALL_RULE).rule(&rule.name).value(
            text::VALUE_TO_PORT.fill(&[("source", &source.to_string()), ("port", &port.to_string())]),
        ))
        .add(
            format!("/firewall/rules/{at}"),
            json!({
                "name": unused(config, source),
                "action": "allow",
                "sources": [IpNet::from(source).to_string()],
                "ports": [port],
                "protocol": protocol(packet.protocol),
            }),
        );
    Stopped::blocked(reason, reply, vec![why]).by(&rule.name).fix(fix)
}

/// A name for a new rule that no other one has.
fn unused(config: &Firewall, source: IpAddr) -> String {
    let mut name = format!("allow-{source}");
    while config.rules.iter().any(|rule| rule.name == name) {
        name.push_str("-too");
    }
    name
}

fn by_default(config: &Firewall, packet: &Packet, reply: Reply, acted: &str) -> Stopped {
    let port = packet.destination.port().to_string();
    let mut why = vec![
        Reason::new(key::FIREWALL_DENIED_BY_DEFAULT).field("destination.port").value(&port).expected(acted),
    ];
    let nearest = config
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.action == Action::Allow)
        .min_by_key(|(_, rule)| amiss(rule, packet).into_iter().filter(|amiss| *amiss).count());
    let Some((at, rule)) = nearest else {
        let fix = Fix::new(Reason::new(key::FIX_FIREWALL_ADD).value(&port)).add(
            "/firewall/rules/-",
            json!({
                "name": unused(config, packet.source.ip()),
                "action": "allow",
                "ports": [packet.destination.port()],
                "protocol": protocol(packet.protocol),
            }),
        );
        return Stopped::blocked("default_denied", reply, why).fix(fix);
    };
    let misfits = misfits(rule, packet);
    let reason = misfits.first().map_or("default_denied", |misfit| misfit.3);
    let wanted = list(misfits.iter().map(|(field, value, ..)| format!("{field} {value}")));
    let mut fix = Fix::new(Reason::new(key::FIX_FIREWALL_WIDEN).rule(&rule.name).value(wanted));
    for (field, value, expected, _) in misfits {
        fix = match field {
            "source" => fix
                .add(format!("/firewall/rules/{at}/sources/-"), IpNet::from(packet.source.ip()).to_string()),
            "protocol" => fix.add(format!("/firewall/rules/{at}/protocol"), value.as_str()),
            _ => fix.add(format!("/firewall/rules/{at}/ports/-"), packet.destination.port()),
        };
        why.push(Reason::new(key::NEAREST).rule(&rule.name).field(field).value(value).expected(expected));
    }
    Stopped::blocked(reason, reply, why).fix(fix)
}

/// Whether source, port and protocol are others than the rule's.
fn amiss(rule: &FirewallRule, packet: &Packet) -> [bool; 3] {
    let (source, port) = (packet.source.ip(), packet.destination.port());
    [
        !rule.sources.is_empty() && !rule.sources.iter().any(|net| net.contains(&source)),
        !rule.ports.is_empty() && !rule.ports.iter().any(|range| range.contains(port)),
        rule.protocol.is_some_and(|wanted| wanted != packet.protocol),
    ]
}

fn misfits(rule: &FirewallRule, packet: &Packet) -> Vec<Misfit> {
    let mut out: Vec<Misfit> = Vec::new();
    let (source, port) = (packet.source.ip(), packet.destination.port());
    let [other_source, other_port, _] = amiss(rule, packet);
    if other_source {
        out.push(("source", source.to_string(), list(&rule.sources), "source_denied"));
    }
    if other_port {
        out.push(("destination.port", port.to_string(), list(&rule.ports), "port_denied"));
    }
    if let Some(wanted) = rule.protocol.filter(|wanted| *wanted != packet.protocol) {
        let (held, wanted) = (protocol(packet.protocol), protocol(wanted));
        out.push(("protocol", held.to_owned(), wanted.to_owned(), "protocol_denied"));
    }
    out
}

/// The protocol's name.
pub(crate) const fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    }
}

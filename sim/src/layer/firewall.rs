//! The network firewall: ordered rules over addresses, ports and protocol. It never reads a request's content.

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, Protocol};
use crate::reason::Reason;
use crate::scenario::model::{Action, Firewall, FirewallRule};
use crate::words::key;

/// A field of a rule that the packet does not fit: the field, what the packet holds, what the rule wants, and the
/// code of a denial for that field.
type Misfit = (&'static str, String, String, &'static str);

/// Judges a packet by the first rule that matches it, or by the default.
///
/// # Errors
/// The packet is dropped or rejected.
pub fn decide(config: &Firewall, packet: &Packet) -> Ruling<()> {
    let matching = config.rules.iter().find(|rule| misfits(rule, packet).is_empty());
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
        Action::Reject => (Reply::Refuse, "rejects"),
        _ => (Reply::Silence, "drops"),
    };
    Err(Box::new(match matching {
        Some(rule) => by_rule(rule, packet, reply, acted),
        None => by_default(config, packet, reply, acted),
    }))
}

fn by_rule(rule: &FirewallRule, packet: &Packet, reply: Reply, acted: &str) -> Stopped {
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
    let fix = Reason::new(key::FIX_FIREWALL_RULE).rule(&rule.name).field(field).value(value);
    Stopped::blocked(reason, reply, vec![why]).by(&rule.name).fix(fix)
}

fn by_default(config: &Firewall, packet: &Packet, reply: Reply, acted: &str) -> Stopped {
    let port = packet.destination.port().to_string();
    let mut why = vec![
        Reason::new(key::FIREWALL_DENIED_BY_DEFAULT).field("destination.port").value(&port).expected(acted),
    ];
    let nearest = config
        .rules
        .iter()
        .filter(|rule| rule.action == Action::Allow)
        .map(|rule| (rule, misfits(rule, packet)))
        .min_by_key(|(_, misfits)| misfits.len());
    let Some((rule, misfits)) = nearest else {
        let fix = Reason::new(key::FIX_FIREWALL_ADD).field("destination.port").value(port);
        return Stopped::blocked("default_denied", reply, why).fix(fix);
    };
    let reason = misfits.first().map_or("default_denied", |misfit| misfit.3);
    let mut fix = None;
    for (field, value, expected, _) in misfits {
        fix.get_or_insert(Reason::new(key::FIX_FIREWALL_WIDEN).rule(&rule.name).field(field).value(&value));
        why.push(Reason::new(key::NEAREST).rule(&rule.name).field(field).value(value).expected(expected));
    }
    let stopped = Stopped::blocked(reason, reply, why);
    match fix {
        Some(fix) => stopped.fix(fix),
        None => stopped,
    }
}

fn misfits(rule: &FirewallRule, packet: &Packet) -> Vec<Misfit> {
    let mut out: Vec<Misfit> = Vec::new();
    let (source, port) = (packet.source.ip(), packet.destination.port());
    if !rule.sources.is_empty() && !rule.sources.iter().any(|net| net.contains(&source)) {
        out.push(("source", source.to_string(), list(&rule.sources), "source_denied"));
    }
    if !rule.ports.is_empty() && !rule.ports.contains(&port) {
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

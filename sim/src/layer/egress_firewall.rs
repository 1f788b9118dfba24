//! The egress firewall: lets traffic leave to approved destinations only, judged by the name in SNI or `Host`.

use crate::http::Message;
use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, TlsState};
use crate::reason::Reason;
use crate::scenario::model::{Action, AllowedName, EgressFirewall};
use crate::words::key;

/// Judges a packet by the name it asks for: the server name of the TLS handshake, or `Host` where there is no TLS.
///
/// # Errors
/// No name can be read, it is not on the list, or not for this port.
pub fn decide(config: &EgressFirewall, packet: &Packet) -> Ruling<()> {
    let port = packet.destination.port();
    let (field, name) = visible_name(packet);
    let (reply, acted) = match config.default_action {
        Action::Reject => (Reply::Reset, "resets"),
        _ => (Reply::Silence, "drops"),
    };
    let Some(name) = name else {
        let why = Reason::new(key::EGRESS_NO_NAME)
            .field(field)
            .value(packet.destination.to_string())
            .expected(acted);
        let fix = Reason::new(key::FIX_EGRESS_USE_NAME).value(packet.destination.ip().to_string());
        return Err(Box::new(Stopped::blocked("name_missing", reply, vec![why]).fix(fix)));
    };
    let named: Vec<&AllowedName> = config.allow.iter().filter(|entry| covers(&entry.host, name)).collect();
    if let Some(entry) = named.iter().find(|entry| entry.ports.contains(&port)) {
        let why = Reason::new(key::EGRESS_APPROVED)
            .rule(&entry.name)
            .field(field)
            .value(format!("{name}:{port}"))
            .expected(&entry.host);
        let blind = Reason::new(key::EGRESS_SEES).field("source").value(packet.source.to_string());
        return Ok(Passed::new((), Some(entry.name.clone()), vec![why, blind]));
    }
    Err(Box::new(match named.first() {
        Some(entry) => wrong_port(entry, name, port, reply, acted),
        None => not_on_the_list(config, field, name, port, reply, acted),
    }))
}

fn visible_name(packet: &Packet) -> (&'static str, Option<&str>) {
    match (&packet.tls.state, &packet.message) {
        (TlsState::Plain | TlsState::Terminated, Message::Request(request)) => {
            ("header.Host", Some(request.host.as_str()))
        }
        _ => ("tls.sni", packet.tls.sni.as_deref()),
    }
}

/// `*.x` covers every depth below `x`, and not `x`.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => name
            .to_ascii_lowercase()
            .strip_suffix(&parent.to_ascii_lowercase())
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

fn wrong_port(entry: &AllowedName, name: &str, port: u16, reply: Reply, acted: &str) -> Stopped {
    let port = port.to_string();
    let why = vec![
        Reason::new(key::EGRESS_DENIED_PORT).field("destination.port").value(&port).expected(acted),
        Reason::new(key::NEAREST)
            .rule(&entry.name)
            .field("destination.port")
            .value(&port)
            .expected(list(&entry.ports)),
    ];
    let fix = Reason::new(key::FIX_EGRESS_ADD).value(format!("{name}:{port}"));
    Stopped::blocked("destination_denied", reply, why).by("default").fix(fix)
}

fn not_on_the_list(
    config: &EgressFirewall,
    field: &'static str,
    name: &str,
    port: u16,
    reply: Reply,
    acted: &str,
) -> Stopped {
    let mut why = vec![Reason::new(key::EGRESS_DENIED).field(field).value(name).expected(acted)];
    let near = config.allow.iter().min_by_key(|entry| strsim::levenshtein(&entry.host, name));
    if let Some(near) = near {
        why.push(Reason::new(key::NEAREST).rule(&near.name).field(field).value(name).expected(&near.host));
    }
    let fix = Reason::new(key::FIX_EGRESS_ADD).value(format!("{name}:{port}"));
    Stopped::blocked("name_denied", reply, why).by("default").fix(fix)
}

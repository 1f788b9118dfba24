//! The egress firewall: lets traffic leave to approved destinations only, judged by their address, or by the name in SNI or
//! `Host`.

use gauntlet_slip::nearest;
use serde_json::json;

use crate::http::Message;
use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, TlsState};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::Scenario;
use crate::scenario::model::{Action, AllowedName, EgressFirewall, NameDialect};
use crate::text;
use crate::words::key;

/// Judges a packet by its destination's address and by the name it asks for: the server name of the TLS handshake, or `Host`
/// where there is no TLS.
///
/// # Errors
/// Neither is on the list, no name can be read where names are all there is, or the port is not approved.
pub fn decide(scenario: &Scenario, packet: &Packet) -> Ruling<()> {
    let config = &scenario.egress_firewall;
    let port = packet.destination.port();
    let (field, name) = visible_name(packet);
    let sees = || Reason::new(key::EGRESS_FIREWALL_SEES).field("source").value(packet.source.to_string());
    let by_address: Vec<(usize, &AllowedName)> =
        covering(config, |entry| entry.cidrs.iter().any(|net| net.contains(&packet.destination.ip())));
    if let Some((_, entry)) = by_address.iter().find(|(_, entry)| entry.ports.contains(&port)) {
        let why = Reason::new(key::EGRESS_FIREWALL_APPROVED_ADDRESS)
            .rule(&entry.name)
            .field("destination")
            .value(packet.destination.to_string())
            .expected(list(&entry.cidrs));
        return Ok(Passed::new((), Some(entry.name.clone()), vec![why, sees()]));
    }
    let by_name: Vec<(usize, &AllowedName)> = covering(config, |entry| {
        let host = entry.host.as_deref();
        name.is_some_and(|name| host.is_some_and(|host| covers(config.dialect, host, name)))
    });
    if let Some((_, entry)) = by_name.iter().find(|(_, entry)| entry.ports.contains(&port)) {
        let why = Reason::new(key::EGRESS_FIREWALL_APPROVED)
            .rule(&entry.name)
            .field(field)
            .value(format!("{}:{port}", name.unwrap_or_default()))
            .expected(entry.host.as_deref().unwrap_or_default());
        return Ok(Passed::new((), Some(entry.name.clone()), vec![why, sees()]));
    }
    let denial = Denial::of(scenario, packet);
    Err(Box::new(match (by_name.first().or(by_address.first()), name) {
        (Some((at, entry)), _) => denial.wrong_port(*at, entry, port),
        (None, None) if config.allow.iter().any(|entry| entry.host.is_some()) => denial.nameless(field),
        (None, None) => denial.wrong_address(),
        (None, Some(name)) => denial.wrong_name(field, name, port),
    }))
}

fn covering(config: &EgressFirewall, holds: impl Fn(&AllowedName) -> bool) -> Vec<(usize, &AllowedName)> {
    config.allow.iter().enumerate().filter(|(_, entry)| holds(entry)).collect()
}

fn visible_name(packet: &Packet) -> (&'static str, Option<&str>) {
    match (&packet.tls.state, &packet.message) {
        // An address in `Host` is no name.
        (TlsState::Plain | TlsState::Terminated, Message::Request(request)) => {
            ("header.Host", Some(request.host.as_str()).filter(|_| request.host_ip().is_none()))
        }
        _ => ("tls.sni", packet.tls.sni.as_deref()),
    }
}

/// Whether an entry of a list covers a name, in the list's dialect.
#[must_use]
pub fn covers(dialect: NameDialect, pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let below = |parent: &str| {
        name.strip_suffix(parent).and_then(|rest| rest.strip_suffix('.')).filter(|labels| !labels.is_empty())
    };
    match dialect {
        NameDialect::Aws => match pattern.strip_prefix('.') {
            Some(apex) => name == apex || below(apex).is_some(),
            None => name == pattern,
        },
        NameDialect::Kubernetes | NameDialect::Cilium => match pattern.strip_prefix("*.") {
            Some(parent) => below(parent)
                .is_some_and(|labels| dialect == NameDialect::Kubernetes || !labels.contains('.')),
            None => name == pattern,
        },
    }
}

/// What all denials share.
struct Denial<'a> {
    scenario: &'a Scenario,
    packet: &'a Packet,
    reply: Reply,
    acted: &'static str,
}

impl<'a> Denial<'a> {
    fn of(scenario: &'a Scenario, packet: &'a Packet) -> Self {
        let (reply, acted) = match scenario.egress_firewall.default_action {
            Action::Reject => (Reply::Reset, text::VALUE_RESETS),
            _ => (Reply::Silence, text::VALUE_DROPS),
        };
        Self { scenario, packet, reply, acted }
    }

    fn wrong_port(&self, at: usize, entry: &AllowedName, port: u16) -> Stopped {
        let text = port.to_string();
        let why = vec![
            Reason::new(key::EGRESS_FIREWALL_DENIED_PORT)
                .field("destination.port")
                .value(&text)
                .expected(self.acted),
            Reason::new(key::NEAREST)
                .rule(&entry.name)
                .field("destination.port")
                .value(&text)
                .expected(list(&entry.ports)),
        ];
        let fix = Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_PORT).rule(&entry.name).value(text))
            .add(format!("/egressFirewall/allow/{at}/ports/-"), port);
        Stopped::blocked("destination_denied", self.reply, why).by("default").fix(fix)
    }

    /// No name, on a list of names: the client is to use the name, where one leads to the address.
    fn nameless(&self, field: &'static str) -> Stopped {
        let to = self.packet.destination;
        let why =
            Reason::new(key::EGRESS_FIREWALL_NO_NAME).field(field).value(to.to_string()).expected(self.acted);
        let named = self.scenario.dns.iter().find(|(_, addresses)| addresses.contains(&to.ip()));
        let fix = match named {
            Some((name, _)) => Fix::new(
                Reason::new(key::FIX_EGRESS_FIREWALL_USE_NAME).value(to.ip().to_string()).expected(name),
            )
            .ask("host", Some(name.clone())),
            None => self.approve_address(),
        };
        Stopped::blocked("name_missing", self.reply, vec![why]).by("default").fix(fix)
    }

    fn wrong_address(&self) -> Stopped {
        let to = self.packet.destination;
        let mut why = vec![
            Reason::new(key::EGRESS_FIREWALL_DENIED_ADDRESS)
                .field("destination")
                .value(to.to_string())
                .expected(self.acted),
        ];
        if let Some(near) = self.scenario.egress_firewall.allow.first() {
            why.push(
                Reason::new(key::NEAREST)
                    .rule(&near.name)
                    .field("destination")
                    .value(to.ip().to_string())
                    .expected(list(&near.cidrs)),
            );
        }
        Stopped::blocked("destination_denied", self.reply, why).by("default").fix(self.approve_address())
    }

    fn approve_address(&self) -> Fix {
        let (address, port) = (self.packet.destination.ip(), self.packet.destination.port());
        Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_ADD).value(self.packet.destination.to_string())).add(
            "/egressFirewall/allow/-",
            json!({
                "name": self.unused(&address.to_string()),
                "cidrs": [ipnet::IpNet::from(address).to_string()],
                "ports": [port],
            }),
        )
    }

    fn wrong_name(&self, field: &'static str, name: &str, port: u16) -> Stopped {
        let allow = &self.scenario.egress_firewall.allow;
        let mut why =
            vec![Reason::new(key::EGRESS_FIREWALL_DENIED).field(field).value(name).expected(self.acted)];
        let hosts = || allow.iter().filter_map(|entry| Some((entry, entry.host.as_deref()?)));
        // The rule that was meant, or else the first: what the list approves.
        let near = nearest(name, hosts().map(|(_, host)| host));
        if let Some((near, host)) = hosts().find(|(_, host)| near.is_none_or(|near| near == *host)) {
            why.push(Reason::new(key::NEAREST).rule(&near.name).field(field).value(name).expected(host));
        }
        let fix = Fix::new(Reason::new(key::FIX_EGRESS_FIREWALL_ADD).value(format!("{name}:{port}"))).add(
            "/egressFirewall/allow/-",
            json!({ "name": self.unused(name), "host": name, "ports": [port] }),
        );
        Stopped::blocked("name_denied", self.reply, why).by("default").fix(fix)
    }

    /// A name for a new entry that no other one has.
    fn unused(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.scenario.egress_firewall.allow.iter().any(|entry| entry.name == name) {
            name.push_str("-too");
        }
        name
    }
}

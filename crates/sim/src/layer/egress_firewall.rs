//! The egress firewall: lets traffic leave to approved destinations only, judged by their address, or by the name in SNI or
//! `Host`.

use gauntlet_model::code::Code;
use gauntlet_model::http::Request;
use gauntlet_model::packet::Flow;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::model::{Action, AllowedName, EgressFirewall, NameDialect};

use crate::layer::{self, Reply};

/// What it decides. Entries are told by their place on the list.
pub type Decision = layer::Decision<(), Passed, Stopped>;

/// What let a packet out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// That entry approves its destination's address and port.
    ByAddress(usize),
    /// That entry approves the name that it asks for, and the port.
    ByName(usize),
}

/// What stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// That entry approves the destination, but on other ports.
    WrongPort(usize),
    /// No name can be read, and names are on the list.
    Nameless,
    /// The address is not on the list, and there are no names on it.
    WrongAddress,
    /// The name is not on the list.
    WrongName,
}

/// Where a name can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameField {
    /// The request's `Host`, where there is no TLS.
    Host,
    /// The server name of the TLS handshake.
    Sni,
}

/// Judges a packet by its destination's address and by the name it asks for: the server name of the TLS handshake, or `Host`
/// where there is no TLS.
#[must_use]
pub fn decide(config: &EgressFirewall, flow: Flow, hello: Hello<'_>, request: &Request) -> Decision {
    let port = flow.destination.port();
    let (_, name) = visible_name(flow, hello, request);
    let by_address = |entry: &AllowedName| entry.cidrs.iter().any(|net| net.contains(&flow.destination.ip()));
    let by_name = |entry: &AllowedName| {
        let host = entry.host.as_deref();
        name.is_some_and(|name| host.is_some_and(|host| covers(config.dialect, host, name)))
    };
    let on_port = |entry: &AllowedName| entry.ports.contains(&port);
    let first = |holds: &dyn Fn(&AllowedName) -> bool| config.allow.iter().position(holds);
    if let Some(at) = first(&|entry| by_address(entry) && on_port(entry)) {
        return Decision::Pass((), Passed::ByAddress(at));
    }
    if let Some(at) = first(&|entry| by_name(entry) && on_port(entry)) {
        return Decision::Pass((), Passed::ByName(at));
    }
    let (code, why) = match (first(&by_name).or_else(|| first(&by_address)), name) {
        (Some(at), _) => (Code::EgressFirewallDestinationDenied, Stopped::WrongPort(at)),
        (None, None) if config.allow.iter().any(|entry| entry.host.is_some()) => {
            (Code::EgressFirewallNameMissing, Stopped::Nameless)
        }
        (None, None) => (Code::EgressFirewallDestinationDenied, Stopped::WrongAddress),
        (None, Some(_)) => (Code::EgressFirewallNameDenied, Stopped::WrongName),
    };
    // An address and a port are judged with the first packet, a name once the connection is open.
    let reply = match (config.default_action, code) {
        (Action::Reject, Code::EgressFirewallDestinationDenied) => Reply::Refuse,
        (Action::Reject, _) => Reply::Reset,
        (Action::Allow | Action::Drop, _) => Reply::Silence,
    };
    Decision::stop(code, reply, why)
}

/// The name that can be read of a packet, and where. An address in `Host` is no name.
#[must_use]
pub fn visible_name<'a>(flow: Flow, hello: Hello<'a>, request: &'a Request) -> (NameField, Option<&'a str>) {
    match flow.tls {
        TlsState::Plain | TlsState::Terminated => {
            (NameField::Host, Some(request.host.as_str()).filter(|_| request.host_ip().is_none()))
        }
        TlsState::Encrypted | TlsState::Inspected => (NameField::Sni, hello.sni),
    }
}

/// Whether an entry of a list covers a name, in the list's dialect; case does not matter.
#[must_use]
pub fn covers(dialect: NameDialect, pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    // What stands below a parent, its dot left out.
    let below = |parent: &[u8]| {
        let (rest, end) = name.split_at_checked(name.len().checked_sub(parent.len())?)?;
        let labels = rest.strip_suffix(b".").filter(|labels| !labels.is_empty())?;
        end.eq_ignore_ascii_case(parent).then_some(labels)
    };
    match dialect {
        NameDialect::Aws => match pattern.strip_prefix(b".") {
            Some(apex) => name.eq_ignore_ascii_case(apex) || below(apex).is_some(),
            None => name.eq_ignore_ascii_case(pattern),
        },
        NameDialect::Kubernetes | NameDialect::Cilium => match pattern.strip_prefix(b"*.") {
            Some(parent) => below(parent)
                .is_some_and(|labels| dialect == NameDialect::Kubernetes || !labels.contains(&b'.')),
            None => name.eq_ignore_ascii_case(pattern),
        },
    }
}

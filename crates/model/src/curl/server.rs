//! `--resolve` and `--connect-to`: another server than the one that the address names.

use super::{error, shown};
use crate::http::HttpError;

/// What the command says of where to connect, in its order.
#[derive(Default)]
pub(super) struct Elsewhere {
    resolve: Vec<Entry>,
    connect_to: Vec<Entry>,
}

/// For this host and port (empty: for any), that host and port.
struct Entry {
    host: String,
    port: Option<u16>,
    to: String,
    to_port: Option<u16>,
}

impl Elsewhere {
    /// Reads `HOST:PORT:ADDRESS`.
    pub(super) fn resolve(&mut self, value: &str) -> Result<(), HttpError> {
        let wrong = || error("curl option --resolve", shown(value), "`host:port:address`");
        if value.starts_with('-') {
            // It takes an entry away again.
            return Ok(());
        }
        let (host, rest) = split(value.strip_prefix('+').unwrap_or(value)).ok_or_else(wrong)?;
        let (port, addresses) = rest.split_once(':').ok_or_else(wrong)?;
        let address = addresses.split(',').next().unwrap_or_default().trim_matches(['[', ']']);
        let (Ok(port), Ok(address)) = (port.parse(), address.parse::<std::net::IpAddr>()) else {
            return Err(wrong());
        };
        let to =
            if address.is_ipv6() { ["[", &address.to_string(), "]"].concat() } else { address.to_string() };
        let host = if host == "*" { "" } else { host };
        self.resolve.push(Entry { host: host.to_owned(), port: Some(port), to, to_port: None });
        Ok(())
    }

    /// Reads `HOST1:PORT1:HOST2:PORT2`.
    pub(super) fn connect_to(&mut self, value: &str) -> Result<(), HttpError> {
        let wrong = || error("curl option --connect-to", shown(value), "`host:port:host:port`");
        let port = |text: &str| match text {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| wrong()),
        };
        let (host, rest) = split(value).ok_or_else(wrong)?;
        let (from, rest) = rest.split_once(':').ok_or_else(wrong)?;
        let (to, to_port) = split(rest).ok_or_else(wrong)?;
        let entry =
            Entry { host: host.to_owned(), port: port(from)?, to: to.to_owned(), to_port: port(to_port)? };
        self.connect_to.push(entry);
        Ok(())
    }

    /// Where a connection to a host and port goes, if elsewhere.
    pub(super) fn of<'a>(&'a self, host: &'a str, port: u16) -> Option<(&'a str, u16)> {
        let fits = |entry: &&Entry, host: &str, port: u16| {
            (entry.host.is_empty() || entry.host.eq_ignore_ascii_case(host))
                && entry.port.is_none_or(|from| from == port)
        };
        let moved = self.connect_to.iter().find(|entry| fits(entry, host, port));
        let (at, at_port) = moved.map_or((host, port), |entry| {
            (if entry.to.is_empty() { host } else { &entry.to }, entry.to_port.unwrap_or(port))
        });
        // The last one given is the one in the cache.
        let known = self.resolve.iter().rfind(|entry| fits(entry, at, at_port));
        let at = known.map_or(at, |entry| &entry.to);
        (!at.eq_ignore_ascii_case(host) || at_port != port).then_some((at, at_port))
    }
}

/// A host, in brackets where it has colons, and what follows its colon.
fn split(text: &str) -> Option<(&str, &str)> {
    let end = if text.starts_with('[') { text.find(']')? } else { 0 };
    let colon = end + text.get(end..)?.find(':')?;
    Some((text.get(..colon)?, text.get(colon + 1..)?))
}

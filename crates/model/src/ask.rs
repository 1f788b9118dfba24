//! The input of the simulation: one request, and where it comes from.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::http::{HttpError, Request, Scheme, as_ip, authority, quoted};
use crate::journey::Direction;
use crate::tls::{Hello, TlsClient, TlsState};

/// One request to run: what is sent, from where, and which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Which way.
    pub direction: Direction,
    /// Inside TLS or not.
    pub scheme: Scheme,
    /// What the client's TLS can do.
    pub tls: TlsClient,
    /// The HTTP request.
    pub request: Request,
    /// The server that the client means, where it is another than the one that `Host` names.
    pub server: Option<Server>,
    /// The family of addresses that the client keeps to (`curl -4`, `-6`); either when left out.
    pub family: Option<Family>,
    /// The client's address (ingress). Left out: the scenario's story's, or 203.0.113.1.
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress). Left out or unknown: the scenario's first pod.
    pub from: Option<String>,
}

impl Ask {
    /// A request from the scenario's usual sender, to the server that `Host` names.
    #[must_use]
    pub fn new(direction: Direction, scheme: Scheme, request: Request) -> Self {
        let tls = TlsClient::default();
        Self { direction, scheme, tls, request, server: None, family: None, source_ip: None, from: None }
    }
}

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The family of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }

    /// Checks that a host, where it is an address, is of the family that the client keeps to.
    ///
    /// # Errors
    /// Names both.
    pub fn check(only: Option<Self>, host: &str) -> Result<(), HttpError> {
        let address = authority(host).ok().and_then(|(name, _)| as_ip(name));
        match (only, address) {
            (Some(family), Some(address)) if family != Self::of(address) => {
                let expected = match family {
                    Self::V4 => "an IPv4 address, because of -4",
                    Self::V6 => "an IPv6 address, because of -6",
                };
                let (place, found) = ("address".to_owned(), quoted(host));
                Err(HttpError { place, found, expected: expected.to_owned() })
            }
            _ => Ok(()),
        }
    }
}

/// The server that a client connects to and names in its TLS handshake: that of the address, where `Host` was given by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name, or its address: lower case, as a request's host.
    pub name: String,
    /// The port that is connected to.
    pub port: u16,
    /// Whose address is connected to, where that is not the name's own (`--connect-to`, `--resolve`).
    pub at: Option<String>,
}

impl Server {
    /// The server of an address, as `host` or `host:port`, and where a connection to a host and port goes instead. Nothing where
    /// `Host` says the same.
    ///
    /// # Errors
    /// Where that is no host, or no port.
    pub fn of<'a>(
        address: &'a str,
        scheme: Scheme,
        request: &Request,
        elsewhere: impl FnOnce(&'a str, u16) -> Option<(&'a str, u16)>,
    ) -> Result<Option<Self>, HttpError> {
        let read = |text: &'a str| {
            authority(text).map_err(|expected| HttpError {
                place: "address".to_owned(),
                found: quoted(text),
                expected: expected.to_owned(),
            })
        };
        let (name, port) = read(address)?;
        let port = port.unwrap_or(scheme.port());
        let (at, port) = elsewhere(name, port).unwrap_or((name, port));
        let (at, _) = read(at)?;
        let at = (!at.eq_ignore_ascii_case(name)).then(|| at.to_ascii_lowercase());
        let name = name.to_ascii_lowercase();
        let same = at.is_none() && name == request.host && port == request.port(scheme);
        Ok((!same).then_some(Self { name, port, at }))
    }

    /// As an address has it.
    #[must_use]
    pub fn authority(&self, scheme: Scheme) -> String {
        match self.port {
            port if port == scheme.port() => self.name.clone(),
            port => [&self.name, ":", &port.to_string()].concat(),
        }
    }
}

/// The seed of the page and the terminal where none is asked for; any other tells the same with other nodes, pods and ports.
pub const SEED: u64 = 7;

impl Ask {
    /// The state of the client's connection.
    pub const fn tls_state(&self) -> TlsState {
        match self.scheme {
            Scheme::Https => TlsState::Encrypted,
            Scheme::Http => TlsState::Plain,
        }
    }

    /// What the client says when it opens the connection. An address is never sent as a server name (RFC 6066, section 3), nor what
    /// is no name.
    #[must_use]
    pub fn hello(&self) -> Hello<'_> {
        let name = self.named();
        let named = self.scheme == Scheme::Https && as_ip(name).is_none() && authority(name).is_ok();
        Hello { sni: named.then_some(name), client: self.tls }
    }

    /// The server that the client means: that of its address.
    #[must_use]
    pub fn named(&self) -> &str {
        self.server.as_ref().map_or(&self.request.host, |server| &server.name)
    }

    /// The host that the client looks up and connects to.
    #[must_use]
    pub fn connects_to(&self) -> &str {
        self.server.as_ref().and_then(|server| server.at.as_deref()).unwrap_or(self.named())
    }

    /// The address that the client connects to, when it knows one rather than a name.
    #[must_use]
    pub fn connects_to_ip(&self) -> Option<IpAddr> {
        as_ip(self.connects_to())
    }

    /// The port that the client connects to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.as_ref().map_or_else(|| self.request.port(self.scheme), |server| server.port)
    }

    /// The whole address, as it is typed.
    #[must_use]
    pub fn url(&self) -> String {
        let authority = self.server.as_ref().map(|server| server.authority(self.scheme));
        self.request.url_at(self.scheme, authority.as_deref())
    }
}

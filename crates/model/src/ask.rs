//! The input of the simulation: one request, and where it comes from.

use std::net::IpAddr;

use crate::http::{Request, Scheme};
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
    /// The client's address (ingress). Left out: the scenario's story's, or 203.0.113.1.
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress). Left out or unknown: the scenario's first pod.
    pub from: Option<String>,
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
        let named =
            self.scheme == Scheme::Https && self.request.host_ip().is_none() && self.request.names_host();
        Hello { sni: named.then_some(self.request.host.as_str()), client: self.tls }
    }
}

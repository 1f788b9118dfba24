//! What travels: addresses, ports, protocol, TLS state, the HTTP message, and the history of its rewrites.

use std::fmt;
use std::net::SocketAddr;

use serde::Serialize;

use crate::http::Message;
use crate::layer::Layer;
use crate::tls::{Tls, TlsState};

/// The transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Protocol {
    /// Transmission Control Protocol, RFC 9293.
    #[serde(rename = "TCP")]
    Tcp,
    /// User Datagram Protocol, RFC 768.
    #[serde(rename = "UDP")]
    Udp,
}

impl Protocol {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A packet's addresses and how it is encrypted at one point of its way: what changes there, without the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Sender's address and port.
    pub source: SocketAddr,
    /// Receiver's address and port.
    pub destination: SocketAddr,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Whether and how the connection is encrypted.
    pub tls: TlsState,
}

impl Packet {
    /// Its addresses and TLS state.
    #[must_use]
    pub const fn flow(&self) -> Flow {
        Flow {
            source: self.source,
            destination: self.destination,
            protocol: self.protocol,
            tls: self.tls.state,
        }
    }
}

/// Which field of a packet a layer rewrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rewrite {
    /// The layer that changed it.
    pub layer: Layer,
    /// The field: `source`, `destination`, `tls` or a header's name.
    pub field: String,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
}

/// One message on its way, as the wire carries it at one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Packet {
    /// Sender's address and port.
    pub source: SocketAddr,
    /// Receiver's address and port.
    pub destination: SocketAddr,
    /// Transport protocol.
    pub protocol: Protocol,
    /// TLS state and server name.
    pub tls: Tls,
    /// The HTTP request, or on the way back the response.
    pub message: Message,
    /// What the layers passed so far changed, in order.
    pub rewrites: Vec<Rewrite>,
}

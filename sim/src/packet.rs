//! What travels: addresses, ports, protocol, TLS state, the HTTP message, and the history of its rewrites.

use std::fmt;
use std::net::SocketAddr;

use serde::Serialize;
use serde::ser::Serializer;

use crate::http::Message;
use crate::layer::Layer;
use crate::scenario::model::TlsVersion;

/// The transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
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

/// How much of the request a layer on the way can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsState {
    /// No TLS: every layer reads everything.
    Plain,
    /// Encrypted: only the server name (SNI) of the handshake can be read.
    Encrypted,
    /// Encrypted between client and server, but opened, read and closed again by a layer that holds the certificate.
    Inspected,
    /// Ended: from here on the request travels in clear text.
    Terminated,
}

impl TlsState {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Encrypted => "encrypted",
            Self::Inspected => "inspected",
            Self::Terminated => "terminated",
        }
    }
}

/// What a client's own TLS can and will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TlsClient {
    /// The newest version it speaks.
    pub max_version: TlsVersion,
    /// Whether it takes any certificate (`curl --insecure`).
    pub insecure: bool,
}

/// The TLS side of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tls {
    /// Whether and how the connection is encrypted at this point.
    pub state: TlsState,
    /// The server name the client sent in its handshake (RFC 6066, section 3).
    pub sni: Option<String>,
    /// What the client's TLS can do.
    pub client: TlsClient,
}

/// A fatal alert that ends a TLS handshake (RFC 8446, section 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// No version that both speak.
    ProtocolVersion,
    /// No certificate for the server name.
    UnrecognizedName,
    /// The certificate has run out.
    CertificateExpired,
}

impl Alert {
    /// The name as the RFC writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProtocolVersion => "protocol_version",
            Self::UnrecognizedName => "unrecognized_name",
            Self::CertificateExpired => "certificate_expired",
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Alert {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The side of a connection that stays the same on its whole way: what the client said when it opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello<'a> {
    /// The server name, where it sent one.
    pub sni: Option<&'a str>,
    /// What its TLS can do.
    pub client: TlsClient,
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

impl Tls {
    /// What the client said when it opened the connection.
    #[must_use]
    pub fn hello(&self) -> Hello<'_> {
        Hello { sni: self.sni.as_deref(), client: self.client }
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

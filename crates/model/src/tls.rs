//! TLS as data: what the client offers in its first message, how far the connection is encrypted, and the alerts that end it.

use std::fmt;

use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

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

impl Tls {
    /// What the client said when it opened the connection.
    #[must_use]
    pub fn hello(&self) -> Hello<'_> {
        Hello { sni: self.sni.as_deref(), client: self.client }
    }
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TlsVersion {
    /// RFC 2246; deprecated by RFC 8996.
    #[serde(rename = "1.0")]
    V1_0,
    /// RFC 4346; deprecated by RFC 8996.
    #[serde(rename = "1.1")]
    V1_1,
    /// RFC 5246.
    #[serde(rename = "1.2")]
    V1_2,
    /// RFC 8446.
    #[default]
    #[serde(rename = "1.3")]
    V1_3,
}

impl TlsVersion {
    /// Every version, the oldest first.
    pub const ALL: [Self; 4] = [Self::V1_0, Self::V1_1, Self::V1_2, Self::V1_3];

    /// Its number.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
        }
    }

    /// The version of that number.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
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
    /// Nobody that is trusted signed the certificate.
    UnknownCa,
}

impl Alert {
    /// The name as the RFC writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProtocolVersion => "protocol_version",
            Self::UnrecognizedName => "unrecognized_name",
            Self::CertificateExpired => "certificate_expired",
            Self::UnknownCa => "unknown_ca",
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

/// Why a client refuses the certificate that it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Distrust {
    /// It has run out.
    Expired,
    /// It is for other names.
    OtherName,
    /// It is signed by nobody but itself.
    SelfSigned,
}

impl Distrust {
    /// The alert that a client sends: OpenSSL's, as curl uses it. curl compares the name when the handshake is done, and then
    /// closes the connection without one.
    #[must_use]
    pub const fn alert(self) -> Option<Alert> {
        match self {
            Self::Expired => Some(Alert::CertificateExpired),
            Self::OtherName => None,
            Self::SelfSigned => Some(Alert::UnknownCa),
        }
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

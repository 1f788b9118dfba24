//! HTTP/1 messages: a request read from real message text, and the responses that layers write.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use percent_encoding::percent_decode_str;
use serde::Serialize;

use crate::tls::Alert;

mod body;
mod parse;
mod wire;

pub use body::{asks_for_chunks, in_chunks};
pub(crate) use parse::{authority, connectable, quoted};
pub use wire::{ChunkFault, Chunks, Length, Wire};

/// The largest request head that is read, in bytes (request line and headers): more than any proxy here takes. nginx takes 33 KiB,
/// Envoy 60.
pub const MAX_HEAD_BYTES: usize = 72 * 1024;
/// The longest first line of it, in bytes.
pub const MAX_LINE_BYTES: usize = 66 * 1024;
/// The largest number of headers that is read: more than any proxy here takes, but for nginx, which counts bytes alone.
pub const MAX_HEADERS: usize = 256;
/// The largest body that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// The methods to choose from: those of RFC 9110, section 9, and RFC 5789, without CONNECT, which is for proxies of another kind.
pub const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"];

/// A header's name as it was written, and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Header {
    /// The name; compared without regard to case.
    pub name: String,
    /// The value, without surrounding white space.
    pub value: String,
}

/// A request (RFC 9112, section 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The method, such as `GET`.
    pub method: String,
    /// The host name from an absolute target or the first `Host` header: lower case, without the port; empty where there is none.
    pub host: String,
    /// The path, percent-encoded as it was sent, starting with `/`; of a target that has none, such as `*`, the target.
    pub path: String,
    /// What follows `?`, percent-encoded as it was sent; empty when there is none.
    pub query: String,
    /// The headers in order.
    pub headers: Vec<Header>,
    /// The body as text (bytes that are not UTF-8 are replaced), out of its chunks.
    pub body: String,
    /// How it was written.
    #[serde(skip_serializing_if = "is_usual")]
    pub wire: Box<Wire>,
}

#[expect(clippy::borrowed_box, reason = "serde calls it so")]
fn is_usual(wire: &Box<Wire>) -> bool {
    wire.is_usual()
}

/// A response (RFC 9112, section 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in order.
    pub headers: Vec<Header>,
    /// The body.
    pub body: String,
}

/// How a connection is refused without an HTTP response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A TCP segment with the RST flag (RFC 9293, section 3.5.2).
    TcpReset,
    /// A TCP segment with the FIN flag (RFC 9293, section 3.6), before there was a response.
    TcpClose,
    /// A fatal TLS alert (RFC 8446, section 6).
    TlsAlert,
    /// A certificate (RFC 8446, section 4.4.2) that the client is going to refuse.
    Certificate,
}

/// A refusal on its way back: no HTTP response, but an answer all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The kind of refusal.
    pub signal: Signal,
    /// The alert's name, for a TLS alert.
    pub alert: Option<Alert>,
}

/// What a packet carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// On the way there.
    Request(Request),
    /// On the way back.
    Response(Response),
    /// On the way back: the connection is refused, reset or fails its TLS handshake.
    Refusal(Refusal),
}

/// Why a message cannot be read: where it goes wrong, what is there, and what should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    /// The place, such as `request line` or `header Content-Length`.
    pub place: String,
    /// What was found there.
    pub found: String,
    /// What was expected instead.
    pub expected: String,
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}, expected {}", self.place, self.found, self.expected)
    }
}

impl std::error::Error for HttpError {}

impl Request {
    /// Reads one request of HTTP/1 as it comes, right or wrong. Lines end in `\r\n` or `\n`; an empty line ends the head.
    ///
    /// # Errors
    /// Names the place, what was found there and what was expected.
    pub fn parse(bytes: &[u8]) -> Result<Self, HttpError> {
        parse::request(bytes)
    }

    /// A bare `GET` for a host's path.
    #[must_use]
    pub fn get(host: &str, path: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            host: host.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: vec![Header { name: "Host".to_owned(), value: host.to_owned() }],
            body: String::new(),
            wire: Box::default(),
        }
    }

    /// The value of the first header of that name, compared without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name)).map(|h| h.value.as_str())
    }

    /// Host and port as they were written: in an absolute target, or else in the first `Host` header.
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        self.target_authority().or_else(|| self.header("Host"))
    }

    /// The port that is named, where there is one.
    #[must_use]
    pub fn explicit_port(&self) -> Option<u16> {
        let authority = self.authority()?;
        // Nearly always there is no colon.
        if !authority.bytes().any(|byte| byte == b':') {
            return None;
        }
        parse::authority(authority).ok()?.1
    }

    /// Whether it names a host that there can be.
    #[must_use]
    pub fn names_host(&self) -> bool {
        parse::authority(&self.host).is_ok()
    }

    /// The port that the client connects to: the one in `Host`, or 443 for `https` and 80 for `http`.
    #[must_use]
    pub fn port(&self, scheme: Scheme) -> u16 {
        self.explicit_port().unwrap_or(scheme.port())
    }

    /// The host as an address, when it is one rather than a name.
    #[must_use]
    pub fn host_ip(&self) -> Option<IpAddr> {
        as_ip(&self.host)
    }

    /// The whole address, as a browser's address bar shows it.
    #[must_use]
    pub fn url(&self, scheme: Scheme) -> String {
        self.url_at(scheme, None)
    }

    /// The same at another server than the one that `Host` names.
    pub(crate) fn url_at(&self, scheme: Scheme, server: Option<&str>) -> String {
        let scheme = match scheme {
            Scheme::Https => "https://",
            Scheme::Http => "http://",
        };
        let mut url = String::from(scheme) + server.unwrap_or(&self.host);
        if let Some(port) = self.explicit_port().filter(|_| server.is_none()) {
            url = url + ":" + &port.to_string();
        }
        if !self.path.starts_with('/') {
            url.push('/');
        }
        url.push_str(&self.path);
        if !self.query.is_empty() || self.asks_nothing() {
            url = url + "?" + &self.query;
        }
        url
    }

    /// The path, percent-decoded.
    #[must_use]
    pub fn decoded_path(&self) -> Cow<'_, str> {
        percent_decode_str(&self.path).decode_utf8_lossy()
    }

    /// The query's parameters, decoded as a form (`+` is a space).
    #[must_use]
    pub fn query_parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// Sets a header, or appends to the last of that name after a comma.
    pub fn append_header(&mut self, name: &str, value: &str) {
        match self.headers.iter_mut().rfind(|h| h.name.eq_ignore_ascii_case(name)) {
            Some(header) => header.value = format!("{}, {value}", header.value),
            None => self.headers.push(Header { name: name.to_owned(), value: value.to_owned() }),
        }
    }

    /// Takes a header away.
    pub fn remove_header(&mut self, name: &str) {
        self.headers.retain(|h| !h.name.eq_ignore_ascii_case(name));
    }

    /// Sets a header, replacing what is there.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|h| !h.name.eq_ignore_ascii_case(name));
        self.headers.push(Header { name: name.to_owned(), value: value.to_owned() });
    }
}

impl Response {
    /// A short plain-text response.
    #[must_use]
    pub fn text(status: u16, body: String) -> Self {
        let header = |name: &str, value: String| Header { name: name.to_owned(), value };
        Self {
            status,
            headers: vec![
                header("Content-Type", "text/plain".to_owned()),
                header("Content-Length", body.len().to_string()),
            ],
            body,
        }
    }
}

/// A host as an address, when it is one rather than a name. `0` and `127.1` are addresses too, as a client looks them up.
#[must_use]
pub fn as_ip(host: &str) -> Option<IpAddr> {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse().ok().or_else(|| dotted(host)?.parse().ok())
}

/// An IPv4 address that is written as one number or in fewer than four parts, in any of C's notations, with the dots
/// that curl and browsers give it (WHATWG URL, "IPv4 parser"); the port stays. Nothing where the host is none.
pub(crate) fn dotted(host: &str) -> Option<String> {
    let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
    let part = |text: &str| match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    };
    // Rust's numbers may have a sign.
    let parts: Vec<u32> =
        name.split('.').map(|text| part(text).filter(|_| !text.contains('+'))).collect::<Option<_>>()?;
    let (last, bytes) = parts.split_last()?;
    // The last part holds all bytes that the others leave.
    let left = 4_u32.checked_sub(u32::try_from(bytes.len()).ok()?).filter(|left| *left > 0)?;
    let whole = bytes.iter().all(|byte| *byte < 256) && u64::from(*last) < 1_u64 << (8 * left);
    let high = bytes.iter().fold(0_u32, |high, byte| high << 8 | byte);
    let address = u64::from(high) << (8 * left) | u64::from(*last);
    whole.then(|| [&Ipv4Addr::from(u32::try_from(address).unwrap_or_default()).to_string(), port].concat())
}

/// Whether a `*.x` pattern or a plain name covers a host; the star covers one label (Kubernetes Ingress, RFC 6125).
#[must_use]
pub fn host_covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent)),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

/// Whether the request travels inside TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Scheme {
    /// TLS, port 443.
    #[default]
    Https,
    /// Clear text, port 80.
    Http,
}

impl Scheme {
    /// The port that goes without saying.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

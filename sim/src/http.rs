//! HTTP/1.1 messages: a request parsed from real message text, and the responses that layers write.

use serde::Serialize;

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
    /// The host name from the `Host` header or an absolute target: lower case, without the port.
    pub host: String,
    /// The path, percent-encoded as it was sent, starting with `/`.
    pub path: String,
    /// What follows `?`, percent-encoded as it was sent; empty when there is none.
    pub query: String,
    /// The headers in order.
    pub headers: Vec<Header>,
    /// The body as text (bytes that are not UTF-8 are replaced).
    pub body: String,
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

/// What a packet carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// On the way there.
    Request(Request),
    /// On the way back.
    Response(Response),
}

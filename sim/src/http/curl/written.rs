//! A request as the `curl` command that sends it, and what curl says of how it ended.

use crate::http::Request;
use crate::journey::{ClientSees, Direction};
use crate::packet::Alert;
use crate::path::Ask;
use crate::scenario::model::{Scheme, TlsVersion};

/// The command that sends a request: [`super::parse`] reads it as the same, but for a `User-Agent` and an `Accept` of curl's own
/// where the request has none. It gives up as the simulation's clients do.
#[must_use]
pub fn command(ask: &Ask) -> String {
    let request = &ask.request;
    let mut words = vec!["curl".to_owned()];
    let patience = if ask.direction == Direction::Ingress { "--connect-timeout" } else { "--max-time" };
    words.extend([patience.to_owned(), "10".to_owned()]);
    if ask.tls.insecure {
        words.push("--insecure".to_owned());
    }
    if ask.tls.max_version != TlsVersion::default() {
        words.extend(["--tls-max".to_owned(), ask.tls.max_version.name().to_owned()]);
    }
    method(request, &mut words);
    for header in &request.headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        match header.value.as_str() {
            _ if is("host") && plain_host(ask, &header.value) || is("content-length") => {}
            value if is("user-agent") => words.extend(["--user-agent".to_owned(), value.to_owned()]),
            "*/*" if is("accept") => {}
            FORM if is("content-type") && !request.body.is_empty() => {}
            "" => words.extend(["--header".to_owned(), format!("{};", header.name)]),
            value => words.extend(["--header".to_owned(), format!("{}: {value}", header.name)]),
        }
    }
    if !request.body.is_empty() {
        if request.header("Content-Type").is_none() {
            words.extend(["--header".to_owned(), "Content-Type:".to_owned()]);
        }
        words.extend(["--data-raw".to_owned(), request.body.clone()]);
    }
    words.push(request.url(ask.scheme));
    shell_words::join(words)
}

/// What curl sends with a body unless it is told otherwise.
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether the address alone says the host.
fn plain_host(ask: &Ask, value: &str) -> bool {
    let request = &ask.request;
    let named = request
        .explicit_port()
        .map_or_else(|| request.host.clone(), |port| format!("{}:{port}", request.host));
    named.eq_ignore_ascii_case(value)
}

fn method(request: &Request, words: &mut Vec<String>) {
    let implied = if request.body.is_empty() { "GET" } else { "POST" };
    match request.method.as_str() {
        "HEAD" if request.body.is_empty() => words.push("--head".to_owned()),
        method if method == implied => {}
        method => words.extend(["--request".to_owned(), method.to_owned()]),
    }
}

/// What curl exits with, and what its manual calls that. `tls` tells whether a handshake was to come: a reset then is the
/// handshake's failure. With an HTTP response curl exits with 0 whatever the status, unless it is told to `--fail`.
#[must_use]
pub fn exit(client: &ClientSees, tls: bool) -> (u8, &'static str) {
    match client {
        ClientSees::NameNotResolved => (6, "could not resolve host"),
        ClientSees::Refused => (7, "failed to connect to host"),
        ClientSees::Timeout { .. } => (28, "operation timeout"),
        // The one handshake that curl itself breaks off: it does not trust the certificate.
        ClientSees::TlsFailure { alert: Alert::CertificateExpired } => {
            (60, "the certificate cannot be authenticated")
        }
        ClientSees::TlsFailure { .. } => (35, "SSL connect error"),
        ClientSees::Reset if tls => (35, "SSL connect error"),
        ClientSees::Reset => (56, "failure in receiving network data"),
        ClientSees::HttpStatus { .. } => (0, "success"),
    }
}

/// What curl prints at the end: the status line it was sent, or why it gave up.
#[must_use]
pub fn says(ask: &Ask, client: &ClientSees) -> String {
    let (code, _) = exit(client, ask.scheme == Scheme::Https);
    let (host, port) = (&ask.request.host, ask.request.port(ask.scheme));
    let told = match client {
        ClientSees::HttpStatus { status, .. } => return format!("HTTP/1.1 {status} {}", phrase(*status)),
        ClientSees::NameNotResolved => format!("Could not resolve host: {host}"),
        ClientSees::Refused => {
            format!("Failed to connect to {host} port {port}: Could not connect to server")
        }
        ClientSees::Timeout { after_us } => {
            format!("Connection timed out after {} milliseconds", after_us.get() / 1_000)
        }
        ClientSees::Reset => "Recv failure: Connection reset by peer".to_owned(),
        ClientSees::TlsFailure { alert } if code == 60 => {
            format!("SSL certificate problem: {}", alert.name().replace("certificate_", "certificate has "))
        }
        ClientSees::TlsFailure { alert } => {
            format!("TLS connect error: alert {}", alert.name().replace('_', " "))
        }
    };
    format!("curl: ({code}) {told}")
}

/// The reason phrase of a status (RFC 9110, section 15, and RFC 6585).
#[must_use]
pub const fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

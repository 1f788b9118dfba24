//! A request as the `curl` command that sends it, and what curl says of how it ended.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::address::{is_several, without_dots};
use super::{AGENT, FORM};
use crate::ask::{Ask, Family};
use crate::http::{Header, Request, authority};
use crate::journey::{ClientSees, Direction, Phase, TlsEnd};
use crate::tls::{Alert, Distrust, TlsVersion};

/// The command that sends a request: [`super::parse`] reads it as the same, but for a `User-Agent` and an `Accept` of curl's own
/// where the request has none. It shows the status line, and gives up as the simulation's clients do: from outside it waits 10 s
/// for the connection, and for the response as long as the edge does; a caller inside waits 10 s for everything. What curl sends to
/// nobody, such as two `Host` headers, goes through `nc` or `openssl`.
#[must_use]
pub fn command(ask: &Ask) -> String {
    let command = by_curl(ask);
    let same = || super::parse(&command).is_ok_and(|read| is_same(&read.request, &ask.request));
    // No argument of a program can hold a NUL.
    if ask.request.is_plain() || !command.contains('\0') && same() { command } else { by_hand(ask) }
}

/// Whether one request is the other, but for what curl adds to one that has none, and for the order of its headers.
fn is_same(read: &Request, request: &Request) -> bool {
    let added = |header: &Header| {
        let own = ["user-agent", "accept"].iter().any(|own| header.name.eq_ignore_ascii_case(own));
        own && request.header(&header.name).is_none()
    };
    let is =
        |one: &Header, other: &Header| one.name.eq_ignore_ascii_case(&other.name) && one.value == other.value;
    let times = |of: &Request, header: &Header| of.headers.iter().filter(|one| is(one, header)).count();
    let kept = || read.headers.iter().filter(|header| !added(header));
    kept().count() == request.headers.len()
        && kept().all(|header| times(read, header) == times(request, header))
        && (&read.method, &read.host, &read.path, &read.query, &read.body, &read.wire)
            == (&request.method, &request.host, &request.path, &request.query, &request.body, &request.wire)
}

/// The message as it is, for a program that sends any.
fn by_hand(ask: &Ask) -> String {
    let mut text = String::new();
    for letter in ask.request.written().chars() {
        match letter {
            '\r' => text.push_str("\\r"),
            '\n' => text.push_str("\\n"),
            '%' => text.push_str("%%"),
            '\\' => text.push_str("\\\\"),
            control if control.is_ascii_control() => {
                text.push('\\');
                text.extend([6, 3, 0].map(|bits| char::from(b'0' + (control as u8 >> bits & 7))));
            }
            letter => text.push(letter),
        }
    }
    let name = |host| if authority(host).is_ok() { host } else { "HOST" };
    let (host, named) = (name(ask.connects_to()).trim_matches(['[', ']']), name(ask.named()));
    let port = ask.port();
    let to = match ask.scheme {
        crate::http::Scheme::Http => format!("nc {host} {port}"),
        crate::http::Scheme::Https => {
            format!("openssl s_client -quiet -connect {host}:{port} -servername {named}")
        }
    };
    format!("printf {} | {to}", shell_words::quote(&text))
}

/// The words of a command. A function for each way of adding some keeps the wasm small.
#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    #[inline(never)]
    fn one(&mut self, word: &str) {
        self.0.push(word.to_owned());
    }

    #[inline(never)]
    fn two(&mut self, option: &str, value: &str) {
        self.one(option);
        self.one(value);
    }

    fn one_if(&mut self, wanted: bool, word: &str) {
        if wanted {
            self.one(word);
        }
    }
}

fn by_curl(ask: &Ask) -> String {
    let request = &ask.request;
    let limit = if limits_all(ask) { "--max-time" } else { "--connect-timeout" };
    let mut words = Words::default();
    words.two("curl", "-i");
    words.two(limit, "10");
    if ask.tls.insecure {
        words.one("--insecure");
    }
    if ask.tls.max_version != TlsVersion::default() {
        words.two("--tls-max", ask.tls.max_version.name());
    }
    family(ask, &mut words);
    let (path_as_is, globoff) = as_it_is(request);
    words.one_if(path_as_is, "--path-as-is");
    words.one_if(globoff, "--globoff");
    words.one_if(request.version() == "HTTP/1.0", "--http1.0");
    no_path(request, &mut words);
    unnamed(request, "--header", &mut words);
    method(request, &mut words);
    for header in &request.headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        match header.value.as_str() {
            _ if is("host") && named(ask).eq_ignore_ascii_case(&header.value)
                || is("content-length") && sized(request) => {}
            value if is("user-agent") && !value.is_empty() && once(request, "user-agent") => {
                words.two("--user-agent", value);
            }
            "*/*" if is("accept") => {}
            FORM if is("content-type") && !request.body.is_empty() => {}
            "" => words.two("--header", &[&header.name, ";"].concat()),
            value => words.two("--header", &[&header.name, ": ", value].concat()),
        }
    }
    if !request.body.is_empty() {
        if request.header("Content-Type").is_none() {
            words.two("--header", "Content-Type:");
        }
        words.two("--data-raw", &request.body);
    }
    // An address holds no spaces, control characters or letters beyond ASCII, which a message's target may.
    connect_to(ask, &mut words);
    words.one(&utf8_percent_encode(&ask.url(), SPACED).to_string());
    shell_words::join(words.0)
}

/// The family of addresses that curl keeps to, if any.
fn family(ask: &Ask, words: &mut Words) {
    words.one_if(ask.family == Some(Family::V4), "-4");
    words.one_if(ask.family == Some(Family::V6), "-6");
}

/// Whether the 10 s are for everything, or for the connection alone.
fn limits_all(ask: &Ask) -> bool {
    ask.direction == Direction::Egress
}

/// What an address can't hold as it is.
const SPACED: &AsciiSet = &CONTROLS.add(b' ');

/// The shortest command that [`super::parse`] reads as precisely that request, for a link: an address alone where curl adds the
/// rest by itself. A `Content-Length` without a body is the one header that curl does not send.
#[must_use]
pub fn exactly(ask: &Ask) -> String {
    let request = &ask.request;
    let mut words = Words::default();
    words.one("curl");
    if ask.tls.insecure {
        words.one("-k");
    }
    if ask.tls.max_version != TlsVersion::default() {
        words.two("--tls-max", ask.tls.max_version.name());
    }
    family(ask, &mut words);
    words.one_if(request.version() == "HTTP/1.0", "-0");
    no_path(request, &mut words);
    unnamed(request, "-H", &mut words);
    let implied = if request.body.is_empty() { "GET" } else { "POST" };
    if request.method != implied {
        words.two("-X", &request.method);
    }
    let written = |header: &&Header| {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        !(header.name == "Host" && header.value == named(ask) || is("content-length") && sized(request))
    };
    let mut left = request.headers.iter().filter(written).peekable();
    // curl adds these by itself, in this order.
    let own = [("User-Agent", AGENT), ("Accept", "*/*"), ("Content-Type", FORM)];
    for (name, value) in own.into_iter().take(if request.body.is_empty() { 2 } else { 3 }) {
        match left.peek() {
            Some(next) if next.name == name && next.value == value && once(request, name) => {
                left.next();
            }
            _ if request.header(name).is_none() => words.two("-H", &[name, ":"].concat()),
            // Given below, it takes the place of curl's own.
            _ => {}
        }
    }
    for Header { name, value } in left {
        let line =
            if value.is_empty() { [name, ";"].concat() } else { [name.as_str(), ": ", value].concat() };
        words.two("-H", &line);
    }
    if !request.body.is_empty() {
        words.two("--data-raw", &request.body);
    }
    connect_to(ask, &mut words);
    let url = ask.url();
    // An address alone is read as a command; a quote that the shell would take is none in it.
    if words.0.len() == 1 && shell_words::split(&url).is_ok_and(|words| words == [url.as_str()]) {
        return url;
    }
    let (path_as_is, globoff) = as_it_is(request);
    words.one_if(path_as_is, "--path-as-is");
    words.one_if(globoff, "-g");
    words.one(&url);
    shell_words::join(words.0)
}

/// Whether a header is there once.
fn once(request: &Request, name: &str) -> bool {
    request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)).count() == 1
}

/// What has curl send a target that no address holds, such as `*`: from a `#` on an address is not sent.
fn no_path(request: &Request, words: &mut Words) {
    let target = request.target();
    if request.target_authority().is_some() || !target.starts_with('/') || target.contains('#') {
        words.two("--request-target", &target);
    }
}

/// What keeps curl from naming the host.
fn unnamed(request: &Request, option: &str, words: &mut Words) {
    if request.header("Host").is_none() {
        words.two(option, "Host:");
    }
}

/// Whether the one `Content-Length` is what curl makes of the body by itself.
fn sized(request: &Request) -> bool {
    !request.is_chunked()
}

/// Whether [`exactly`] is a command that curl sends precisely this request for.
#[must_use]
pub fn sends(ask: &Ask, command: &str) -> bool {
    let read =
        || if command.starts_with("curl ") { super::parse(command) } else { super::parse_address(command) };
    ask.request.is_plain()
        || read().is_ok_and(|read| {
            (&read.request, &read.server, read.family) == (&ask.request, &ask.server, ask.family)
        })
}

/// Whether curl must be told to leave a path's dots, or brackets and braces, as they are.
fn as_it_is(request: &Request) -> (bool, bool) {
    let several = [&request.path, &request.query].into_iter().any(|part| is_several(part));
    (without_dots(&request.path) != request.path, several)
}

/// Where it connects to, if not where the address says.
fn connect_to(ask: &Ask, words: &mut Words) {
    if let Some(at) = ask.server.as_ref().and_then(|server| server.at.as_ref()) {
        words.two("--connect-to", &["::", at, ":"].concat());
    }
}

/// What curl makes of the address's host in `Host`.
fn named(ask: &Ask) -> String {
    let request = &ask.request;
    if let Some(server) = &ask.server {
        return server.authority(ask.scheme);
    }
    let port = request.explicit_port().filter(|port| *port != ask.scheme.port());
    port.map_or_else(|| request.host.clone(), |port| format!("{}:{port}", request.host))
}

fn method(request: &Request, words: &mut Words) {
    let implied = if request.body.is_empty() { "GET" } else { "POST" };
    match request.method.as_str() {
        "HEAD" if request.body.is_empty() => words.one("--head"),
        method if method == implied => {}
        method => words.two("--request", method),
    }
}

/// What curl exits with, and what its manual calls that. With an HTTP response it exits with 0 whatever the status, unless it is
/// told to `--fail`.
#[must_use]
pub const fn exit(client: &ClientSees) -> (u8, &'static str) {
    const TLS: (u8, &str) = (35, "SSL connect error");
    match client {
        ClientSees::HttpStatus { status: ..400, .. } => (0, "success"),
        ClientSees::HttpStatus { .. } => (0, "curl counts any response as success; --fail would not"),
        ClientSees::NameNotResolved => (6, "could not resolve host"),
        ClientSees::Refused { .. } => (7, "failed to connect to host"),
        ClientSees::Timeout { .. } => (28, "operation timeout"),
        ClientSees::TlsFailure(TlsEnd::Alert(..) | TlsEnd::ClearText(_))
        | ClientSees::Reset { phase: Phase::TlsHandshake }
        | ClientSees::EmptyReply { phase: Phase::TlsHandshake } => TLS,
        ClientSees::TlsFailure(TlsEnd::Refused(_)) => (60, "the certificate cannot be authenticated"),
        ClientSees::EmptyReply { .. } => (52, "the server did not reply anything"),
        ClientSees::Reset { .. } => (56, "failure in receiving network data"),
    }
}

/// What curl prints at the end: the status line it was sent, or why it gave up. The lines are those of curl 7.88 with OpenSSL 3.0,
/// without the library's own number before an alert; curl 8 says some in other words. `reason` is the status line's phrase, where the
/// sender writes another than the standard's.
#[must_use]
pub fn says(ask: &Ask, client: &ClientSees, reason: Option<&str>) -> String {
    let (code, _) = exit(client);
    let (host, port) = (ask.connects_to().trim_matches(['[', ']']), ask.port());
    let failed = |ms: u64, why: &str| format!("Failed to connect to {host} port {port} after {ms} ms: {why}");
    let told = match client {
        ClientSees::HttpStatus { status, .. } => {
            return format!("HTTP/1.1 {status} {}", reason.unwrap_or_else(|| phrase(*status)));
        }
        ClientSees::NameNotResolved => format!("Could not resolve host: {host}"),
        ClientSees::Refused { after_us } => failed(after_us.get() / 1_000, "Couldn't connect to server"),
        ClientSees::Timeout { after_us, phase } => {
            // A connection's limit is noticed in the millisecond after; the resolver's thread is asked in time.
            let ms = after_us.get() / 1_000;
            let late = ms + 1;
            match phase {
                Phase::Resolving => format!("Resolving timed out after {ms} milliseconds"),
                Phase::Connecting if !limits_all(ask) => failed(late, "Timeout was reached"),
                Phase::TlsHandshake if !limits_all(ask) => "SSL connection timeout".to_owned(),
                Phase::Connecting | Phase::TlsHandshake => {
                    format!("Connection timed out after {late} milliseconds")
                }
                Phase::Response => {
                    format!("Operation timed out after {late} milliseconds with 0 bytes received")
                }
            }
        }
        ClientSees::Reset { .. } => "Recv failure: Connection reset by peer".to_owned(),
        ClientSees::EmptyReply { phase: Phase::TlsHandshake } => {
            format!("OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to {host}:{port}")
        }
        ClientSees::EmptyReply { .. } => "Empty reply from server".to_owned(),
        ClientSees::TlsFailure(TlsEnd::Alert(alert, _)) => {
            // Each with the number that OpenSSL gives it: 0x0A000000 for TLS, and 1000 more than the alert's own.
            let (number, name) = match alert {
                Alert::ProtocolVersion => ("42E", "tlsv1 alert protocol version"),
                Alert::UnrecognizedName => ("458", "tlsv1 unrecognized name"),
                Alert::CertificateExpired => ("415", "sslv3 alert certificate expired"),
                Alert::UnknownCa => ("418", "tlsv1 alert unknown ca"),
            };
            format!("error:0A000{number}:SSL routines::{name}")
        }
        ClientSees::TlsFailure(TlsEnd::ClearText(_)) => {
            "error:0A00010B:SSL routines::wrong version number".to_owned()
        }
        ClientSees::TlsFailure(TlsEnd::Refused(why)) => match why {
            Distrust::Expired => "SSL certificate problem: certificate has expired".to_owned(),
            Distrust::SelfSigned => "SSL certificate problem: self-signed certificate".to_owned(),
            Distrust::OtherName => {
                let name = ask.named().trim_matches(['[', ']']);
                format!("SSL: no alternative certificate subject name matches target host name '{name}'")
            }
        },
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
        414 => "URI Too Long",
        422 => "Unprocessable Content",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}

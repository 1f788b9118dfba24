//! The reader of requests. It takes what arrives for what it is: what is wrong with it is for the layers to judge. What is no request, or
//! larger than is read, is an error.

use super::wire::{Wire, is_scheme};
use super::{Header, HttpError, MAX_HEAD_BYTES, MAX_HEADERS, MAX_LINE_BYTES, Request, body};

/// How much of a wrong value an error quotes, in characters.
const QUOTE: usize = 60;
/// What a request begins with that is HTTP/2's (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n";
/// What parts a request line, and what stands around a header's value.
const BLANK: [char; 2] = [' ', '\t'];

pub(super) fn error(place: &str, found: impl Into<String>, expected: impl Into<String>) -> HttpError {
    HttpError { place: place.to_owned(), found: found.into(), expected: expected.into() }
}

pub(crate) fn quoted(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '·' } else { c };
    let cut = if text.chars().nth(QUOTE).is_some() { "…" } else { "" };
    format!("`{}{cut}`", text.chars().take(QUOTE).map(shown).collect::<String>())
}

/// The lines of a head, each without its end.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a [u8], HttpError> {
        let rest = self.bytes.get(self.at..MAX_HEAD_BYTES.min(self.bytes.len())).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return Err(if self.bytes.len() > MAX_HEAD_BYTES {
                error("head", format!("more than {MAX_HEAD_BYTES} bytes"), "a shorter head")
            } else {
                error("head", "the end of the text", "an empty line that ends the headers")
            });
        };
        self.at += end + 1;
        let line = rest.get(..end).unwrap_or_default();
        Ok(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Reads a whole request.
pub(super) fn request(bytes: &[u8]) -> Result<Request, HttpError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(error("request", "nothing", "a request line such as `GET / HTTP/1.1`"));
    }
    if bytes.starts_with(PREFACE) {
        return Err(error("request", "the preface of HTTP/2", "HTTP/1.1, which is read as text"));
    }
    let mut lines = Lines { bytes, at: 0 };
    let first = loop {
        let line = lines.next().map_err(|ended| wrong_first(bytes).unwrap_or(ended))?;
        if line.len() > MAX_LINE_BYTES {
            let found = format!("{} bytes", line.len());
            return Err(error("request line", found, format!("at most {MAX_LINE_BYTES} bytes")));
        }
        if !line.is_empty() {
            break String::from_utf8_lossy(line);
        }
    };
    let mut request = request_line(&first)?;
    loop {
        let line = lines.next()?;
        if line.is_empty() {
            break;
        }
        add(&mut request, &String::from_utf8_lossy(line));
        if request.headers.len() + request.wire.stray.len() > MAX_HEADERS {
            return Err(error(
                "headers",
                format!("more than {MAX_HEADERS}"),
                format!("at most {MAX_HEADERS} headers"),
            ));
        }
    }
    request.host = host(&request);
    body::read(&mut request, bytes.get(lines.at..).unwrap_or_default())?;
    Ok(request)
}

/// What is wrong with a text of one line that never ends, if anything is.
fn wrong_first(bytes: &[u8]) -> Option<HttpError> {
    let line = bytes.split(|byte| *byte == b'\n').find(|line| !line.is_empty())?;
    request_line(String::from_utf8_lossy(line).trim_end_matches('\r')).err()
}

/// Method, target and version, and what stands between them.
fn request_line(line: &str) -> Result<Request, HttpError> {
    let text = line.trim_end_matches(BLANK);
    let (method, rest) = text.split_once(BLANK).unwrap_or((text, ""));
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(error("request line, method", quoted(text), "a method such as GET at its start"));
    }
    if method.starts_with("HTTP/") {
        return Err(error("request line", quoted(text), "a request, not a response"));
    }
    let (before, version) = rest.rsplit_once(BLANK).unwrap_or(("", rest));
    let named = version.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("HTTP/"));
    let target = before.trim_matches(BLANK);
    if !named || target.is_empty() {
        let expected = "the line to end in HTTP/1.1 after method and target";
        return Err(error("request line, version", quoted(text), expected));
    }
    // A tab separates the parts of the request line just as a space does.
    let sent = text.get(..text.len() - version.len()).unwrap_or_default();
    let tab = sent
        .get(..sent.len() - before.trim_start_matches(BLANK).len() - 1)
        .is_some_and(|part| part.contains('\t'))
        || sent.trim_end_matches(BLANK).len() < sent.trim_end_matches(' ').len();
    let (path, query, written) = split(target);
    let wire = Wire {
        version: (version != "HTTP/1.1").then(|| version.to_owned()),
        target: written.then(|| target.to_owned()),
        tab,
        space_at_end: text.len() < line.len(),
        ..Wire::default()
    };
    Ok(Request {
        method: method.to_owned(),
        host: String::new(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: String::new(),
        wire: Box::new(wire),
    })
}

/// Path and query of a target, and whether it says more than they do.
fn split(target: &str) -> (&str, &str, bool) {
    let absolute = target.split_once("://").filter(|(scheme, _)| is_scheme(scheme));
    let rest = match absolute {
        Some((_, rest)) => rest.get(rest.find(['/', '?', '#']).unwrap_or(rest.len())..).unwrap_or_default(),
        None => target,
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = if path.is_empty() && absolute.is_some() { "/" } else { path };
    (path, query, absolute.is_some() || query.is_empty() && rest.ends_with('?'))
}

/// A line among the headers: one more of them, the next line of one, or none.
fn add(request: &mut Request, line: &str) {
    match (line.starts_with(BLANK), request.headers.last_mut()) {
        // A value may go on in the next line (RFC 9112, section 5.2): it is kept with the line's end in it.
        (true, Some(last)) => {
            last.value.push_str("\r\n");
            last.value.push_str(line.trim_end_matches(BLANK));
        }
        _ => match header(line) {
            Some(header) => request.headers.push(header),
            None => request.wire.stray.push(line.to_owned()),
        },
    }
}

/// A header's line, its name as it was written.
pub(super) fn header(line: &str) -> Option<Header> {
    let (name, value) = line.split_once(':')?;
    Some(Header { name: name.to_owned(), value: value.trim_matches(BLANK).to_owned() })
}

/// The host that a request is for: the target's, or else the first of `Host`.
fn host(request: &Request) -> String {
    let written = request.authority().unwrap_or_default();
    // A port that is none is left out.
    let without =
        written.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let name = authority(written).ok().or_else(|| authority(without?.0).ok());
    name.map_or(written, |(host, _)| host).to_ascii_lowercase()
}

/// Whether host and port are such that a client can connect there.
pub(crate) fn connectable(place: &str, text: &str) -> Result<(), HttpError> {
    authority(text).map(|_| ()).map_err(|expected| error(place, quoted(text), expected))
}

/// Splits `host` or `host:port`, the case of the host as it was written; the error is what was expected.
pub(crate) fn authority(text: &str) -> Result<(&str, Option<u16>), &'static str> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, after)) => {
            if inside.parse::<std::net::Ipv6Addr>().is_err() {
                return Err("an IPv6 address between the brackets");
            }
            (
                text.get(..inside.len() + 2).unwrap_or_default(),
                after.strip_prefix(':').or(if after.is_empty() { None } else { Some("") }),
            )
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if host.is_empty() || host.len() > 253 || !(host.starts_with('[') || host.chars().all(plain)) {
        return Err("a host name of letters, digits, dots and hyphens, at most 253 long");
    }
    let port = match port {
        None => None,
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if port > 0 => Some(port),
            _ => return Err("a port from 1 to 65535 after the colon"),
        },
    };
    Ok((host.trim_end_matches('.'), port))
}

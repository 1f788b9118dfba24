//! The request parser: `httparse` for the grammar, and the rules about hosts, lengths and bounds around it.

use super::{Header, HttpError, MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_HEADERS, METHODS, Request};

/// How much of a wrong value an error quotes, in characters.
const QUOTE: usize = 60;

fn error(place: &str, found: impl Into<String>, expected: impl Into<String>) -> HttpError {
    HttpError { place: place.to_owned(), found: found.into(), expected: expected.into() }
}

pub(crate) fn quoted(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '·' } else { c };
    let cut = if text.chars().nth(QUOTE).is_some() { "…" } else { "" };
    format!("`{}{cut}`", text.chars().take(QUOTE).map(shown).collect::<String>())
}

fn first_line(bytes: &[u8]) -> String {
    let line = bytes.split(|b| *b == b'\n').find(|line| !line.is_empty()).unwrap_or_default();
    quoted(String::from_utf8_lossy(line).trim_end())
}

/// Reads a whole request.
pub(super) fn request(bytes: &[u8]) -> Result<Request, HttpError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(error("request", "nothing", "a request line such as `GET / HTTP/1.1`"));
    }
    let mut storage = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut storage);
    let head_len = match parsed.parse(bytes.get(..MAX_HEAD_BYTES).unwrap_or(bytes)) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() > MAX_HEAD_BYTES => {
            return Err(error("head", format!("more than {MAX_HEAD_BYTES} bytes"), "a shorter head"));
        }
        Ok(httparse::Status::Partial) => {
            return Err(error("head", "the end of the text", "an empty line that ends the headers"));
        }
        Err(kind) => return Err(grammar(kind, &parsed, bytes)),
    };
    let method = parsed.method.unwrap_or_default();
    if !METHODS.contains(&method) {
        return Err(error("request line, method", quoted(method), format!("one of {}", METHODS.join(", "))));
    }
    if parsed.version != Some(1) {
        return Err(error("request line, version", "HTTP/1.0", "HTTP/1.1"));
    }
    let mut headers: Vec<Header> = parsed
        .headers
        .iter()
        .map(|h| Header {
            name: h.name.to_owned(),
            value: String::from_utf8_lossy(h.value).trim().to_owned(),
        })
        .collect();
    let (host, path, query) = target(parsed.path.unwrap_or_default(), &mut headers)?;
    let body = body(&headers, bytes.get(head_len..).unwrap_or_default())?;
    Ok(Request { method: method.to_owned(), host, path, query, headers, body })
}

fn grammar(kind: httparse::Error, parsed: &httparse::Request<'_, '_>, bytes: &[u8]) -> HttpError {
    let line = first_line(bytes);
    match kind {
        httparse::Error::Version => {
            error("request line, version", line, "the line to end in HTTP/1.1 after method and target")
        }
        httparse::Error::Token if parsed.method.is_none() => {
            error("request line, method", line, format!("one of {}", METHODS.join(", ")))
        }
        httparse::Error::Token => {
            error("request line, target", line, "a path such as `/products?q=shoes` without spaces")
        }
        httparse::Error::TooManyHeaders => {
            error("headers", format!("more than {MAX_HEADERS}"), format!("at most {MAX_HEADERS} headers"))
        }
        httparse::Error::HeaderName => {
            let after = parsed.headers.iter().rfind(|h| !h.name.is_empty()).map(|h| h.name);
            let found = match after {
                Some(name) => format!("a line that is no header, after {name}"),
                None => "a line that is no header, or one above".to_owned(),
            };
            error("headers", found, "lines of the form `Name: value`, then an empty line")
        }
        httparse::Error::HeaderValue => {
            error("headers", "a control character in a value", "visible text after the colon")
        }
        httparse::Error::NewLine => {
            error("head", "a bare carriage return", "lines that end in \\n or \\r\\n")
        }
        httparse::Error::Status => error("request line", line, "a request, not a response"),
    }
}

/// Splits the target into host, path and query; makes `Host` agree with an absolute target.
fn target(target: &str, headers: &mut [Header]) -> Result<(String, String, String), HttpError> {
    const PLACE: &str = "request line, target";
    let mut hosts = headers.iter().filter(|h| h.name.eq_ignore_ascii_case("host"));
    let named = hosts.next().map(|h| h.value.clone());
    if hosts.next().is_some() {
        return Err(error("header Host", "more than one", "exactly one (RFC 9112, section 3.2)"));
    }
    let Some(named) = named else {
        return Err(error("headers", "no Host", "a line such as `Host: site.example`"));
    };
    let scheme_len = ["http://", "https://"]
        .iter()
        .find(|s| target.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s)))
        .map(|s| s.len());
    let (authority_text, rest) = match scheme_len {
        Some(length) => {
            let after = target.get(length..).unwrap_or_default();
            let end = after.find(['/', '?', '#']).unwrap_or(after.len());
            let (name, rest) = after.split_at(end);
            if let Some(host) = headers.iter_mut().find(|h| h.name.eq_ignore_ascii_case("host")) {
                name.clone_into(&mut host.value);
            }
            (name.to_owned(), rest)
        }
        None if target.starts_with('/') => (named, target),
        None => {
            return Err(error(
                PLACE,
                quoted(target),
                "a path that starts with `/`, or a whole http(s) address",
            ));
        }
    };
    let place = if scheme_len.is_some() { PLACE } else { "header Host" };
    let (host, _) =
        authority(&authority_text).map_err(|expected| error(place, quoted(&authority_text), expected))?;
    if rest.contains('#') {
        return Err(error(PLACE, quoted(target), "no `#`: a browser keeps the fragment to itself"));
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = if path.is_empty() { "/" } else { path };
    Ok((host.to_ascii_lowercase(), path.to_owned(), query.to_owned()))
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

/// Checks the body against `Content-Length`. One line end after the message is let go, as RFC 9112, section 2.2
/// asks of a server, and because editors end a file with one.
fn body(headers: &[Header], bytes: &[u8]) -> Result<String, HttpError> {
    if headers.iter().any(|h| h.name.eq_ignore_ascii_case("transfer-encoding")) {
        return Err(error(
            "header Transfer-Encoding",
            "a transfer encoding",
            "a body sized by Content-Length",
        ));
    }
    let mut length = None;
    for header in headers.iter().filter(|h| h.name.eq_ignore_ascii_case("content-length")) {
        let digits = !header.value.is_empty() && header.value.bytes().all(|b| b.is_ascii_digit());
        match header.value.parse::<usize>() {
            Ok(n) if digits && length.is_none_or(|earlier| earlier == n) => length = Some(n),
            Ok(_) if digits => {
                return Err(error("header Content-Length", "two that differ", "one (RFC 9112, section 6.3)"));
            }
            _ => {
                return Err(error("header Content-Length", quoted(&header.value), "a whole number of bytes"));
            }
        }
    }
    let wanted = length.unwrap_or(0);
    if wanted > MAX_BODY_BYTES || bytes.len() > MAX_BODY_BYTES + 2 {
        let found = format!("{} bytes", wanted.max(bytes.len()));
        return Err(error("body", found, format!("at most {MAX_BODY_BYTES} bytes")));
    }
    let Some(body) = bytes.get(..wanted) else {
        return Err(error(
            "body",
            format!("{} bytes", bytes.len()),
            format!("the {wanted} of Content-Length"),
        ));
    };
    let left = bytes.get(wanted..).unwrap_or_default();
    if !matches!(left, b"" | b"\n" | b"\r\n") {
        let expected = match length {
            Some(_) => format!("the {wanted} of Content-Length"),
            None => "none, or a Content-Length header that announces it".to_owned(),
        };
        return Err(error("body", format!("{} bytes", bytes.len()), expected));
    }
    Ok(String::from_utf8_lossy(body).into_owned())
}

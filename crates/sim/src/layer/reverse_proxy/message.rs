//! What a proxy takes for a request at all: its line, its headers, and what sizes its body. Each program has bounds and rules of its own,
//! measured with nginx 1.22, HAProxy 2.6 and Envoy 1.40.

use std::borrow::Cow;

use gauntlet_model::code::Code;
use gauntlet_model::http::{ChunkFault, Header, Length, Request};
use gauntlet_scenario::model::ProxyKind::{self, Envoy, Haproxy, IngressNginx, Nginx};

/// What a proxy refuses in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Its path climbs above the root.
    AboveRoot,
    /// Its path holds an encoded zero byte, or a `%` that encodes nothing.
    Encoding,
    /// It names no host.
    NoHost,
    /// It names two hosts.
    TwoHosts,
    /// Its host has characters that no host has.
    Host,
    /// Its target's host is another than the one of `Host`.
    OtherHost,
    /// Its target is neither a path nor an address.
    Target,
    /// Its target has a character that must be encoded.
    Character,
    /// A space or a tab is where none may be in its first line.
    Space,
    /// Its version is not written as one.
    Version,
    /// The proxy does not speak its version.
    OtherVersion,
    /// The proxy knows no such method.
    Method,
    /// The proxy refuses its method.
    DeniedMethod,
    /// It is a `QUERY` without a content type.
    Untyped,
    /// Its first line is too long.
    LineTooLong,
    /// That header is too long, by its place.
    HeaderTooLong(usize),
    /// All of its head is too long.
    HeadTooLong,
    /// It has too many headers.
    TooManyHeaders,
    /// That header's name is none, by its place.
    HeaderName(usize),
    /// That header's value has a character that none may have, by its place.
    HeaderValue(usize),
    /// A line among its headers is none.
    Stray,
    /// It has a length and a transfer coding.
    BothLengths,
    /// It has several lengths.
    TwoLengths,
    /// Its length is no number.
    Length,
    /// The proxy knows no such transfer coding.
    Coding,
    /// `chunked` is not its last transfer coding, or there twice.
    CodingOrder,
    /// It has a transfer coding, and a version that has none.
    OldCoding,
    /// Its chunks are not written as they must be.
    Chunks,
}

/// The longest line that a buffer of nginx holds, and how many there are behind the first, which is smaller.
const NGINX_BUFFER: usize = 8 * 1024;
const NGINX_BUFFERS: usize = 4;
const NGINX_FIRST: usize = 1024;
/// What HAProxy's buffer holds beside its own notes: eight bytes for the first line, each header and the end.
const HAPROXY_HEAD: usize = 15_315;
const HAPROXY_NOTE: usize = 8;
const HAPROXY_HEADERS: usize = 101;
/// Envoy's `max_request_headers_kb` and `max_headers_count`.
const ENVOY_HEAD: usize = 60 * 1024;
const ENVOY_HEADERS: usize = 100;

/// The methods that Envoy knows.
const ENVOY_METHODS: &str = "ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH \
     NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK \
     UNLOCK UNSUBSCRIBE";

impl Bad {
    /// What the proxy answers.
    #[must_use]
    pub const fn answer(self, kind: ProxyKind) -> (u16, Code) {
        match (self, kind) {
            (Self::LineTooLong, _) => (414, Code::ReverseProxyUriTooLong),
            (Self::HeaderTooLong(_) | Self::HeadTooLong | Self::TooManyHeaders, Envoy) => {
                (431, Code::ReverseProxyHeadTooLarge)
            }
            (Self::HeaderTooLong(_) | Self::HeadTooLong | Self::TooManyHeaders, _) => {
                (400, Code::ReverseProxyHeadTooLarge)
            }
            (Self::DeniedMethod, _) => (405, Code::ReverseProxyMethodDenied),
            (Self::OtherVersion, Envoy) => (426, Code::ReverseProxyHttpVersion),
            (Self::OtherVersion, _) => (505, Code::ReverseProxyHttpVersion),
            (Self::Coding, Haproxy) => (422, Code::ReverseProxyNotImplemented),
            (Self::Coding, _) => (501, Code::ReverseProxyNotImplemented),
            (Self::BothLengths | Self::TwoLengths, _) => (400, Code::ReverseProxyAmbiguousLength),
            _ => (400, Code::ReverseProxyBadRequest),
        }
    }
}

/// Reads the first line.
///
/// # Errors
/// What the proxy refuses in it.
pub fn line(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    if matches!(kind, IngressNginx | Nginx) && request.line_len() + 2 > NGINX_BUFFER {
        return Err(Bad::LineTooLong);
    }
    method(kind, request)?;
    target(kind, request)?;
    version(kind, request)
}

fn method(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let method = request.method.as_str();
    let known = match kind {
        IngressNginx | Nginx => {
            method.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
        }
        Haproxy => is_token(method),
        Envoy => ENVOY_METHODS.split(' ').any(|known| known == method),
    };
    if !known {
        return Err(Bad::Method);
    }
    let refused = match kind {
        IngressNginx | Nginx => request.wire.tab,
        Haproxy => request.wire.space_at_end,
        Envoy => false,
    };
    if refused { Err(Bad::Space) } else { Ok(()) }
}

fn target(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let parts = match &request.wire.target {
        Some(target) => [target.as_str(), ""],
        None => [request.path.as_str(), request.query.as_str()],
    };
    let any = |wanted: &dyn Fn(u8) -> bool| parts.iter().any(|part| part.bytes().any(wanted));
    if any(&|byte| matches!(byte, b' ' | b'\t')) {
        return Err(Bad::Space);
    }
    let refused = |byte: u8| match kind {
        IngressNginx | Nginx => byte <= b' ' || byte == 0x7f,
        Haproxy => byte <= b' ' || byte > 0x7f || byte == b'#',
        Envoy => byte <= b' ' || byte >= 0x7f || byte == b'#',
    };
    if any(&refused) {
        return Err(Bad::Character);
    }
    let connect = request.method == "CONNECT";
    let right = match (parts[0], request.target_authority()) {
        (target, Some(authority)) => address(kind, target, authority),
        ("*", None) => kind == Haproxy || kind == Envoy && request.method == "OPTIONS",
        // A CONNECT to a path is for nginx a method that it denies.
        (path, None) if path.starts_with('/') => kind != Envoy || !connect,
        _ => connect && matches!(kind, Haproxy | Envoy),
    };
    if right { Ok(()) } else { Err(Bad::Target) }
}

/// Whether a target that is an address is one that the proxy reads.
fn address(kind: ProxyKind, target: &str, authority: &str) -> bool {
    let plain = |name: &str| {
        let (name, port) = name.rsplit_once(':').unwrap_or((name, ""));
        let letter =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'[' | b']');
        !name.is_empty() && name.bytes().all(letter) && port.bytes().all(|byte| byte.is_ascii_digit())
    };
    match kind {
        IngressNginx | Nginx => plain(authority),
        Haproxy => true,
        Envoy => {
            let scheme = target.split(':').next().unwrap_or_default();
            let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            known && plain(without_user(authority))
        }
    }
}

/// An authority without a user before it.
pub(super) fn without_user(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

fn version(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let written = request.version();
    let short = written.len() == "HTTP/1.1".len();
    let numbers = request.version_numbers().ok_or(Bad::Version)?;
    match kind {
        IngressNginx | Nginx if written.starts_with("HTTP/0") => Err(Bad::Version),
        IngressNginx | Nginx if numbers.0 > 1 => Err(Bad::OtherVersion),
        Haproxy | Envoy if !short => Err(Bad::Version),
        _ => Ok(()),
    }
}

fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}

/// Reads the headers: their sizes, then each.
///
/// # Errors
/// What the proxy refuses in them.
pub fn headers(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    sizes(kind, request)?;
    for (at, header) in request.headers.iter().enumerate() {
        if !is_name(kind, &header.name) {
            return Err(Bad::HeaderName(at));
        }
        if !is_value(kind, &header.value) {
            return Err(Bad::HeaderValue(at));
        }
    }
    // To nginx it is a header without a value, which it leaves out.
    let fine = |line: &String| matches!(kind, IngressNginx | Nginx) && is_name(kind, line);
    if request.wire.stray.iter().all(fine) { Ok(()) } else { Err(Bad::Stray) }
}

fn is_name(kind: ProxyKind, name: &str) -> bool {
    match kind {
        // One with other characters is left out.
        IngressNginx | Nginx => !name.is_empty() && name.bytes().all(|byte| byte > b' ' && byte != 0x7f),
        Haproxy | Envoy => is_token(name),
    }
}

fn is_value(kind: ProxyKind, value: &str) -> bool {
    // Nearly every value is plain text.
    if value.bytes().all(|byte| byte >= b' ' && byte != 0x7f) {
        return true;
    }
    // A value that goes on in the next line has its end in it.
    let whole =
        if value.contains('\r') { Cow::Owned(value.replace("\r\n", "")) } else { Cow::Borrowed(value) };
    match kind {
        IngressNginx | Nginx => !value.contains(['\0', '\r', '\n']),
        Haproxy => !whole.contains('\r'),
        Envoy => !whole.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\r') || byte == 0x7f),
    }
}

/// How long a header's line is, with its end.
fn line_len(header: &Header) -> usize {
    header.name.len() + ": ".len() + header.value.len() + 2
}

/// Whether the first line and the headers are not too large.
#[must_use]
pub fn fits(kind: ProxyKind, request: &Request) -> bool {
    sizes(kind, request).is_ok()
}

fn sizes(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let lines =
        request.headers.iter().map(line_len).chain(request.wire.stray.iter().map(|line| line.len() + 2));
    let (count, first) = (request.headers.len(), request.line_len() + 2);
    match kind {
        IngressNginx | Nginx => {
            // Each line stands in one buffer: where it does not fit, it begins the next one.
            let (mut room, mut taken) = (NGINX_FIRST, 0);
            for (at, length) in [first].into_iter().chain(lines).chain([2]).enumerate() {
                if length > NGINX_BUFFER {
                    return Err(if at > count {
                        Bad::HeadTooLong
                    } else {
                        Bad::HeaderTooLong(at.saturating_sub(1))
                    });
                }
                if length > room {
                    if taken == NGINX_BUFFERS {
                        return Err(Bad::HeadTooLong);
                    }
                    (room, taken) = (NGINX_BUFFER, taken + 1);
                }
                room -= length;
            }
            Ok(())
        }
        Haproxy if count > HAPROXY_HEADERS => Err(Bad::TooManyHeaders),
        Envoy if count > ENVOY_HEADERS => Err(Bad::TooManyHeaders),
        Haproxy => {
            // Neither the colons nor the line ends are kept.
            let kept =
                request.headers.iter().map(|header| header.name.len() + header.value.len() + HAPROXY_NOTE);
            let line = request.line_len() - 2 + 1 + 2 * HAPROXY_NOTE;
            if line + kept.sum::<usize>() > HAPROXY_HEAD { Err(Bad::HeadTooLong) } else { Ok(()) }
        }
        Envoy if first + lines.sum::<usize>() + 2 > ENVOY_HEAD => Err(Bad::HeadTooLong),
        Envoy => Ok(()),
    }
}

/// Reads what sizes the body, and the body's chunks.
///
/// # Errors
/// What the proxy refuses in them.
pub fn framing(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let length = request.length();
    let coded = request.header("transfer-encoding").is_some();
    let twice = request.all("content-length").nth(1).is_some();
    match (kind, length) {
        (Envoy, Some(_)) if coded => return Err(Bad::BothLengths),
        (Haproxy, Some(Length::Agree(_))) => {}
        (IngressNginx | Nginx | Envoy, Some(_)) if twice => return Err(Bad::TwoLengths),
        (_, Some(Length::Differ)) => return Err(if twice { Bad::TwoLengths } else { Bad::Length }),
        (_, Some(Length::Agree(_) | Length::Invalid)) => return Err(Bad::Length),
        (_, Some(Length::One(_)) | None) => {}
    }
    if coded {
        codings(kind, request)?;
        if length.is_some() && matches!(kind, IngressNginx | Nginx) {
            return Err(Bad::BothLengths);
        }
    }
    // It looks at the version once it has read the head.
    if kind == Envoy && request.version_numbers() != Some((1, 1)) {
        return Err(Bad::OtherVersion);
    }
    let Some(chunks) = &request.wire.chunks else { return Ok(()) };
    let wrong = match chunks.fault {
        Some(ChunkFault::Size) => true,
        // What a chunk has too many, Envoy drops.
        Some(ChunkFault::Longer) => kind != Envoy,
        None => kind == Envoy && chunks.bare_line_end,
    };
    if wrong { Err(Bad::Chunks) } else { Ok(()) }
}

fn codings(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let mut values = request.all("transfer-encoding");
    let is_chunked =
        |coding: &str| coding.trim_matches([' ', '\t', '\r', '\n']).eq_ignore_ascii_case("chunked");
    let (first, second) = (values.next().unwrap_or_default(), values.next());
    match kind {
        IngressNginx | Nginx if second.is_some() => Err(Bad::CodingOrder),
        IngressNginx | Nginx if request.version_numbers() < Some((1, 1)) => Err(Bad::OldCoding),
        IngressNginx | Nginx | Envoy => {
            if second.is_none() && is_chunked(first) {
                Ok(())
            } else {
                Err(Bad::Coding)
            }
        }
        Haproxy => {
            let codings = || request.all("transfer-encoding").flat_map(|value| value.split(','));
            let named = || codings().filter(|coding| !coding.trim().is_empty());
            if !request.is_chunked() || named().filter(|coding| is_chunked(coding)).count() > 1 {
                return Err(Bad::CodingOrder);
            }
            if named().count() > 1 { Err(Bad::Coding) } else { Ok(()) }
        }
    }
}

/// Reads what may be asked.
///
/// # Errors
/// What the proxy refuses of it.
pub fn asked(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    match (kind, request.method.as_str()) {
        (IngressNginx | Nginx, "TRACE" | "CONNECT") => Err(Bad::DeniedMethod),
        (Envoy, "QUERY") if request.header("content-type").is_none() => Err(Bad::Untyped),
        _ => Ok(()),
    }
}

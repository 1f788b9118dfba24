//! Why the proxy refuses a message, and what would fix it.

use gauntlet_model::http::{Header, Length, Request};
use gauntlet_scenario::model::{ProxyKind, ReverseProxy};
use gauntlet_sim::layer::reverse_proxy::{Bad, fits, normal};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Explanation, product};
use crate::fix::Fix;
use crate::messages::{self, Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// What a target may not hold as it is.
const IN_TARGET: &AsciiSet = &CONTROLS.add(b' ').add(b'#');
/// How much of what was sent a reason shows, in characters.
const SHOWN: usize = 60;

/// What is wrong, where it stands and what stands there.
struct Found {
    field: String,
    value: Value,
    what: Words,
}

/// Explains a refusal.
pub(super) fn explain(config: &ReverseProxy, request: &Request, bad: Bad) -> Explanation {
    let (kind, (status, _)) = (config.kind, bad.answer(config.kind));
    let Found { field, value, what } = found(request, bad);
    let why = |key| Reason::new(key).rule(product(kind)).field(field.as_str());
    let first = match size(request, bad) {
        Some(size) => {
            let what = Value::Phrase(what, vec![("found", value), ("size", size.into())]);
            why(key::REVERSE_PROXY_ANSWERS).value(status).expected(what)
        }
        None if status == 400 => {
            why(key::REVERSE_PROXY_BAD_REQUEST).value(value).expected(Value::Words(what))
        }
        None => {
            let what =
                Value::Phrase(messages::VALUE_WHAT_AND_FOUND, vec![("what", what.into()), ("found", value)]);
            why(key::REVERSE_PROXY_ANSWERS).value(status).expected(what)
        }
    };
    let mut reasons = vec![first];
    reasons.extend(read_otherwise(request));
    let told = Explanation::new(reasons);
    if let Some(names) = too_much(kind, request, bad) {
        let all: Vec<Value> = names.iter().map(|name| (*name).into()).collect();
        let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_LEAVE_OUT).field(Value::list(all)));
        return told.fix(names.iter().fold(fix, |fix, name| fix.ask(["header.", name].concat(), None)));
    }
    match mended(config, request, bad) {
        Some((part, value)) => {
            let reason = match &value {
                Some(value) => {
                    Reason::new(key::FIX_REVERSE_PROXY_BAD_REQUEST).field(part.as_str()).value(shown(value))
                }
                None => Reason::new(key::FIX_REVERSE_PROXY_LEAVE_OUT).field(part.as_str()),
            };
            told.fix(Fix::new(reason).ask(part, value))
        }
        None => told,
    }
}

/// What HAProxy does with a message that two layers could read in two ways.
pub(super) fn dropped_length(config: &ReverseProxy, request: &Request) -> Option<Reason> {
    let both = config.kind == ProxyKind::Haproxy && request.is_chunked() && request.length().is_some();
    both.then(|| {
        Reason::new(key::REVERSE_PROXY_DROPPED_LENGTH).rule(product(config.kind)).field("Content-Length")
    })
}

/// What a reader by length takes for the next request, where it would take something.
fn read_otherwise(request: &Request) -> Option<Reason> {
    let (Some(Length::One(length) | Length::Agree(length)), Some(left)) =
        (request.length(), request.left_by_length())
    else {
        return None;
    };
    let why = Reason::new(key::REVERSE_PROXY_SMUGGLED).field("Content-Length").value(length);
    Some(why.expected(shown(left.lines().find(|line| !line.is_empty()).unwrap_or_default())))
}

/// A text as a reason shows it: shortened, and without what cannot be seen.
fn shown(text: &str) -> String {
    let visible = |c: char| if c.is_control() { '\u{b7}' } else { c };
    let cut = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    text.chars().take(SHOWN).map(visible).collect::<String>() + cut
}

fn found(request: &Request, bad: Bad) -> Found {
    let header = |at: usize| request.headers.get(at);
    let name = |at: usize| header(at).map_or("", |header| header.name.as_str());
    let of =
        |field: &str, value: &str, what| Found { field: field.to_owned(), value: shown(value).into(), what };
    let named = |name: &str, what| {
        let values: Vec<&str> = request.all(name).collect();
        of(&["header.", name].concat(), &values.join(", "), what)
    };
    let (target, line) = (request.target(), request.line());
    match bad {
        Bad::AboveRoot => of("path", &request.path, messages::VALUE_ABOVE_ROOT),
        Bad::Encoding => of("path", &request.path, messages::VALUE_BAD_ENCODING),
        Bad::NoHost => of("host", &request.host, messages::VALUE_NO_HOST),
        Bad::TwoHosts => {
            of("host", &request.all("host").collect::<Vec<_>>().join(", "), messages::VALUE_TWO_HOSTS)
        }
        Bad::Host => of("host", request.authority().unwrap_or_default(), messages::VALUE_BAD_HOST),
        Bad::OtherHost => of("host", &target, messages::VALUE_OTHER_HOST),
        Bad::Target => of("path", &target, messages::VALUE_BAD_TARGET),
        Bad::Character => of("path", &target, messages::VALUE_BAD_CHARACTER),
        Bad::Space => of("path", &line, messages::VALUE_BAD_SPACE),
        Bad::Version => of("version", request.version(), messages::VALUE_BAD_VERSION),
        Bad::OtherVersion => of("version", request.version(), messages::VALUE_OTHER_VERSION),
        Bad::Method => of("method", &request.method, messages::VALUE_BAD_METHOD),
        Bad::DeniedMethod => of("method", &request.method, messages::VALUE_DENIED_METHOD),
        Bad::Untyped => of("method", &request.method, messages::VALUE_UNTYPED),
        Bad::LineTooLong => of("path", &target, messages::VALUE_LINE_TOO_LONG),
        Bad::HeaderTooLong(at) => {
            of(&["header.", name(at)].concat(), name(at), messages::VALUE_HEADER_TOO_LONG)
        }
        Bad::HeadTooLong => of("headers", "", messages::VALUE_HEAD_TOO_LONG),
        Bad::TooManyHeaders => of("headers", "", messages::VALUE_TOO_MANY_HEADERS),
        Bad::HeaderName(at) => of(&["header.", name(at)].concat(), name(at), messages::VALUE_BAD_HEADER_NAME),
        Bad::HeaderValue(at) => {
            let value = header(at).map_or("", |header| header.value.as_str());
            of(&["header.", name(at)].concat(), value, messages::VALUE_BAD_HEADER_VALUE)
        }
        Bad::Stray => {
            of("headers", request.wire.stray.first().map_or("", |line| line), messages::VALUE_STRAY_LINE)
        }
        Bad::BothLengths => named("Content-Length", messages::VALUE_BOTH_LENGTHS),
        Bad::TwoLengths => named("Content-Length", messages::VALUE_TWO_LENGTHS),
        Bad::Length => named("Content-Length", messages::VALUE_BAD_LENGTH),
        Bad::Coding => named("Transfer-Encoding", messages::VALUE_UNKNOWN_CODING),
        Bad::CodingOrder => named("Transfer-Encoding", messages::VALUE_CODING_ORDER),
        Bad::OldCoding => of("version", request.version(), messages::VALUE_OLD_CODING),
        Bad::Chunks => {
            let raw = request.wire.chunks.as_ref().map_or("", |chunks| chunks.raw.as_str());
            of("body", raw, messages::VALUE_BAD_CHUNKS)
        }
    }
}

/// How large what is too large is: in bytes, or how many headers there are.
fn size(request: &Request, bad: Bad) -> Option<usize> {
    let length = |header: &Header| header.name.len() + header.value.len() + 4;
    Some(match bad {
        Bad::LineTooLong => request.line_len(),
        Bad::HeaderTooLong(at) => length(request.headers.get(at)?),
        Bad::HeadTooLong => request.line_len() + 4 + request.headers.iter().map(length).sum::<usize>(),
        Bad::TooManyHeaders => request.headers.len(),
        _ => return None,
    })
}

/// The headers to leave out of a head that is too large, by their names, those with the most in them first; none where the first line alone
/// is too large.
fn too_much(kind: ProxyKind, request: &Request, bad: Bad) -> Option<Vec<&str>> {
    if !matches!(bad, Bad::HeadTooLong | Bad::TooManyHeaders) {
        return None;
    }
    let same = |one: &Header, other: &Header| one.name.eq_ignore_ascii_case(&other.name);
    let mut names: Vec<(usize, &Header)> = Vec::new();
    for header in request.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("host")) {
        let room = header.name.len() + header.value.len() + 4;
        match names.iter_mut().find(|(_, known)| same(known, header)) {
            Some((all, _)) => *all += room,
            None => names.push((room, header)),
        }
    }
    let mut left = request.clone();
    let mut gone = Vec::new();
    // The one with the most in it, again and again: there are few, and it takes few.
    while let Some(at) = (0..names.len()).max_by_key(|at| names.get(*at).map(|(room, _)| *room)) {
        let (_, header) = names.swap_remove(at);
        left.headers.retain(|one| !same(one, header));
        gone.push(header.name.as_str());
        if fits(kind, &left) {
            return Some(gone);
        }
    }
    None
}

/// The part of the request to change, and to what; nothing leaves it out.
fn mended(config: &ReverseProxy, request: &Request, bad: Bad) -> Option<(String, Option<String>)> {
    let to = |part: &str, value: String| Some((part.to_owned(), Some(value)));
    let without = |part: &str| Some((part.to_owned(), None));
    let header = |at: usize| request.headers.get(at);
    let is_header = |at: usize| header(at).map(|header| (["header.", &header.name].concat(), header));
    match bad {
        // What is left when nothing climbs above the root: Envoy makes that of it.
        Bad::AboveRoot => to("path", normal(ProxyKind::Envoy, &request.path).ok()?.into_owned()),
        Bad::Encoding => to("path", request.path.replace('%', "%25")),
        Bad::TwoHosts | Bad::OtherHost if request.names_host() => to("host", request.host.clone()),
        Bad::NoHost | Bad::Host | Bad::TwoHosts | Bad::OtherHost => {
            to("host", config.routes.iter().find(|route| !route.host.starts_with("*."))?.host.clone())
        }
        Bad::Target if request.path.starts_with('/') && request.method == "CONNECT" => {
            to("method", "GET".to_owned())
        }
        // The path alone, which no target that is refused as a whole keeps.
        Bad::Target if request.path.starts_with('/') => to("path", request.path.clone()),
        Bad::Target if request.method == "CONNECT" => to("method", "GET".to_owned()),
        Bad::Target => to("path", "/".to_owned()),
        Bad::Character | Bad::Space if request.path != encoded(&request.path) => {
            to("path", encoded(&request.path))
        }
        Bad::Character | Bad::Space if request.query != encoded(&request.query) => {
            to("query", encoded(&request.query))
        }
        Bad::Character | Bad::Space => without("line"),
        Bad::Version | Bad::OtherVersion | Bad::OldCoding => to("version", "HTTP/1.1".to_owned()),
        Bad::Method | Bad::DeniedMethod => {
            let capitals = request.method.to_ascii_uppercase();
            let usual = if request.body.is_empty() { "GET" } else { "POST" };
            let known = gauntlet_model::http::METHODS.contains(&capitals.as_str()) && bad == Bad::Method;
            to("method", if known && capitals != request.method { capitals } else { usual.to_owned() })
        }
        Bad::Untyped => to("header.Content-Type", "application/x-www-form-urlencoded".to_owned()),
        Bad::LineTooLong if request.query.len() > request.path.len() => without("query"),
        Bad::LineTooLong => to("path", "/".to_owned()),
        Bad::HeaderTooLong(at) | Bad::HeaderName(at) => Some((is_header(at)?.0, None)),
        // What is left of the head is the first line.
        Bad::HeadTooLong | Bad::TooManyHeaders if request.query.len() > request.path.len() => {
            without("query")
        }
        Bad::HeadTooLong | Bad::TooManyHeaders => to("path", "/".to_owned()),
        Bad::HeaderValue(at) => {
            let (part, header) = is_header(at)?;
            let plain = header.value.replace("\r\n", " ").replace(|c: char| c.is_control(), " ");
            Some((part, Some(plain.trim().to_owned())))
        }
        Bad::Stray => without("stray"),
        Bad::BothLengths => without("header.Content-Length"),
        Bad::TwoLengths | Bad::Length | Bad::Coding | Bad::CodingOrder | Bad::Chunks => {
            to("body", request.body.clone())
        }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, IN_TARGET).to_string()
}

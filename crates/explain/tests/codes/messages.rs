//! Messages that a proxy refuses: by its kind, and as the real programs do.

use gauntlet_model::ask::Ask;
use gauntlet_model::http::Request;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::ProxyKind::{self, Envoy, Haproxy, Nginx};

use crate::table::{Change, SITE};

/// Sends that, with a `Host` behind its first line.
fn sends(ask: &mut Ask, first: &str, rest: &str) {
    let text = format!("{first}\r\nHost: site.example\r\n{rest}");
    ask.request = Request::parse(text.as_bytes()).unwrap();
}

fn kind(scenario: &mut Scenario, kind: ProxyKind) {
    scenario.reverse_proxy.kind = kind;
}

const POST: &str = "POST / HTTP/1.1";
const BOTH: &str = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n";
const GZIP: &str = "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n";

fn headers(times: usize, length: usize) -> String {
    format!("X-Note: {}\r\n", "a".repeat(length)).repeat(times) + "\r\n"
}

pub const MESSAGES: &[(&str, Change, &str)] = &[
    (SITE, |_, a| sends(a, POST, BOTH), "reverse_proxy.ambiguous_length: 400 from reverse_proxy"),
    (
        SITE,
        |s, a| {
            kind(s, Envoy);
            sends(a, POST, BOTH);
        },
        "reverse_proxy.ambiguous_length: 400 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Haproxy);
            sends(a, POST, BOTH);
        },
        "answered: 200 from pod",
    ),
    (
        SITE,
        |_, a| sends(a, POST, "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=1x"),
        "reverse_proxy.ambiguous_length: 400 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, &format!("GET /{} HTTP/1.1", "a".repeat(9_000)), "\r\n"),
        "reverse_proxy.uri_too_long: 414 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, &format!("GET /?q={} HTTP/1.1", "a".repeat(9_000)), "\r\n"),
        "reverse_proxy.uri_too_long: 414 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, "GET / HTTP/1.1", &headers(1, 9_000)),
        "reverse_proxy.head_too_large: 400 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, "GET / HTTP/1.1", &headers(5, 7_000)),
        "reverse_proxy.head_too_large: 400 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Haproxy);
            sends(a, "GET / HTTP/1.1", &headers(120, 1));
        },
        "reverse_proxy.head_too_large: 400 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Envoy);
            sends(a, "GET / HTTP/1.1", &headers(9, 7_000));
        },
        "reverse_proxy.head_too_large: 431 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Envoy);
            sends(a, &format!("GET /?q={} HTTP/1.1", "a".repeat(65_000)), "\r\n");
        },
        "reverse_proxy.head_too_large: 431 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, "TRACE / HTTP/1.1", "\r\n"),
        "reverse_proxy.method_denied: 405 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Envoy);
            sends(a, "TRACE / HTTP/1.1", "\r\n");
        },
        "answered: 200 from pod",
    ),
    (SITE, |_, a| sends(a, POST, GZIP), "reverse_proxy.not_implemented: 501 from reverse_proxy"),
    (
        SITE,
        |s, a| {
            kind(s, Haproxy);
            sends(a, POST, GZIP);
        },
        "reverse_proxy.not_implemented: 422 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Nginx);
            sends(a, "GET / HTTP/2.0", "\r\n");
        },
        "reverse_proxy.http_version: 505 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Envoy);
            sends(a, "GET / HTTP/1.0", "\r\n");
        },
        "reverse_proxy.http_version: 426 from reverse_proxy",
    ),
    (SITE, |_, a| sends(a, "GET / HTTP/1.0", "\r\n"), "answered: 200 from pod"),
    (SITE, |_, a| sends(a, "get / HTTP/1.1", "\r\n"), "reverse_proxy.bad_request: 400 from reverse_proxy"),
    (SITE, |_, a| sends(a, "GET /a b HTTP/1.1", "\r\n"), "reverse_proxy.bad_request: 400 from reverse_proxy"),
    (SITE, |_, a| sends(a, "GET\t/ HTTP/1.1", "\r\n"), "reverse_proxy.bad_request: 400 from reverse_proxy"),
    (SITE, |_, a| sends(a, "GET site HTTP/1.1", "\r\n"), "reverse_proxy.bad_request: 400 from reverse_proxy"),
    (
        SITE,
        |_, a| sends(a, "GET / HTTP/1.1", "X-A: 1\r\n 2\r\n\r\n"),
        "reverse_proxy.bad_request: 400 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, "GET / HTTP/1.1", "X A: 1\r\n\r\n"),
        "reverse_proxy.bad_request: 400 from reverse_proxy",
    ),
    (
        SITE,
        |s, a| {
            kind(s, Haproxy);
            sends(a, "GET / HTTP/1.1", "no colon\r\n\r\n");
        },
        "reverse_proxy.bad_request: 400 from reverse_proxy",
    ),
    (
        SITE,
        |_, a| sends(a, POST, "Transfer-Encoding: chunked\r\n\r\n2\r\na=1\r\n0\r\n\r\n"),
        "reverse_proxy.bad_request: 400 from reverse_proxy",
    ),
    (
        "http://site.example/",
        |_, a| a.request = Request::parse(b"GET / HTTP/1.1\n\n").unwrap(),
        "reverse_proxy.bad_request: 400 from reverse_proxy",
    ),
];

//! `curl` commands as requests: what curl 8 sends for them, and errors that name place, value and expectation.

use gauntlet_sim::http::curl;
use gauntlet_sim::scenario::model::Scheme;
use proptest::prelude::*;

/// A command, its scheme, the request line that curl sends, headers that must be there, and the body.
type Case = (&'static str, Scheme, &'static str, &'static [(&'static str, &'static str)], &'static str);

const HTTPS: Scheme = Scheme::Https;
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

const SENT: &[Case] = &[
    ("curl https://site.example", HTTPS, "GET /", &[("Host", "site.example"), ("Accept", "*/*")], ""),
    ("curl site.example/a", Scheme::Http, "GET /a", &[("Host", "site.example")], ""),
    ("curl 'https://site.example/a?b=c#d'", HTTPS, "GET /a?b=c", &[], ""),
    ("curl HTTPS://SITE.example:8443?q=1", HTTPS, "GET /?q=1", &[("Host", "SITE.example:8443")], ""),
    ("curl -sSL -XDELETE https://site.example/a", HTTPS, "DELETE /a", &[], ""),
    ("curl -I https://site.example/", HTTPS, "HEAD /", &[], ""),
    (
        "curl https://site.example/ -d a=1 -d 'b=x y'",
        HTTPS,
        "POST /",
        &[FORM, ("Content-Length", "9")],
        "a=1&b=x y",
    ),
    ("curl -G -d a=1 'https://site.example/s?b=2'", HTTPS, "GET /s?b=2&a=1", &[], ""),
    (
        "curl --data-urlencode \"q=' OR 1=1\" -G https://site.example/s",
        HTTPS,
        "GET /s?q=%27%20OR%201%3D1",
        &[],
        "",
    ),
    (
        "curl --json '{\"a\":1}' https://site.example/",
        HTTPS,
        "POST /",
        &[("Content-Type", "application/json"), ("Accept", "application/json")],
        "{\"a\":1}",
    ),
    ("curl -X PUT --data-raw @home https://site.example/", HTTPS, "PUT /", &[FORM], "@home"),
    (
        "curl -H 'X-A: 1' -H 'X-B;' -H'x-c:  2 ' https://site.example/",
        HTTPS,
        "GET /",
        &[("X-A", "1"), ("X-B", ""), ("x-c", "2")],
        "",
    ),
    (
        "curl -A probe -e https://a.example/ -b k=v https://site.example/",
        HTTPS,
        "GET /",
        &[("User-Agent", "probe"), ("Referer", "https://a.example/"), ("Cookie", "k=v")],
        "",
    ),
    // `me:pw` in Base64, RFC 7617.
    ("curl -u me:pw https://site.example/", HTTPS, "GET /", &[("Authorization", "Basic bWU6cHc=")], ""),
    (
        "curl https://me:pw@site.example/",
        HTTPS,
        "GET /",
        &[("Authorization", "Basic bWU6cHc="), ("Host", "site.example")],
        "",
    ),
    (
        "curl -H 'Host: api.site.example' https://192.0.2.10/",
        HTTPS,
        "GET /",
        &[("Host", "api.site.example")],
        "",
    ),
    ("curl \\\n  -k --max-time 3 \\\n  https://site.example/a", HTTPS, "GET /a", &[], ""),
];

#[test]
fn a_command_becomes_what_curl_sends() {
    for (command, scheme, line, headers, body) in SENT {
        let curl::Command { scheme: found, request, .. } =
            curl::parse(command).unwrap_or_else(|error| panic!("{command}: {error}"));
        let mark = if request.query.is_empty() { "" } else { "?" };
        let sent = format!("{} {}{mark}{}", request.method, request.path, request.query);
        assert_eq!((found, sent.as_str(), request.body.as_str()), (*scheme, *line, *body), "{command}");
        for (name, value) in *headers {
            assert_eq!(request.header(name), Some(*value), "{command}: {name}");
        }
    }
}

#[test]
fn a_header_can_be_taken_away() {
    let curl::Command { request, .. } =
        curl::parse("curl -H 'User-Agent:' -H 'Accept:' https://site.example/").unwrap();
    let names: Vec<_> = request.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(names, ["Host"]);
}

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        ("", "curl command", "nothing"),
        ("wget https://site.example/", "curl command", "`wget`"),
        ("curl", "curl command", "no address"),
        ("curl 'https://site.example/", "curl command", "never closed"),
        ("curl https://a.example/ https://b.example/", "curl command", "one address"),
        ("curl ftp://site.example/", "curl address", "`ftp`"),
        ("curl 'https://site.example/a b'", "curl address", "%20"),
        ("curl --hedaer a:b https://site.example/", "curl option", "--header"),
        ("curl -Z https://site.example/", "curl option", "`-Z`"),
        ("curl https://site.example/ -H", "curl option -H", "a value"),
        ("curl https://site.example/ --data", "curl option --data", "a value"),
        ("curl -H 'no colon' https://site.example/", "curl option --header", "Name: value"),
        ("curl -H 'a: b\r\nEvil: 1' https://site.example/", "curl option --header", "line break"),
        ("curl -d @secret https://site.example/", "curl option --data", "no file"),
        ("curl --data-urlencode name@file https://site.example/", "curl option --data-urlencode", "no file"),
        ("curl -b jar.txt https://site.example/", "curl option --cookie", "no file"),
        ("curl -X BREW https://site.example/", "request line, method", "BREW"),
        ("curl https:///path", "header Host", "host name"),
        ("curl https://site.example:0/", "header Host", "a port from 1 to 65535"),
        ("curl $'https://site.example/'", "curl command", "bash"),
    ];
    for (command, place, says) in cases {
        let error = curl::parse(command).map(|read| read.request).unwrap_err();
        assert_eq!(error.place, place, "{command}: {error}");
        assert!(error.to_string().contains(says), "{command}: {error}");
    }
}

#[test]
fn a_command_is_bounded() {
    let long = format!("curl https://site.example/ -d {}", "a".repeat(curl::MAX_BYTES));
    assert_eq!(curl::parse(&long).unwrap_err().place, "curl command");
}

proptest! {
    #[test]
    fn no_command_panics(words in prop::collection::vec("(-{1,2}[a-zA-Z-]{0,12}|[ -~]{0,20}|https?://[ -~]{0,30}|\\PC{0,8})", 0..8)) {
        let _ = curl::parse(&format!("curl {}", words.join(" ")));
    }

    /// What is read is a request that its own text gives again.
    #[test]
    fn a_body_survives(body in "[ -~&&[^'@]]{1,60}") {
        let curl::Command { request, .. } = curl::parse(&format!("curl https://site.example/ --data-raw '{body}'")).unwrap();
        prop_assert_eq!(request.body, body);
    }
}

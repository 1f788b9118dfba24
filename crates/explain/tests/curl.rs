//! `curl` commands as requests: what curl 8 sends for them, and errors that name place, value and expectation.

use gauntlet_explain::question::composed;
use gauntlet_explain::{preset, run};
use gauntlet_model::ask::SEED;
use gauntlet_model::composed::Composed;
use gauntlet_model::curl;
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::{ClientSees, Direction, Phase, TlsEnd};
use gauntlet_model::layer::Layer;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::{Alert, Distrust};
use gauntlet_scenario::Scenario;
use proptest::prelude::*;
use std::collections::BTreeMap;

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
        "GET /s?q=%27+OR+1%3d1",
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
fn what_its_tls_can_do_is_read() {
    let rows = [
        ("curl https://site.example/", "1.3 checked"),
        ("curl --tls-max 1.1 https://site.example/", "1.1 checked"),
        ("curl --tls-max default https://site.example/", "1.3 checked"),
        ("curl --tlsv1.2 https://site.example/", "1.3 checked"),
        ("curl -k https://site.example/", "1.3 unchecked"),
        ("curl -sk --tls-max 1.2 https://site.example/", "1.2 unchecked"),
    ];
    for (command, expected) in rows {
        let tls = curl::parse(command).unwrap().tls;
        let checked = if tls.insecure { "unchecked" } else { "checked" };
        assert_eq!(format!("{} {checked}", tls.max_version.name()), expected, "{command}");
    }
    let error = curl::parse("curl --tls-max 2 https://site.example/").unwrap_err();
    assert_eq!(
        error.to_string(),
        "curl option --tls-max: found `2`, expected one of 1.0, 1.1, 1.2, 1.3 and default"
    );
}

/// What a request says beyond the two headers that curl has of its own.
fn summary(request: &Request) -> (String, BTreeMap<String, String>, String) {
    let own = ["user-agent", "accept"];
    let headers =
        request.headers.iter().map(|header| (header.name.to_ascii_lowercase(), header.value.clone()));
    let told = headers.filter(|(name, value)| {
        !own.contains(&name.as_str()) || !value.contains("*/*") && !value.starts_with("curl/")
    });
    (format!("{} {}", request.method, request.url(Scheme::Https)), told.collect(), request.body.clone())
}

#[test]
fn every_preset_is_written_as_the_command_that_sends_it() {
    for preset in preset::all() {
        let scenario = preset.scenario().unwrap();
        let ask = composed(&scenario, &preset.request()).unwrap();
        let command = curl::command(&ask);
        let read = curl::parse(&command).unwrap_or_else(|error| panic!("{command}: {error}"));
        assert_eq!(summary(&read.request), summary(&ask.request), "{command}");
        assert_eq!((read.scheme, read.tls), (ask.scheme, ask.tls), "{command}");
    }
}

/// `man curl`, exit codes; and what curl 7.88.1 prints before it exits.
#[test]
fn curl_says_how_it_ended() {
    let rows = [
        ("harmless", 0, "HTTP/1.1 200 OK"),
        ("sql-injection", 0, "HTTP/1.1 403 Forbidden"),
        (
            "blocked-address",
            28,
            "curl: (28) Failed to connect to site.example port 443 after 10001 ms: Timeout was reached",
        ),
        (
            "reject-instead",
            7,
            "curl: (7) Failed to connect to site.example port 443 after 40 ms: Couldn't connect to server",
        ),
        ("expired-certificate", 60, "curl: (60) SSL certificate problem: certificate has expired"),
        ("old-tls", 35, "curl: (35) error:0A00042E:SSL routines::tlsv1 alert protocol version"),
        (
            "wrong-host",
            60,
            "curl: (60) SSL: no alternative certificate subject name matches target host name 'shop.eu.site.example'",
        ),
        ("rate-limit", 0, "HTTP/1.1 429 Too Many Requests"),
        ("no-lookups", 28, "curl: (28) Resolving timed out after 10000 milliseconds"),
        ("mistyped-host", 6, "curl: (6) Could not resolve host: api.paymnets.example"),
        ("exhausted-nat", 28, "curl: (28) Connection timed out after 10001 milliseconds"),
        ("unapproved-host", 28, "curl: (28) Connection timed out after 10001 milliseconds"),
    ];
    for (name, code, expected) in rows {
        let preset = preset::named(name).unwrap();
        let scenario = preset.scenario().unwrap();
        let ask = composed(&scenario, &preset.request()).unwrap();
        let client = run(&scenario, &ask, SEED).client;
        assert_eq!(curl::says(&ask, &client, None), expected, "{name}");
        assert_eq!(curl::exit(&client).0, code, "{name}");
    }
}

/// As curl 7.88.1 printed them, with a limit for the connection alone (inbound) and for everything (outbound).
#[test]
fn every_ending_has_curl_s_own_line() {
    let after_us = Micros::from_millis(10_000);
    let timeout = |phase| ClientSees::Timeout { after_us, phase };
    let tls = |end| ClientSees::TlsFailure(end);
    let failed = "Failed to connect to site.example port 443 after";
    let rows = [
        ("ingress", timeout(Phase::Connecting), 28, format!("{failed} 10001 ms: Timeout was reached")),
        ("egress", timeout(Phase::Connecting), 28, "Connection timed out after 10001 milliseconds".into()),
        ("ingress", timeout(Phase::TlsHandshake), 28, "SSL connection timeout".into()),
        ("egress", timeout(Phase::TlsHandshake), 28, "Connection timed out after 10001 milliseconds".into()),
        (
            "egress",
            timeout(Phase::Response),
            28,
            "Operation timed out after 10001 milliseconds with 0 bytes received".into(),
        ),
        ("egress", timeout(Phase::Resolving), 28, "Resolving timed out after 10000 milliseconds".into()),
        ("egress", ClientSees::NameNotResolved, 6, "Could not resolve host: site.example".into()),
        (
            "ingress",
            ClientSees::Refused { after_us: Micros::from_millis(3) },
            7,
            format!("{failed} 3 ms: Couldn't connect to server"),
        ),
        (
            "ingress",
            ClientSees::Reset { phase: Phase::Response },
            56,
            "Recv failure: Connection reset by peer".into(),
        ),
        (
            "ingress",
            ClientSees::Reset { phase: Phase::TlsHandshake },
            35,
            "Recv failure: Connection reset by peer".into(),
        ),
        ("ingress", ClientSees::EmptyReply { phase: Phase::Response }, 52, "Empty reply from server".into()),
        (
            "ingress",
            ClientSees::EmptyReply { phase: Phase::TlsHandshake },
            35,
            "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to site.example:443".into(),
        ),
        (
            "ingress",
            tls(TlsEnd::Alert(Alert::UnrecognizedName, Layer::ReverseProxy)),
            35,
            "error:0A000458:SSL routines::tlsv1 unrecognized name".into(),
        ),
        (
            "ingress",
            tls(TlsEnd::Refused(Distrust::SelfSigned)),
            60,
            "SSL certificate problem: self-signed certificate".into(),
        ),
    ];
    let scenario = Scenario::built_in();
    for (direction, client, code, expected) in rows {
        let url = "https://site.example/".to_owned();
        let mut ask = composed(&scenario, &Composed { url, ..Composed::default() }).unwrap();
        ask.direction = if direction == "egress" { Direction::Egress } else { Direction::Ingress };
        assert_eq!(curl::says(&ask, &client, None), format!("curl: ({code}) {expected}"));
        let limit = if direction == "egress" { "--max-time" } else { "--connect-timeout" };
        assert!(curl::command(&ask).starts_with(&format!("curl -i {limit} 10 ")), "{direction}");
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

    /// A request that can be sent is written as a command that is read as the same.
    #[test]
    fn what_is_written_is_read_again(
        method in "(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)",
        path in "/[a-z'/;$!%20.{}\\[\\]-]{0,12}",
        query in "[a-z=&'$!;%27.{}\\[\\]-]{0,12}",
        value in "[ -~]{0,20}",
        body in "\\PC{0,40}",
    ) {
        let url = format!("https://site.example:8443{path}?{query}");
        let parts = Composed { method, url, headers: format!("X-Odd: {value}"), body, ..Composed::default() };
        let scenario = Scenario::built_in();
        prop_assume!(composed(&scenario, &parts).is_ok());
        let ask = composed(&scenario, &parts).unwrap();
        let command = curl::command(&ask);
        let read = curl::parse(&command);
        prop_assert!(read.is_ok(), "{command}: {read:?}");
        prop_assert_eq!(summary(&read.unwrap().request), summary(&ask.request), "{}", command);
    }

    /// What is read is a request that its own text gives again.
    #[test]
    fn a_body_survives(body in "[ -~&&[^'@]]{1,60}") {
        let curl::Command { request, .. } = curl::parse(&format!("curl https://site.example/ --data-raw '{body}'")).unwrap();
        prop_assert_eq!(request.body, body);
    }
}

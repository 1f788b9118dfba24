//! Bad requests and bad scenarios: each error says where, what is there, and what was expected.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_model::http::Request;
use gauntlet_scenario::{BUILT_IN, Scenario};

#[test]
fn requests_that_are_read() {
    let rows = [
        ("GET / HTTP/1.1\nHost: site.example\n\n", "https://site.example/"),
        ("GET /a?b=c HTTP/1.1\r\nHost: Site.Example:8443\r\n\r\n", "https://site.example:8443/a?b=c"),
        ("GET https://api.example/v1?x HTTP/1.1\nHost: other.example\n\n", "https://api.example/v1?x"),
        ("GET http://api.example?x=1 HTTP/1.1\nHost: api.example\n\n", "https://api.example/?x=1"),
        ("GET / HTTP/1.1\nHost: [2001:db8::1]:444\n\n", "https://[2001:db8::1]:444/"),
        ("POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi", "https://a/"),
        ("POST / HTTP/1.1\nHost: a\nContent-Length: 2\n\nhi\n", "https://a/"),
        ("GET / HTTP/1.1\nHost: a\n\n\n", "https://a/"),
    ];
    for (text, url) in rows {
        let request = Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(request.url(gauntlet_model::http::Scheme::Https), url);
    }
    let request = Request::parse(b"GET https://a.example/ HTTP/1.1\nHost: b.example\n\n").unwrap();
    assert_eq!((request.host.as_str(), request.header("host")), ("a.example", Some("b.example")));
    assert_eq!(request.target(), "https://a.example/");
    let request = Request::parse(b"GET /?q=%27%20x+y&z HTTP/1.1\nHost: a\n\n").unwrap();
    assert_eq!(
        request.query_parameters(),
        [("q".to_owned(), "' x y".to_owned()), ("z".to_owned(), String::new())]
    );
}

#[test]
fn requests_that_are_refused() {
    let many = format!("GET / HTTP/1.1\nHost: a\n{}\n", "X-A: b\n".repeat(256));
    let long = format!("GET / HTTP/1.1\nHost: a\nX-A: {}\n\n", "b".repeat(100_000));
    let line = format!("GET /{} HTTP/1.1\nHost: a\n\n", "b".repeat(67_600));
    let big = format!("POST / HTTP/1.1\nHost: a\nContent-Length: 70000\n\n{}", "b".repeat(70_000));
    let chunked = |body: &str| format!("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n{body}");
    let (cut, no_end, after) =
        (chunked("5\r\nhi"), chunked("2\r\nhi\r\n0\r\n"), chunked("0\r\n\r\nGET / HTTP/1.1"));
    let rows = [
        ("", "request: found nothing, expected a request line"),
        (" \n\n", "request: found nothing"),
        ("GET / HTTP/1.1\nHost: a\n", "head: found the end of the text, expected an empty line"),
        ("GET / HTTP/1.1\nHo", "head: found the end of the text"),
        ("GET /", "request line, version: found `GET /`, expected the line to end in HTTP/1.1"),
        ("GET / \nHost: a\n\n", "request line, version: found `GET /`"),
        ("GET / FTP/1\nHost: a\n\n", "request line, version"),
        ("hello\n\n", "request line, version: found `hello`"),
        ("\x16\x03\x01\x00\x05", "request line, method: found `·"),
        (" GET / HTTP/1.1\nHost: a\n\n", "request line, method"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "request: found the preface of HTTP/2"),
        ("HTTP/1.1 200 OK\n\n", "request line: found `HTTP/1.1 200 OK`, expected a request, not a response"),
        ("POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhi", "body: found 2 bytes, expected the 5"),
        ("POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\nhi", "body: found 2 bytes, expected the 1"),
        ("POST / HTTP/1.1\nHost: a\n\nhi", "body: found 2 bytes, expected none, or a Content-Length"),
        (&cut, "body: found the end of the text, expected a last chunk"),
        (&no_end, "body: found the end of the text"),
        (&after, "body: found 14 bytes after the last chunk"),
        (&many, "headers: found more than 256"),
        (&line, "request line: found 67614 bytes, expected at most 67584"),
        (&long, "head: found more than 73728 bytes"),
        (&big, "body: found 70000 bytes, expected at most 65536"),
    ];
    for (text, expected) in rows {
        let error = Request::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{:?}: {error}, wanted {expected}", &text[..text.len().min(60)]);
    }
}

/// A message is what came, right or wrong: the layers judge it.
#[test]
fn requests_are_read_as_they_come() {
    let read =
        |text: &str| Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    for line in [
        "FETCH / HTTP/1.1",
        "G@T / HTTP/1.1",
        "GET / HTTP/1.0",
        "GET / HTTP/3",
        "GET / http/1.1x",
        "GET /a b HTTP/1.1",
        "GET a HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "CONNECT a:443 HTTP/1.1",
        "GET ftp://a/ HTTP/1.1",
        "GET https:/// HTTP/1.1",
        "GET /#top HTTP/1.1",
        "GET /? HTTP/1.1",
        "GET /?a=1 HTTP/1.1",
    ] {
        assert_eq!(read(&format!("{line}\nHost: a\n\n")).line(), line);
    }
    let blank = [
        ("GET  / HTTP/1.1", false, false),
        ("GET\t/ HTTP/1.1", true, false),
        ("GET /\tHTTP/1.1", true, false),
    ];
    for (line, tab, at_end) in blank.into_iter().chain([("GET / HTTP/1.1 ", false, true)]) {
        let request = read(&format!("\n{line}\nHost: a\n\n"));
        assert_eq!(
            (request.line().as_str(), request.wire.tab, request.wire.space_at_end),
            ("GET / HTTP/1.1", tab, at_end),
            "{line}"
        );
    }
    // Its hosts: of several the first, of an address the address's, of what is none the text.
    for (head, host) in [
        ("GET / HTTP/1.1\n", ""),
        ("GET / HTTP/1.1\nHost:\n", ""),
        ("GET / HTTP/1.1\nHost: A\nHost: b\n", "a"),
        ("GET / HTTP/1.1\nHost: a b\n", "a b"),
        ("GET / HTTP/1.1\nHost: a:99999\n", "a"),
        ("GET / HTTP/1.1\nHost: a:\n", "a"),
        ("GET / HTTP/1.1\nHost: [zz]\n", "[zz]"),
        ("GET / HTTP/1.1\nHost: http://a\n", "http://a"),
        ("GET http://B:81/x HTTP/1.1\nHost: a\n", "b"),
    ] {
        assert_eq!(read(&format!("{head}\n")).host, host, "{head}");
    }
    // Its headers, and what is none.
    let head =
        "GET / HTTP/1.1\r\n X-A: 1\r\nX-B: 1\x002\r3\r\nX-C: 1\r\n 2\r\nno colon\r\n: 4\r\nX D : 5\r\n\r\n";
    let request = read(head);
    let headers: Vec<_> = request.headers.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
    let expected = [(" X-A", "1"), ("X-B", "1\x002\r3"), ("X-C", "1\r\n 2"), ("", "4"), ("X D ", "5")];
    assert_eq!(headers, expected);
    assert_eq!(request.wire.stray, ["no colon"]);
}

#[test]
fn bodies_are_read_as_they_come() {
    use gauntlet_model::http::{ChunkFault, Length};
    let read = |headers: &str, body: &str| {
        let text = format!("POST / HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}");
        Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    };
    let te = "Transfer-Encoding: chunked\r\n";
    for (raw, body, fault) in [
        ("3\r\na=1\r\n0\r\n\r\n", "a=1", None),
        ("1\r\na\r\n2;x=y\r\n=1\r\n0\r\n\r\n", "a=1", None),
        ("0\r\n\r\n", "", None),
        ("zz\r\na=1\r\n0\r\n\r\n", "", Some(ChunkFault::Size)),
        ("0x3\r\na=1\r\n0\r\n\r\n", "", Some(ChunkFault::Size)),
        ("-3\r\na=1\r\n0\r\n\r\n", "", Some(ChunkFault::Size)),
        ("2\r\na=1\r\n0\r\n\r\n", "a=", Some(ChunkFault::Longer)),
    ] {
        let request = read(te, raw);
        let chunks = request.wire.chunks.unwrap();
        assert_eq!((request.body.as_str(), chunks.raw.as_str(), chunks.fault), (body, raw, fault), "{raw:?}");
    }
    let request = read(te, "3\na=1\n0\nX-T: 1\n\n");
    let chunks = request.wire.chunks.unwrap();
    assert!(chunks.bare_line_end && chunks.trailers[0].name == "X-T");
    // Chunks go before a length; what a reader by length would take for the next request is known.
    let request = read(&format!("Content-Length: 3\r\n{te}"), "3\r\na=1\r\n0\r\n\r\n");
    assert_eq!((request.body.as_str(), request.left_by_length()), ("a=1", Some("a=1\r\n0\r\n\r\n")));
    for (headers, length) in [
        ("", None),
        ("Content-Length: 3\r\n", Some(Length::One(3))),
        ("Content-Length: 3\r\ncontent-length: 3\r\n", Some(Length::Agree(3))),
        ("Content-Length: 3, 3\r\n", Some(Length::Agree(3))),
        ("Content-Length: 3\r\nContent-Length: 4\r\n", Some(Length::Differ)),
        ("Content-Length: -3\r\n", Some(Length::Invalid)),
        ("Content-Length: \r\n", Some(Length::Invalid)),
        ("Content-Length: 99999999999999999999\r\n", Some(Length::Invalid)),
    ] {
        let request = read(headers, if headers.is_empty() { "" } else { "a=1" });
        assert_eq!(request.length(), length, "{headers}");
    }
    // Who cannot tell where it ends takes all of it.
    for headers in ["Transfer-Encoding: gzip\r\n", "Transfer-Encoding : chunked\r\n", "Content-Length: x\r\n"]
    {
        assert_eq!(read(headers, "a=1xy").body, "a=1xy", "{headers}");
    }
}

/// The error of the built-in scenario with one text put for another.
fn broken(from: &str, to: &str) -> String {
    assert!(BUILT_IN.contains(from), "{from} is not in the built-in scenario");
    Scenario::from_json(&BUILT_IN.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn scenarios_that_are_refused() {
    let rows = [
        (
            "\"version\": \"2\"",
            "\"version\": \"3\"",
            "/version (line 2, column 14): found \"3\", expected the version \"2\": this scenario is for a newer Gauntlet",
        ),
        ("\"version\": \"2\"", "\"version\": \"10\", \"x\": 1", "for a newer Gauntlet; update Gauntlet"),
        ("\"version\": \"2\"", "\"version\": \"0\"", "found \"0\", expected the version \"2\", or \"1\""),
        ("\"version\": \"2\"", "\"version\": 2", "/version (line 2, column 14): found 2, expected a string"),
        ("\"version\": \"2\"", "\"version\": \"1\"", "/state (line "),
        (
            "\"version\"",
            "\"$schema\": 1, \"version\"",
            "/$schema (line 2, column 14): found 1, expected a string",
        ),
        (
            "\"firewall\"",
            "\"absent\": [\"wap\"], \"firewall\"",
            "/absent/0 (line 4, column 14): found unknown value `wap`, expected firewall, waf, loadBalancer, reverseProxy, \
             networkPolicies, natGateway, egressFirewall; did you mean `waf`?",
        ),
        (
            "\"firewall\"",
            "\"absent\": [\"waf\", \"natGateway\", \"waf\"], \"firewall\"",
            "/absent/2 (line 4, column 35): found \"waf\", expected a layer that no other entry names",
        ),
        (
            "\"firewall\"",
            "\"absent\": null, \"firewall\"",
            "/absent (line 4, column 13): found null, expected an array",
        ),
        ("\"threshold\": 5", "\"treshold\": 5", "unknown field `treshold`, expected mode, tls, families"),
        ("\"threshold\": 5", "\"treshold\": 5", "did you mean `threshold`?"),
        ("\"action\": \"drop\"", "\"action\": \"dropp\"", "/firewall/rules/0/action"),
        (
            "\"action\": \"drop\"",
            "\"action\": \"dropp\"",
            "unknown value `dropp`, expected allow, drop, reject; did you mean `drop`?",
        ),
        ("198.51.100.64/26", "198.51.100.64/33", "/firewall/rules/0/sources/0 (line "),
        ("\"203.0.113.10\"", "\"203.0.113.999\"", "/loadBalancer/address (line "),
        (
            "\"203.0.113.10\"",
            "\"203.0.113.999\"",
            "found \"203.0.113.999\", expected an IP address such as 192.0.2.1",
        ),
        ("\"203.0.113.10\"", "7", "found 7, expected an IP address such as"),
        ("\"sql_injection\"", "\"sql\"", "/waf/families/0"),
        ("\"pathType\": \"Prefix\"", "\"pathType\": \"prefix\"", "did you mean `Prefix`?"),
        ("\"containerPort\": 8080, ", "", "found an object without it, expected the field `containerPort`"),
        ("\"containerPort\": 8080, ", "", "/pods/0 (line "),
        (
            "\"containerPort\": 8080,",
            "\"containerPort\": 80800,",
            "found 80800, expected a whole number from 0 to 65535",
        ),
        ("\"containerPort\": 8080,", "\"containerPort\": 0,", "/pods/0/containerPort (line "),
        (
            "\"service\": \"web\"",
            "\"service\": \"wbe\"",
            "expected the name of a Service: web, api; did you mean `web`?",
        ),
        (
            "\"service\": \"web\", \"port\": 80",
            "\"service\": \"web\", \"port\": 81",
            "found 81, expected a port of Service web: 80",
        ),
        ("\"nodeName\": \"node-a\"", "\"nodeName\": \"node-z\"", "/pods/0/nodeName"),
        ("\"name\": \"node-b\"", "\"name\": \"node-a\"", "/loadBalancer/nodes/1/name (line "),
        ("\"name\": \"web-2\"", "\"name\": \"web-1\"", "/pods/1/name"),
        (
            "\"clusterIP\": \"10.96.0.20\"",
            "\"clusterIP\": \"2001:db8::1\"",
            "expected an IPv4 address, as the proxy has",
        ),
        ("\"address\": \"10.244.1.21\"", "\"address\": \"10.96.0.20\"", "/pods/0/address"),
        ("\"except\": [\"10.0.0.0/8\"]", "\"except\": [\"0.0.0.0/0\"]", "except/0"),
        ("\"firstPort\": 1024", "\"firstPort\": 0", "/natGateway/firstPort"),
        ("\"lastPort\": 65535", "\"lastPort\": 1000", "/natGateway/lastPort"),
        ("\"listeners\": [80, 443]", "\"listeners\": []", "/loadBalancer/listeners (line "),
        ("\"path\": \"/\"", "\"path\": \"shop\"", "/reverseProxy/routes/0/path"),
        (
            "\"api.payments.example\": [\"192.0.2.80\"]",
            "\"api.payments.example\": []",
            "/dns/api.payments.example",
        ),
        (
            "\"defaultAction\": \"drop\",\n    \"allow\"",
            "\"defaultAction\": \"allow\",\n    \"allow\"",
            "/egressFirewall/defaultAction",
        ),
        ("\"status\": 200", "\"status\": 99", "/externals/0/status"),
        ("GET /products?q=shoes HTTP/1.1", "GET /products?q=shoes", "/stories/0/request"),
        ("\"from\": \"shop/web-1\"", "\"from\": \"shop/web-9\"", "did you mean `shop/web-1`?"),
        ("\"sourceIP\": \"198.51.100.23\"", "\"from\": \"shop/web-1\"", "expected `sourceIP` and no `from`"),
        (
            "\"direction\": \"ingress\", \"blocked\": false",
            "\"direction\": \"ingress\", \"blocked\": true",
            "exactly one ingress story with blocked = false, not 0",
        ),
        ("\"direction\": \"ingress\"", "\"direction\": \"inwards\"", "/stories/0/direction"),
        ("\"direction\": \"ingress\"", "\"title\": \"\", \"direction\": \"ingress\"", "/stories/0/title"),
        (
            "\"direction\": \"ingress\"",
            "\"question\": \"a\\nb\", \"direction\": \"ingress\"",
            "/stories/0/question",
        ),
        ("\"podSelector\": {},", "\"podSelector\": {\"matchLabel\": {}},", "did you mean `matchLabels`?"),
        ("\"serviceTimeUs\": 30000", "\"serviceTimeUs\": -1", "/externals/0/serviceTimeUs"),
    ];
    for (from, to, expected) in rows {
        let error = broken(from, to);
        assert!(error.contains(expected), "{to}: {error}, wanted {expected}");
    }
}

#[test]
fn a_newer_version_is_all_that_is_told() {
    let newer = BUILT_IN
        .replacen("\"version\": \"2\"", "\"version\": \"3\", \"a\": 1", 1)
        .replace("\"waf\"", "\"edge\"");
    let errors = Scenario::from_json(&newer).unwrap_err().errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    let older = Scenario::from_json(&newer.replacen("\"3\"", "\"0\"", 1)).unwrap_err().to_string();
    assert!(!older.contains("newer"), "{older}");
}

#[test]
fn text_that_is_no_scenario_is_refused() {
    let half = &BUILT_IN[..BUILT_IN.len() / 2];
    let large = " ".repeat(256 * 1024 + 1);
    let more = format!("{BUILT_IN} x");
    let rows = [
        ("", "found nothing"),
        ("nope", "line 1"),
        ("[]", "found [], expected a JSON object"),
        ("null", "found null, expected a JSON object"),
        (half, "found the end of the text"),
        (&more, "found the text `x`, expected nothing after the document's end"),
        (&large, "at most 262144 bytes"),
        ("{\"version\": \"1\", \"version\": \"1\"}", "duplicate field"),
    ];
    for (text, expected) in rows {
        let error = Scenario::from_json(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}, wanted {expected}");
    }
    let deep = "[".repeat(10_000);
    assert!(Scenario::from_json(&deep).is_err());
}

#[test]
fn all_problems_are_told_at_once() {
    let text = BUILT_IN
        .replacen("\"service\": \"web\"", "\"service\": \"wbe\"", 1)
        .replacen("\"nodeName\": \"node-a\"", "\"nodeName\": \"node-z\"", 1)
        .replacen("\"lastPort\": 65535", "\"lastPort\": 1", 1);
    assert_eq!(Scenario::from_json(&text).unwrap_err().errors.len(), 3);
}

#[test]
fn all_problems_of_the_shape_are_told_at_once() {
    let text = BUILT_IN
        .replacen("\"mode\": \"block\"", "\"mode\": \"blok\", \"a/b\\u0020c\": 1.5", 1)
        .replacen("\"threshold\": 5", "\"threshold\": 5, \"threshold\": 6", 1)
        .replacen("\"203.0.113.10\"", "\"nowhere\"", 1)
        .replacen("\"listeners\": [80, 443]", "\"listeners\": [80, true, -1, 4.0]", 1)
        .replacen("\"healthy\": false", "\"healthy\": \"no\"", 1)
        .replacen("\"containerPort\": 8080, ", "", 1);
    let errors = Scenario::from_json(&text).unwrap_err().errors;
    let told: Vec<(&str, &str)> = errors.iter().map(|e| (e.pointer.as_str(), e.found.as_str())).collect();
    let expected = [
        ("/waf/threshold", "duplicate field `threshold`"),
        ("/waf/a~1b c", "unknown field `a/b c`"),
        ("/waf/mode", "unknown value `blok`"),
        ("/loadBalancer/address", "\"nowhere\""),
        ("/loadBalancer/listeners/1", "true"),
        ("/loadBalancer/listeners/2", "-1"),
        ("/loadBalancer/listeners/3", "4.0"),
        ("/pods/0", "an object without it"),
        ("/state/nodes/node-b/healthy", "\"no\""),
    ];
    assert_eq!(told, expected);
    for (error, value) in
        errors.iter().zip(["6", "1.5", "\"blok\"", "\"nowhere\"", "true", "-1", "4.0", "{", "\"no\""])
    {
        let line = text.lines().nth(error.line - 1).unwrap();
        assert!(line[error.column - 1..].starts_with(value), "{error}: {line}");
    }
}

#[test]
fn a_scenario_that_is_wrong_all_over_is_refused_in_reasonable_time() {
    let ports = "0.5,".repeat(60_000);
    let names: String = (0..20_000).map(|at| format!("\"{at}\":1,")).collect();
    for text in [
        format!("{{\"loadBalancer\":{{\"listeners\":[{ports}1]}}}}"),
        format!("{{\"waf\":{{{names}\"mode\":1}}}}"),
    ] {
        let errors = Scenario::from_json(&text).unwrap_err().errors;
        assert_eq!(errors.len(), 100);
    }
}

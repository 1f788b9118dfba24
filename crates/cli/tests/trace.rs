//! `gauntlet trace` as its users run it: exit codes, formats, and errors that name file, place and expectation.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use gauntlet_scenario::BUILT_IN;
use tempfile::TempDir;

const ALLOWED: &str = "GET /products?q=shoes HTTP/1.1\nHost: site.example\n\n";
const INJECTION: &str = "GET /products?q=%27%20OR%201%3D1%20-- HTTP/1.1\nHost: site.example\n\n";
const UNKNOWN: &str = "GET /upload HTTP/1.1\nHost: collector.unknown.example\n\n";

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

/// Runs `gauntlet trace`; gives exit code, standard output and standard error.
fn trace(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gauntlet")).arg("trace").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_exit_code_tells_how_it_ended() {
    let place = Place::new();
    let rows: &[(&str, &[&str], i32, &str)] = &[
        (ALLOWED, &[], 0, "outcome  answered"),
        (INJECTION, &[], 1, "outcome  blocked (waf.sql_injection)"),
        (INJECTION, &["--scheme", "http"], 1, "outcome  blocked (waf.sql_injection)"),
        (UNKNOWN, &[], 1, "outcome  blocked (egress_firewall.name_denied)"),
        (
            UNKNOWN,
            &["--from", "shop/api-1"],
            1,
            "Pod api-1 calls GET https://collector.unknown.example/upload.",
        ),
        (ALLOWED, &["--direction", "egress"], 1, "outcome  failed (dns.no_such_name)"),
        (UNKNOWN, &["--direction", "ingress"], 1, "outcome  failed (waf.certificate_name)"),
        (ALLOWED, &["--source-ip", "198.51.100.70"], 1, "outcome  blocked (firewall.source_denied)"),
    ];
    for (request, more, code, expected) in rows {
        let file = place.file("r.http", request);
        let arguments = [&["--request", file.to_str().unwrap()], *more].concat();
        let (found, out, err) = trace(&arguments);
        assert_eq!(found, *code, "{more:?}: {out}{err}");
        assert!(out.contains(expected), "{more:?}: {out}");
        assert_eq!(err, "");
    }
}

#[test]
fn a_curl_command_serves_as_the_request() {
    let rows: &[(&str, &[&str], i32, &str)] = &[
        ("curl https://site.example/products?q=shoes", &[], 0, "outcome  answered"),
        (
            "curl -G https://site.example/products --data-urlencode \"q=' OR 1=1 --\"",
            &[],
            1,
            "outcome  blocked (waf.sql_injection)",
        ),
        ("curl https://collector.unknown.example/upload -d x", &[], 1, "egress_firewall.name_denied"),
        ("curl http://site.example:8080/", &[], 1, "firewall.port_denied"),
        // What a command names is a file beside it, as for curl.
        ("curl --json @Cargo.toml https://site.example/", &[], 0, "POST https://site.example/ (ingress"),
        ("curl -d @gone https://site.example/", &[], 2, "found `@gone`, expected a file that is there"),
        ("curl -F a=@src https://site.example/", &[], 2, "src: found a directory, expected a file"),
        ("curl https://site.example/ --dta x", &[], 2, "--curl: curl option: found `--dta`"),
        ("curl https://site.example/", &["--scheme", "http"], 2, "cannot be used with"),
        (
            "curl https://shop.example/a",
            &[],
            1,
            "or       Call it as if it were site.example: --as-host site.example",
        ),
        (
            "curl https://shop.example/a",
            &["--as-host", "site.example"],
            0,
            "GET https://site.example/a (ingress",
        ),
        (
            "curl https://shop.example/a",
            &["--as-host", "no host"],
            2,
            "--as-host: found `no host`, expected a host",
        ),
    ];
    for (command, more, code, expected) in rows {
        let (found, out, err) = trace(&[&["--curl", command], *more].concat());
        assert_eq!(found, *code, "{command}: {out}{err}");
        assert!(out.contains(expected) || err.contains(expected), "{command}: {out}{err}");
    }
}

#[test]
fn a_stop_names_what_the_client_can_tell_and_what_looks_the_same() {
    let rows = [
        (
            "ingress-blocked",
            "HTTP/1.1 403 Forbidden\n         (exit code 0: curl counts any response as success; --fail would not)",
        ),
        (
            "egress-blocked",
            "curl: (28) Connection timed out after 10001 milliseconds\n         (exit code 28: operation timeout)",
        ),
        (
            "ingress-blocked",
            "curl     curl -i --connect-timeout 10 --user-agent Mozilla/5.0 --header 'Accept: text/html' 'https://site",
        ),
        ("ingress-blocked", "log: ModSecurity: Access denied with code 403"),
        (
            "ingress-blocked",
            "alike    the WAF: the request looks like cross-site scripting (waf.cross_site_scripting)\n         the WAF: ",
        ),
        ("ingress-blocked", "look at  the WAF’s log: a rule that matched leaves its id there."),
        (
            "egress-blocked",
            "alike    the egress firewall: the packet carries no host name to check (egress_firewall.name_missing)",
        ),
        ("egress-blocked", "look at  `curl -v`: it says `Connected`, then nothing"),
        (
            "ingress",
            "GET https://site.example/products?q=shoes (ingress, from 198.51.100.23, in the scenario “",
        ),
        ("egress", "v1/charges (egress, from web-1, in the scenario “"),
        ("ingress", "~ tls: ends here, plain HTTP from here on"),
    ];
    for (story, expected) in rows {
        let (_, out, _) = trace(&["--story", story]);
        assert!(out.contains(expected), "{out}");
    }
    let (_, out, _) = trace(&["--story", "ingress"]);
    assert!(!out.contains("alike") && !out.contains("look at"), "{out}");
    // The verdict stands before the hops, and its reason once more only at the hop.
    let (_, out, _) = trace(&["--story", "ingress-blocked"]);
    let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("no {text} in {out}"));
    assert!(place("outcome  blocked") < place("why ") && place("fix ") < place("-> internet"), "{out}");
    assert_eq!(out.matches("sqli-comment-terminator caught it").count(), 1, "{out}");
}

#[test]
fn the_four_stories_run_by_name() {
    for (story, code) in [("ingress", 0), ("ingress-blocked", 1), ("egress", 0), ("egress-blocked", 1)] {
        let (found, out, _) = trace(&["--story", story]);
        assert_eq!(found, code, "{out}");
    }
}

#[test]
fn json_has_the_documented_fields_and_the_same_seed_gives_the_same_bytes() {
    let (code, out, _) = trace(&["--story", "ingress-blocked", "--format", "json", "--seed", "5"]);
    assert_eq!(code, 1);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    for field in ["direction", "outcome", "layer", "code", "client", "why", "fix", "hops"] {
        assert!(!json[field].is_null(), "{field}");
    }
    assert!(json["fix"]["text"].is_string() && json["fix"]["changes"][0]["path"] == "/waf/exemptions");
    assert_eq!(json["curl"]["exit"], 0);
    assert!(json["hops"][2]["log"].as_str().unwrap().starts_with("ModSecurity"));
    for field in ["layer", "verdict", "rule", "why", "at_us", "before", "after"] {
        assert!(json["hops"][2].get(field).is_some(), "{field}");
    }
    assert_eq!(trace(&["--story", "ingress-blocked", "--format", "json", "--seed", "5"]).1, out);
    let (_, out, _) = trace(&["--story", "ingress", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(json["code"].is_null() && json["layer"].is_null() && json["fix"].is_null());
}

#[test]
fn a_scenario_of_one_s_own_serves() {
    let place = Place::new();
    let open = BUILT_IN.replacen(
        "\"host\": \"api.payments.example\", \"ports\"",
        "\"host\": \"*.example\", \"ports\"",
        1,
    );
    let file = place.file("open.json", open);
    assert_eq!(trace(&[file.to_str().unwrap(), "--story", "egress-blocked"]).0, 0);
}

#[test]
fn bad_input_is_exit_code_2_and_says_where() {
    let place = Place::new();
    let path = |path: PathBuf| path.to_str().unwrap().to_owned();
    let request = path(place.file("ok.http", ALLOWED));
    let out_request = path(place.file("out.http", UNKNOWN));
    let empty = path(place.file("empty", ""));
    let binary = path(place.file("binary", [0xff, 0xfe, 0x00, 0x80]));
    let cut = path(place.file("cut.http", "GET / HTTP/1.1\nHost: si"));
    let large = path(place.file("large", "x".repeat(400_000)));
    let preface = path(place.file("h2.http", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    let half = path(place.file("half.json", &BUILT_IN[..900]));
    let slip = path(place.file("slip.json", BUILT_IN.replacen("nodePort", "nodeport", 1)));
    let missing = path(place.0.path().join("missing"));
    let folder = path(place.0.path().to_owned());
    let rows: &[(&[&str], &[&str])] = &[
        (&[], &["--preset sql-injection", "--request FILE.http"]),
        (&["--request", &missing], &["missing", "No such file"]),
        (&["--request", &folder], &[&folder, "found a directory, expected a file"]),
        (&["--request", &empty], &["empty: request: found nothing, expected a request line"]),
        (&["--request", &binary], &["binary: request line"]),
        (&["--request", &cut], &["cut.http: head: found the end of the text"]),
        (&["--request", &large], &["large: found more than", "expected at most"]),
        (&["--request", &preface], &["h2.http: request: found the preface of HTTP/2"]),
        (&["--request", &request, "--direction", "sideways"], &["sideways", "ingress, egress"]),
        (&["--request", &request, "--source-ip", "300.1.1.1"], &["300.1.1.1", "--source-ip"]),
        (&["--request", &request, "--source-ip", "2001:db8::1"], &["2001:db8::1", "203.0.113.10"]),
        (&["--request", &out_request, "--source-ip", "192.0.2.1"], &["--source-ip", "egress"]),
        (&["--request", &request, "--from", "shop/web-1"], &["--from", "ingress"]),
        (&["--request", &out_request, "--from", "web-1"], &["--from: found web-1", "shop/web-1"]),
        (&["--request", &request, "--seed", "many"], &["--seed"]),
        (&["--request", &request, "--format", "xml"], &["xml", "text, json"]),
        (&["--request", &request, "--scheme", "ftp"], &["ftp", "https, http"]),
        (&["--request", &request, "--story", "ingress"], &["--story"]),
        (&[&missing, "--request", &request], &["missing", "No such file"]),
        (&[&folder, "--request", &request], &["found a directory"]),
        (&[&empty, "--request", &request], &["empty", "found nothing, expected a scenario"]),
        (
            &[&binary, "--request", &request],
            &["binary: found the byte 0xff at offset 0, expected UTF-8 text"],
        ),
        (&[&half, "--request", &request], &["half.json", "line ", "the end of the text"]),
        (&[&large, "--request", &request], &["large: found more than 262144 bytes"]),
        (
            &[&slip, "--request", &request],
            &[
                "slip.json: /loadBalancer/nodeport",
                "line 22",
                "unknown field `nodeport`",
                "did you mean `nodePort`?",
            ],
        ),
    ];
    for (arguments, expected) in rows {
        let (code, out, err) = trace(arguments);
        assert_eq!(code, 2, "{arguments:?}: {out}{err}");
        assert_eq!(out, "", "{arguments:?}");
        for part in *expected {
            assert!(err.contains(part), "{arguments:?}: {err}, wanted {part}");
        }
        assert!(!err.contains("panicked"), "{err}");
    }
}

/// A preset prints its question before the journey, and its lesson after it.
#[test]
fn a_preset_asks_first_and_teaches_last() {
    let (code, out, _) = trace(&["--preset", "reject-instead"]);
    assert_eq!(code, 1);
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("Reject instead of drop"));
    assert!(lines.next().unwrap().ends_with('?'), "{out}");
    assert!(out.contains("(exit code 7: "), "curl is refused at once: {out}");
    assert!(out.lines().last().unwrap().starts_with("lesson   The client hears"), "{out}");
    // From another address another rule decides.
    let (code, out, _) = trace(&["--preset", "reject-instead", "--source-ip", "198.51.100.1"]);
    assert!(code == 0 && !out.contains("lesson"), "{out}");

    let (_, out, _) = trace(&["--preset", "o-brien", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    for text in ["title", "question", "lesson"] {
        assert!(told["lesson"][text].is_string(), "{text}: {}", told["lesson"]);
    }
    let (_, out, _) = trace(&["--story", "ingress", "--format", "json"]);
    assert!(!out.contains("lesson"), "a story is no preset");
}

//! The WAF's rules: attacks that it must see, and ordinary text that it must leave alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod rows;
mod settings;

use gauntlet_model::http::Request;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{CustomRule, TextMatch, WafMode};
use gauntlet_sim::layer::waf::{FAMILIES, Match, fields, matches};
use proptest::prelude::*;
use rows::{ATTACKS, ORDINARY, PARTS};

/// The name of the rule that matched.
fn name(found: Match) -> String {
    found.rule.name(&Scenario::built_in().waf).to_owned()
}

fn rules(query: &str) -> Vec<String> {
    let mut request = Request::get("site.example", "/products");
    request.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    matches(FAMILIES, 1, &fields(&request)).iter().map(|found| name(*found)).collect()
}

#[test]
fn attacks_are_seen_by_the_rule_for_them() {
    for &(query, rule) in ATTACKS {
        assert!(rules(query).iter().any(|found| found == rule), "{query}: {:?}, wanted {rule}", rules(query));
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    for &text in ORDINARY {
        assert_eq!(rules(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_part_of_a_request_is_read() {
    for &(text, rule, field) in PARTS {
        let body = text.split_once("\n\n").map_or(0, |(_, body)| body.len());
        let text = text.replace("LEN", &body.to_string());
        let request = Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let read = fields(&request);
        let called = |one: &Match| gauntlet_explain::layer::waf::name(&read[one.field]).to_string();
        let found: Vec<(String, String)> =
            matches(FAMILIES, 1, &read).iter().map(|one| (name(*one), called(one))).collect();
        assert!(found.contains(&(rule.to_owned(), field.to_owned())), "{text}: {found:?}");
    }
}

#[test]
fn browsers_headers_are_left_alone() {
    let text = "GET / HTTP/1.1\nHost: x\n\
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\n\
        Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\nAccept-Language: en-US,en;q=0.5\n\
        Referer: https://site.example/a/../b?x=1\nIf-None-Match: \"abc-123\"\n\
        Cookie: id=5; name=O'Brien; theme=dark; cart=1|2|3\nAuthorization: Basic YTpi==\n\n";
    let request = Request::parse(text.as_bytes()).unwrap();
    assert_eq!(matches(FAMILIES, 1, &fields(&request)), []);
}

/// What comes after the most that are told apart is still read.
#[test]
fn nothing_hides_behind_many_parts() {
    let many = |pair: &str, between: &str| [vec![pair; 1_200].join(between), String::new()].concat();
    let attack = "' or 1=1 --";
    let encoded = "%27%20or%201%3D1%20--";
    let mut requests = Vec::new();
    for (kind, body) in [
        ("application/json", format!("[{},\"{attack}\"]", many("\"x\"", ","))),
        ("application/x-www-form-urlencoded", format!("{}&z={encoded}", many("a=b", "&"))),
    ] {
        let mut request = Request::get("site.example", "/");
        request.set_header("Content-Type", kind);
        request.body = body;
        requests.push(request);
    }
    let mut request = Request::get("site.example", "/");
    request.query = format!("{}&z={encoded}", many("a=b", "&"));
    requests.push(request);
    let mut request = Request::get("site.example", "/");
    request.set_header("Cookie", &format!("{}; z={encoded}", many("a=b", "; ")));
    requests.push(request);
    for request in requests {
        let read = fields(&request);
        assert!(read.len() < 262, "{} fields", read.len());
        assert!(
            matches(FAMILIES, 1, &read).iter().any(|found| name(*found) == "sqli-tautology"),
            "{:?}",
            request.headers
        );
    }
}

#[test]
fn an_author_s_own_rules_match_as_they_say() {
    let wanted = |kind: &str, text: &str| match kind {
        "contains" => TextMatch::Contains(text.to_owned()),
        "starts" => TextMatch::StartsWith(text.to_owned()),
        _ => TextMatch::Equals(text.to_owned()),
    };
    // Field, how, text, and the fields in which `GET /shop?q=Free%20Shoes&a=b` with a header and a cookie matches.
    let rows: &[(Option<&str>, &str, &str, &[&str])] = &[
        (None, "contains", "free shoes", &["query.q", "header.X-Note", "cookie.last"]),
        (Some("query"), "contains", "FREE SHOES", &["query.q"]),
        (Some("query.q"), "contains", "shoes", &["query.q"]),
        (Some("query.a"), "contains", "shoes", &[]),
        (Some("query.qq"), "contains", "shoes", &[]),
        (Some("QUERY.Q"), "starts", "free", &["query.q"]),
        (Some("query.q"), "starts", "shoes", &[]),
        (Some("query.q"), "equals", "free shoes", &["query.q"]),
        (Some("query.q"), "equals", "shoes", &[]),
        (Some("header"), "contains", "shoes", &["header.X-Note"]),
        (Some("cookie.last"), "contains", "shoes", &["cookie.last"]),
        (Some("path"), "starts", "/shop", &["path"]),
        (Some("query.q"), "contains", "free%20shoes", &[]),
        (Some("header.X-Note"), "contains", "%21", &["header.X-Note"]),
    ];
    for (field, kind, text, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.waf.mode = WafMode::Detect;
        scenario.waf.custom_rules = vec![CustomRule {
            name: "own".to_owned(),
            field: field.map(str::to_owned),
            wanted: wanted(kind, text),
            score: 5,
        }];
        let mut ask = common::ingress("https://site.example/shop?q=Free%20Shoes&a=b");
        ask.request.set_header("X-Note", "free shoes%21");
        ask.request.set_header("Cookie", "last=free%20shoes");
        let journey = common::checked(&scenario, &ask, 1);
        let waf = journey.hops.iter().find(|hop| hop.layer.name() == "waf").unwrap();
        let own = waf.why.iter().filter(|why| why.rule.as_deref() == Some("own"));
        let fields: Vec<String> = own.filter_map(|why| Some(why.field.as_ref()?.to_string())).collect();
        assert_eq!(fields, *expected, "{field:?} {kind} {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in whatever part, the WAF gives a verdict.
    #[test]
    fn nothing_that_is_sent_makes_it_panic(
        query in "\\PC{0,60}|[-'\"<>/*#;|&$(){}=%.\\\\a-z0-9 ]{0,120}",
        header in "[ -~]{0,60}",
        body in "\\PC{0,80}|[-'\"<>/*#;|&$(){}\\[\\]:,=%.\\\\a-z0-9 ]{0,160}",
        kind in "(application/json|application/x-www-form-urlencoded|text/plain|)",
    ) {
        let mut request = Request::get("site.example", "/");
        request.query = query;
        request.set_header("Cookie", &header);
        request.set_header("User-Agent", &header);
        request.set_header("Content-Type", &kind);
        request.body = body;
        let read = fields(&request);
        prop_assert!(matches(FAMILIES, 1, &read).len() <= 40 * read.len());
    }
}

/// Work grows with a text's length and no faster. Not timed: a rule that were quadratic would take minutes over these, 64 KiB of
/// what keeps it busiest.
#[test]
fn no_text_keeps_it_busy() {
    let signs = [
        "'",
        "\"",
        "<",
        "../",
        "..\\",
        ";",
        "$(",
        "`",
        "/*",
        "--",
        "' or ",
        "<a ",
        "on",
        "javascript:",
        "%25",
        "((",
        "union select ",
        "{",
        "[",
        "\\u0027",
    ];
    for sign in signs {
        let mut request = Request::get("site.example", "/");
        request.body = sign.repeat(gauntlet_model::http::MAX_BODY_BYTES / sign.len());
        for kind in ["text/plain", "application/json", "application/x-www-form-urlencoded"] {
            request.set_header("Content-Type", kind);
            let _ = matches(FAMILIES, 1, &fields(&request));
        }
    }
    // The largest document there can be, in depth and in breadth.
    let names = "n".repeat(300);
    let deep = format!("{{\"{names}\":").repeat(100) + "1" + &"}".repeat(100);
    let wide = format!("[{}1]", "\"'\",".repeat(16_000));
    for body in [deep, wide] {
        let mut request = Request::get("site.example", "/");
        request.set_header("Content-Type", "application/json");
        request.body = body;
        let read = fields(&request);
        assert!(read.len() < 262, "{} fields", read.len());
        let _ = matches(FAMILIES, 1, &read);
    }
}

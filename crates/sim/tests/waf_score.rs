//! The detector's measured score: public attacks it must see, public ordinary text it must leave alone. `cargo test -p
//! gauntlet-sim --test waf_score -- --nocapture` prints the table that docs/measured.md shows.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use gauntlet_model::http::{Header, Request};
use gauntlet_scenario::model::AttackFamily;
use gauntlet_sim::layer::waf::{CRITICAL, Field, fields, matches};
use serde_json::Value;

const ALL: [AttackFamily; 5] = [
    AttackFamily::SqlInjection,
    AttackFamily::CrossSiteScripting,
    AttackFamily::PathTraversal,
    AttackFamily::CommandInjection,
    AttackFamily::Scanner,
];

/// The files; each says on its first line where it comes from.
const ATTACKS: [(&str, &str); 2] =
    [("CRS", include_str!("data/crs-attacks.jsonl")), ("BLNS", include_str!("data/blns-attacks.jsonl"))];
const BENIGN: [(&str, &str); 2] = [
    ("WordNet", include_str!("data/wordnet-benign.jsonl")),
    ("BLNS", include_str!("data/blns-benign.jsonl")),
];

/// What is counted: by our own rules, by libinjection (which knows SQL and HTML only), by either.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    ours: usize,
    libinjection: usize,
    either: usize,
}

/// A file's requests with their families; the first line names the source.
fn requests(file: &str) -> Vec<(String, Request)> {
    let lines = file.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| (line["family"].as_str().unwrap_or("benign").to_owned(), request(&line))).collect()
}

fn request(line: &Value) -> Request {
    let text = |field: &str| line[field].as_str().unwrap_or_default();
    let mut out = Request::get("site.example", "/");
    if line["text"].is_string() {
        out.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", text("text")).finish();
        return out;
    }
    let (path, query) = text("uri").split_once('?').unwrap_or((text("uri"), ""));
    (out.method, out.path, out.query) = (text("method").to_owned(), path.to_owned(), query.to_owned());
    for (name, value) in line["headers"].as_object().unwrap() {
        out.headers.push(Header { name: name.clone(), value: value.as_str().unwrap().to_owned() });
    }
    out.body = text("body").to_owned();
    if !out.body.is_empty() && out.header("Content-Type").is_none() {
        // As the test runner of the rule set sends it.
        out.set_header("Content-Type", "application/x-www-form-urlencoded");
    }
    out
}

fn by_libinjection(fields: &[Field]) -> bool {
    fields.iter().any(|field| {
        let bytes = field.text.as_bytes();
        libinjectionrs::detect_sqli(bytes).is_injection() || libinjectionrs::detect_xss(bytes).is_injection()
    })
}

fn counted(files: &[(&str, &str)]) -> BTreeMap<String, Count> {
    let mut out = BTreeMap::<String, Count>::new();
    for (source, file) in files {
        for (family, request) in requests(file) {
            let read = fields(&request);
            let ours = matches(&ALL, &read).iter().map(|found| found.score).sum::<u32>() >= CRITICAL;
            let theirs = by_libinjection(&read);
            if std::env::var_os("SHOW").is_some() && ours == (family == "benign") {
                println!("{source} {family}: {} {} {:?}", request.path, request.query, request.body);
            }
            let count = out.entry(format!("{source} {family}")).or_default();
            count.all += 1;
            count.ours += usize::from(ours);
            count.libinjection += usize::from(theirs);
            count.either += usize::from(ours || theirs);
        }
    }
    out
}

fn print(counts: &BTreeMap<String, Count>) {
    for (name, count) in counts {
        println!("| {name} | {} | {} | {} | {} |", count.all, count.ours, count.libinjection, count.either);
    }
}

/// How many of a family's requests must be seen at least. A change that sees fewer has to say why.
const FLOORS: [(&str, usize); 9] = [
    ("BLNS command_injection", 9),
    ("BLNS cross_site_scripting", 235),
    ("BLNS path_traversal", 2),
    ("BLNS sql_injection", 4),
    ("CRS command_injection", 143),
    ("CRS cross_site_scripting", 67),
    ("CRS path_traversal", 7),
    ("CRS scanner", 9),
    ("CRS sql_injection", 79),
];

#[test]
fn attacks_are_seen() {
    let counts = counted(&ATTACKS);
    print(&counts);
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), FLOORS.map(|(name, _)| name));
    for (name, floor) in FLOORS {
        assert!(
            counts[name].ours >= floor,
            "{name}: {} of {} seen, {floor} before",
            counts[name].ours,
            counts[name].all
        );
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    let counts = counted(&BENIGN);
    print(&counts);
    for (name, count) in counts {
        assert_eq!(count.ours, 0, "{name}: of {}", count.all);
    }
}

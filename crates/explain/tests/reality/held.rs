//! A recording held against what the engines say: rows that agree, rows that are excepted, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::{Map, Value, json};

/// Only one area writes the exceptions at a time.
static EXCEPTIONS: Mutex<()> = Mutex::new(());

/// What was recorded, each with what it is about.
pub const AREAS: &[(&str, &str)] = &[
    ("routing", "where a request is sent"),
    ("upstream", "failures behind a proxy"),
    ("tls", "TLS handshakes"),
    ("proxy_protocol", "the PROXY protocol"),
    ("parsing", "odd, large and wrong messages"),
    ("pairs", "two proxies, one behind the other"),
    ("forwarded", "who called, as a proxy tells it"),
    ("balancer", "the order of servers"),
    ("firewall", "rules of a firewall"),
    ("nat", "ports of a NAT gateway"),
    ("names", "what a name leads to"),
    ("curl_endings", "how curl ends"),
    ("curl_sends", "what curl sends"),
    ("curl_unseen", "what curl sends (unseen)"),
];

/// How a row compares.
pub enum Held {
    Agrees,
    Differs(String),
    /// We take it for no input, and say so; the real program does something with it.
    Refused,
}

impl From<Result<(), String>> for Held {
    fn from(result: Result<(), String>) -> Self {
        result.map_or_else(Self::Differs, |()| Self::Agrees)
    }
}

/// A row's name: which program, which case.
type Name = (String, String);

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/reality")
}

/// The text of a row's field; empty where there is none.
pub fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

/// The first line of an area, which names the programs.
pub fn header(area: &str) -> Value {
    let recorded = std::fs::read_to_string(folder().join(area).with_extension("jsonl")).unwrap();
    serde_json::from_str(recorded.lines().next().unwrap()).unwrap()
}

/// The rows of an area. The first line names the programs.
pub fn rows(area: &str) -> Vec<Value> {
    let recorded = std::fs::read_to_string(folder().join(area).with_extension("jsonl")).unwrap();
    let mut lines = recorded.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let first = lines.next().unwrap();
    assert_eq!(first["recorded"], area);
    assert!(!first["programs"].as_object().unwrap().is_empty(), "{area} names no program");
    lines.collect()
}

/// The exceptions: area, then reason, then system, then cases.
pub fn exceptions() -> Map<String, Value> {
    serde_json::from_str(&std::fs::read_to_string(folder().join("exceptions.json")).unwrap()).unwrap()
}

fn excepted(all: &Map<String, Value>, area: &str) -> BTreeMap<Name, String> {
    let mut out = BTreeMap::new();
    for (reason, systems) in all.get(area).and_then(Value::as_object).into_iter().flatten() {
        for (system, cases) in systems.as_object().unwrap() {
            for case in cases.as_array().unwrap() {
                let name = (system.clone(), case.as_str().unwrap().to_owned());
                assert!(
                    out.insert(name.clone(), reason.clone()).is_none(),
                    "{area}: {name:?} is excepted twice"
                );
            }
        }
    }
    out
}

/// Holds an area to its recording. `compare` tells how a row differs, or nothing where the engines have no such program yet;
/// `at_least` is the share of the compared rows that agree, in percent, of those that are not refused as input.
pub fn hold<T: Into<Held>>(area: &str, at_least: usize, compare: impl Fn(&Value) -> Option<T>) {
    let _guard = EXCEPTIONS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let all = exceptions();
    let excepted = excepted(&all, area);
    let mut unused: BTreeSet<&Name> = excepted.keys().collect();
    let (mut wrong, mut refused) = (Vec::new(), 0);
    let mut left: BTreeMap<Name, String> = BTreeMap::new();
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in rows(area) {
        let name = (text(&row, "system").to_owned(), text(&row, "case").to_owned());
        unused.remove(&name);
        let Some(compared) = compare(&row) else {
            // Its reason waits with it.
            left.extend(excepted.get(&name).map(|reason| (name.clone(), reason.clone())));
            *waiting.entry(name.0).or_default() += 1;
            continue;
        };
        let count = counts.entry(name.0.clone()).or_default();
        let compared = compared.into();
        if matches!(compared, Held::Refused) {
            refused += 1;
        } else {
            count.1 += 1;
        }
        match (compared, excepted.get(&name)) {
            (Held::Agrees, None) => count.0 += 1,
            (Held::Refused, None) => {}
            (Held::Agrees | Held::Refused, Some(_)) => {
                wrong.push(format!("{name:?} is excepted and does not differ"));
            }
            (Held::Differs(_), Some(reason)) => {
                left.insert(name, reason.clone());
            }
            (Held::Differs(how), None) => {
                wrong.push(format!("{name:?}: {how}"));
                left.insert(name, String::new());
            }
        }
    }
    wrong.extend(unused.into_iter().map(|name| format!("{name:?} is excepted and no row")));
    for (system, (agree, of)) in &counts {
        println!("{area}, {system}: {agree} of {of} rows agree");
    }
    for (system, rows) in &waiting {
        println!("{area}, {system}: {rows} rows are not compared: the engines have no such program yet");
    }
    let (agree, of) = counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!(
        "{area}: {agree} of {of} rows agree, {} %; {} excepted, {refused} refused",
        agree * 100 / of.max(1),
        left.len()
    );
    if std::env::var_os("GAUNTLET_WRITE").is_some() {
        return write(all, area, &left);
    }
    assert!(wrong.is_empty(), "{area}: {} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(left.values().all(|reason| reason.len() > 20), "{area}: an exception gives no reason");
    assert!(of > 0 && agree * 100 >= at_least * of, "{area}: {agree} of {of} rows agree, below {at_least} %");
}

fn write(mut all: Map<String, Value>, area: &str, left: &BTreeMap<Name, String>) {
    let mut reasons: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for ((system, case), reason) in left {
        reasons.entry(reason).or_default().entry(system).or_default().push(case);
    }
    all.insert(area.to_owned(), json!(reasons));
    let text = serde_json::to_string_pretty(&all).unwrap();
    std::fs::write(folder().join("exceptions.json"), text + "\n").unwrap();
}

#[test]
fn every_exception_is_of_an_area() {
    for area in exceptions().keys() {
        assert!(AREAS.iter().any(|(known, _)| known == area), "{area} is no area");
    }
    for (area, _) in AREAS {
        assert!(folder().join(area).with_extension("jsonl").is_file(), "{area} was never recorded");
    }
}

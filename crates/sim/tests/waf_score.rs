//! The detector's measured score: public attacks it must see, ordinary text it must leave alone. `cargo test -p gauntlet-sim
//! --test waf_score -- --nocapture` prints the tables that docs/measured.md shows. With GAUNTLET_WAF_SETS, a folder with the folders
//! `tuned` and `unseen`, the sets in it are counted as well; SHOW prints what a set of that name gets wrong, GAUNTLET_WAF_LEVEL sets the
//! paranoia level.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use gauntlet_model::http::{Header, Request};
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::waf::{CRITICAL, FAMILIES, Field, fields, matches};
use serde_json::Value;

/// The sets; each says on its first line where it comes from. On the tuned ones the rules were made; the others are only counted.
const SETS: &[(Half, &str, &str)] = &[
    (Half::Tuned, "CRS", include_str!("data/crs-attacks.jsonl")),
    (Half::Tuned, "BLNS", include_str!("data/blns-attacks.jsonl")),
    (Half::Tuned, "GoTestWAF", include_str!("data/gotestwaf.jsonl")),
    (Half::Tuned, "WordNet", include_str!("data/wordnet-benign.jsonl")),
    (Half::Tuned, "BLNS", include_str!("data/blns-benign.jsonl")),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Half {
    Tuned,
    Unseen,
}

/// What is counted: by our own rules, by libinjection (which knows SQL and HTML only), by either; and
/// by ModSecurity with the Core Rule Set, where GAUNTLET_WAF_CRS says at which address that listens.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    ours: usize,
    libinjection: usize,
    either: usize,
    crs: usize,
}

/// One request of a set: the family of attacks or the kind of ordinary text that it stands for.
struct Sent {
    ordinary: bool,
    kind: String,
    request: Request,
}

/// A file's requests; the first line names the source.
fn requests(file: &str) -> Vec<Sent> {
    let lines = file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines = lines.filter(|line| line.get("source").is_none());
    lines
        .flat_map(|line| {
            let family = line["family"].as_str().filter(|family| *family != "benign");
            let kind = family.or(line["kind"].as_str()).unwrap_or("text").to_owned();
            let text = |field: &str| line[field].as_str().unwrap_or_default();
            let sent = match line["places"].as_array() {
                Some(places) => {
                    places.iter().filter_map(|place| placed(place.as_str()?, text("text"))).collect()
                }
                None if line["text"].is_string() => vec![ordinary(&kind, text("text"))],
                None => vec![whole(&line)],
            };
            let ordinary = family.is_none();
            sent.into_iter()
                .map(move |request| Sent { ordinary, kind: kind.clone(), request })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn parameter(text: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish()
}

/// A text as it would be sent by its kind: a document in a body of its own, what a person types in a form, the rest in a query.
fn ordinary(kind: &str, text: &str) -> Request {
    let mut out = Request::get("site.example", "/");
    let content = match kind {
        "json" => "application/json",
        "xml" | "xml_external_entity" => "application/xml",
        "code" | "shell" | "sql" | "config" | "css" | "html" | "prose" => "application/x-www-form-urlencoded",
        _ => {
            out.query = parameter(text);
            return out;
        }
    };
    "POST".clone_into(&mut out.method);
    out.set_header("Content-Type", content);
    out.body = if content.ends_with("urlencoded") { parameter(text) } else { text.to_owned() };
    out
}

/// A payload in one of the places that GoTestWAF names.
fn placed(place: &str, text: &str) -> Option<Request> {
    let mut out = Request::get("site.example", "/");
    let body = |kind: &str, body: String| {
        let mut out = out.clone();
        "POST".clone_into(&mut out.method);
        out.set_header("Content-Type", kind);
        out.body = body;
        Some(out)
    };
    match place {
        "URLParam" => out.query = parameter(text),
        "URLPath" => {
            out.path = format!(
                "/{}",
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
            )
        }
        "UserAgent" => out.set_header("User-Agent", text),
        "Header" => out.set_header("X-Test", text),
        "HTMLForm" => return body("application/x-www-form-urlencoded", parameter(text)),
        "HTMLMultipartForm" => {
            let part =
                format!("--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n{text}\r\n--b--\r\n");
            return body("multipart/form-data; boundary=b", part);
        }
        "JSONRequest" => {
            return body("application/json", serde_json::json!({ "test": true, "q": text }).to_string());
        }
        "XMLBody" => return body("application/xml", text.to_owned()),
        "RawRequest" => return body("application/x-www-form-urlencoded", text.to_owned()),
        _ => return body("text/plain", text.to_owned()),
    }
    Some(out)
}

fn whole(line: &Value) -> Request {
    let text = |field: &str| line[field].as_str().unwrap_or_default();
    let mut out = Request::get("site.example", "/");
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

fn level() -> u32 {
    std::env::var("GAUNTLET_WAF_LEVEL").ok().and_then(|level| level.parse().ok()).unwrap_or(1)
}

fn by_libinjection(fields: &[Field]) -> bool {
    fields.iter().any(|field| {
        let bytes = field.text.as_bytes();
        libinjectionrs::detect_sqli(bytes).is_injection() || libinjectionrs::detect_xss(bytes).is_injection()
    })
}

/// Whether a server refuses a request: with 403 as its rules say, or because it takes it for no HTTP.
fn refused(server: &str, request: &Request) -> bool {
    use std::io::{Read, Write};
    // What no client sends in a line as it is.
    let plain =
        |text: &str, from: u8| -> String {
            text.bytes()
                .map(|byte| {
                    if (from..0x7f).contains(&byte) {
                        char::from(byte).into()
                    } else {
                        format!("%{byte:02x}")
                    }
                })
                .collect()
        };
    let mark = if request.query.is_empty() { "" } else { "?" };
    let (path, query) = (plain(&request.path, b'!'), plain(&request.query, b'!'));
    let mut text = format!("{} {path}{mark}{query} HTTP/1.1\r\nHost: site.example\r\n", request.method);
    for (name, value) in [("User-Agent", "Mozilla/5.0"), ("Accept", "*/*")] {
        if request.header(name).is_none() {
            text += &format!("{name}: {value}\r\n");
        }
    }
    for header in &request.headers {
        if !["host", "content-length", "connection"].contains(&&*header.name.to_ascii_lowercase()) {
            text += &format!("{}: {}\r\n", header.name, plain(&header.value, b' '));
        }
    }
    text += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n{}", request.body.len(), request.body);
    let mut stream = std::net::TcpStream::connect(server).unwrap();
    // A server that refuses early may close while it is still sent to.
    let _ = stream.write_all(text.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let status = answer.get(9..12).map(<[u8]>::to_vec).unwrap_or_default();
    status != *b"200"
}

/// By whether it is ordinary, family or kind, half and set.
type Counts = BTreeMap<(bool, String, Half, String), Count>;

fn count(out: &mut Counts, half: Half, set: &str, file: &str) {
    let show = std::env::var("SHOW").is_ok_and(|shown| shown == set || shown.is_empty());
    let waf = Scenario::built_in().waf;
    let server = std::env::var("GAUNTLET_WAF_CRS").ok();
    for Sent { ordinary, kind, request } in requests(file) {
        let read = fields(&request);
        let found = matches(FAMILIES, level(), &read);
        let ours = found.iter().map(|found| found.score).sum::<u32>() >= CRITICAL;
        let theirs = by_libinjection(&read);
        if show && ours == ordinary {
            let rules: Vec<&str> = found.iter().map(|found| found.rule.name(&waf)).collect();
            println!(
                "{set} {kind}: {rules:?} {:?}",
                read.iter().map(|field| &*field.text).collect::<Vec<_>>()
            );
        }
        let count = out.entry((ordinary, kind, half, set.to_owned())).or_default();
        count.all += 1;
        count.ours += usize::from(ours);
        count.libinjection += usize::from(theirs);
        count.either += usize::from(ours || theirs);
        count.crs += usize::from(server.as_deref().is_some_and(|server| refused(server, &request)));
    }
}

fn counted() -> Counts {
    let mut out = Counts::new();
    for (half, set, file) in SETS {
        count(&mut out, *half, set, file);
    }
    let more = std::env::var("GAUNTLET_WAF_SETS").unwrap_or_default();
    for (half, folder) in [(Half::Tuned, "tuned"), (Half::Unseen, "unseen")] {
        for entry in Path::new(&more).join(folder).read_dir().into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().trim_end_matches(".jsonl").to_owned();
            count(&mut out, half, &name, &std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    out
}

fn print(counts: &Counts, ordinary: bool) {
    for ((_, kind, half, set), count) in counts.iter().filter(|((one, ..), _)| *one == ordinary) {
        println!(
            "| {kind} | {half:?} | {set} | {} | {} | {} | {} | {} |",
            count.ours, count.libinjection, count.either, count.crs, count.all
        );
    }
}

/// How many of a set's requests of a family must be seen at least. A change that sees fewer has to say why.
const FLOORS: [(&str, &str, usize); 21] = [
    ("command_injection", "BLNS", 9),
    ("command_injection", "CRS", 144),
    ("command_injection", "GoTestWAF", 52),
    ("cross_site_scripting", "BLNS", 235),
    ("cross_site_scripting", "CRS", 70),
    ("cross_site_scripting", "GoTestWAF", 106),
    ("header_injection", "GoTestWAF", 18),
    ("jndi_injection", "GoTestWAF", 1),
    ("ldap_injection", "GoTestWAF", 12),
    ("nosql_injection", "GoTestWAF", 25),
    ("path_traversal", "BLNS", 2),
    ("path_traversal", "CRS", 7),
    ("path_traversal", "GoTestWAF", 20),
    ("php_injection", "GoTestWAF", 1),
    ("scanner", "CRS", 9),
    ("scanner", "GoTestWAF", 8),
    ("sql_injection", "BLNS", 4),
    ("sql_injection", "CRS", 81),
    ("sql_injection", "GoTestWAF", 38),
    ("template_injection", "GoTestWAF", 12),
    ("xml_external_entity", "GoTestWAF", 8),
];

#[test]
fn attacks_are_seen() {
    let counts = counted();
    print(&counts, false);
    let stored = |set: &str| SETS.iter().any(|(_, stored, _)| *stored == set);
    let attacks = counts.iter().filter(|((ordinary, _, _, set), _)| !ordinary && stored(set));
    let mut floors = FLOORS.iter();
    for ((_, family, _, set), count) in attacks {
        let (wanted, of, floor) = floors.next().unwrap();
        assert_eq!((wanted, of), (&family.as_str(), &set.as_str()));
        assert!(
            count.ours >= *floor,
            "{family} of {set}: {} of {} seen, {floor} before",
            count.ours,
            count.all
        );
    }
    assert_eq!(floors.next(), None);
}

/// Of a folder's tuned text, one value in a hundred may be taken for an attack. Shell scripts and SQL are attacks where they stand.
#[test]
fn ordinary_text_is_left_alone() {
    let counts = counted();
    print(&counts, true);
    for ((ordinary, kind, half, set), count) in counts.iter().filter(|_| level() == 1) {
        let stored = SETS.iter().any(|(_, stored, _)| stored == set);
        let most = if stored { 0 } else { count.all.div_ceil(100) };
        let told = *half == Half::Unseen || matches!(kind.as_str(), "shell" | "sql");
        assert!(!ordinary || told || count.ours <= most, "{kind} of {set}: {} of {}", count.ours, count.all);
    }
}

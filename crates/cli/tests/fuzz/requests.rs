//! Requests from a grammar: HTTP messages, and `curl` commands with the quotes that people put around words.

use gauntlet_model::http::METHODS;
use serde_json::Value;

use crate::documents::text_of;
use crate::random::Random;
use crate::texts;

/// What to send: attacks of public sets, and hosts that the scenarios know.
pub struct Requests {
    attacks: Vec<Value>,
    strings: Vec<String>,
}

const HOSTS: &[&str] = &[
    "site.example",
    "api.site.example",
    "shop.site.example",
    "api.payments.example",
    "collector.unknown.example",
    "203.0.113.10",
    "[2001:db8::1]",
    "SITE.example",
    "site.example.",
    "other.example",
    "site.example:8443",
    "site.example:80",
    "site.example:99999",
    "",
];
const PATHS: &[&str] = &[
    "/",
    "/products",
    "/v1/orders",
    "/v1/charges",
    "/checkout",
    "/.env",
    "/a/../b",
    "/%2e%2e/",
    "//x",
    "/é",
    "*",
    "products",
];
const HEADERS: &[&str] = &[
    "User-Agent",
    "Accept",
    "Cookie",
    "X-API-Key",
    "X-Forwarded-For",
    "Content-Type",
    "Referer",
    "Authorization",
    "Connection",
    "X",
];
/// Lines of a head that are odd or wrong.
const ODD: &[&str] = &[
    "no colon",
    ": no name",
    "X A: 1",
    "X-A : 1",
    " X-A: 1",
    "X-A: 1\u{0}2",
    "X-A: 1\u{1b}[2J",
    "X-A: 1\r2",
    "X-A: 1\r\n 2",
    "User-Agent: a\r\n\tb",
    "Host: other.example",
    "Host: site.example",
    "Content-Length: 3, 3",
    "Transfer-Encoding : chunked",
];
const CODINGS: &[&str] =
    &["gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked, chunked", "", "Chunked"];
const VALUES: &[&str] = &[
    "text/html",
    "shoes-42",
    "a=b; c=d",
    "10.0.0.1, 198.51.100.70",
    "application/json",
    "sqlmap/1.7",
    "Mozilla/5.0",
    "*/*",
    "Basic eDp5",
    "",
];

impl Requests {
    pub fn read() -> Self {
        let lines = |name: &str| -> Vec<Value> {
            let text = text_of(name);
            // The first line names the source.
            text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let of_strings = lines("crates/sim/tests/data/blns-attacks.jsonl")
            .into_iter()
            .chain(lines("crates/sim/tests/data/blns-benign.jsonl"));
        let strings: Vec<String> =
            of_strings.filter_map(|line| Some(line["text"].as_str()?.to_owned())).collect();
        assert!(strings.len() > 400, "the strings have another form now");
        Self { attacks: lines("crates/sim/tests/data/crs-attacks.jsonl"), strings }
    }

    fn host(random: &mut Random) -> String {
        match random.below(20) {
            0 => texts::text(random),
            1..=12 => (*random.pick(&HOSTS[..5])).to_owned(),
            _ => (*random.pick(HOSTS)).to_owned(),
        }
    }

    fn method(random: &mut Random) -> String {
        match random.below(20) {
            0 => (*random.pick(&["get", "CONNECT", "", "G ET", "QUERY", "PURGE", "G@T", "G\tET"])).to_owned(),
            1..=12 => (*random.pick(&["GET", "POST"])).to_owned(),
            _ => (*random.pick(&METHODS)).to_owned(),
        }
    }

    /// A value of a query, encoded as a browser would or not at all.
    fn value(&self, random: &mut Random) -> String {
        let plain = match random.below(4) {
            0 => texts::text(random),
            1 => (*random.pick(VALUES)).to_owned(),
            _ => random.pick(&self.strings).clone(),
        };
        if random.percent(80) { encoded(&plain) } else { plain }
    }

    fn target(&self, random: &mut Random) -> String {
        let paths = if random.percent(80) { &PATHS[..6] } else { PATHS };
        let mut target = (*random.pick(paths)).to_owned();
        for n in 0..random.below(4) {
            target.push(if n == 0 { '?' } else { '&' });
            let name: &&str = random.pick(&["q", "file", "host", "coupon", "id", "a[b]", ""]);
            target.push_str(name);
            target.push('=');
            target.push_str(&self.value(random));
        }
        target
    }

    /// An HTTP message: one of an attack's, or from the grammar; at times with a mistake, seldom disturbed.
    pub fn message(&self, random: &mut Random) -> Vec<u8> {
        let end = if random.percent(70) { "\r\n" } else { "\n" };
        let attack = random.percent(30).then(|| random.pick(&self.attacks));
        let (method, target, body) = match attack {
            Some(attack) => {
                let text = |name: &str| attack[name].as_str().unwrap_or_default().to_owned();
                (text("method"), text("uri"), text("body"))
            }
            None => {
                let body = if random.percent(60) {
                    String::new()
                } else {
                    self.value(random).repeat(1 + random.below(3))
                };
                (Self::method(random), self.target(random), body)
            }
        };
        let host = Self::host(random);
        let version = if random.percent(97) {
            "HTTP/1.1"
        } else {
            *random.pick(&["HTTP/1.0", "HTTP/2", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", ""])
        };
        let absolute = if random.percent(5) { format!("http://{host}") } else { String::new() };
        let mut text = format!("{method} {absolute}{target} {version}{end}");
        if random.percent(97) {
            text += &format!("Host: {host}{end}");
        }
        for (name, value) in attack.and_then(|attack| attack["headers"].as_object()).into_iter().flatten() {
            if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("content-length") {
                text += &format!("{name}: {}{end}", value.as_str().unwrap_or_default());
            }
        }
        let many = match random.below(50) {
            0 => 70,
            1 => 130,
            _ => random.below(5),
        };
        for _ in 0..many {
            let value =
                if random.percent(85) { (*random.pick(VALUES)).to_owned() } else { self.value(random) };
            text += &format!("{}: {value}{end}", random.pick(HEADERS));
        }
        if random.percent(4) {
            let length = 1 + random.below(80) * 1_000;
            text += &format!("X-Note: {}{end}", "a".repeat(length));
        }
        if random.percent(6) {
            text += *random.pick(ODD);
            text += end;
        }
        let chunked = random.percent(8);
        if !body.is_empty() && !chunked || random.percent(5) {
            let length =
                if random.percent(93) { body.len().to_string() } else { texts::number(random).to_string() };
            text += &format!("Content-Length: {length}{end}");
        }
        if chunked {
            let coding = if random.percent(85) { "chunked" } else { random.pick(CODINGS) };
            text += &format!("Transfer-Encoding: {coding}{end}");
        }
        text += end;
        if chunked {
            let size = if random.percent(90) { format!("{:x}", body.len()) } else { texts::text(random) };
            let last = if body.is_empty() { String::new() } else { format!("{size}{end}{body}{end}") };
            text += &format!("{last}0{end}{end}");
        } else {
            text += &body;
        }
        if random.percent(8) { texts::disturbed(random, text.as_bytes()) } else { text.into_bytes() }
    }

    /// A `curl` command, or seldom what only looks like one.
    pub fn curl(&self, random: &mut Random) -> String {
        let other = if random.percent(30) { "ftp://" } else { "https://" };
        let scheme = *random.pick(&[
            "https://", "https://", "https://", "https://", "https://", "http://", "http://", "HTTPS://", "",
            other,
        ]);
        let user = if random.percent(5) { "user:secret@" } else { "" };
        let host = Self::host(random);
        let fragment = if random.percent(5) { "#top" } else { "" };
        let target = self.target(random);
        let address = if random.percent(90) {
            format!("{scheme}{user}{host}{}{fragment}", ascii(&target))
        } else {
            format!("{scheme}{user}{host}{target}{fragment}")
        };
        let mut words = vec![vec![quoted(random, &address)]];
        for _ in 0..random.below(5) {
            let option = self.option(random);
            words.insert(random.below(words.len() + 1), option);
        }
        let words = words.concat();
        let line = format!("curl {}", words.join(*random.pick(&[" ", " ", " ", "  ", " \\\n  "])));
        let line = if random.percent(6) {
            String::from_utf8_lossy(&texts::disturbed(random, line.as_bytes())).into_owned()
        } else {
            line
        };
        // What one argument may hold, and no argument holds a zero.
        line.replace('\0', "").chars().take(30_000).collect()
    }

    fn option(&self, random: &mut Random) -> Vec<String> {
        let name = *random.pick(HEADERS);
        let header = format!("{name}: {}", random.pick(VALUES));
        let data = if random.percent(50) { self.value(random) } else { random.pick(&self.strings).clone() };
        let (option, value) = match random.below(16) {
            0 => ("-X", Self::method(random)),
            1 => ("--request", Self::method(random)),
            2 => ("-H", header),
            3 => ("--header", if random.percent(80) { header } else { texts::text(random) }),
            4 => ("-d", data),
            5 => ("--data-urlencode", format!("q={data}")),
            6 => ("--json", format!("{{\"q\":\"{data}\"}}")),
            7 => ("--data-raw", data),
            8 => ("-A", "sqlmap/1.7".to_owned()),
            9 => ("-b", "session=1".to_owned()),
            10 => ("-u", "user:secret".to_owned()),
            11 => ("--tls-max", (*random.pick(&["1.0", "1.1", "1.2", "1.3", "default", "2"])).to_owned()),
            12 => {
                return vec![
                    (*random.pick(&[
                        "-k",
                        "-I",
                        "-G",
                        "-sSL",
                        "-v",
                        "--compressed",
                        "--http2",
                        "-kI",
                        "-0",
                        "--http1.0",
                    ]))
                    .to_owned(),
                ];
            }
            13 if random.percent(40) => (
                "-H",
                (*random.pick(&["Transfer-Encoding: chunked", "Content-Length: 3", "Host:", "Host;"]))
                    .to_owned(),
            ),
            13 => ("--max-time", "3".to_owned()),
            14 if random.percent(20) => {
                return vec![
                    (*random.pick(&["--heder", "-Z", "--", "-", "--url", "-F", "--next"])).to_owned(),
                ];
            }
            _ => ("-e", "https://other.example/".to_owned()),
        };
        vec![option.to_owned(), quoted(random, &value)]
    }
}

/// A word as a shell may be given it.
fn quoted(random: &mut Random, word: &str) -> String {
    let within = word.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('`', "\\`");
    match random.below(50) {
        0 => word.to_owned(),
        1 => format!("$'{}'", word.replace('\'', "\\'")),
        2..=6 => word
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\{c}") })
            .collect(),
        7..=20 => format!("\"{within}\""),
        _ => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// With what an address may not hold encoded.
fn ascii(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

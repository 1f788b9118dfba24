//! What the monkey types, and the links and messages that it makes up.

use super::random::Random;

/// Keys: name, code, the number that Windows gave it, and what it types.
pub const KEYS: &[(&str, &str, u32, &str)] = &[
    (" ", "Space", 32, " "),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("Home", "Home", 36, ""),
    ("End", "End", 35, ""),
    ("PageDown", "PageDown", 34, ""),
    ("Enter", "Enter", 13, "\r"),
    ("Escape", "Escape", 27, ""),
    ("Tab", "Tab", 9, ""),
    ("Tab", "Tab", 9, ""),
    ("+", "Equal", 187, "+"),
    ("-", "Minus", 189, "-"),
    ("d", "KeyD", 68, "d"),
    ("b", "KeyB", 66, "b"),
    ("?", "Slash", 191, "?"),
    ("x", "KeyX", 88, "x"),
    ("Backspace", "Backspace", 8, ""),
];

const TYPED: &[&str] = &[
    "https://site.example/products?q=%27%20OR%201%3D1%20--",
    "https://api.payments.example/v1/charges",
    "http://site.example:8080/",
    "curl -X POST https://site.example/cart -d 'coupon=free-shoes'",
    "curl 'https://site.example/",
    "shop/web-1",
    "shop/none",
    "198.51.100.70",
    "X-API-Key: shoes-42",
    "not a header",
    "<img src=x onerror=alert(1)>",
    "\u{202e}gnirts",
    "{}[]\",:",
    "0",
    "-1",
    "99999999999",
];

const PRESETS: &[&str] = &[
    "sql-injection",
    "own-rule",
    "unread-attack",
    "large-body",
    "dead-nodes",
    "expired-certificate",
    "exhausted-nat",
    "no-such-preset",
    "https://site.example/checkout",
    "curl https://collector.unknown.example/ -d x",
    "curl -k 'https://",
    "https://203.0.113.10/",
];

/// Scenarios beside the site, good and bad, and one packed into the link that is damaged.
const SCENARIOS: &[&str] = &[
    "../own.json",
    "../own.json",
    "../broken.json",
    "../newer.json",
    "../huge.json",
    "packed-1:AAAA",
    "packed-9:x",
];

/// What a reader types: a request, a part of one, or what is none.
pub fn typed(random: &mut Random) -> String {
    match random.below(8) {
        0 => "n".repeat(1 + random.below(3_000)),
        1 => "long words without an end ".repeat(1 + random.below(40)),
        _ => (*random.pick(TYPED)).to_owned(),
    }
}

/// A parameter of the link, mostly one that there is with a value that it may have.
pub fn parameter(random: &mut Random) -> (&'static str, String) {
    let (name, values): (&str, &[&str]) = *random.pick(&[
        ("direction", &["ingress", "egress", "egress", "up", ""][..]),
        ("blocked", &["1", "1", "0", "true", "yes"]),
        ("request", PRESETS),
        ("request", PRESETS),
        ("scenario", SCENARIOS),
        ("autoplay", &["0", "1", "x"]),
        ("start-at", &["0", "500", "2500", "4000", "4294967295", "4294967296", "-1"]),
        ("speed", &["0.25", "0.5", "1", "2", "4", "3"]),
        ("loop", &["1", "0"]),
        ("view", &["stage", "article", "x"]),
        ("detail", &["full", "short", "x"]),
        ("theme", &["light", "dark", "auto", "x"]),
        ("controls", &["1", "1", "1", "0"]),
        ("lang", &["en", "de", "x"]),
        ("unknown", &["1"]),
    ]);
    (name, (*random.pick(values)).to_owned())
}

/// A link's fragment.
pub fn fragment(random: &mut Random) -> String {
    if random.percent(8) {
        return (*random.pick(&[
            "",
            "#",
            "#stage",
            "#nowhere",
            "#=",
            "#&&&",
            "#%",
            "#direction",
            "#request=%E0%A4%A",
            "#a=b=c",
        ]))
        .to_owned();
    }
    let parts: Vec<String> = (0..=random.below(4))
        .map(|_| {
            let (name, value) = parameter(random);
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            format!("{name}={}", value.replace('+', "%20"))
        })
        .collect();
    format!("#{}", parts.join("&"))
}

/// A message to a window, as JSON: of the figure's own form with wrong parts, of another's, or none.
pub fn message(random: &mut Random) -> String {
    let command = *random.pick(&[
        "play", "pause", "step", "back", "reset", "seek", "set", "go", "state", "dress", "compare",
        "explode", "",
    ]);
    let (name, value) = parameter(random);
    let value = match random.below(6) {
        0 => serde_json::json!(900),
        1 => serde_json::json!(null),
        2 => serde_json::json!({ "direction": "egress" }),
        3 => serde_json::json!(["x"]),
        _ => serde_json::json!(format!("{name}={value}")),
    };
    let whole =
        serde_json::json!({ "gauntlet": 1, "id": random.below(9), "command": command, "value": value });
    match random.below(8) {
        0 => "null".to_owned(),
        1 => "\"webpackHotUpdate\"".to_owned(),
        2 => serde_json::json!({ "gauntlet": "1", "command": command }).to_string(),
        3 => serde_json::json!({ "gauntlet": 1, "event": command, "detail": { "height": -5 } }).to_string(),
        4 => serde_json::json!({ "gauntlet": 1, "command": { "toString": 1 } }).to_string(),
        _ => whole.to_string(),
    }
}

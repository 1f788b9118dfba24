//! The worst texts that are no scenarios: bodies, commands and content files.

use gauntlet_model::http::{MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_HEADERS, MAX_LINE_BYTES};
use gauntlet_model::question::MAX_COMMAND;

/// Bodies of the largest size that give the WAF most to do.
pub fn bodies() -> Vec<(String, &'static str, String)> {
    let most = |text: &str| text.repeat(MAX_BODY_BYTES / text.len());
    let parts = [
        "'1 ",
        "'1",
        "' or ",
        "or ",
        "or(",
        "union(",
        "union select ",
        "'union ",
        "(",
        "select ",
        "a.",
        "1",
        "''",
        "\"'",
        "/*",
        "*/ /*",
        "--",
        "#",
        ";",
        "|| ",
        "on",
        " on=",
        "<a on",
        "<a on a=",
        "<",
        "=",
        "a=",
        " onload=",
        "javascript:",
        "alert(",
        "eval ",
        "$(",
        "`",
        "`id",
        ";cat ",
        "|",
        "for %a in (",
        "if not /i ",
        "../",
        "..\\",
        "%2525",
        "%u0041",
        "&#x41;",
        "&lt;",
        "&",
        "\\x41",
        "\\",
        "！",
        "é=",
        "\u{3000}=",
        "system ( ",
        "system",
        "\u{0}",
        "0x",
        "@",
        "!",
        "exec(",
        "waitfor ",
        "information_schema",
        "char(1),",
        "concat(",
        "/**/",
        "from ",
        "[$ne]",
        "{\"$ne\":1}",
        "//",
        "http://",
        "' '",
        "'--",
        "';",
    ];
    let mut out: Vec<_> = parts
        .iter()
        .map(|part| (format!("a body of `{}`", part.escape_debug()), "text/plain", most(part)))
        .collect();
    let form = "application/x-www-form-urlencoded";
    let json = "application/json";
    let list =
        |item: &str| format!("[{}\"\"]", format!("{item},").repeat((MAX_BODY_BYTES - 4) / (item.len() + 1)));
    let nearly: String = (0..100).map(|at| format!("aa{at}")).collect();
    out.push((
        "a body with much of every own rule".to_owned(),
        "text/plain",
        nearly + &"a".repeat(MAX_BODY_BYTES - 400),
    ));
    out.extend([
        ("a form of many attacks".to_owned(), form, most("a='or 1=1--&")),
        ("a form of many names".to_owned(), form, (0..7_000).map(|at| format!("{at}=';'&")).collect()),
        ("a form of odd names".to_owned(), form, most("%27=<a&")),
        ("a list of attacks".to_owned(), json, list("\"'or 1=1--\"")),
        ("a list of empty texts".to_owned(), json, list("\"\"")),
        ("an object in an object".to_owned(), json, {
            let (open, close) = ("{\" \":".repeat(120), "}".repeat(120));
            let inner = list("\"'\"");
            format!(
                "{open}{}{close}",
                inner.split_at(MAX_BODY_BYTES - 900).0.trim_end_matches(['"', '\'', ',']).to_owned() + "]"
            )
        }),
        (
            "a list in lists".to_owned(),
            json,
            format!("{}{}1{}", "[".repeat(120), "1,".repeat(32_000), "]".repeat(120)),
        ),
    ]);
    out
}

/// Headers and bodies that make a message odd, and a proxy look at all of it. Each is stopped.
pub fn messages() -> Vec<(&'static str, String, String)> {
    let room = MAX_HEAD_BYTES - 200;
    let chunked = "Content-Type: text/plain\nContent-Length: 4\nTransfer-Encoding: chunked".to_owned();
    let many = |line: &str| line.repeat((MAX_HEADERS - 8).min(room / line.len()));
    vec![
        ("two lengths", chunked, "GET /admin HTTP/1.1\r\n".repeat(MAX_BODY_BYTES / 21 - 2)),
        ("many large headers", many(&format!("X-A: {}\n", "'or 1=1--".repeat(30))), String::new()),
        (
            "many headers of as many names",
            (0..240).map(|at| format!("X-{at}: {}\n", "a".repeat(280))).collect(),
            String::new(),
        ),
        ("one large header", format!("X-A: {}", "' or ".repeat(room / 5)), String::new()),
        ("one large cookie", format!("Cookie: {}", "a='; ".repeat(room / 5)), String::new()),
        ("many hosts", many("Host: a\n"), String::new()),
        ("many lengths", many("Content-Length: 1, 1, 1\n"), "a".to_owned()),
        ("one length many times", format!("Content-Length: {}1", "1,".repeat(room / 2)), "a".to_owned()),
        ("many codings", format!("Transfer-Encoding: {}chunked", "a,".repeat(room / 2)), "a".to_owned()),
    ]
}

pub fn commands() -> Vec<(&'static str, String)> {
    let most = |text: &str, end: &str| {
        format!("curl {}{end}", text.repeat((MAX_COMMAND - 40).checked_div(text.len()).unwrap_or_default()))
    };
    vec![
        ("one long option", most("", &format!("--{}", "a".repeat(MAX_COMMAND - 10)))),
        ("many short options", most("", &format!("-{} https://site.example/", "s".repeat(MAX_COMMAND - 40)))),
        ("many headers", most("-H 'a:b' ", "https://site.example/")),
        ("many headers and agents", most("-H a:b -A c ", "https://site.example/")),
        ("much data", most("-d a ", "https://site.example/")),
        (
            "data to encode",
            most("", &format!("--data-urlencode '{}' https://site.example/", "é".repeat(9_000))),
        ),
        ("many quotes", most("''", " https://site.example/")),
        ("one long address", most("", &format!("https://site.example/{}", "a".repeat(MAX_LINE_BYTES - 30)))),
        (
            "a long query",
            most(
                "",
                &format!(
                    "\"https://site.example/?{}\"",
                    "a='&".repeat(MAX_LINE_BYTES / 4).split_at(MAX_LINE_BYTES - 30).0
                ),
            ),
        ),
    ]
}

/// Content files of the largest size.
pub fn contents() -> Vec<(&'static str, String)> {
    let whole = |texts: &str| {
        format!("{{\"version\": 1, \"language\": \"de\", \"texts\": {{{texts} \"stage.play\": \"Start\"}}}}")
    };
    let long = "k".repeat(240);
    vec![
        (
            "every key unknown",
            whole(&(0..40_000).map(|at| format!("\"key.{at}\": \"a\",")).collect::<String>()),
        ),
        (
            "every key long",
            whole(&(0..3_800).map(|at| format!("\"{long}{at:04}\": \"a\",")).collect::<String>()),
        ),
        ("every key twice", whole(&"\"stage.play\": \"a\",".repeat(50_000))),
        ("one text of places", whole(&format!("\"stage.progress\": \"{}\",", "{a}".repeat(340_000)))),
        ("one long list", whole(&format!("\"article.frame.text\": [{}\"a\"],", "\"\",".repeat(340_000)))),
        ("many forms", {
            let forms: String = (0..60_000).map(|at| format!(", \"{at}\": \"a\"")).collect();
            whole(&format!("\"article.decoder.causes\": {{\"by\": \"count\"{forms}}},"))
        }),
        ("too deep", "[".repeat(gauntlet_content::MAX_BYTES)),
        ("a text without its end", format!("\"{}", "\\\"".repeat(gauntlet_content::MAX_BYTES / 2 - 1))),
    ]
}

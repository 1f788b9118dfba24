//! `gauntlet check` on content files: exit codes, what is told with its place, and what stays as built in.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;

use assert_cmd::Command;
use serde_json::{Value, json};

fn check(content: &str, format: &str) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gauntlet"))
        .args(["check", "-", "--format", format])
        .write_stdin(content)
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn texts(language: &str, texts: &Value) -> String {
    serde_json::to_string_pretty(&json!({ "version": 1, "language": language, "texts": texts })).unwrap()
}

#[test]
fn the_built_in_file_is_whole_and_a_part_is_fine_with_notes() {
    let (code, out) = check(gauntlet_content::BUILT_IN, "text");
    assert_eq!((code, out.lines().count()), (0, 1), "{out}");
    let (code, out) = check(&texts("de", &json!({ "stage.play": "Start" })), "text");
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("standard input: a valid content file, language de, 1 of "), "{out}");
    assert!(out.contains("note: ") && out.contains("stay as built in: article.answer.open, "), "{out}");
    assert!(!out.contains("stage.play,"), "{out}");
    let (_, out) = check(&texts("de", &json!({ "stage.play": "Start" })), "json");
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&out[0]["language"], &out[0]["valid"]), (&json!("de"), &json!(true)));
    assert!(out[0]["missing"].as_array().unwrap().contains(&json!("stage.pause")));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let rows: &[(&str, Value, &str)] = &[
        (
            "de",
            json!({ "stage.paly": "Start" }),
            "/texts/stage.paly (line 4, column 5): found the key `stage.paly`, expected a key of the built-in content file; did you mean `stage.play`?",
        ),
        ("de", json!({ "stage.play": 1 }), "found no text, expected a text"),
        ("de", json!({ "stage.play": " " }), "found an empty text"),
        ("de", json!({ "stage.play": ["a"] }), "found a list, expected one text"),
        ("de", json!({ "article.frame.text": "a" }), "found one text, expected a list"),
        (
            "de",
            json!({ "stage.progress": "Schritt {hop}" }),
            "found no placeholder {hops} in “Schritt {hop}”",
        ),
        (
            "de",
            json!({ "stage.progress": "{hop} {hops} {more}" }),
            "found the placeholder {more}, expected each of {hop}, {hops}",
        ),
        ("de", json!({ "stage.play": "Start {hop}" }), "expected a text without placeholders"),
        ("de", json!({ "stage.progress": "{hop:number} {hops}" }), "found {hop:number}"),
        ("de", json!({ "stage.progress": "{hop} {hops" }), "found a brace alone"),
        ("de", json!({ "article.name": "`Gauntlet" }), "found a backtick alone"),
        ("de", json!({ "stage.doing.waf": "liest die ganze Anfrage" }), "at most 16"),
        (
            "de",
            json!({ "stage.progress": { "by": "hop", "one": "{hop} {hops}", "other": "{hop} {hops}" } }),
            "found plural forms",
        ),
        (
            "de",
            json!({ "article.decoder.causes": { "one": "eine", "other": "{count}" } }),
            "found no field `by`",
        ),
        (
            "de",
            json!({ "article.decoder.causes": { "by": "n", "one": "eine", "other": "{count}" } }),
            "found the placeholder `n` as `by`",
        ),
        (
            "de",
            json!({ "article.decoder.causes": { "by": "count", "other": "{count}" } }),
            "found no plural form `one`, expected all of the language's: one, other",
        ),
        (
            "de",
            json!({ "article.decoder.causes": { "by": "count", "one": "eine", "few": "{count}", "other": "{count}" } }),
            "found the plural form `few`",
        ),
        (
            "pl",
            json!({ "article.decoder.causes": { "by": "count", "one": "1", "few": "{count}", "other": "{count}" } }),
            "found no plural form `many`",
        ),
        (
            "auf deutsch",
            json!({}),
            "/language (line 2, column 3): found “\"auf deutsch\"”, expected a language's tag",
        ),
    ];
    for (language, wrong, told) in rows {
        let (code, out) = check(&texts(language, wrong), "text");
        assert_eq!(code, 2, "{wrong}: {out}");
        assert!(out.contains(told), "{wrong}: {told} is not in\n{out}");
    }
    let others = [
        ("{\"texts\": {}}", "expected the field `version`"),
        (
            "{\"version\": 2, \"language\": \"de\", \"texts\": {}}",
            "/version (line 1, column 2): found “2”, expected the version 1",
        ),
        ("{\"version\": 1, \"langauge\": \"de\", \"texts\": {}}", "did you mean `language`?"),
        (
            "{\"version\": 1, \"language\": \"de\", \"texts\": {\"a\": \"b\", \"a\": \"c\"}}",
            "found the name a second time",
        ),
        ("{\"version\": 1, \"language\": \"de\", \"texts\": []}", "expected an object of keys and texts"),
    ];
    for (content, told) in others {
        let (code, out) = check(content, "text");
        assert!(code == 2 && out.contains(told), "{content}: {told} is not in\n{out}");
    }
}

#[test]
fn a_count_may_leave_its_figure_out_and_a_text_of_the_engine_may_become_a_plural() {
    let own = json!({
        "article.decoder.causes": { "by": "count", "one": "eine Ursache", "other": "{count:number} Ursachen" },
        "reason.nat_gateway.exhausted": {
            "by": "expected", "one": "Der eine Port zu {value} ist belegt.", "other": "Alle {expected:number} Ports zu {value} sind belegt."
        },
    });
    let (code, out) = check(&texts("de", &own), "text");
    assert_eq!(code, 0, "{out}");
}

#[test]
fn the_published_schema_is_current() {
    golden::check("assets/content.schema.json", &gauntlet_content::schema());
}

#[test]
fn our_files_fit_the_schema_and_are_valid() {
    let schema: Value = serde_json::from_str(&gauntlet_content::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let german = include_str!("../../../examples/content/de.json");
    for text in [gauntlet_content::BUILT_IN, german] {
        let value: Value = serde_json::from_str(text).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
    let (code, out) = check(german, "text");
    assert_eq!(code, 0, "{out}");
    let wrong = serde_json::from_str(&texts("de", &json!({ "stage.paly": "Start" }))).unwrap();
    assert!(!validator.is_valid(&wrong));
}

/// As for scenarios: in bounds, and broken JSON in plain words.
#[test]
fn what_is_wrong_all_over_is_told_in_bounds() {
    let many = |value: &str| (0..30_000).map(|at| format!("\"key.{at}\": {value},")).collect::<String>();
    let whole = |texts: &str| {
        format!("{{\"version\": 1, \"language\": \"de\", \"texts\": {{{texts} \"stage.play\": \"Start\"}}}}")
    };
    let rows = [
        (whole(&many("\"a\"")), 101, "found the key `key.0`, expected a key of the built-in content file"),
        (whole(&"\"stage.play\": \"a\",".repeat(40_000)), 101, "found the name a second time"),
        (
            whole(&format!("\"stage.progress\": \"{}\",", "{a}".repeat(200_000))),
            101,
            "found the placeholder {a}",
        ),
        (whole(&format!("\"{}\": \"a\",", "k".repeat(500_000))), 1, "found a name of 500000 bytes"),
        ("[".repeat(1_000_000), 1, "found more than 262144 bytes"),
        (
            "{\"version\": 1, \"texts\": {\"stage.play\": Start}}".to_owned(),
            1,
            "(line 1, column 40): found the text `Start`, expected a value",
        ),
        ("{\"version\": 1, 'texts': {}}".to_owned(), 1, "(line 1, column 16): found the quote '"),
    ];
    for (content, lines, expected) in rows {
        let (code, out) = check(&content, "text");
        assert_eq!(code, 2, "{expected}");
        let errors = out.lines().filter(|line| !line.contains(" stay as built in")).count();
        assert_eq!(errors, lines, "{expected}: {out:.500}");
        assert!(out.contains(expected), "{expected}: {out:.500}");
        assert!(
            out.lines().all(|line| line.len() < 20_000 || line.contains(" stay as built in")),
            "{expected}"
        );
    }
}

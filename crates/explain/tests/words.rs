//! The sentences: every key is used, and none leaves a placeholder open.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use gauntlet_explain::messages::Key;
use gauntlet_explain::messages::Template;
use gauntlet_explain::preset;

fn sources(dir: &Path, out: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else {
            out.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn each_sentence_is_used_and_ends() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    for sentence in Key::all() {
        let key = sentence.name();
        for text in sentence.template().texts() {
            assert!(text.ends_with(['.', '?']), "{key}: a sentence ends");
        }
        let name = key.replace('.', "_").to_uppercase();
        let used = code
            .split(&format!("key::{name}"))
            .skip(1)
            .any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        assert!(used, "no engine says {key}");
    }
}

#[test]
fn placeholders_are_the_four_that_reasons_fill() {
    for key in Key::all() {
        for part in key.template().texts().into_iter().flat_map(|text| text.split('{').skip(1)) {
            let name = part.split(['}', ':']).next().unwrap();
            assert!(["rule", "field", "value", "expected"].contains(&name), "{key:?}: {{{name}}}");
        }
    }
}

/// The build has found a title, a question and a lesson for each, and no word of a preset that there is not.
#[test]
fn each_preset_asks_a_short_question_and_teaches_in_short_sentences() {
    for preset in preset::all() {
        let (name, question) = (preset.name, preset.question);
        assert!(question.ends_with('?') && question.chars().count() <= 70, "{name}: {question}");
        assert!(!preset.title.ends_with(['.', '?']), "{name}: a title is a name");
        assert!(preset.lesson.ends_with('.'), "{name}: {}", preset.lesson);
        for sentence in preset.lesson.split_inclusive(['.', '?']) {
            assert!(sentence.split_whitespace().count() <= 25, "{name}: {sentence}");
        }
    }
}

#[test]
fn counts_choose_the_form_and_numbers_are_written_as_the_language_does() {
    let template = Template::Counted { by: "n", forms: &[("one", "{n} pod"), ("other", "{n:number} pods")] };
    let rows = [("1", "1 pod"), ("0", "0 pods"), ("64512", "64,512 pods"), ("several", "several pods")];
    for (count, text) in rows {
        assert_eq!(template.fill(&[("n", count)]), text);
    }
    assert_eq!(
        Template::One("{a} and {b}").fill(&[("b", "{a}")]),
        "? and {a}",
        "a value is not filled in turn"
    );
}

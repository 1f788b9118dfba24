//! Scenarios and content files: the ones that there are, changed at random.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::random::Random;
use crate::schema::Schema;
use crate::{texts, tree};

/// What the files of the project hold.
pub struct Documents {
    scenario: Schema,
    content: Schema,
    /// The built-in one, the one with every field, the example's, and the built-in one as each preset changes it.
    scenarios: Vec<Value>,
    /// For each what a preset sends in it, as arguments; nothing for those of no preset.
    requests: Vec<Vec<String>>,
    contents: Vec<Value>,
    /// The names of the presets.
    pub presets: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the project.
pub fn text_of(name: &str) -> String {
    let file = root().join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn json_of(name: &str) -> Value {
    serde_json::from_str(&text_of(name)).unwrap()
}

/// What a preset sends, as arguments of `trace`.
fn sent(preset: &Value) -> Vec<String> {
    let part = |name: &str| preset[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let mut words = vec!["curl".to_owned()];
    let mut say = |option: &str, value: Option<String>| {
        words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]))
    };
    say("--request", part("method"));
    say("--data-raw", part("body"));
    say("--tls-max", part("tlsVersion"));
    for header in part("headers").iter().flat_map(|headers| headers.lines()) {
        say("--header", Some(header.to_owned()));
    }
    words.extend(part("url"));
    let command: Vec<String> =
        words.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let mut out = vec!["--curl".to_owned(), command.join(" ").replacen("'curl'", "curl", 1)];
    for (option, name) in [("--direction", "direction"), ("--source-ip", "sourceIP"), ("--from", "from")] {
        out.extend(part(name).into_iter().flat_map(|value| [option.to_owned(), value]));
    }
    out
}

impl Documents {
    pub fn read() -> Self {
        let built_in = json_of("assets/scenario.json");
        let mut scenarios = vec![
            built_in.clone(),
            json_of("examples/every-field.json"),
            json_of("examples/post/scenario.json"),
        ];
        let presets = json_of("assets/presets.json");
        let presets = presets.as_array().unwrap();
        let mut requests = vec![Vec::new(); scenarios.len()];
        for preset in presets.iter().filter(|preset| preset["changes"].is_array()) {
            requests.push(sent(preset));
            let mut changed = built_in.clone();
            let changes: json_patch::Patch = serde_json::from_value(preset["changes"].clone()).unwrap();
            json_patch::patch(&mut changed, &changes).unwrap();
            scenarios.push(changed);
        }
        let contents = ["assets/content.json", "examples/content/de.json", "examples/post/words.json"]
            .map(json_of)
            .into();
        Self {
            scenario: Schema::read(&text_of("assets/scenario.schema.json")),
            content: Schema::read(&text_of("assets/content.schema.json")),
            scenarios,
            requests,
            contents,
            presets: presets.iter().map(|preset| preset["name"].as_str().unwrap().to_owned()).collect(),
        }
    }

    /// What a preset sends in the scenario of that number.
    pub fn request(&self, at: usize) -> Option<&[String]> {
        self.requests.get(at).map(Vec::as_slice).filter(|words| !words.is_empty())
    }

    /// A scenario: gently changed several times, at times roughly too. Gives its number, the document before its text was
    /// disturbed, and the text.
    pub fn scenario(&self, random: &mut Random, steps: &mut Vec<String>) -> (usize, Value, Vec<u8>) {
        // The built-in one has the most to go through.
        let at = if random.percent(25) { 0 } else { random.below(self.scenarios.len()) };
        steps.push(format!("scenario {at}"));
        let mut document = self.scenarios[at].clone();
        for _ in 0..random.below(5) {
            steps.push(tree::gently(random, &self.scenario, &mut document, &self.scenarios));
        }
        if random.percent(20) {
            for _ in 0..=random.below(3) {
                steps.push(tree::roughly(random, &self.scenario, &mut document));
            }
        }
        let text = tree::written(random, &document).into_bytes();
        let text = self.as_text(random, text, steps);
        (at, document, text)
    }

    /// A content file, in the same way.
    pub fn content(&self, random: &mut Random, steps: &mut Vec<String>) -> Vec<u8> {
        let at = random.below(self.contents.len());
        steps.push(format!("content file {at}"));
        let mut document = self.contents[at].clone();
        for _ in 0..random.below(6) {
            steps.push(reworded(random, &mut document));
        }
        if random.percent(30) {
            for _ in 0..=random.below(3) {
                steps.push(tree::roughly(random, &self.content, &mut document));
            }
        }
        let text = tree::written(random, &document).into_bytes();
        self.as_text(random, text, steps)
    }

    /// The text as a file may come: seldom damaged, nested too deep, or longer than what is read.
    fn as_text(&self, random: &mut Random, text: Vec<u8>, steps: &mut Vec<String>) -> Vec<u8> {
        match random.below(60) {
            0..=2 => {
                steps.push("bytes disturbed".to_owned());
                texts::disturbed(random, &text)
            }
            3 => {
                let deep = *random.pick(&[100, 127, 128, 129, 10_000, 200_000]);
                steps.push(format!("{deep} lists in each other"));
                ["[".repeat(deep).as_bytes(), &text].concat()
            }
            4 => {
                let pad = *random.pick(&[1_000, 262_144, 1_100_000]);
                steps.push(format!("{pad} spaces after it"));
                [&text, " ".repeat(pad).as_bytes()].concat()
            }
            _ => text,
        }
    }
}

/// Another wording of a text, fewer texts, or another language.
fn reworded(random: &mut Random, document: &mut Value) -> String {
    if random.percent(15) {
        let tags = [
            "en",
            "de",
            "fr",
            "ar",
            "ru",
            "pt-BR",
            "zh-Hant-TW",
            "cy",
            "ja",
            "he",
            "xx",
            "i-klingon",
            "de-CH-1996",
            "",
        ];
        let tag = *random.pick(&tags);
        document["language"] = json!(tag);
        return format!("language {tag}");
    }
    let Some(Value::Object(all)) = document.get_mut("texts") else { return "no texts".to_owned() };
    let keys: Vec<String> = all.keys().cloned().collect();
    if keys.is_empty() {
        return "no text".to_owned();
    }
    let key = random.pick(&keys).clone();
    match random.below(6) {
        0 => {
            all.remove(&key);
            format!("{key} taken away")
        }
        1 => {
            all.retain(|_, _| random.percent(50));
            "half of the texts taken away".to_owned()
        }
        2 => {
            let other = all[random.pick(&keys)].clone();
            all.insert(key.clone(), other);
            format!("{key} is another's text")
        }
        3 => {
            let forms: serde_json::Map<String, Value> = ["by", "zero", "one", "two", "few", "many", "other"]
                .iter()
                .filter(|_| random.percent(70))
                .map(|form| {
                    ((*form).to_owned(), json!(if *form == "by" { "count" } else { "{count} of them" }))
                })
                .collect();
            all.insert(key.clone(), Value::Object(forms));
            format!("{key} has forms")
        }
        4 => {
            // Longer or in other words, the placeholders kept.
            if let Some(Value::String(text)) = all.get_mut(&key) {
                *text = text.split(' ').rev().collect::<Vec<_>>().join(" ");
            }
            format!("{key} backwards")
        }
        _ => {
            if let Some(Value::String(text)) = all.get_mut(&key) {
                text.push_str(&texts::text(random));
            }
            format!("{key} goes on")
        }
    }
}

//! `gauntlet check`: everything that is wrong with scenarios and content files, for an author's CI.

use std::path::{Path, PathBuf};

use clap::Args;
use gauntlet_content as content;
use gauntlet_scenario::{Scenario, ScenarioError};
use serde::Serialize;

use crate::input;
use crate::output::{self, Format};

/// The arguments of `gauntlet check`.
#[derive(Args)]
pub struct Arguments {
    /// Scenarios and content files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print the findings.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What was found in one file.
#[derive(Serialize)]
struct Checked {
    file: String,
    valid: bool,
    /// The scenario's title, where it is valid.
    title: Option<String>,
    errors: Vec<Wrong>,
    /// Whether there are more errors than are looked for.
    more: bool,
    /// What a content file has beside its errors.
    #[serde(flatten)]
    texts: Option<Texts>,
}

/// A content file's language, and what it lacks.
#[derive(Serialize)]
struct Texts {
    language: String,
    /// The keys of the texts that stay as built in.
    missing: Vec<String>,
    /// How many texts there are in all.
    #[serde(skip)]
    all: usize,
}

/// One problem.
#[derive(Serialize)]
struct Wrong {
    /// All of it as a sentence.
    message: String,
    /// Where it is and what was expected; nothing where the file could not be read.
    #[serde(flatten)]
    place: Option<Place>,
}

/// A problem's place, value and expectation.
#[derive(Serialize)]
struct Place {
    /// A JSON pointer (RFC 6901); empty for the whole document.
    pointer: String,
    /// From 1.
    line: usize,
    /// From 1, in bytes.
    column: usize,
    found: String,
    expected: String,
    /// The nearest known name, where the value looks like a slip.
    nearest: Option<String>,
}

/// Checks every file and prints what is wrong with each; gives the exit code: 0 all are valid, 2 one is not.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let checked: Vec<Checked> = arguments.files.iter().map(|path| check(path)).collect();
    output::print(&match arguments.format {
        Format::Text => checked.iter().map(Checked::lines).collect(),
        Format::Json => output::json(&checked)?,
    })?;
    Ok(if checked.iter().all(|checked| checked.valid) { 0 } else { 2 })
}

fn check(path: &Path) -> Checked {
    let file = input::name(path);
    let failed =
        |errors, more| Checked { file: file.clone(), valid: false, title: None, errors, more, texts: None };
    let text = match input::text(path, content::MAX_BYTES) {
        Ok(text) => text,
        Err(message) => return failed(vec![Wrong { message, place: None }], false),
    };
    if content::is_content(&text) {
        return of_texts(file, &text);
    }
    if text.len() > gauntlet_scenario::MAX_BYTES {
        let message =
            format!("{file}: found more than {} bytes, expected at most that", gauntlet_scenario::MAX_BYTES);
        return failed(vec![Wrong { message, place: None }], false);
    }
    match Scenario::from_json(&text) {
        Ok(scenario) => {
            let title = Some(scenario.title);
            Checked { file, valid: true, title, errors: Vec::new(), more: false, texts: None }
        }
        Err(wrong) => {
            let errors = wrong.errors.into_iter().map(|error| Wrong::of(&file, error)).collect();
            failed(errors, wrong.more)
        }
    }
}

/// A content file: what it lacks is no error, as the built-in text stands there.
fn of_texts(file: String, text: &str) -> Checked {
    let found = content::check(text);
    let errors: Vec<Wrong> = found.problems.into_iter().map(|problem| Wrong::of(&file, problem)).collect();
    let texts = found.content.map(|own| Texts {
        language: own.language,
        missing: found.missing,
        all: content::built_in().texts.len(),
    });
    Checked { file, valid: errors.is_empty(), title: None, errors, more: found.more, texts }
}

impl Wrong {
    fn of(file: &str, error: ScenarioError) -> Self {
        let message = format!("{file}: {error}");
        let ScenarioError { pointer, line, column, found, expected, nearest } = error;
        Self { message, place: Some(Place { pointer, line, column, found, expected, nearest }) }
    }
}

impl Checked {
    /// A line a problem, or the one that says that there is none.
    fn lines(&self) -> String {
        let fine = self.title.iter().map(|title| format!("{}: a valid scenario, “{title}”", self.file));
        let texts = self.texts.iter().flat_map(|texts| texts.lines(&self.file, self.valid));
        let told = self.errors.len();
        let more = self
            .more
            .then(|| format!("{}: note: there is more: the first {told} problems are told", self.file));
        let lines =
            fine.chain(texts).chain(self.errors.iter().map(|wrong| wrong.message.clone())).chain(more);
        // What an author wrote must not steer the terminal.
        lines.map(|line| output::one_line(&line) + "\n").collect()
    }
}

impl Texts {
    /// The line that says that the file is fine, and a note for each group of keys that lacks some.
    fn lines(&self, file: &str, valid: bool) -> Vec<String> {
        let own = self.all.saturating_sub(self.missing.len());
        let head =
            format!("{file}: a valid content file, language {}, {own} of {} texts", self.language, self.all);
        let mut lines: Vec<String> = valid.then_some(head).into_iter().collect();
        let group = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
        for keys in self.missing.chunk_by(|one, other| group(one) == group(other)) {
            let name = keys.first().map(|key| group(key)).unwrap_or_default();
            lines.push(format!(
                "{file}: note: {} of `{name}` stay as built in: {}",
                keys.len(),
                keys.join(", ")
            ));
        }
        lines
    }
}

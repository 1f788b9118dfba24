//! `gauntlet check`: everything that is wrong with scenarios, for an author's CI.

use std::path::{Path, PathBuf};

use clap::Args;
use gauntlet_sim::scenario::{self, Scenario, ScenarioError};
use serde::Serialize;

use crate::input;
use crate::output::{self, Format};

/// The arguments of `gauntlet check`.
#[derive(Args)]
pub struct Arguments {
    /// The scenarios; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print what was found.
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
        Format::Json => serde_json::to_string_pretty(&checked).map_err(|error| error.to_string())?,
    })?;
    Ok(if checked.iter().all(|checked| checked.valid) { 0 } else { 2 })
}

fn check(path: &Path) -> Checked {
    let file = input::name(path);
    let read = input::text(path, scenario::MAX_BYTES)
        .map_err(|message| vec![Wrong { message, place: None }])
        .and_then(|text| {
            Scenario::from_json(&text)
                .map_err(|errors| errors.errors.into_iter().map(|error| Wrong::of(&file, error)).collect())
        });
    match read {
        Ok(scenario) => Checked { file, valid: true, title: Some(scenario.title), errors: Vec::new() },
        Err(errors) => Checked { file, valid: false, title: None, errors },
    }
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
        let lines = fine.chain(self.errors.iter().map(|wrong| wrong.message.clone()));
        // What an author wrote must not steer the terminal.
        lines.map(|line| line.replace(char::is_control, "\u{fffd}") + "\n").collect()
    }
}

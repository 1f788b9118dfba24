//! The content file: every text of the page, the stage and the simulation, and the language they are in.
//!
//! `assets/content.json` is the built-in one and complete; an author's may hold any part of it, and what it lacks stays as
//! built in. The build bakes the two, merged, into the program: nothing reads a content file at run time. Native only.

mod check;
mod generate;
pub mod language;
mod problem;
mod read;
mod schema;

use std::collections::BTreeMap;

pub use check::{Checked, check, is_content};
pub use generate::{constants, reasons, titles};
pub use problem::Problem;
pub use schema::schema;

/// The built-in content file.
pub const BUILT_IN: &str = include_str!("../../assets/content.json");

/// The format's version.
pub const VERSION: &str = "1";

/// The largest content file that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Names the author's content file to the build, as an absolute path.
pub const VARIABLE: &str = "GAUNTLET_CONTENT";

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A text, perhaps with `{placeholders}`.
    One(String),
    /// Paragraphs or points; there may be more or fewer than in the built-in text.
    List(Vec<String>),
    /// A text for each form that a count takes in the language.
    Counted {
        /// The placeholder that counts.
        by: String,
        /// Plural category (CLDR: `zero`, `one`, `two`, `few`, `many`, `other`) and text.
        forms: Vec<(String, String)>,
    },
}

/// A content file's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The language as a BCP 47 tag, such as `de` or `pt-BR`.
    pub language: String,
    /// The texts by their keys.
    pub texts: BTreeMap<String, Text>,
}

/// The built-in texts.
///
/// # Panics
/// Never in a release: a test reads them.
#[must_use]
pub fn built_in() -> Content {
    match read::read(BUILT_IN) {
        (Some(read), problems) if problems.is_empty() => read.content,
        (_, problems) => panic!("assets/content.json: {problems:?}"),
    }
}

/// What a build script bakes in: the built-in texts under those of the file that [`VARIABLE`] names, if it does. Tells cargo
/// what that depends on.
///
/// # Errors
/// What is wrong with the author's file, a line a problem.
pub fn for_build() -> Result<Content, String> {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let mut content = built_in();
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else { return Ok(content) };
    let path = std::path::PathBuf::from(path);
    println!("cargo::rerun-if-changed={}", path.display());
    let name = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    let checked = check(&text);
    match checked.content.filter(|_| checked.problems.is_empty()) {
        Some(own) => {
            content.language = own.language;
            content.texts.extend(own.texts);
            Ok(content)
        }
        None => {
            let lines = checked.problems.iter().map(|problem| format!("{name}: {problem}"));
            Err(lines.collect::<Vec<_>>().join("\n"))
        }
    }
}

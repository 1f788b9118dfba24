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
pub use generate::{constants, group, reasons, words};
pub use problem::Problem;
pub use schema::schema;

/// The built-in content file.
pub const BUILT_IN: &str = include_str!("../../../assets/content.json");

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
    let (read, problems) = read::read(BUILT_IN);
    match (read, problems.told().0) {
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
    let content = built_in();
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else { return Ok(content) };
    let path = std::path::PathBuf::from(path);
    println!("cargo::rerun-if-changed={}", path.display());
    let name = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    over(content, &text).map_err(|problems| {
        let lines = problems.iter().map(|problem| format!("{name}: {problem}"));
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// An author's texts over others, in the author's language.
///
/// # Errors
/// What is wrong with the author's.
pub fn over(mut content: Content, text: &str) -> Result<Content, Vec<Problem>> {
    let checked = check(text);
    match checked.content.filter(|_| checked.problems.is_empty()) {
        Some(own) => {
            content.language = own.language;
            content.texts.extend(own.texts);
            Ok(content)
        }
        None => Err(checked.problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_leaves_out_stays_as_built_in() {
        let whole = include_str!("../../../examples/content/de.json");
        let left_out = ["\"article.take_away.items\"", "\"reason.waf.off\""];
        let kept = |line: &&str| !left_out.iter().any(|key| line.trim_start().starts_with(key));
        let german: Vec<&str> = whole.lines().filter(kept).collect();
        assert_eq!(whole.lines().count() - german.len(), left_out.len());
        let merged = over(built_in(), &german.join("\n")).expect("valid");
        assert_eq!(merged.language, "de");
        assert_eq!(merged.texts.len(), built_in().texts.len());
        let source = constants(&merged, &["stage", "article"], &["stage"]);
        for line in [
            "pub const STAGE_PLAY: &str = \"Start\";",
            "pub const STAGE_PROGRESS: &str = \"Station {hop} von {hops}\";",
            "pub const ARTICLE_TAKE_AWAY_ITEMS: &[&str] = &[\"Coming in, a request meets",
            "pub const ARTICLE_DECODER_CAUSES: Template = Template::Counted { by: \"count\", forms: &[(\"one\", \"{count:number} Ursache\"), ",
        ] {
            assert!(source.contains(line), "no {line}");
        }
        let sentences = reasons(&merged, "reason");
        let place =
            sentences.split("pub const WAF_OFF: Key = Key(").nth(1).and_then(|rest| rest.split(')').next());
        let place: usize = place.expect("a key").parse().expect("its place");
        let list = |name: &str| {
            let list =
                sentences.lines().find(|line| line.starts_with(&format!("const {name}: "))).expect("a list");
            list.split('"').nth(1).expect("its text").split("\\u{0}").map(str::to_owned).collect::<Vec<_>>()
        };
        let (keys, told) = (list("KEYS"), list("SENTENCES"));
        assert_eq!((keys.len(), keys[place].as_str()), (told.len(), "waf.off"));
        assert!(told[place].starts_with("The WAF is switched off"), "{}", told[place]);
        let unread = keys.iter().position(|key| key == "reply.unread").expect("a key");
        assert_eq!(told[unread], "Die Antwort kommt ungelesen durch.");
    }

    #[test]
    fn a_language_with_six_forms_that_is_read_from_the_right_needs_them_all() {
        let forms = |leave: &str| {
            let all =
                ["zero", "one", "two", "few", "many", "other"].into_iter().filter(|form| *form != leave);
            let all: String = all.map(|form| format!(", \"{form}\": \"{{count:number}} سبب\"")).collect();
            format!(
                "{{\"version\": 1, \"language\": \"ar\", \"texts\": {{\"stage.play\": \"تشغيل\", \
                 \"article.decoder.causes\": {{\"by\": \"count\"{all}}}}}}}"
            )
        };
        let merged = over(built_in(), &forms("")).expect("valid");
        assert_eq!(language::direction(&merged.language), "rtl");
        let problems = over(built_in(), &forms("few")).expect_err("no form `few`");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].found, "no plural form `few`");
    }
}

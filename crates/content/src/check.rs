//! What is wrong with a content file, and what it lacks.

use std::collections::BTreeSet;

use gauntlet_slip::{MAX_PROBLEMS, escape, short, syntax};

use crate::problem::quote;
use crate::{Content, Problem, Text, built_in, language, read};

/// Texts that stand where there is little room: the beginning of their keys, and the most characters of all and of a word.
const ROOM: [(&str, &str, usize, usize); 5] = [
    ("stage.doing.", "", 16, 16),
    ("stage.note.", "", 16, 16),
    ("stage.gate.", ".name", 16, 16),
    ("stage.gate.", ".short", 9, 9),
    ("stage.gate.", ".three", 26, 26),
];

/// How many characters a placeholder counts for where there is little room: an HTTP status.
const FILLED: usize = 3;

/// Addresses of the built-in scenario, which an author's article may speak of or not.
const ADDRESSES: [&str; 2] = ["client", "nat"];

/// Texts that the first load or a script writes: they know no plural rules, so that they stay light.
const PLAIN: [&str; 2] = ["stage.", "editor."];

/// Whether a text has one form in every language.
pub(crate) fn is_plain(key: &str) -> bool {
    PLAIN.iter().any(|group| key.starts_with(group))
}

/// What was found in a content file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What could be read of it.
    pub content: Option<Content>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Whether there are more than were looked for.
    pub more: bool,
    /// The keys of the texts that it lacks: they stay as built in.
    pub missing: Vec<String>,
}

/// Whether a text looks like a content file rather than a scenario: it has texts or names its language.
#[must_use]
pub fn is_content(text: &str) -> bool {
    // What is no JSON, or too deep for a parser that goes down by calls, is told by its looks alone.
    if syntax(text).is_some() {
        return text.contains("\"texts\"");
    }
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
    match parsed.ok().and_then(|parsed| parsed.value) {
        Some(jsonc_parser::ast::Value::Object(object)) => {
            object.get("texts").is_some() || object.get("language").is_some()
        }
        _ => false,
    }
}

/// Checks a content file against the built-in one.
#[must_use]
pub fn check(text: &str) -> Checked {
    let known = built_in();
    let (read, mut problems) = read::read(text);
    let Some(read) = read else {
        let (problems, more) = problems.told();
        return Checked { content: None, problems, more, missing: Vec::new() };
    };
    let forms = language::categories(&read.content.language);
    for (key, own) in &read.content.texts {
        let at = read.places.get(key).copied().unwrap_or_default();
        let pointer = ["/texts/", &escape(key)].concat();
        match known.texts.get(key) {
            None => {
                let known = known.texts.keys().map(String::as_str);
                problems.slip(at, &pointer, ("key", key), "a key of the built-in content file", known);
            }
            Some(model) => {
                for (found, expected) in compare(key, model, own, &forms) {
                    problems.tell(at, &pointer, &found, &expected);
                }
            }
        }
    }
    let (problems, more) = problems.told();
    let missing = known.texts.keys().filter(|key| !read.content.texts.contains_key(*key)).cloned().collect();
    Checked { content: Some(read.content), problems, more, missing }
}

/// What was found and expected of one text, as far as it is told.
#[derive(Default)]
struct Wrong(Vec<(String, String)>);

impl Wrong {
    /// One more than is told shows that there are more.
    fn tell(&mut self, found: String, expected: &str) {
        if self.0.len() <= MAX_PROBLEMS {
            self.0.push((found, expected.to_owned()));
        }
    }

    /// Whether what is found from now on would not be told.
    fn full(&self) -> bool {
        self.0.len() > MAX_PROBLEMS
    }
}

/// What was found and expected of a text beside the built-in one.
fn compare(key: &str, model: &Text, own: &Text, forms: &[&str]) -> Vec<(String, String)> {
    let placeholders = match model {
        Text::One(text) => names(text),
        Text::List(_) => BTreeSet::new(),
        Text::Counted { forms, .. } => forms.iter().flat_map(|(_, text)| names(text)).collect(),
    };
    let mut wrong = Wrong::default();
    match (model, own) {
        (Text::List(_), Text::List(texts)) => {
            for text in texts {
                if wrong.full() {
                    break;
                }
                one(&mut wrong, key, text, &placeholders, "");
            }
        }
        (Text::List(_), _) => wrong.tell("one text".to_owned(), "a list of texts"),
        (_, Text::List(_)) => wrong.tell("a list".to_owned(), "one text"),
        (_, Text::One(text)) => one(&mut wrong, key, text, &placeholders, ""),
        (_, Text::Counted { .. }) if placeholders.is_empty() || is_plain(key) => {
            wrong.tell("plural forms".to_owned(), "one text: this one has no plural");
        }
        (_, Text::Counted { by, forms: own }) => {
            if !placeholders.contains(by) {
                wrong.tell(format!("the placeholder `{}` as `by`", short(by)), &list(&placeholders));
            }
            let names: BTreeSet<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
            for name in names.iter().filter(|name| !forms.contains(name)) {
                let expected = format!("the language's: {}", forms.join(", "));
                wrong.tell(format!("the plural form `{}`", short(name)), &expected);
            }
            for name in forms.iter().filter(|name| !names.contains(*name)) {
                let expected = format!("all of the language's: {}", forms.join(", "));
                wrong.tell(format!("no plural form `{name}`"), &expected);
            }
            for (name, text) in own {
                // “One request” needs no figure.
                one(&mut wrong, key, text, &placeholders, if name == "other" { "" } else { by });
            }
        }
    }
    wrong.0
}

/// The same of a single text; `spare` is a placeholder that it may leave out.
fn one(wrong: &mut Wrong, key: &str, text: &str, placeholders: &BTreeSet<String>, spare: &str) {
    if text.trim().is_empty() {
        wrong.tell("an empty text".to_owned(), "a text");
    }
    if text.matches('{').count() != text.matches('}').count() {
        wrong.tell(format!("a brace alone in {}", quote(text)), "placeholders in braces");
    }
    for name in parts(text) {
        if wrong.full() {
            return;
        }
        let (name, style) = name.split_once(':').map_or((name, None), |(name, style)| (name, Some(style)));
        if !placeholders.contains(name) {
            wrong.tell(format!("the placeholder {{{}}}", short(name)), &list(placeholders));
        }
        if let Some(style) = style {
            let expected = match (style, is_plain(key)) {
                (_, true) => "nothing after the name: this text writes numbers as they are",
                ("number", _) => continue,
                _ => "`:number` or nothing after the name",
            };
            wrong.tell(format!("{{{}:{}}}", short(name), short(style)), expected);
        }
    }
    let own = names(text);
    let needed = |name: &&String| *name != spare && !ADDRESSES.contains(&name.as_str());
    for name in placeholders.iter().filter(|name| !own.contains(*name)).filter(needed) {
        wrong.tell(format!("no placeholder {{{name}}} in {}", quote(text)), &list(placeholders));
    }
    if !text.matches('`').count().is_multiple_of(2) {
        wrong.tell(format!("a backtick alone in {}", quote(text)), "code between two backticks");
    }
    for (start, end, most, word) in ROOM {
        if key.starts_with(start) && key.ends_with(end) {
            let length = text.split(['{', '}']).enumerate();
            let length: usize =
                length.map(|(index, part)| if index % 2 == 1 { FILLED } else { part.chars().count() }).sum();
            let longest = text.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
            if length > most || longest > word {
                wrong.tell(
                    format!("{length} characters, the longest word of {longest}"),
                    &format!("at most {most}, and {word} a word: it stands at a gate"),
                );
            }
        }
    }
}

fn list(placeholders: &BTreeSet<String>) -> String {
    let names: Vec<String> = placeholders.iter().map(|name| format!("{{{name}}}")).collect();
    if names.is_empty() {
        "a text without placeholders".to_owned()
    } else {
        format!("each of {}", names.join(", "))
    }
}

/// What stands in braces.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn names(text: &str) -> BTreeSet<String> {
    parts(text).map(|part| part.split_once(':').map_or(part, |(name, _)| name).to_owned()).collect()
}

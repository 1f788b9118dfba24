//! Texts as Rust, for build scripts: a constant for each key, so that a text that nothing shows costs nothing, and a key that
//! does not exist is an error of the compiler.

use std::fmt::Write;

use crate::{Content, Text, built_in};

/// The constants of the keys that begin with one of the groups. A text with placeholders becomes a `Template`, or in a group
/// of `plain` a text to fill in.
#[must_use]
pub fn constants(content: &Content, groups: &[&str], plain: &[&str]) -> String {
    let models = built_in().texts;
    let mut out = String::new();
    for (key, text) in &content.texts {
        let group = key.split('.').next().unwrap_or_default();
        if !groups.contains(&group) {
            continue;
        }
        let (kind, value) = match (models.get(key), text) {
            (_, Text::List(texts)) => ("&[&str]", format!("&{texts:?}")),
            (Some(model), _) if filled(model) && !plain.contains(&group) => ("Template", template(text)),
            (_, Text::One(text)) => ("&str", format!("{text:?}")),
            // A check refuses these.
            (_, Text::Counted { .. }) => continue,
        };
        let _ = writeln!(out, "/// {}\npub const {}: {kind} = {value};", told(text), name(key));
    }
    out
}

/// The sentences of reasons: a constant for each key, the names of all keys in one text and the sentences in another, each parted by
/// NUL. A table of texts has an address and a length for each, which compress badly. A sentence with plural forms is stored as `\u{1}`
/// and its index in `COUNTED`.
#[must_use]
pub fn reasons(content: &Content, group: &str) -> String {
    let mut keys = String::from("/// The keys that reasons use.\npub mod key {\nuse super::Key;\n");
    let (mut names, mut sentences, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (key, text)) in within(content, group).enumerate() {
        let _ = writeln!(keys, "/// {}\npub const {}: Key = Key({at});", told(text), name(key));
        names.push(key.to_owned());
        sentences.push(match text {
            Text::One(text) => text.clone(),
            Text::List(texts) => texts.join(" "),
            Text::Counted { .. } => {
                counted.push(template(text));
                format!("\u{1}{}", counted.len() - 1)
            }
        });
    }
    // `\0` before a digit would look like an octal escape.
    let list = |texts: &[String]| format!("{:?}", texts.join("\0")).replace("\\0", "\\u{0}");
    format!(
        "{keys}}}\nconst KEYS: &str = {};\nconst SENTENCES: &str = {};\nconst COUNTED: &[Template] = &[{}];\n",
        list(&names),
        list(&sentences),
        counted.join(", ")
    )
}

/// The keys of a group, without its name, and their plain texts.
pub fn group<'a>(content: &'a Content, group: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    within(content, group).filter_map(|(key, text)| match text {
        Text::One(text) => Some((key, text.as_str())),
        _ => None,
    })
}

/// The words of values: a constant for each key of a group, with its text here and the built-in one. Traces and logs have the latter
/// whatever language the build is in.
#[must_use]
pub fn words(content: &Content, group: &str) -> String {
    let models = built_in().texts;
    let mut out = String::new();
    for (key, text) in &content.texts {
        let Some(model) = models.get(key).filter(|_| key.split('.').next() == Some(group)) else { continue };
        let (told, name) = (told(text), name(key));
        let both = [template(text), template(model)].join(", ");
        let _ = writeln!(out, "/// {told}\npub const {name}: Words = Words(&[{both}]);");
    }
    out
}

fn within<'a>(content: &'a Content, group: &'a str) -> impl Iterator<Item = (&'a str, &'a Text)> {
    content.texts.iter().filter_map(move |(key, text)| {
        key.strip_prefix(group).and_then(|key| key.strip_prefix('.')).map(|key| (key, text))
    })
}

/// Whether a text has places to fill.
fn filled(text: &Text) -> bool {
    match text {
        Text::One(text) => text.contains('{'),
        Text::List(_) => false,
        Text::Counted { .. } => true,
    }
}

fn template(text: &Text) -> String {
    match text {
        Text::Counted { by, forms } => format!("Template::Counted {{ by: {by:?}, forms: &{forms:?} }}"),
        Text::One(text) => format!("Template::One({text:?})"),
        Text::List(texts) => format!("Template::One({:?})", texts.join(" ")),
    }
}

/// A text as its constant's comment; `rustdoc` must not take any of it for a link.
fn told(text: &Text) -> String {
    let text = match text {
        Text::One(text) => text.clone(),
        Text::List(texts) => texts.join(" "),
        Text::Counted { forms, .. } => forms.last().map(|(_, text)| text.clone()).unwrap_or_default(),
    };
    text.replace(['[', ']', '<', '>', '\n', '\r'], " ")
}

/// A key as a constant's name.
fn name(key: &str) -> String {
    key.replace(['.', '-'], "_").to_uppercase()
}

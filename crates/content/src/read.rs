//! From a content file's text to its texts, with the place of each, for what is told of them.

use std::collections::{BTreeMap, BTreeSet};

use gauntlet_slip::{escape, syntax};
use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::problem::{Problems, quote};
use crate::{Content, Text, VERSION, language};

/// The longest name of a member, in bytes: a pointer of longer ones would help nobody.
const LONGEST_NAME: usize = 253;

/// The names that the document has, and those it must have.
const FIELDS: [(&str, bool); 4] =
    [("$schema", false), ("version", true), ("language", true), ("texts", true)];

/// Content, and where each text stands.
pub(crate) struct Read {
    pub(crate) content: Content,
    /// The offset of each text, in bytes.
    pub(crate) places: BTreeMap<String, usize>,
}

/// Reads what can be read; what is wrong with the document's shape is told beside it.
pub(crate) fn read(text: &str) -> (Option<Read>, Problems<'_>) {
    let mut problems = Problems::new(text);
    if let Some(slip) = syntax(text) {
        problems.tell(slip.offset, "", &slip.found, &slip.expected);
        return (None, problems);
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict);
    let mut reader = Reader { text, problems };
    let read = match parsed.map(|parsed| parsed.value) {
        Ok(Some(Value::Object(object))) => Some(reader.document(&object)),
        _ => {
            reader.tell(0, "", "no object", "a content file as a JSON object");
            None
        }
    };
    (read, reader.problems)
}

struct Reader<'a> {
    text: &'a str,
    problems: Problems<'a>,
}

impl Reader<'_> {
    fn tell(&mut self, offset: usize, pointer: &str, found: &str, expected: &str) {
        self.problems.tell(offset, pointer, found, expected);
    }

    /// The members of an object, each name once.
    fn members<'o, 'i>(
        &mut self,
        object: &'o Object<'i>,
        pointer: &str,
    ) -> Vec<(String, usize, &'o Value<'i>)> {
        let mut members: Vec<(String, usize, &Value)> = Vec::new();
        let mut seen = BTreeSet::new();
        for member in &object.properties {
            let name = match &member.name {
                ObjectPropName::String(name) => name.value.to_string(),
                ObjectPropName::Word(name) => name.value.to_owned(),
            };
            let start = member.range().start;
            if name.len() > LONGEST_NAME {
                let found = format!("a name of {} bytes", name.len());
                self.tell(start, pointer, &found, &format!("names of at most {LONGEST_NAME} bytes"));
            } else if !seen.insert(name.clone()) {
                let at = [pointer, "/", &escape(&name)].concat();
                self.tell(start, &at, "the name a second time", "each name once");
            } else {
                members.push((name, start, &member.value));
            }
        }
        members
    }

    fn document(&mut self, object: &Object) -> Read {
        let mut content = Content { language: "en".to_owned(), texts: BTreeMap::new() };
        let mut places = BTreeMap::new();
        let members = self.members(object, "");
        for (name, at, value) in &members {
            match (name.as_str(), value) {
                ("$schema", _) => {}
                ("version", Value::NumberLit(number)) if number.value == VERSION => {}
                ("version", _) => {
                    let found = self.slice(value.range().start, value.range().end);
                    self.tell(*at, "/version", &found, &format!("the version {VERSION}"));
                }
                ("language", Value::StringLit(tag)) if language::is_tag(&tag.value) => {
                    content.language = tag.value.to_string();
                }
                ("language", _) => {
                    let found = self.slice(value.range().start, value.range().end);
                    self.tell(
                        *at,
                        "/language",
                        &found,
                        "a language's tag (BCP 47), such as \"de\" or \"pt-BR\"",
                    );
                }
                ("texts", Value::Object(texts)) => {
                    for (key, at, value) in self.members(texts, "/texts") {
                        if let Some(text) = self.text(&key, at, value) {
                            places.insert(key.clone(), at);
                            content.texts.insert(key, text);
                        }
                    }
                }
                ("texts", _) => self.tell(*at, "/texts", "no object", "an object of keys and texts"),
                (other, _) => {
                    let known = FIELDS.map(|(name, _)| name);
                    let expected = format!("one of {}", known.join(", "));
                    let pointer = ["/", &escape(other)].concat();
                    self.problems.slip(*at, &pointer, ("field", other), &expected, known.into_iter());
                }
            }
        }
        for (name, needed) in FIELDS {
            if needed && !members.iter().any(|(known, ..)| known == name) {
                self.tell(0, "", "an object without it", &format!("the field `{name}`"));
            }
        }
        Read { content, places }
    }

    fn slice(&self, start: usize, end: usize) -> String {
        quote(self.text.get(start..end).unwrap_or_default())
    }

    /// A text in one of its three shapes.
    fn text(&mut self, key: &str, at: usize, value: &Value) -> Option<Text> {
        let pointer = ["/texts/", &escape(key)].concat();
        match value {
            Value::StringLit(text) => return Some(Text::One(text.value.to_string())),
            Value::Array(items) if !items.elements.is_empty() => {
                let texts: Option<Vec<String>> = items.elements.iter().map(string).collect();
                if let Some(texts) = texts {
                    return Some(Text::List(texts));
                }
            }
            Value::Object(object) => {
                let mut by = None;
                let mut forms = Vec::new();
                for (name, at, value) in self.members(object, &pointer) {
                    match (name.as_str(), string(value)) {
                        ("by", Some(value)) => by = Some(value),
                        (_, Some(value)) => forms.push((name, value)),
                        (_, None) => self.tell(at, &pointer, "a value that is no text", "a text"),
                    }
                }
                match by {
                    Some(by) => return Some(Text::Counted { by, forms }),
                    None => self.tell(
                        at,
                        &pointer,
                        "no field `by`",
                        "the placeholder that counts, as in {\"by\": \"count\", \"one\": \"…\", \"other\": \"…\"}",
                    ),
                }
                return None;
            }
            _ => {}
        }
        self.tell(
            at,
            &pointer,
            "no text",
            "a text, a list of texts, or an object with a text for each plural form",
        );
        None
    }
}

fn string(value: &Value) -> Option<String> {
    match value {
        Value::StringLit(text) => Some(text.value.to_string()),
        _ => None,
    }
}

//! A JSON document to edit: members keep their order, and numbers stay as they are written, so that a change is all that differs.

use gauntlet_scenario::json::{Cursor, is_json, quote};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// A number, `true`, `false` or `null`, as it is written.
    Plain(String),
    /// A text.
    Text(String),
    /// A list.
    Array(Vec<Json>),
    /// An object, its members in their order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a text; `None` where it is no JSON.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        // This rejects invalid and too deep texts, so the reader below can be simple.
        if is_json(text) { value(&mut Cursor::new(text)) } else { None }
    }

    /// The value at a JSON pointer (RFC 6901).
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        steps(pointer).try_fold(self, |value, step| match value {
            Self::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => value.member(&step),
        })
    }

    /// The same to change.
    #[must_use]
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        steps(pointer).try_fold(self, |value, step| match value {
            Self::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            Self::Object(members) => {
                members.iter_mut().find(|(name, _)| *name == step).map(|(_, value)| value)
            }
            _ => None,
        })
    }

    /// An object's member.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Sets a member, or takes it away; what is no object stays as it is.
    pub fn set(&mut self, name: &str, value: Option<Self>) {
        let Self::Object(members) = self else { return };
        match (members.iter().position(|(known, _)| known == name), value) {
            (Some(at), Some(value)) => members[at].1 = value,
            (Some(at), None) => drop(members.remove(at)),
            (None, Some(value)) => members.push((name.to_owned(), value)),
            (None, None) => {}
        }
    }

    /// The items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    /// What a text says.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A value as a field of a form shows it: a list with commas, and nothing for `null`.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Plain(raw) if raw == "null" => String::new(),
            Self::Plain(said) | Self::Text(said) => said.clone(),
            Self::Array(items) => items.iter().map(Self::shown).collect::<Vec<_>>().join(", "),
            Self::Object(_) => self.written(),
        }
    }

    /// The value as JSON, on one line.
    #[must_use]
    pub fn written(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Plain(raw) => out.push_str(raw),
            Self::Text(text) => quote(text, out),
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    quote(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// The steps of a JSON pointer, as they are meant.
pub fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}

/// A step as a JSON pointer writes it.
#[must_use]
pub fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Reads a text that is known to be JSON.
fn value(at: &mut Cursor<'_>) -> Option<Json> {
    Some(match at.peek()? {
        b'"' => Json::Text(at.string()?),
        b'[' => {
            let mut items = Vec::new();
            while at.goes_on(b']')? {
                items.push(value(at)?);
            }
            Json::Array(items)
        }
        b'{' => {
            let mut members = Vec::new();
            while at.goes_on(b'}')? {
                members.push((at.name()?, value(at)?));
            }
            Json::Object(members)
        }
        _ => Json::Plain(at.word()?.to_owned()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_document_comes_back_as_it_was() {
        for text in [
            r#"{"b":1.50,"a":[-2e3,true,null,{}],"b\"/~":"\u00e9\n","":[]}"#,
            "[]",
            "\"x\"",
            "12345678901234567890",
            r#"{"a":[{"b":[[1,2],[3]]}]}"#,
        ] {
            let read = Json::read(text).unwrap();
            let plain = text.replace("\\u00e9", "é");
            assert_eq!(read.written(), plain);
            assert_eq!(
                Json::read(&format!(" \n{}\t", plain.replace(':', " : ").replace(",\"", " , \""))),
                Some(read)
            );
        }
        let scenario = Json::read(gauntlet_scenario::BUILT_IN).unwrap();
        let (ours, theirs): (Value, Value) = (
            serde_json::from_str(&scenario.written()).unwrap(),
            serde_json::from_str(gauntlet_scenario::BUILT_IN).unwrap(),
        );
        assert_eq!(ours, theirs);
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["", "{", "[1,,2]", "{\"a\":1,}", "[1] 2", "{a: 1}", "nul", "\"a", &"[".repeat(200)] {
            assert_eq!(Json::read(text), None, "{text}");
        }
    }

    #[test]
    fn values_are_found_shown_and_set_by_their_pointers() {
        let mut json = Json::read(r#"{"a":[{"b/c":1},{"m~n":["x",80,null]}],"e":true}"#).unwrap();
        let shown = |json: &Json, pointer: &str| json.at(pointer).map(Json::shown);
        assert_eq!(shown(&json, "/a/0/b~1c").as_deref(), Some("1"));
        assert_eq!(shown(&json, "/a/1/m~0n").as_deref(), Some("x, 80, "));
        assert_eq!(shown(&json, "/e").as_deref(), Some("true"));
        for missing in ["/a/2", "/a/x", "/e/0", "/f"] {
            assert_eq!(shown(&json, missing), None, "{missing}");
            assert_eq!(json.at_mut(missing), None, "{missing}");
        }
        json.at_mut("/a/0").unwrap().set("new", Some(Json::Text("y".to_owned())));
        json.at_mut("/a/0").unwrap().set("b/c", Some(Json::Plain("2".to_owned())));
        json.set("e", None);
        json.set("f", None);
        assert_eq!(json.written(), r#"{"a":[{"b/c":2,"new":"y"},{"m~n":["x",80,null]}]}"#);
        assert_eq!(escaped("a/b~c"), "a~1b~0c");
    }
}

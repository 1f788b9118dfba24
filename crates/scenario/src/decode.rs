//! From a JSON tree to the scenario's types. A value that is wrong is told and a stand-in takes its place, so that
//! everything that is wrong with the shape is told at once.
//!
//! `serde`'s derived readers stop at the first problem and are compiled anew for every type; here a type is a table of
//! names, and the code that reads it is shared.

use gauntlet_slip::escape;

use super::errors::{Problems, ScenarioErrors, syntax};
use super::json::{Json, Member};
use super::order::repeated;
use super::origin::Origin;

mod plain;

/// A type that can be read from a JSON value.
pub(crate) trait Decode: Sized {
    /// Reads the value. No value stands for one that was left out or whose lack was told: it gives the stand-in.
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self;
}

/// So many members are many.
const FEW: usize = 16;

/// The longest name of a member, in bytes: a label's with its prefix, as Kubernetes bounds them (253 and 63, and a slash).
pub(super) const LONGEST_NAME: usize = 317;

/// Reads a text whole.
pub(crate) fn read<T: Decode>(text: &str) -> Result<T, ScenarioErrors> {
    decode(&Origin::of(text), &parse(text)?)
}

/// Reads a text as JSON.
pub(super) fn parse(text: &str) -> Result<Json, ScenarioErrors> {
    match gauntlet_slip::syntax(text) {
        Some(slip) => Err(syntax(text, slip)),
        // There is always one: the text is JSON.
        None => Ok(Json::of_json(text).unwrap_or(Json::Null)),
    }
}

/// Reads a text's tree.
pub(super) fn decode<T: Decode>(origin: &Origin<'_>, json: &Json) -> Result<T, ScenarioErrors> {
    let mut reader = Reader { path: String::new(), outer: Vec::new(), problems: Problems::new(origin) };
    let value = T::decode(Some(json), &mut reader);
    reader.problems.none().map(|()| value)
}

/// Reads values that stand alone.
pub(super) fn alone<T>(read: impl FnOnce(&mut Reader<'_>) -> T) -> Result<T, String> {
    let origin = Origin::default();
    let mut reader = Reader { path: String::new(), outer: Vec::new(), problems: Problems::new(&origin) };
    let value = read(&mut reader);
    reader.problems.none().map(|()| value).map_err(|errors| errors.to_string())
}

/// What stands for a value whose fields are all left out: where they may be, their defaults.
#[cfg(feature = "schema")]
pub(crate) fn of_nothing<T: Decode>() -> T {
    let origin = Origin::of("{}");
    let mut reader = Reader { path: String::new(), outer: Vec::new(), problems: Problems::new(&origin) };
    T::decode(Some(&Json::Object(Vec::new())), &mut reader)
}

/// Where the reading has come to, and what was wrong so far.
pub(crate) struct Reader<'a> {
    /// The JSON pointer of the value that is being read.
    path: String,
    /// How long `path` was before each value that was entered.
    outer: Vec<usize>,
    problems: Problems<'a>,
}

impl Reader<'_> {
    /// Tells that the value is not what was expected.
    #[inline(never)]
    pub fn wrong(&mut self, expected: &str) {
        self.problems.add(&self.path, expected);
    }

    /// Goes down to a member, until [`Self::leave`].
    #[inline(never)]
    fn enter(&mut self, name: &str) {
        if name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
            self.enter_field(&escape(name))
        } else {
            self.enter_field(name)
        }
    }

    /// The same for a field, whose name needs no escapes.
    #[inline(never)]
    fn enter_field(&mut self, name: &str) {
        self.outer.push(self.path.len());
        self.path.push('/');
        self.path.push_str(name);
    }

    /// The same for an item of a list. By hand: a list may have a hundred thousand.
    #[inline(never)]
    fn enter_at(&mut self, at: usize) {
        self.outer.push(self.path.len());
        self.path.push('/');
        let mut unit = 1;
        while at / unit >= 10 {
            unit *= 10;
        }
        while unit > 0 {
            self.path.push(char::from(b'0' + (at / unit % 10) as u8));
            unit /= 10;
        }
    }

    /// Goes back up.
    #[inline(never)]
    fn leave(&mut self) {
        self.path.truncate(self.outer.pop().unwrap_or_default());
    }

    /// An object's members, none of them twice.
    #[inline(never)]
    fn members<'j>(&mut self, value: Option<&'j Json>) -> Option<&'j [Member]> {
        let members = match value? {
            Json::Object(members) => members,
            _ => {
                self.wrong(if self.path.is_empty() { "a JSON object" } else { "an object" });
                return None;
            }
        };
        // Few are compared one by one, as most objects have few.
        let again = match members.len() {
            0..FEW => Vec::new(),
            many => repeated(many, &|one, other| members[one].0.cmp(&members[other].0)),
        };
        for (at, (name, _)) in members.iter().enumerate() {
            if name.len() > LONGEST_NAME {
                let found = format!("a name of {} bytes", name.len());
                self.problems.tell(&self.path, found, format!("names of at most {LONGEST_NAME} bytes"));
            } else if again
                .get(at)
                .copied()
                .unwrap_or_else(|| members.iter().take(at).any(|(one, _)| one == name))
            {
                self.enter(name);
                self.problems.again(&self.path, name);
                self.leave();
            }
        }
        Some(members)
    }

    /// The members of an object whose fields are known.
    #[inline(never)]
    pub fn object<'j>(&mut self, value: Option<&'j Json>, known: &[&str]) -> Option<&'j [Member]> {
        let members = self.members(value)?;
        for (name, _) in members {
            if name.len() <= LONGEST_NAME && !known.contains(&name.as_str()) {
                self.enter(name);
                self.problems.unknown(&self.path, "field", name, known);
                self.leave();
            }
        }
        Some(members)
    }

    #[inline(never)]
    fn missing(&mut self, name: &str) {
        let expected = format!("the field `{name}`");
        self.problems.tell(&self.path, "an object without it".to_owned(), expected);
    }

    /// Goes down to a field that may be left out, and gives its value.
    #[inline(never)]
    fn field<'j>(&mut self, object: Option<&'j [Member]>, name: &str) -> Option<&'j Json> {
        let found = find(object, name);
        // Most fields are left out; an error about one of those names the object that lacks it.
        if found.is_some() {
            self.enter_field(name);
        } else {
            self.outer.push(self.path.len());
        }
        found
    }

    /// The same for a field that must be there.
    #[inline(never)]
    fn field_there<'j>(&mut self, object: Option<&'j [Member]>, name: &str) -> Option<&'j Json> {
        let found = self.field(object, name);
        if object.is_some() && found.is_none() {
            self.missing(name);
        }
        found
    }

    /// A field that must be there.
    pub fn required<T: Decode>(&mut self, object: Option<&[Member]>, name: &str) -> T {
        let value = self.field_there(object, name);
        let value = T::decode(value, self);
        self.leave();
        value
    }

    /// A field that may be left out.
    pub fn optional<T: Decode>(&mut self, object: Option<&[Member]>, name: &str) -> T {
        let value = self.field(object, name);
        let value = T::decode(value, self);
        self.leave();
        value
    }

    /// A field that has a value when it is left out.
    pub fn or<T: Decode>(&mut self, object: Option<&[Member]>, name: &str, value: T) -> T {
        let found = self.field(object, name);
        let read = T::decode(found, self);
        self.leave();
        if found.is_some() { read } else { value }
    }

    /// Which of the names the value is.
    #[inline(never)]
    pub fn one_of(&mut self, value: Option<&Json>, names: &[&str]) -> usize {
        match value {
            None => return 0,
            Some(Json::Text(text)) => match names.iter().position(|name| name == text) {
                Some(at) => return at,
                None => self.problems.unknown(&self.path, "value", text, names),
            },
            Some(_) => self.wrong(&names.join(", ")),
        }
        0
    }

    #[inline(never)]
    fn text<'j>(&mut self, value: Option<&'j Json>, expected: &str) -> &'j str {
        match value {
            None => "",
            Some(Json::Text(text)) => text,
            Some(_) => {
                self.wrong(expected);
                ""
            }
        }
    }

    #[inline(never)]
    fn integer(&mut self, value: Option<&Json>, max: u64, expected: &str) -> u64 {
        match value {
            None => 0,
            Some(Json::Number(Some(number))) if *number <= max => *number,
            Some(_) => {
                self.wrong(expected);
                0
            }
        }
    }

    #[inline(never)]
    fn items<'j>(&mut self, value: Option<&'j Json>) -> &'j [Json] {
        match value {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(_) => {
                self.wrong("an array");
                &[]
            }
        }
    }
}

#[inline(never)]
fn find<'j>(object: Option<&'j [Member]>, name: &str) -> Option<&'j Json> {
    object?.iter().find(|(one, _)| one == name).map(|(_, value)| value)
}

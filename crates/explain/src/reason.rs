//! Reasons: why a layer decided as it did, as data first and as a sentence second.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::messages::Key;
use crate::value::Value;

/// One link of a why-chain: which rule looked at which field, what it found and what it wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// Names the sentence in [`crate::messages`].
    pub key: Key,
    /// The rule, route, policy or member, by its name in the scenario.
    pub rule: Option<String>,
    /// The packet's or the configuration's field, such as `query.q` or `destination.port`.
    pub field: Option<Value>,
    /// What it held.
    pub value: Option<Value>,
    /// What was wanted, or what would have matched.
    pub expected: Option<Value>,
}

impl Reason {
    /// A reason of that key, its values yet to be filled.
    #[must_use]
    #[inline(never)]
    pub fn new(key: Key) -> Self {
        Self { key, ..Self::default() }
    }

    /// With the rule's name.
    #[must_use]
    #[inline(never)]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// With the field looked at.
    #[must_use]
    #[inline(never)]
    pub fn field(mut self, field: impl Into<Value>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// With what the field held.
    #[must_use]
    #[inline(never)]
    pub fn value(mut self, value: impl Into<Value>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// With what was wanted.
    #[must_use]
    #[inline(never)]
    pub fn expected(mut self, expected: impl Into<Value>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// The sentence, in plain words.
    #[must_use]
    pub fn text(&self) -> String {
        say(self)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Reason", 6)?;
        out.serialize_field("key", self.key.name())?;
        out.serialize_field("rule", &self.rule)?;
        out.serialize_field("field", &self.field)?;
        out.serialize_field("value", &self.value)?;
        out.serialize_field("expected", &self.expected)?;
        out.serialize_field("text", &self.text())?;
        out.end()
    }
}

/// Fills the template of a reason's key with its values: here, and nowhere before, they become text.
#[must_use]
pub fn say(reason: &Reason) -> String {
    let values = ["rule", "field", "value", "expected"].map(|name| (name, value(reason, name)));
    let of = |name: &str| values.iter().find(|(known, _)| *known == name);
    reason.key.template().fill_with(&|name| of(name).and_then(|(_, value)| value.as_deref()))
}

/// The value behind a placeholder, as text.
#[must_use]
pub fn value<'a>(reason: &'a Reason, placeholder: &str) -> Option<Cow<'a, str>> {
    let text = |value: &Value| Cow::Owned(value.to_string());
    match placeholder {
        "rule" => reason.rule.as_deref().map(Cow::Borrowed),
        "field" => reason.field.as_ref().map(text),
        "value" => reason.value.as_ref().map(text),
        "expected" => reason.expected.as_ref().map(text),
        _ => None,
    }
}

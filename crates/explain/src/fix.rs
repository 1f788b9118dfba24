//! What a layer that stops a packet proposes: a change of the scenario or of the request, as a sentence and as data.

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Header, Scheme};
use gauntlet_model::tls::TlsVersion;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;

use crate::reason::Reason;

/// What a layer that stops a packet proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The proposal as a sentence.
    pub reason: Reason,
    /// The same as data: all of them together.
    pub changes: Vec<Change>,
}

/// One change, of the scenario or of the request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Change {
    /// Of the scenario: an operation of JSON Patch (RFC 6902).
    Scenario(Operation),
    /// Of the request: a part of it gets another value.
    Request(Part),
}

/// An operation of JSON Patch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// `add`, `replace` or `remove`.
    pub op: &'static str,
    /// Where, as a JSON pointer (RFC 6901).
    pub path: String,
    /// What to put there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
}

/// A part of a request and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// `method`, `version`, `line`, `host`, `path`, `query`, `query.NAME`, `header.NAME`, `stray`, `body` or `tlsVersion`.
    pub request: String,
    /// The value; none takes the part away.
    pub value: Option<String>,
}

impl Fix {
    #[inline(never)]
    pub(crate) fn new(reason: Reason) -> Self {
        Self { reason, changes: Vec::new() }
    }

    /// Puts a value into a list (an index or `-`), or sets a member of an object.
    pub(crate) fn add(self, path: impl AsRef<str>, value: impl Into<Json>) -> Self {
        self.operation("add", path.as_ref(), Some(value.into()))
    }

    /// Takes a value away.
    pub(crate) fn remove(self, path: impl AsRef<str>) -> Self {
        self.operation("remove", path.as_ref(), None)
    }

    /// Gives a part of the request another value.
    #[inline(never)]
    pub(crate) fn ask(mut self, part: impl Into<String>, value: Option<String>) -> Self {
        self.changes.push(Change::Request(Part { request: part.into(), value }));
        self
    }

    #[inline(never)]
    fn operation(mut self, op: &'static str, path: &str, value: Option<Json>) -> Self {
        self.changes.push(Change::Scenario(Operation { op, path: path.to_owned(), value }));
        self
    }

    /// The scenario and the request with the changes made.
    ///
    /// # Errors
    /// Where a change names a place that is not there, or what comes out is not valid.
    pub fn applied(&self, scenario: &Scenario, ask: &Ask) -> Result<(Scenario, Ask), String> {
        let (mut scenario, mut ask) = (scenario.clone(), ask.clone());
        self.apply(&mut scenario, &mut ask).map(|()| (scenario, ask))
    }

    /// Adds the scenario's fields that it changes.
    pub(crate) fn fields<'a>(&'a self, all: &mut Vec<&'a str>) {
        for change in &self.changes {
            if let Change::Scenario(Operation { path, .. }) = change {
                all.extend(path.split('/').nth(1));
            }
        }
    }

    /// Whether it says and does the same as another one.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.changes == other.changes && self.reason.text() == other.reason.text()
    }

    /// Makes the changes.
    pub(crate) fn apply(&self, scenario: &mut Scenario, ask: &mut Ask) -> Result<(), String> {
        // The query is written anew once, however many of its parameters change.
        let mut parameters: Vec<(&str, Option<&str>)> = Vec::new();
        for change in &self.changes {
            match change {
                Change::Scenario(Operation { path, value, .. }) => scenario.change(path, value.as_ref())?,
                Change::Request(part) => match part.request.split_once('.') {
                    Some(("query", name)) => parameters.push((name, part.value.as_deref())),
                    _ => part.apply(ask)?,
                },
            }
        }
        if !parameters.is_empty() {
            let kept =
                ask.request.query_parameters().into_iter().filter_map(|(name, value)| {
                    match parameters.iter().rfind(|(changed, _)| *changed == name) {
                        Some((_, new)) => new.map(|new| (name, new.to_owned())),
                        None => Some((name, value)),
                    }
                });
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(kept);
            ask.request.query = query.finish();
            ask.request.wire.target = None;
        }
        Ok(())
    }
}

impl Serialize for Fix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Fix", 7)?;
        out.serialize_field("key", self.reason.key.name())?;
        out.serialize_field("rule", &self.reason.rule)?;
        out.serialize_field("field", &self.reason.field)?;
        out.serialize_field("value", &self.reason.value)?;
        out.serialize_field("expected", &self.reason.expected)?;
        out.serialize_field("text", &self.reason.text())?;
        out.serialize_field("changes", &self.changes)?;
        out.end()
    }
}

impl Part {
    fn apply(&self, ask: &mut Ask) -> Result<(), String> {
        let text = self.value.clone().unwrap_or_default();
        let request = &mut ask.request;
        match self.request.split_once('.') {
            Some(("header", name)) => match &self.value {
                Some(value) => request.set_header(name, value),
                None => request.headers.retain(|header| !header.name.eq_ignore_ascii_case(name)),
            },
            _ => match self.request.as_str() {
                "method" => request.method = text,
                "version" => request.wire.version = Some(text).filter(|version| version != "HTTP/1.1"),
                "line" => (request.wire.tab, request.wire.space_at_end) = (false, false),
                "stray" => request.wire.stray.clear(),
                "host" => {
                    // It is meant and named alike from here on.
                    let port = match ask.server.take() {
                        Some(server) => Some(server.port).filter(|port| *port != ask.scheme.port()),
                        None => request.explicit_port(),
                    };
                    let port = port.map(|port| [":", &port.to_string()].concat());
                    let value = [text.as_str(), port.as_deref().unwrap_or_default()].concat();
                    request.host = text;
                    request.wire.target = None;
                    request.headers.retain(|header| !header.name.eq_ignore_ascii_case("host"));
                    request.headers.insert(0, Header { name: "Host".to_owned(), value });
                }
                "scheme" => ask.scheme = if text == "http" { Scheme::Http } else { Scheme::Https },
                "path" => (request.path, request.wire.target) = (text, None),
                "query" => (request.query, request.wire.target) = (text, None),
                "body" => request.set_body(text),
                "tlsVersion" => {
                    let version =
                        TlsVersion::named(&text).ok_or_else(|| format!("{text} is no version of TLS"))?;
                    ask.tls.max_version = version;
                }
                other => return Err(format!("a request has no part {other}")),
            },
        }
        Ok(())
    }
}

//! The parts of a request that the WAF reads, each decoded and normalised, so that an encoding hides nothing.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Signs, multipart, normal};
use gauntlet_model::http::Request;
use gauntlet_scenario::json::Json;

/// How much of a value a reason shows, in characters.
const SHOWN: usize = 80;

/// Where a field sits in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path.
    Path,
    /// A parameter of the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body, a parameter of a form or a part of a JSON document in it.
    Body,
}

/// How a field relates to the part it is named after, where it has no plain name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// A name in it.
    NameInIt,
    /// The value behind such a name.
    ItsValue,
    /// A parameter's name.
    ParameterName,
    /// Everything after the first parts, read as one text.
    TheRest,
}

/// One part of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it sits.
    pub place: Place,
    /// Its name, such as `query.q` or `header.User-Agent`.
    pub name: Cow<'static, str>,
    /// How it relates to the part of that name; `None` where it is that part.
    pub aside: Option<Aside>,
    /// What it holds, decoded once, as the app would read it.
    pub text: String,
    /// The same as [`super::normal`] makes it, where that is another text.
    normal: Option<String>,
    /// The signs in that.
    pub(super) signs: Signs,
}

impl Field {
    fn new(place: Place, name: impl Into<Cow<'static, str>>, text: String) -> Self {
        Self::beside(place, name.into(), None, text)
    }

    fn beside(place: Place, name: Cow<'static, str>, aside: Option<Aside>, text: String) -> Self {
        let normal = normal::normal(&text);
        let signs = Signs::of(normal.as_deref().unwrap_or(&text));
        Self { place, name, aside, text, normal, signs }
    }

    /// Its text with every encoding undone, in lower case.
    #[must_use]
    pub fn normal(&self) -> &str {
        self.normal.as_deref().unwrap_or(&self.text)
    }

    /// That without what shells and loggers skip; `None` where it is the same.
    pub(super) fn bare(&self) -> Option<String> {
        // All the characters that they skip are unusual.
        self.signs.allow(Signs::UNUSUAL).then(|| normal::bare(self.normal())).flatten()
    }

    /// The value as a reason shows it: shortened.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut out: String = self.text.chars().take(SHOWN).collect();
        if out.len() < self.text.len() {
            out.push('…');
        }
        out
    }
}

/// How many parts of a kind (parameters, cookies, values of a document) are told apart; the rest is read as one text.
const MAX_PARTS: usize = 256;

/// What a header's field begins with.
const HEADER: &str = "header.";

/// How much of a name a field keeps, in characters: a body can nest long names.
const NAME: usize = 80;

/// The fields of a request: path, query parameters, headers (but `Host` and lengths), cookies, and the body, in the parts
/// that a form or a JSON document has.
#[must_use]
pub fn fields(request: &Request) -> Vec<Field> {
    fields_within(request, &request.body)
}

/// The same, with the part of the body that is read.
pub(super) fn fields_within(request: &Request, read: &str) -> Vec<Field> {
    // Room for a usual query's parameters.
    let mut out = Vec::with_capacity(request.headers.len() + 4);
    out.push(Field::new(Place::Path, "path", request.decoded_path().into_owned()));
    form(&mut out, Place::Query, "query", &request.query);
    for header in &request.headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("cookie") {
            cookies(&mut out, &header.value);
        } else if !is("host") && !is("content-length") {
            out.push(Field::new(Place::Header, header_field(&header.name), header.value.clone()));
        }
    }
    if !read.is_empty() {
        body(&mut out, request, read);
    }
    out
}

/// A header's field. What nearly every request sends has its name ready.
fn header_field(name: &str) -> Cow<'static, str> {
    const USUAL: [&str; 6] = [
        "header.User-Agent",
        "header.Accept",
        "header.Content-Type",
        "header.Authorization",
        "header.Accept-Encoding",
        "header.Accept-Language",
    ];
    let usual = USUAL.into_iter().find(|usual| usual.strip_prefix(HEADER) == Some(name));
    usual.map_or_else(|| [HEADER, name].concat().into(), Cow::Borrowed)
}

/// The parameters of a query or a form.
fn form(out: &mut Vec<Field>, place: Place, prefix: &'static str, text: &str) {
    let mut parts = Parts::new(out, place, prefix);
    for (name, value) in form_urlencoded::parse(normal::shortened(text).as_bytes()) {
        parts.pair(&name, value);
    }
    parts.end();
}

/// Names and values of a `Cookie` header (RFC 6265, section 4.2.1), decoded as most frameworks do.
fn cookies(out: &mut Vec<Field>, header: &str) {
    let mut parts = Parts::new(out, Place::Cookie, "cookie");
    for pair in header.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let value = value.trim().trim_matches('"');
        parts.pair(name.trim(), percent_decode_str(value).decode_utf8_lossy());
    }
    parts.end();
}

fn body(out: &mut Vec<Field>, request: &Request, read: &str) {
    let written = request.header("Content-Type").unwrap_or_default();
    let kind = written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind == "multipart/form-data" {
        let mut parts = Parts::new(out, Place::Body, "body");
        multipart::parts(written, read, &mut |name, value| parts.pair(name, value.into()));
        parts.end();
        return;
    }
    if kind == "application/x-www-form-urlencoded" {
        form(out, Place::Body, "body", read);
        return;
    }
    let is_json = kind == "application/json" || kind.ends_with("+json");
    // The scenario's own tree keeps every member: of a name given twice an app may take the first or the last.
    match is_json.then(|| Json::read(read)).flatten() {
        Some(document) => {
            let mut parts = Parts::new(out, Place::Body, "body");
            leaf(&mut parts, ("body", None), &document);
            parts.end();
        }
        // What is no JSON although it says so is read as it stands: an app might be lenient.
        _ => out.push(Field::new(Place::Body, "body", read.to_owned())),
    }
}

/// Every text in a JSON document, and every name that is more than a plain word. The parser bounds the depth.
fn leaf(out: &mut Parts<'_>, (name, aside): (&str, Option<Aside>), value: &Json) {
    // Parts beyond the most that are told apart need no names.
    let below = |out: &Parts<'_>, value: &Json, written: &dyn Fn() -> String| match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
        _ if out.told >= MAX_PARTS => Some(String::new()),
        _ => Some(shortened(written())),
    };
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
        Json::Text(text) => out.part(name.to_owned().into(), aside, text.into()),
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                if let Some(name) = below(out, item, &|| format!("{name}[{at}]")) {
                    leaf(out, (&name, aside), item);
                }
            }
        }
        Json::Object(members) => {
            for (key, member) in members {
                let plain = is_plain(key);
                if !plain {
                    out.part(name.to_owned().into(), Some(Aside::NameInIt), key.into());
                }
                let written = || if plain { format!("{name}.{key}") } else { name.to_owned() };
                if let Some(name) = below(out, member, &written) {
                    leaf(out, (&name, if plain { aside } else { Some(Aside::ItsValue) }), member);
                }
            }
        }
    }
}

fn shortened(mut name: String) -> String {
    if let Some((end, _)) = name.char_indices().nth(NAME) {
        name.truncate(end);
    }
    name
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']'))
}

/// The parts of one kind as fields: the first few separately, the rest joined into one.
struct Parts<'o> {
    out: &'o mut Vec<Field>,
    place: Place,
    prefix: &'static str,
    told: usize,
    rest: String,
}

impl<'o> Parts<'o> {
    fn new(out: &'o mut Vec<Field>, place: Place, prefix: &'static str) -> Self {
        Self { out, place, prefix, told: 0, rest: String::new() }
    }

    /// A parameter's value, and its name if that is more than a plain word.
    fn pair(&mut self, name: &str, value: Cow<'_, str>) {
        if is_plain(name) {
            let name = if self.told < MAX_PARTS {
                shortened([self.prefix, ".", name].concat())
            } else {
                String::new()
            };
            self.part(name.into(), None, value);
        } else {
            self.part(self.prefix.into(), Some(Aside::ParameterName), name.into());
            self.part(self.prefix.into(), Some(Aside::ItsValue), value);
        }
    }

    fn part(&mut self, name: Cow<'static, str>, aside: Option<Aside>, value: Cow<'_, str>) {
        if self.told < MAX_PARTS {
            self.out.push(Field::beside(self.place, name, aside, value.into_owned()));
        } else {
            if self.told > MAX_PARTS {
                self.rest.push_str(", ");
            }
            self.rest.push_str(&value);
        }
        self.told += 1;
    }

    fn end(self) {
        if self.told > MAX_PARTS {
            self.out.push(Field::beside(self.place, self.prefix.into(), Some(Aside::TheRest), self.rest));
        }
    }
}

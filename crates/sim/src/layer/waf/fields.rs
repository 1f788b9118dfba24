//! The parts of a request that the WAF reads, each decoded and normalised, so that an encoding hides nothing.

use percent_encoding::percent_decode_str;

use super::{Signs, normal};
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
    pub name: String,
    /// How it relates to the part of that name; `None` where it is that part.
    pub aside: Option<Aside>,
    /// What it holds, decoded once, as the app would read it.
    pub text: String,
    /// The same as [`super::normal`] makes it.
    pub normal: String,
    /// The signs in that.
    pub(super) signs: Signs,
}

impl Field {
    fn new(place: Place, name: String, text: String) -> Self {
        Self::beside(place, name, None, text)
    }

    fn beside(place: Place, name: String, aside: Option<Aside>, text: String) -> Self {
        let normal = normal::normal(&text);
        let signs = Signs::of(&normal);
        Self { place, name, aside, text, normal, signs }
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

/// How much of a name a field keeps, in characters: a body can nest long names.
const NAME: usize = 80;

/// The fields of a request: path, query parameters, headers (but `Host` and lengths), cookies, and the body, in the parts
/// that a form or a JSON document has.
#[must_use]
pub fn fields(request: &Request) -> Vec<Field> {
    let mut out = vec![Field::new(Place::Path, "path".to_owned(), request.decoded_path().into_owned())];
    parameters(&mut out, Place::Query, "query", request.query_parameters());
    for header in &request.headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("cookie") {
            parameters(&mut out, Place::Cookie, "cookie", cookies(&header.value));
        } else if !is("host") && !is("content-length") {
            out.push(Field::new(Place::Header, format!("header.{}", header.name), header.value.clone()));
        }
    }
    if !request.body.is_empty() {
        body(&mut out, request);
    }
    out
}

/// Names and values of a `Cookie` header (RFC 6265, section 4.2.1), decoded as most frameworks do.
fn cookies(header: &str) -> Vec<(String, String)> {
    let pairs = header.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    let decoded = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let value = value.trim().trim_matches('"');
        (name.trim().to_owned(), percent_decode_str(value).decode_utf8_lossy().into_owned())
    });
    decoded.collect()
}

fn body(out: &mut Vec<Field>, request: &Request) {
    let kind = request.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind == "application/x-www-form-urlencoded" {
        let form = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        parameters(out, Place::Body, "body", form);
        return;
    }
    let is_json = kind == "application/json" || kind.ends_with("+json");
    // The scenario's own tree keeps every member: of a name given twice an app may take the first or the last.
    match serde_json::from_str::<Json>(&request.body) {
        Ok(document) if is_json => {
            let mut leaves = Vec::new();
            leaf(&mut leaves, ("body", None), &document);
            capped(out, Place::Body, "body", leaves);
        }
        // What is no JSON although it says so is read as it stands: an app might be lenient.
        _ => out.push(Field::new(Place::Body, "body".to_owned(), request.body.clone())),
    }
}

/// A part before it is decoded: its name, what it is of that, and its text.
type Part = (String, Option<Aside>, String);

/// Every text in a JSON document, and every name that is more than a plain word. The parser bounds the depth.
fn leaf(out: &mut Vec<Part>, (name, aside): (&str, Option<Aside>), value: &Json) {
    // Parts beyond the most that are told apart need no names.
    let below = |out: &[Part], value: &Json, written: &dyn Fn() -> String| match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
        _ if out.len() >= MAX_PARTS => Some(String::new()),
        _ => Some(shortened(&written())),
    };
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
        Json::Text(text) => out.push((name.to_owned(), aside, text.clone())),
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
                    out.push((name.to_owned(), Some(Aside::NameInIt), key.clone()));
                }
                let written = || if plain { format!("{name}.{key}") } else { name.to_owned() };
                if let Some(name) = below(out, member, &written) {
                    leaf(out, (&name, if plain { aside } else { Some(Aside::ItsValue) }), member);
                }
            }
        }
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(NAME).collect()
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']'))
}

/// Each parameter's value; its name too where that is more than a plain word.
fn parameters(out: &mut Vec<Field>, place: Place, prefix: &str, pairs: Vec<(String, String)>) {
    let named = pairs.into_iter().flat_map(|(name, value)| {
        if is_plain(&name) {
            [Some((shortened(&format!("{prefix}.{name}")), None, value)), None]
        } else {
            let name = (prefix.to_owned(), Some(Aside::ParameterName), name);
            [Some(name), Some((prefix.to_owned(), Some(Aside::ItsValue), value))]
        }
    });
    capped(out, place, prefix, named.flatten().collect());
}

/// The parts as fields, those beyond the most that are told apart in one.
fn capped(out: &mut Vec<Field>, place: Place, prefix: &str, parts: Vec<Part>) {
    let rest: Vec<&str> = parts.iter().skip(MAX_PARTS).map(|(.., value)| value.as_str()).collect();
    let rest = (!rest.is_empty()).then(|| rest.join(", "));
    let told = parts.into_iter().take(MAX_PARTS);
    out.extend(told.map(|(name, aside, value)| Field::beside(place, name, aside, value)));
    out.extend(rest.map(|rest| Field::beside(place, prefix.to_owned(), Some(Aside::TheRest), rest)));
}

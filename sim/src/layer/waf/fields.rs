//! The parts of a request that the WAF reads, each decoded and normalised, so that an encoding hides nothing.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::normal;
use crate::http::Request;

/// How much of a value a reason shows, in characters.
const SHOWN: usize = 80;

/// Where a field sits in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path.
    Path,
    /// A parameter of the query.
    Query,
    /// A header, or a cookie in one.
    Header,
    /// The body, a parameter of a form or a part of a JSON document in it.
    Body,
}

/// One part of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it sits.
    pub place: Place,
    /// Its name, such as `query.q` or `header.User-Agent`.
    pub name: String,
    /// What it holds, decoded once, as the app would read it.
    pub text: String,
    /// The same as [`super::normal`] makes it.
    pub normal: String,
}

impl Field {
    fn new(place: Place, name: String, text: String) -> Self {
        let normal = normal::normal(&text);
        Self { place, name, text, normal }
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

/// How many parts of a JSON body are told apart; what comes after them is read as one text.
const MAX_LEAVES: usize = 1_000;

/// How much of a name a field keeps, in characters: a body can nest long names.
const NAME: usize = 80;

/// The fields of a request: path, query parameters, headers (but `Host` and lengths), cookies, and the body, in the parts
/// that a form or a JSON document has.
#[must_use]
pub fn fields(request: &Request) -> Vec<Field> {
    let mut out = vec![Field::new(Place::Path, "path".to_owned(), request.decoded_path())];
    for (name, value) in request.query_parameters() {
        push_parameter(&mut out, Place::Query, "query", name, value);
    }
    for header in &request.headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("cookie") {
            for cookie in header.value.split(';') {
                let (name, value) = cookie.split_once('=').unwrap_or(("", cookie));
                let decoded = percent_decode_str(value.trim()).decode_utf8_lossy().into_owned();
                push_parameter(&mut out, Place::Header, "cookie", name.trim().to_owned(), decoded);
            }
        } else if !is("host") && !is("content-length") {
            out.push(Field::new(Place::Header, format!("header.{}", header.name), header.value.clone()));
        }
    }
    if !request.body.is_empty() {
        body(&mut out, request);
    }
    out
}

fn body(out: &mut Vec<Field>, request: &Request) {
    let kind = request.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind == "application/x-www-form-urlencoded" {
        for (name, value) in form_urlencoded::parse(request.body.as_bytes()).into_owned() {
            push_parameter(out, Place::Body, "body", name, value);
        }
        return;
    }
    let is_json = kind == "application/json" || kind.ends_with("+json");
    match serde_json::from_str::<Value>(&request.body) {
        Ok(document) if is_json => {
            let leaves = out.len() + MAX_LEAVES;
            leaf(out, "body", &document, leaves);
            if out.len() >= leaves {
                out.push(Field::new(Place::Body, "body".to_owned(), request.body.clone()));
            }
        }
        // What is no JSON although it says so is read as it stands: an app might be lenient.
        _ => out.push(Field::new(Place::Body, "body".to_owned(), request.body.clone())),
    }
}

/// Every text in a JSON document, and every name that is more than a plain word. The parser bounds the depth.
fn leaf(out: &mut Vec<Field>, name: &str, value: &Value, most: usize) {
    if out.len() >= most {
        return;
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => out.push(Field::new(Place::Body, name.to_owned(), text.clone())),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaf(out, &shortened(&format!("{name}[{at}]")), item, most);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if !is_plain(key) {
                    out.push(Field::new(Place::Body, "body (a name in it)".to_owned(), key.clone()));
                }
                leaf(out, &shortened(&format!("{name}.{key}")), member, most);
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

/// A parameter's value; its name too where that is more than a plain word.
fn push_parameter(out: &mut Vec<Field>, place: Place, prefix: &str, name: String, value: String) {
    if is_plain(&name) {
        out.push(Field::new(place, shortened(&format!("{prefix}.{name}")), value));
    } else {
        out.push(Field::new(place, format!("{prefix} (a parameter's name)"), name));
        out.push(Field::new(place, format!("{prefix} (its value)"), value));
    }
}

//! The parts of a request that the WAF reads, each decoded and normalised, so that an encoding hides nothing.

use percent_encoding::percent_decode_str;

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
    /// A header.
    Header,
    /// The body, or a parameter of a form in it.
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
    /// The same, decoded until nothing changes (at most twice more) and in lower case.
    pub normal: String,
}

impl Field {
    fn new(place: Place, name: String, text: String) -> Self {
        let mut normal = text.clone();
        for _ in 0..2 {
            let next = percent_decode_str(&normal).decode_utf8_lossy().into_owned();
            if next == normal {
                break;
            }
            normal = next;
        }
        normal.make_ascii_lowercase();
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

/// The fields of a request: path, query parameters, headers (but `Host` and lengths), and body.
#[must_use]
pub fn fields(request: &Request) -> Vec<Field> {
    let mut out = vec![Field::new(Place::Path, "path".to_owned(), request.decoded_path())];
    for (name, value) in request.query_parameters() {
        push_parameter(&mut out, Place::Query, "query", name, value);
    }
    for header in &request.headers {
        if !["host", "content-length"].iter().any(|known| header.name.eq_ignore_ascii_case(known)) {
            out.push(Field::new(Place::Header, format!("header.{}", header.name), header.value.clone()));
        }
    }
    if !request.body.is_empty() {
        let is_form = request
            .header("Content-Type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
        if is_form {
            for (name, value) in form_urlencoded::parse(request.body.as_bytes()).into_owned() {
                push_parameter(&mut out, Place::Body, "body", name, value);
            }
        } else {
            out.push(Field::new(Place::Body, "body".to_owned(), request.body.clone()));
        }
    }
    out
}

/// A parameter's value; its name too where that is more than a plain word.
fn push_parameter(out: &mut Vec<Field>, place: Place, prefix: &str, name: String, value: String) {
    if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']')) {
        out.push(Field::new(place, format!("{prefix}.{name}"), value));
    } else {
        out.push(Field::new(place, format!("{prefix} (a parameter's name)"), name));
        out.push(Field::new(place, format!("{prefix} (its value)"), value));
    }
}

//! `--form`: the parts of a form, and the body that curl makes of them.

use super::{error, shown};
use crate::http::HttpError;

/// Between the parts. curl draws the sixteen digits by chance; here they are always the same, as a journey must be.
const BOUNDARY: &str = "------------------------0123456789abcdef";

/// What curl takes a file for, by the end of its name.
const KINDS: &[(&str, &str)] = &[
    (".gif", "image/gif"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".png", "image/png"),
    (".svg", "image/svg+xml"),
    (".txt", "text/plain"),
    (".htm", "text/html"),
    (".html", "text/html"),
    (".pdf", "application/pdf"),
    (".xml", "application/xml"),
];

/// The parts so far, each as it is written after its disposition.
#[derive(Default)]
pub(super) struct Form(Vec<String>);

impl Form {
    /// Adds a part as `-F` takes it, or as it is written where `literal`.
    pub(super) fn add(&mut self, option: &str, part: &str, literal: bool) -> Result<(), HttpError> {
        let place = || ["curl option ", option].concat();
        let Some((name, value)) = part.split_once('=') else {
            return Err(error(&place(), shown(part), "`name=value`"));
        };
        if !literal && value.starts_with(['@', '<']) {
            return Err(error(&place(), shown(value), "the text itself: no file is read"));
        }
        let (value, told) = if literal { (value.to_owned(), "") } else { content(value) };
        let (mut kind, mut file) = (String::new(), None);
        let mut rest = told;
        while let Some(after) = rest.strip_prefix(';') {
            let spaced = after;
            let after = after.trim_start();
            if let Some(named) = after.strip_prefix("filename=") {
                let (name, next) = content(named);
                (file, rest) = (Some(name), next);
                continue;
            }
            let end = after.find(';').unwrap_or(after.len());
            let (told, next) = after.split_at(end);
            rest = next;
            if let Some(named) = told.strip_prefix("type=") {
                named.trim_end().clone_into(&mut kind);
            } else if ["headers=", "encoder="].iter().any(|known| told.starts_with(known)) {
                return Err(error(&place(), shown(told), "`type=` or `filename=`"));
            } else if !kind.is_empty() {
                // What follows a type is part of it.
                kind = kind + ";" + spaced.strip_suffix(next).unwrap_or(spaced);
            }
        }
        let mut written = String::new();
        for (attribute, value) in
            [("name", Some(name).filter(|name| !name.is_empty())), ("filename", file.as_deref())]
        {
            if let Some(value) = value {
                written += &["; ", attribute, "=\"", &quoted(value), "\""].concat();
            }
        }
        let of_file = |file: String| {
            let file = file.to_ascii_lowercase();
            KINDS.iter().find(|(end, _)| file.ends_with(end)).map(|(_, kind)| (*kind).to_owned())
        };
        let kind = if kind.is_empty() { file.and_then(of_file) } else { Some(kind) };
        if let Some(kind) = kind {
            written += &["\r\nContent-Type: ", &kind].concat();
        }
        self.0.push([&written, "\r\n\r\n", &value, "\r\n"].concat());
        Ok(())
    }

    /// Whether there is no part.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The body, and its content type with the boundary: `given`, or a form's.
    pub(super) fn written(&self, given: Option<&str>) -> (String, String) {
        const FORM: &str = "multipart/form-data";
        let given = given.unwrap_or(FORM);
        let disposition = if given.starts_with(FORM) { "form-data" } else { "attachment" };
        let part = |part: &String| ["--", BOUNDARY, "\r\nContent-Disposition: ", disposition, part].concat();
        let parts: String = self.0.iter().map(part).collect();
        ([&parts, "--", BOUNDARY, "--\r\n"].concat(), [given, "; boundary=", BOUNDARY].concat())
    }
}

/// A text up to the next `;`, or within quotes, and what follows it.
fn content(text: &str) -> (String, &str) {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('"') {
        let mut out = String::new();
        let mut signs = inside.char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    let rest = inside.get(at + 1..).unwrap_or_default();
                    return (out, rest.get(rest.find(';').unwrap_or(rest.len())..).unwrap_or_default());
                }
                '\\' => match signs.next() {
                    Some((_, sign @ ('"' | '\\'))) => out.push(sign),
                    other => {
                        out.push('\\');
                        out.extend(other.map(|(_, sign)| sign));
                    }
                },
                _ => out.push(sign),
            }
        }
        // Never closed, it is a text that begins with a quote.
    }
    let (text, rest) = text.split_at(text.find(';').unwrap_or(text.len()));
    (text.trim_end().to_owned(), rest)
}

/// A name within quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

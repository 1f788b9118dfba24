//! `--form`: the parts of a form, and the body that curl makes of them.

use super::files::{self, Files};
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
    pub(super) fn add(
        &mut self,
        option: &str,
        part: &str,
        literal: bool,
        files: Files<'_>,
    ) -> Result<(), HttpError> {
        let place = || ["curl option ", option].concat();
        let Some((name, value)) = part.split_once('=') else {
            return Err(error(&place(), shown(part), "`name=value`"));
        };
        // `@` sends a file, `<` its text alone.
        let sends = if literal { None } else { value.strip_prefix('@') };
        let named = if literal { None } else { sends.or_else(|| value.strip_prefix('<')) };
        let (value, told) = if literal { (value.to_owned(), "") } else { content(named.unwrap_or(value)) };
        let (mut kind, mut headers) = (String::new(), String::new());
        let mut file = sends.map(|_| files::base(&value).to_owned());
        let mut rest = told;
        while let Some(after) = rest.strip_prefix(';') {
            let spaced = after;
            let after = after.trim_start();
            if let Some(named) = after.strip_prefix("filename=") {
                let (name, next) = content(named);
                (file, rest) = (Some(name), next);
                continue;
            }
            if let Some(named) = after.strip_prefix("headers=").filter(|named| !named.starts_with(['@', '<']))
            {
                let (header, next) = content(named);
                headers += &["\r\n", &header].concat();
                rest = next;
                continue;
            }
            let end = after.find(';').unwrap_or(after.len());
            let (told, next) = after.split_at(end);
            rest = next;
            if let Some(named) = told.strip_prefix("type=") {
                named.trim_end().clone_into(&mut kind);
            } else if ["headers=", "encoder="].iter().any(|known| told.starts_with(known)) {
                return Err(error(&place(), shown(told), "`type=`, `filename=` or `headers=` with a text"));
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
        let kind_of = |file: &str| {
            let file = file.to_ascii_lowercase();
            KINDS.iter().find(|(end, _)| file.ends_with(end)).map(|(_, kind)| *kind)
        };
        let text = match named {
            Some(_) => files::text(files, option, part, &value)?,
            None => value.clone(),
        };
        if kind.is_empty() {
            let guess = file.as_deref().and_then(kind_of).or_else(|| named.and_then(|_| kind_of(&value)));
            // A part that is no file is plain text without saying so.
            let guess = guess.filter(|kind| file.is_some() || *kind != "text/plain");
            kind = guess
                .or_else(|| sends.filter(|_| value != "-").map(|_| "application/octet-stream"))
                .unwrap_or_default()
                .to_owned();
        }
        if !kind.is_empty() {
            written += &["\r\nContent-Type: ", &kind].concat();
        }
        self.0.push([&written, &headers, "\r\n\r\n", &text, "\r\n"].concat());
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

//! The files that a command names. The terminal reads them, as curl would; the page can't, and says so.

use percent_encoding::utf8_percent_encode;

use super::{UNRESERVED, error, shown};
use crate::http::HttpError;

/// Reads the file of a name, `-` for standard input: its text, nothing where there is no such file, or what was expected instead.
pub type Files<'a> = &'a dyn Fn(&str) -> Result<Option<String>, String>;

/// Reads none.
pub(super) fn none(_: &str) -> Result<Option<String>, String> {
    Err("the text itself: no file is read".to_owned())
}

/// Whether a file can be read at all: in the page there is none, and what would be done with one weighs nothing there.
pub(super) const CAN: bool = !cfg!(target_arch = "wasm32");

/// The text of a file; an error shows the value that names it.
#[inline(always)]
pub(super) fn text(files: Files<'_>, option: &str, value: &str, name: &str) -> Result<String, HttpError> {
    if !CAN {
        return Err(refused(option, value, none("")));
    }
    match files(name) {
        Ok(Some(text)) => Ok(text),
        other => Err(refused(option, value, other)),
    }
}

#[inline(never)]
fn refused(option: &str, value: &str, read: Result<Option<String>, String>) -> HttpError {
    let expected = read.err().unwrap_or_else(|| "a file that is there".to_owned());
    error(&["curl option ", option].concat(), shown(value), &expected)
}

/// What `--data` and its kin make of a text or of `@file`.
pub(super) fn data(files: Files<'_>, option: &str, value: String) -> Result<String, HttpError> {
    let Some(name) = value.strip_prefix('@') else { return Ok(value) };
    let read = text(files, option, &value, name)?;
    // curl drops a file's line ends; given text stays as it is.
    let kept = matches!(option, "--data-binary" | "--json");
    Ok(if kept { read } else { read.replace(['\r', '\n', '\0'], "") })
}

/// What `--data-urlencode` and `--url-query` make of `text`, `=text`, `name=text`, `@file` and `name@file`.
pub(super) fn urlencoded(files: Files<'_>, option: &str, value: &str) -> Result<String, HttpError> {
    let encoded = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string().replace("%20", "+");
    let (name, content) = match (value.split_once('='), value.split_once('@')) {
        (Some((name, content)), _) => (name, encoded(content)),
        (None, Some((name, file))) => (name, encoded(&text(files, option, value, file)?)),
        (None, None) => ("", encoded(value)),
    };
    Ok(if name.is_empty() { content } else { [name, "=", &content].concat() })
}

/// The last part of a file's path, as a server is told it.
pub(super) fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

//! From a JSON pointer to its place in the text that was read, for error messages. The text is valid JSON by then.

use super::json::Json;

/// Which member of an object, where several have the pointer's name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The one that is read.
    First,
    /// The one that repeats it.
    Last,
}

/// A value's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// From 1.
    pub line: usize,
    /// From 1, in bytes.
    pub column: usize,
    /// The value's own text.
    pub text: &'a str,
}

/// The place of a pointer; `None` when the text has no such value.
pub(super) fn locate<'a>(text: &'a str, pointer: &str, which: Which) -> Option<Place<'a>> {
    let mut at = space(text, 0);
    let mut parts = pointer.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let which = if parts.peek().is_some() { Which::First } else { which };
        at = child(text, at, &part.replace("~1", "/").replace("~0", "~"), which)?;
    }
    let before = text.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = at - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let value = text.get(at..value_end(text, at).unwrap_or(text.len()))?;
    Some(Place { line, column, text: value })
}

pub(super) fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

pub(super) fn space(text: &str, mut at: usize) -> usize {
    while byte(text, at).is_some_and(|b| b.is_ascii_whitespace()) {
        at += 1;
    }
    at
}

/// Where the member `part` of the object or array at `at` starts.
fn child(text: &str, at: usize, part: &str, which: Which) -> Option<usize> {
    let is_object = match byte(text, at)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let mut at = space(text, at + 1);
    let mut index = 0_usize;
    let mut last = None;
    loop {
        let mut found = !is_object && part.parse() == Ok(index);
        if is_object {
            let end = string_end(text, at)?;
            found = is_name(text.get(at..end)?, part);
            at = space(text, space(text, end) + 1);
        }
        if found {
            last = Some(at);
            if which == Which::First {
                return last;
            }
        }
        at = space(text, value_end(text, at)?);
        if byte(text, at)? != b',' {
            return last;
        }
        at = space(text, at + 1);
        index += 1;
    }
}

/// Whether a string, in its quotes and with its escapes, is that name.
fn is_name(quoted: &str, name: &str) -> bool {
    if quoted.contains('\\') {
        return matches!(serde_json::from_str(quoted), Ok(Json::Text(text)) if text == name);
    }
    quoted.get(1..quoted.len().saturating_sub(1)) == Some(name)
}

/// The end of the string that starts at `at`.
pub(super) fn string_end(text: &str, at: usize) -> Option<usize> {
    if byte(text, at)? != b'"' {
        return None;
    }
    let mut at = at + 1;
    loop {
        match byte(text, at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of the value that starts at `at`.
pub(super) fn value_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut here = at;
    loop {
        match byte(text, here)? {
            b'"' => here = string_end(text, here)?,
            b'{' | b'[' => {
                depth += 1;
                here += 1;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                here += 1;
            }
            _ if depth == 0 => {
                let rest = text.get(here..)?;
                let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | '}' | ']');
                return Some(here + rest.find(ends).unwrap_or(rest.len()));
            }
            _ => here += 1,
        }
        if depth == 0 {
            return Some(here);
        }
    }
}

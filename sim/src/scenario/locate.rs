//! From a JSON pointer to its place in the text that was read, and from a place to its pointer, for error messages. The
//! text is valid JSON by then, or valid up to the place that is looked for.
//!
//! `serde_path_to_error` would give pointers too, at a quarter of the whole simulation's weight in wasm: it compiles the
//! reader of every type a second time.

use super::errors::escape;

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
pub(super) fn locate<'a>(text: &'a str, pointer: &str) -> Option<Place<'a>> {
    let mut at = space(text, 0);
    for part in pointer.split('/').skip(1) {
        at = child(text, at, &part.replace("~1", "/").replace("~0", "~"))?;
    }
    let before = text.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = at - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let value = text.get(at..value_end(text, at).unwrap_or(text.len()))?;
    Some(Place { line, column, text: value })
}

/// An object or array that a place is inside of: the member it has come to.
enum Inside {
    Object(Option<String>),
    Array(usize),
}

/// The pointer of the member that was read last when the reader stood at a line and column, as serde_json counts them.
pub(super) fn pointer_at(text: &str, line: usize, column: usize) -> String {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let stop = line_start + column;
    let mut inside: Vec<Inside> = Vec::new();
    let mut at = 0;
    while let Some(b) = byte(text, at).filter(|_| at < stop) {
        match (b, inside.last_mut()) {
            (b'{', _) => inside.push(Inside::Object(None)),
            (b'[', _) => inside.push(Inside::Array(0)),
            (b'}' | b']', _) => {
                inside.pop();
            }
            (b',', Some(Inside::Object(key))) => *key = None,
            (b',', Some(Inside::Array(index))) => *index += 1,
            (b'"', top) => {
                let end = string_end(text, at).unwrap_or(text.len());
                if let Some(Inside::Object(key @ None)) = top {
                    *key = text.get(at + 1..end.saturating_sub(1)).map(escape);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    let mut pointer = String::new();
    for member in inside {
        let part = match member {
            Inside::Object(None) => continue,
            Inside::Object(Some(key)) => key,
            Inside::Array(index) => index.to_string(),
        };
        pointer = pointer + "/" + &part;
    }
    pointer
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

fn space(text: &str, mut at: usize) -> usize {
    while byte(text, at).is_some_and(|b| b.is_ascii_whitespace()) {
        at += 1;
    }
    at
}

/// Where the member `part` of the object or array at `at` starts.
fn child(text: &str, at: usize, part: &str) -> Option<usize> {
    let is_object = match byte(text, at)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let mut at = space(text, at + 1);
    let mut index = 0_usize;
    loop {
        let mut found = !is_object && part.parse() == Ok(index);
        if is_object {
            let end = string_end(text, at)?;
            found = text.get(at + 1..end - 1)? == part;
            at = space(text, space(text, end) + 1);
        }
        if found {
            return Some(at);
        }
        at = space(text, value_end(text, at)?);
        if byte(text, at)? != b',' {
            return None;
        }
        at = space(text, at + 1);
        index += 1;
    }
}

/// The end of the string that starts at `at`.
fn string_end(text: &str, at: usize) -> Option<usize> {
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
fn value_end(text: &str, at: usize) -> Option<usize> {
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

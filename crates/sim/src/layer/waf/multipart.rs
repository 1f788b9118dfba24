//! The parts of a form with files (RFC 7578): an app reads their names, the files' names and what is in them.

use std::borrow::Cow;

/// Each part's name and content, and each file's name under its part's. A body without its boundary is one part without a name.
pub(super) fn parts<'b>(kind: &str, body: &'b str) -> impl Iterator<Item = (Cow<'b, str>, Cow<'b, str>)> {
    let boundary = parameter(kind, "boundary=").unwrap_or("\r\n");
    let boundary = ["--", boundary].concat();
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some((piece, after)) = rest.split_once(&*boundary) {
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces.into_iter().filter(|piece| !matches!(piece.trim(), "" | "--")).flat_map(|piece| {
        let piece = piece.trim_start();
        let blank = ["\r\n\r\n", "\n\n"].iter().find_map(|blank| piece.split_once(blank));
        let (head, content) = blank.unwrap_or(("", piece));
        let name = parameter(head, " name=").unwrap_or_default();
        let file = parameter(head, "filename=").map(|file| (Cow::Borrowed(name), Cow::Borrowed(file)));
        [Some((Cow::Borrowed(name), Cow::Borrowed(content.trim_end()))), file].into_iter().flatten()
    })
}

/// What stands after a name, in quotes or up to the next semicolon or line's end.
fn parameter<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let at =
        text.as_bytes().windows(name.len()).position(|here| here.eq_ignore_ascii_case(name.as_bytes()))?;
    let rest = text.get(at + name.len()..)?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split(['"', '\n']).next(),
        None => rest.split([';', '\r', '\n']).next().map(str::trim),
    }
}

//! The parts of a form with files (RFC 7578): an app reads their names, the files' names and what is in them.

/// Each part's name and content, and each file's name under its part's. A body without its boundary is one part without a name.
pub(super) fn parts(kind: &str, body: &str, found: &mut dyn FnMut(&str, &str)) {
    let boundary = parameter(kind, "boundary=").unwrap_or("\r\n");
    for piece in body.split(&*["--", boundary].concat()) {
        let piece = piece.trim_start();
        if matches!(piece.trim_end(), "" | "--") {
            continue;
        }
        let blank = ["\r\n\r\n", "\n\n"].iter().find_map(|blank| piece.split_once(blank));
        let (head, content) = blank.unwrap_or(("", piece));
        let name = parameter(head, " name=").unwrap_or_default();
        found(name, content.trim_end());
        if let Some(file) = parameter(head, "filename=") {
            found(name, file);
        }
    }
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

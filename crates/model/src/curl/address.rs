//! The address in a command, as curl takes it apart: its user, its host without a port that goes without saying, its target without
//! dot segments. Where curl would make several requests of it, it is refused.

use percent_encoding::percent_decode_str;

use super::{error, shown};
use crate::http::{HttpError, Scheme, connectable, dotted};

const PLACE: &str = "curl address";

/// An address in its parts.
pub(super) struct Address {
    pub(super) scheme: Scheme,
    /// What `Host` says, unless the command does.
    pub(super) authority: String,
    /// Path and query. Its fragment stays behind.
    pub(super) target: String,
    /// What stood before `@`.
    pub(super) user: Option<String>,
}

/// What curl is told about how to read one.
#[derive(Clone, Copy, Default)]
pub(super) struct Reading {
    /// `--path-as-is`: dot segments stay.
    pub(super) path_as_is: bool,
    /// `--globoff`: brackets and braces stay.
    pub(super) globoff: bool,
}

pub(super) fn read(url: &str, reading: Reading) -> Result<Address, HttpError> {
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(error(PLACE, shown(url), "spaces percent-encoded, such as %20"));
    }
    let named = url.split_once(":/").filter(|(name, _)| !name.contains(['/', '?', '#']));
    let (scheme, rest) = match named {
        // Without a scheme curl takes http.
        None => (Scheme::Http, url),
        Some((name, rest)) if name.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
        Some((name, rest)) if name.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
        Some((name, _)) => return Err(error(PLACE, shown(name), "http or https")),
    };
    // curl is content with one slash.
    let rest = if named.is_some() { rest.strip_prefix('/').unwrap_or(rest) } else { rest };
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if !reading.globoff && is_several(target) {
        let expected = "one address, or --globoff where brackets and braces are meant as they are";
        return Err(error(PLACE, shown(target), expected));
    }
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(percent_decode_str(user).decode_utf8_lossy().into_owned()), host),
        None => (None, authority),
    };
    let implied = match scheme {
        Scheme::Https => ":443",
        Scheme::Http => ":80",
    };
    let host = host.strip_suffix(implied).unwrap_or(host);
    let numeric = dotted(host);
    let host = numeric.as_deref().unwrap_or(host);
    connectable(PLACE, host)?;
    let target = if target.starts_with('/') { target.to_owned() } else { ["/", target].concat() };
    let target = if reading.path_as_is { target } else { without_dots(&target) };
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let target = path.bytes().map(|byte| match byte {
        0x80.. => format!("%{byte:02x}"),
        _ => char::from(byte).to_string(),
    });
    let target = target.collect::<String>() + query;
    Ok(Address { scheme, authority: host.to_owned(), target, user })
}

/// A query as curl adds it to an address: the digits behind each `%` in lower case.
pub(super) fn added(query: &str) -> String {
    let mut digits = 0_u8;
    let lower = |letter: char| {
        let within = digits > 0;
        digits = if letter == '%' { 2 } else { digits.saturating_sub(1) };
        if within { letter.to_ascii_lowercase() } else { letter }
    };
    query.chars().map(lower).collect()
}

/// Whether a target is one word yet with what `--get` adds to it.
pub(super) fn one_word(target: &str) -> Result<(), HttpError> {
    match target.contains(char::is_whitespace) {
        true => Err(error(PLACE, shown(target), "spaces percent-encoded, such as %20")),
        false => Ok(()),
    }
}

/// Whether curl would read ranges, alternatives or a mistake in them; an empty pair of brackets it leaves alone.
pub(super) fn is_several(target: &str) -> bool {
    target.replace("[]", "").contains(['[', ']', '{', '}'])
}

/// A target whose path has no `.` and no `..` left (RFC 3986, section 5.2.4). Encoded ones stay.
pub(super) fn without_dots(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
        // A path that ends in dots ends in a slash.
        if last && matches!(segment, "." | "..") {
            kept.push("");
        }
    }
    ["/", &kept.join("/"), query].concat()
}

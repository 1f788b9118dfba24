//! The path that a proxy compares with its routes. nginx decodes it, merges slashes and resolves dots; Envoy, as most controllers
//! set it, decodes plain letters alone and encodes what no URI may hold; HAProxy takes it as it came.

use std::borrow::Cow;

use gauntlet_scenario::model::ProxyKind;

use super::Bad;

/// What Envoy percent-encodes in a path (the canonical form of Chromium's URLs).
const ENCODED: &[u8] = b"\"<>^`{|}";

/// A path as the proxy compares it; the same text where there is nothing to change in it.
///
/// # Errors
/// What the proxy refuses in it.
pub fn normal(kind: ProxyKind, path: &str) -> Result<Cow<'_, str>, Bad> {
    if kind == ProxyKind::Haproxy {
        return Ok(Cow::Borrowed(path));
    }
    let envoy = kind == ProxyKind::Envoy;
    // nginx takes a fragment, and looks at what stands before it.
    let path = if envoy { path } else { path.split('#').next().unwrap_or_default() };
    let odd = |byte: u8| byte == b'%' || envoy && (byte == b'\\' || ENCODED.contains(&byte));
    let step = |two: &[u8; 2]| matches!(two, b"//" | b"/.");
    let plain = !path.bytes().any(odd) && !path.as_bytes().array_windows().any(step);
    // What is no path, such as `*`, has nothing to resolve.
    if plain || !path.starts_with('/') {
        return Ok(Cow::Borrowed(path));
    }
    let slashed = if envoy { Cow::Owned(slashed(path)) } else { Cow::Borrowed(path) };
    let decoded = decoded(slashed.as_bytes(), envoy)?;
    let resolved = resolved(&decoded, envoy)?;
    Ok(Cow::Owned(String::from_utf8_lossy(&resolved).into_owned()))
}

/// A path as Envoy sees its steps: a backslash parts them too, and dots keep their meaning with parameters behind a `;`.
fn slashed(path: &str) -> String {
    let steps = path.split(['/', '\\']).map(|step| match step.split_once(';') {
        Some((dots @ ("." | ".."), _)) => dots,
        _ => step,
    });
    steps.collect::<Vec<_>>().join("/")
}

/// Undoes percent-encoding, once. Envoy keeps what is no letter, digit, `-`, `.`, `_` or `~`, and what is no encoding at all.
fn decoded(path: &[u8], envoy: bool) -> Result<Vec<u8>, Bad> {
    let digit = |at: usize| path.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(path.len());
    let mut at = 0;
    while let Some(&byte) = path.get(at) {
        at += 1;
        if envoy && ENCODED.contains(&byte) {
            let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value & 15)];
            out.extend([b'%', digit(byte >> 4), digit(byte)]);
            continue;
        }
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        match digit(at).zip(digit(at + 1)) {
            Some((0, 0)) => return Err(Bad::Encoding),
            Some((high, low)) => {
                let decoded = (high * 16 + low) as u8;
                let plain = decoded.is_ascii_alphanumeric() || b"-._~".contains(&decoded);
                if plain || !envoy {
                    out.push(decoded);
                    at += 2;
                } else {
                    out.push(byte);
                }
            }
            None if envoy => out.push(byte),
            None => return Err(Bad::Encoding),
        }
    }
    Ok(out)
}

/// Merges slashes and resolves `.` and `..`. nginx refuses to climb above the root, Envoy stays there; and where nginx merges
/// slashes first, Envoy takes what is between two of them for a step that `..` undoes.
fn resolved(path: &[u8], envoy: bool) -> Result<Vec<u8>, Bad> {
    let mut out = Vec::with_capacity(path.len());
    out.push(b'/');
    let mut steps = path.split(|byte| *byte == b'/').skip(1).peekable();
    while let Some(step) = steps.next() {
        match step {
            b"." => {}
            b"" if !envoy => {}
            b".." => {
                out.pop();
                match out.iter().rposition(|byte| *byte == b'/') {
                    Some(slash) => out.truncate(slash + 1),
                    None if envoy => out.push(b'/'),
                    None => return Err(Bad::AboveRoot),
                }
            }
            step => {
                out.extend_from_slice(step);
                if steps.peek().is_some() {
                    out.push(b'/');
                }
            }
        }
    }
    // Envoy joins what is between slashes, and puts one before and one behind: of slashes alone two are left.
    let alone = envoy && out.len() > 1 && out.iter().all(|byte| *byte == b'/');
    out.dedup_by(|one, before| (*one, *before) == (b'/', b'/'));
    out.extend(alone.then_some(b'/'));
    Ok(out)
}

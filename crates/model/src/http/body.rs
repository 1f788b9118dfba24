//! The body of a message: sized by `Content-Length`, or in chunks that say themselves where it ends (RFC 9112, sections 6 and 7).

use super::parse::{error, header};
use super::wire::{ChunkFault, Chunks, Length};
use super::{Header, HttpError, MAX_BODY_BYTES, Request};

/// Reads the body behind a head, as what takes a message for what it is would: chunks go before a length. Where readers might disagree
/// about its end, all that came belongs to it.
///
/// One line end after the message is let go, as RFC 9112, section 2.2 asks of a server, and because editors end a file with one.
pub(super) fn read(request: &mut Request, bytes: &[u8]) -> Result<(), HttpError> {
    let announced = match request.length() {
        Some(Length::One(length) | Length::Agree(length)) => Some(length),
        _ => None,
    };
    if announced.is_some_and(|length| length > MAX_BODY_BYTES as u64) || bytes.len() > MAX_BODY_BYTES + 2 {
        let found = format!("{} bytes", announced.unwrap_or(0).max(bytes.len() as u64));
        return Err(error("body", found, format!("at most {MAX_BODY_BYTES} bytes")));
    }
    if request.is_chunked() {
        return chunked(request, bytes);
    }
    let open = request.header("transfer-encoding").is_some()
        || matches!(request.length(), Some(Length::Differ | Length::Invalid))
        || request.headers.iter().any(|one| odd_name(&one.name))
        || !request.wire.stray.is_empty();
    let Some(length) = announced.filter(|_| !open) else {
        if !open && !is_line_end(bytes) {
            let expected = "none, or a Content-Length header that announces it".to_owned();
            return Err(error("body", format!("{} bytes", bytes.len()), expected));
        }
        request.body = if open { String::from_utf8_lossy(bytes).into_owned() } else { String::new() };
        return Ok(());
    };
    let (body, left) =
        bytes.split_at_checked(usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or((bytes, b" "));
    if !is_line_end(left) {
        let expected = format!("the {length} of Content-Length");
        return Err(error("body", format!("{} bytes", bytes.len()), expected));
    }
    request.body = String::from_utf8_lossy(body).into_owned();
    Ok(())
}

fn is_line_end(bytes: &[u8]) -> bool {
    matches!(bytes, b"" | b"\n" | b"\r\n")
}

/// A name that some read as another header's: with a space in it or around it.
fn odd_name(name: &str) -> bool {
    name.contains([' ', '\t'])
}

/// A line up to its end, which is behind it; and whether that is `\n` alone.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8], bool)> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at(end);
    let whole = line.strip_suffix(b"\r");
    Some((whole.unwrap_or(line), rest.get(1..)?, whole.is_none()))
}

fn cut() -> HttpError {
    error("body", "the end of the text", "a last chunk `0` and an empty line, which end a chunked body")
}

fn chunked(request: &mut Request, bytes: &[u8]) -> Result<(), HttpError> {
    let mut chunks = Chunks::default();
    let mut body = Vec::new();
    let mut rest = bytes;
    loop {
        let Some((size, after, bare)) = line(rest) else {
            return match std::str::from_utf8(rest).ok().and_then(size_of) {
                None if !rest.is_empty() => faulty(request, chunks, (&body, bytes)),
                _ => Err(cut()),
            };
        };
        chunks.bare_line_end |= bare;
        let Some(size) = std::str::from_utf8(size).ok().and_then(size_of) else {
            return faulty(request, chunks, (&body, bytes));
        };
        rest = after;
        if size == 0 {
            break;
        }
        let (data, after) =
            usize::try_from(size).ok().and_then(|size| rest.split_at_checked(size)).ok_or_else(cut)?;
        body.extend_from_slice(data);
        let Some((left, after, bare)) = line(after) else { return Err(cut()) };
        chunks.bare_line_end |= bare;
        if !left.is_empty() {
            chunks.fault = Some(ChunkFault::Longer);
        }
        rest = after;
    }
    loop {
        let Some((line, after, _)) = line(rest) else { return Err(cut()) };
        rest = after;
        if line.is_empty() {
            break;
        }
        chunks.trailers.extend(header(&String::from_utf8_lossy(line)));
    }
    if !is_line_end(rest) {
        let found = format!("{} bytes after the last chunk", rest.len());
        return Err(error("body", found, "none: one message is read"));
    }
    let used = bytes.len() - rest.len();
    chunks.raw = String::from_utf8_lossy(bytes.get(..used).unwrap_or_default()).into_owned();
    request.body = String::from_utf8_lossy(&body).into_owned();
    request.wire.chunks = Some(chunks);
    Ok(())
}

/// Nobody knows where it ends: all that came is kept.
fn faulty(request: &mut Request, chunks: Chunks, (body, bytes): (&[u8], &[u8])) -> Result<(), HttpError> {
    request.body = String::from_utf8_lossy(body).into_owned();
    let raw = String::from_utf8_lossy(bytes).into_owned();
    request.wire.chunks = Some(Chunks { fault: Some(ChunkFault::Size), raw, ..chunks });
    Ok(())
}

/// The size that a chunk's first line gives, in hexadecimal digits; what follows a `;` extends it.
fn size_of(line: &str) -> Option<u64> {
    let digits = line.split(';').next()?.trim_end_matches([' ', '\t']);
    let plain = (1..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
}

/// A body in one chunk, as a client writes it.
#[must_use]
pub fn in_chunks(body: &str) -> String {
    match body.len() {
        0 => "0\r\n\r\n".to_owned(),
        length => format!("{length:x}\r\n{body}\r\n0\r\n\r\n"),
    }
}

/// Whether headers ask for chunks: whoever sends a body with them writes it so.
#[must_use]
pub fn asks_for_chunks<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    let headers =
        headers.map(|(name, value)| Header { name: name.to_owned(), value: value.to_owned() }).collect();
    Request { headers, ..Request::get("", "/") }.is_chunked()
}

//! The headers that a command gives, and what curl itself says of the body's size.

use super::{error, shown};
use crate::http::{HttpError, asks_for_chunks, in_chunks};

/// Writes the headers given, and the one that sizes the body; gives the body as it is sent: in chunks where a header says so.
pub(super) fn add(
    text: &mut String,
    headers: &[(String, String)],
    body: String,
    has_data: bool,
) -> Result<String, HttpError> {
    let chunked = asks_for_chunks(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for (name, value) in headers {
        if chunked || !name.eq_ignore_ascii_case("content-length") {
            text.push_str(&format!("{name}: {value}\r\n"));
        } else if *value != body.len().to_string() {
            let expected = format!("{}, the length of what is sent", body.len());
            return Err(error("header Content-Length", shown(value), &expected));
        }
    }
    match (chunked, has_data) {
        (true, true) => return Ok(in_chunks(&body)),
        (true, false) => {
            let found = "Transfer-Encoding: chunked";
            return Err(error("curl option --header", found, "data to send in chunks"));
        }
        (false, true) => text.push_str(&format!("Content-Length: {}\r\n", body.len())),
        (false, false) => {}
    }
    Ok(body)
}

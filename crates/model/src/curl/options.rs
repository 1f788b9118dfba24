//! curl's options: which take a value, which change what is sent, and which ask for what is not simulated.

use gauntlet_slip::nearest;

use super::{error, shown};
use crate::http::HttpError;

/// Options without a value that change nothing which the layers see.
const NO_EFFECT: &[&str] = &[
    "--basic",
    "--create-dirs",
    "--fail",
    "--fail-early",
    "--fail-with-body",
    "--include",
    "--junk-session-cookies",
    "--keepalive",
    "--location",
    "--location-trusted",
    "--no-buffer",
    "--no-keepalive",
    "--no-progress-meter",
    "--no-sessionid",
    "--parallel",
    "--progress-bar",
    "--progress-meter",
    "--remote-header-name",
    "--remote-name",
    "--remote-time",
    "--retry-all-errors",
    "--retry-connrefused",
    "--show-error",
    "--silent",
    "--ssl-reqd",
    "--styled-output",
    "--tcp-nodelay",
    "--tlsv1",
    "--tlsv1.0",
    "--tlsv1.1",
    "--tlsv1.2",
    "--tlsv1.3",
    "--trace-time",
    "--verbose",
];
/// Options with a value that change nothing which the layers see.
const NO_EFFECT_VALUE: &[&str] = &[
    "--cacert",
    "--ciphers",
    "--connect-timeout",
    "--cookie-jar",
    "--dump-header",
    "--interface",
    "--keepalive-time",
    "--limit-rate",
    "--max-filesize",
    "--max-redirs",
    "--max-time",
    "--noproxy",
    "--output",
    "--output-dir",
    "--proto",
    "--proto-redir",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--speed-limit",
    "--speed-time",
    "--stderr",
    "--tls13-ciphers",
    "--trace",
    "--trace-ascii",
    "--write-out",
];
/// Options with a value that make the request.
const WITH_VALUE: &[&str] = &[
    "--connect-to",
    "--cookie",
    "--data",
    "--data-ascii",
    "--data-binary",
    "--data-raw",
    "--data-urlencode",
    "--form",
    "--form-string",
    "--header",
    "--json",
    "--oauth2-bearer",
    "--range",
    "--referer",
    "--request",
    "--request-target",
    "--resolve",
    "--tls-max",
    "--url",
    "--url-query",
    "--user",
    "--user-agent",
];
/// Options without a value that make the request.
const FLAGS: &[&str] = &[
    "--compressed",
    "--get",
    "--globoff",
    "--head",
    "--http1.0",
    "--http1.1",
    "--http2",
    "--insecure",
    "--ipv4",
    "--ipv6",
    "--path-as-is",
];
/// What is not simulated, and what is in its place.
const REFUSED: &[(&str, &str)] = &[
    ("--upload-file", "`--request PUT --data-raw` and the text itself: no file is read"),
    ("--http0.9", "HTTP/1.1"),
    ("--http2-prior-knowledge", "https, or HTTP/1.1"),
    ("--http3", "HTTP/1.1 or --http2"),
    ("--next", "one request"),
    ("--config", "the options themselves: no file is read"),
    ("--cert", "no certificate of the client"),
    ("--proxy", "the address alone: no proxy stands in between"),
    ("--digest", "--basic"),
    ("--ntlm", "--basic"),
    ("--negotiate", "--basic"),
    ("--anyauth", "--basic"),
];
/// Short options and their long names.
const SHORT: &[(char, &str)] = &[
    ('#', "--progress-bar"),
    ('0', "--http1.0"),
    ('4', "--ipv4"),
    ('6', "--ipv6"),
    (':', "--next"),
    ('A', "--user-agent"),
    ('D', "--dump-header"),
    ('E', "--cert"),
    ('F', "--form"),
    ('G', "--get"),
    ('H', "--header"),
    ('I', "--head"),
    ('J', "--remote-header-name"),
    ('K', "--config"),
    ('L', "--location"),
    ('N', "--no-buffer"),
    ('O', "--remote-name"),
    ('R', "--remote-time"),
    ('S', "--show-error"),
    ('T', "--upload-file"),
    ('X', "--request"),
    ('b', "--cookie"),
    ('c', "--cookie-jar"),
    ('d', "--data"),
    ('e', "--referer"),
    ('f', "--fail"),
    ('g', "--globoff"),
    ('i', "--include"),
    ('j', "--junk-session-cookies"),
    ('k', "--insecure"),
    ('m', "--max-time"),
    ('o', "--output"),
    ('r', "--range"),
    ('s', "--silent"),
    ('u', "--user"),
    ('v', "--verbose"),
    ('w', "--write-out"),
    ('x', "--proxy"),
];

/// The long name of a short option.
pub(super) fn long(letter: char) -> Result<&'static str, HttpError> {
    let found = SHORT.iter().find(|(short, _)| *short == letter);
    found.map(|(_, long)| *long).ok_or_else(|| {
        error("curl option", shown(&format!("-{letter}")), "an option that changes the request")
    })
}

/// Whether an option takes a value.
pub(super) fn takes_value(option: &str) -> Result<bool, HttpError> {
    if WITH_VALUE.contains(&option) || NO_EFFECT_VALUE.contains(&option) {
        return Ok(true);
    }
    if NO_EFFECT.contains(&option) || FLAGS.contains(&option) {
        return Ok(false);
    }
    if let Some(taken_back) = option.strip_prefix("--no-")
        && [NO_EFFECT, FLAGS]
            .iter()
            .any(|list| list.iter().any(|known| known.strip_prefix("--") == Some(taken_back)))
    {
        return Ok(false);
    }
    if let Some((_, expected)) = REFUSED.iter().find(|(refused, _)| *refused == option) {
        return Err(error("curl option", shown(option), expected));
    }
    let known = WITH_VALUE.iter().chain(NO_EFFECT).chain(NO_EFFECT_VALUE).chain(FLAGS);
    let near = nearest(option, known.copied()).unwrap_or("--header");
    let expected = format!("an option that changes the request, such as {near}");
    Err(error("curl option", shown(option), &expected))
}

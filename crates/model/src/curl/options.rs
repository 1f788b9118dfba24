//! curl's options: which take a value, which change what is sent, and which ask for what is not simulated.

use gauntlet_slip::nearest;

use super::{error, shown};
use crate::http::HttpError;

/// What an option does to the request: a number for a table is smaller in the wasm than a comparison for each name.
#[derive(Clone, Copy)]
pub(super) enum Does {
    ConnectTo,
    Cookie,
    Data,
    DataAscii,
    DataBinary,
    DataRaw,
    DataUrlencode,
    Form,
    FormString,
    Header,
    Json,
    Oauth2Bearer,
    Range,
    Referer,
    Request,
    RequestTarget,
    Resolve,
    TlsMax,
    UploadFile,
    Url,
    UrlQuery,
    User,
    UserAgent,
    Compressed,
    Get,
    Globoff,
    Head,
    Http10,
    Http11,
    Http2,
    Insecure,
    Ipv4,
    Ipv6,
    Next,
    PathAsIs,
    TrEncoding,
    /// Nothing that the layers see.
    Nothing,
}

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
const WITH_VALUE: &[(&str, Does)] = &[
    ("--connect-to", Does::ConnectTo),
    ("--cookie", Does::Cookie),
    ("--data", Does::Data),
    ("--data-ascii", Does::DataAscii),
    ("--data-binary", Does::DataBinary),
    ("--data-raw", Does::DataRaw),
    ("--data-urlencode", Does::DataUrlencode),
    ("--form", Does::Form),
    ("--form-string", Does::FormString),
    ("--header", Does::Header),
    ("--json", Does::Json),
    ("--oauth2-bearer", Does::Oauth2Bearer),
    ("--range", Does::Range),
    ("--referer", Does::Referer),
    ("--request", Does::Request),
    ("--request-target", Does::RequestTarget),
    ("--resolve", Does::Resolve),
    ("--tls-max", Does::TlsMax),
    ("--upload-file", Does::UploadFile),
    ("--url", Does::Url),
    ("--url-query", Does::UrlQuery),
    ("--user", Does::User),
    ("--user-agent", Does::UserAgent),
];
/// Options without a value that make the request.
const FLAGS: &[(&str, Does)] = &[
    ("--compressed", Does::Compressed),
    ("--get", Does::Get),
    ("--globoff", Does::Globoff),
    ("--head", Does::Head),
    ("--http1.0", Does::Http10),
    ("--http1.1", Does::Http11),
    ("--http2", Does::Http2),
    ("--insecure", Does::Insecure),
    ("--ipv4", Does::Ipv4),
    ("--ipv6", Does::Ipv6),
    ("--next", Does::Next),
    ("--path-as-is", Does::PathAsIs),
    ("--tr-encoding", Does::TrEncoding),
];
/// What is not simulated, and what is in its place.
const REFUSED: &[(&str, &str)] = &[
    ("--http0.9", "HTTP/1.1"),
    ("--http2-prior-knowledge", "https, or HTTP/1.1"),
    ("--http3", "HTTP/1.1 or --http2"),
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

/// What an option does, and whether it takes a value.
pub(super) fn find(option: &str) -> Result<(Does, bool), HttpError> {
    let does = |table: &[(&str, Does)]| table.iter().find(|(name, _)| *name == option).map(|(_, does)| *does);
    if let Some(does) = does(WITH_VALUE) {
        return Ok((does, true));
    }
    if let Some(does) = does(FLAGS) {
        return Ok((does, false));
    }
    if NO_EFFECT_VALUE.contains(&option) {
        return Ok((Does::Nothing, true));
    }
    let flags = || FLAGS.iter().map(|(name, _)| *name);
    let taken_back =
        |name: &str| name.strip_prefix("--").is_some_and(|name| option.strip_prefix("--no-") == Some(name));
    if NO_EFFECT.contains(&option) || NO_EFFECT.iter().copied().chain(flags()).any(taken_back) {
        return Ok((Does::Nothing, false));
    }
    if let Some((_, expected)) = REFUSED.iter().find(|(refused, _)| *refused == option) {
        return Err(error("curl option", shown(option), expected));
    }
    let known = WITH_VALUE.iter().map(|(name, _)| *name);
    let known = known.chain(NO_EFFECT.iter().chain(NO_EFFECT_VALUE).copied()).chain(flags());
    let near = nearest(option, known).unwrap_or("--header");
    let expected = format!("an option that changes the request, such as {near}");
    Err(error("curl option", shown(option), &expected))
}

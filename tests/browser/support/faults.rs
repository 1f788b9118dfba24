//! Hosts that do something wrong, or something of their own: a table of what each does with which file of the site.

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use super::site::FOLDER;

/// What a host does with a file.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// It is not there.
    NotFound,
    /// It does not come until the test lets it.
    Hangs,
    /// It comes up to the first end of this text; the rest does not come until the test lets it.
    Pauses(&'static str),
    /// Other content comes in its place, of this type.
    Sends(&'static str, &'static str),
    /// It is served as another type.
    As(&'static str),
    /// A header comes with it.
    With(&'static str, &'static str),
    /// It is at another origin: the same host by its name.
    Moved,
}

/// What happens with files whose names begin and end so.
type Rule = (&'static str, &'static str, Does);

const APP: &str = "gauntlet-app";
const COEP: &str = "cross-origin-embedder-policy";
const CORP: &str = "cross-origin-resource-policy";
const CSP: &str = "content-security-policy";
const HTML: &str = "<!doctype html><title>Not found</title><p>Here is no such file.";

/// The hosts by name.
const HOSTS: &[(&str, &[Rule])] = &[
    ("well", &[]),
    ("no-page", &[("index.html", "", Does::NotFound)]),
    ("other-page", &[("index.html", "", Does::Sends(HTML, "text/html"))]),
    ("hanging-page", &[("index.html", "", Does::Hangs)]),
    // In the middle of the row below the figure.
    ("half-page", &[("index.html", "", Does::Pauses("4×</option></select>"))]),
    // In the line above the figure: after its sign, and within the title.
    ("half-masthead", &[("index.html", "", Does::Pauses("</svg>"))]),
    ("half-title", &[("index.html", "", Does::Pauses("<h1 id=\"title\">Every gate"))]),
    ("moved-page", &[("index.html", "", Does::Moved)]),
    ("no-wasm", &[(APP, ".wasm", Does::NotFound)]),
    ("corrupt-wasm", &[(APP, ".wasm", Does::Sends("\0asm\u{1}\0\0\0broken", "application/wasm"))]),
    ("html-for-wasm", &[(APP, ".wasm", Does::Sends(HTML, "text/html"))]),
    ("wasm-of-another-type", &[(APP, ".wasm", Does::As("application/octet-stream"))]),
    ("hanging-wasm", &[(APP, ".wasm", Does::Hangs)]),
    ("no-script", &[(APP, ".js", Does::NotFound)]),
    ("corrupt-script", &[(APP, ".js", Does::Sends("export default (", "text/javascript"))]),
    ("script-of-another-type", &[(APP, ".js", Does::As("text/plain"))]),
    ("hanging-script", &[(APP, ".js", Does::Hangs)]),
    ("no-frames", &[("index.html", "", Does::With("x-frame-options", "DENY"))]),
    ("no-ancestors", &[("index.html", "", Does::With(CSP, "frame-ancestors 'none'"))]),
    ("no-scripts", &[("index.html", "", Does::With(CSP, "script-src 'none'"))]),
    ("trusted", &[("index.html", "", Does::With(CSP, "require-trusted-types-for 'script'"))]),
    (
        "untrusted",
        &[("index.html", "", Does::With(CSP, "require-trusted-types-for 'script'; trusted-types 'none'"))],
    ),
    ("isolated", &[("", "", Does::With(COEP, "require-corp")), ("", "", Does::With(CORP, "cross-origin"))]),
];

/// The host that a path names, and the site's path below it.
pub fn host(path: &str) -> Option<(&'static [Rule], String)> {
    let (name, below) = path.strip_prefix("/blog/as/")?.split_once('/')?;
    let (_, rules) = HOSTS.iter().find(|(known, _)| *known == name)?;
    Some((rules, format!("/{below}")))
}

/// What such a host makes of a file.
pub async fn served(
    rules: &[Rule],
    below: &str,
    mut response: Response,
    port: u16,
    mut released: watch::Receiver<bool>,
) -> Response {
    let name = below.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
    for (_, _, does) in rules.iter().filter(|(start, end, _)| name.starts_with(start) && name.ends_with(end))
    {
        match does {
            Does::NotFound => response = StatusCode::NOT_FOUND.into_response(),
            Does::Hangs => {
                // An error is a site that ended, and with it the test.
                let _ = released.wait_for(|released| *released).await;
            }
            Does::Pauses(text) => {
                let (mut parts, body) = response.into_parts();
                parts.headers.remove("content-length");
                let mut first = to_bytes(body, usize::MAX).await.unwrap();
                let at = first.windows(text.len()).position(|part| part == text.as_bytes()).unwrap();
                let rest = first.split_off(at + text.len());
                let mut released = released.clone();
                let rest = stream::once(async move {
                    let _ = released.wait_for(|released| *released).await;
                    Ok::<_, std::io::Error>(rest)
                });
                response =
                    Response::from_parts(parts, Body::from_stream(stream::iter([Ok(first)]).chain(rest)));
            }
            Does::Sends(text, kind) => {
                *response.body_mut() = Body::from(*text);
                response.headers_mut().remove("content-length");
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            Does::As(kind) => {
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            Does::With(header, value) => {
                response
                    .headers_mut()
                    .append(HeaderName::from_static(header), HeaderValue::from_static(value));
            }
            Does::Moved => {
                let there = format!("http://localhost:{port}{FOLDER}");
                response = (StatusCode::FOUND, [(LOCATION, there)]).into_response();
            }
        }
    }
    response
}

/// The headers that a page's own query asks for, as `?content-security-policy=frame-src 'none'`.
pub fn asked_headers(uri: &Uri) -> Vec<(HeaderName, HeaderValue)> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let headers = pairs.filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)));
    headers.collect()
}

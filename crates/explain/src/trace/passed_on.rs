//! A request as each proxy writes it to the server behind it: read, and written anew in its own way, as measured with nginx 1.22, HAProxy
//! 2.6 and Envoy 1.40.

use gauntlet_model::http::{Length, Request, Wire, in_chunks};
use gauntlet_scenario::model::ProxyKind;
use gauntlet_sim::layer::reverse_proxy::normal;

/// The request as it is passed on, without the headers that the proxy adds.
pub(super) fn request(kind: ProxyKind, sent: &Request) -> Request {
    let mut request = sent.clone();
    let wire = std::mem::take(&mut request.wire);
    match kind {
        // It waits for the whole body, and says its length.
        ProxyKind::IngressNginx | ProxyKind::Nginx => {
            if wire.chunks.is_some() {
                let body = std::mem::take(&mut request.body);
                request.set_body(body);
            } else if let Some(header) =
                request.headers.iter_mut().find(|header| header.name.eq_ignore_ascii_case("content-length"))
            {
                header.value = request.body.len().to_string();
            }
        }
        ProxyKind::Haproxy => {
            // The target goes on as it came, and so does a version before 1.1.
            *request.wire = Wire {
                version: wire.version.clone().filter(|version| version == "HTTP/1.0"),
                target: wire.target.clone(),
                ..Wire::default()
            };
            chunked(&mut request, &wire, true);
            once(&mut request, "host");
            if let Some(Length::Agree(length)) = request.length() {
                request.set_header("Content-Length", &length.to_string());
            }
            joined(&mut request, "  ");
        }
        ProxyKind::Envoy => {
            if let Ok(path) = normal(ProxyKind::Envoy, &sent.path) {
                request.path = path.into_owned();
            }
            chunked(&mut request, &wire, false);
            let hosts: Vec<&str> = sent.all("host").collect();
            let host = sent.target_authority().map_or_else(|| hosts.join(","), str::to_owned);
            if hosts.first() != Some(&host.as_str()) {
                request.remove_header("host");
                request
                    .headers
                    .insert(0, gauntlet_model::http::Header { name: "Host".to_owned(), value: host });
            }
            joined(&mut request, "");
        }
    }
    if sent.asks_nothing() && request.wire.target.is_none() {
        request.wire.target = Some([&request.path, "?"].concat());
    }
    request
}

/// Writes the chunks anew, all in one, and drops a length beside them. HAProxy passes trailers on.
fn chunked(request: &mut Request, wire: &Wire, trailers: bool) {
    let Some(mut chunks) = wire.chunks.clone() else { return };
    request.remove_header("content-length");
    if !trailers {
        chunks.trailers.clear();
    }
    let mut raw = in_chunks(&request.body);
    raw.truncate(raw.len() - 2);
    for trailer in &chunks.trailers {
        raw = [&raw, &trailer.name, ": ", &trailer.value, "\r\n"].concat();
    }
    (chunks.raw, chunks.fault, chunks.bare_line_end) = (raw + "\r\n", None, false);
    request.wire.chunks = Some(chunks);
}

/// Keeps the first header of a name alone.
fn once(request: &mut Request, name: &str) {
    let mut seen = false;
    request.headers.retain(|header| {
        let again = header.name.eq_ignore_ascii_case(name) && seen;
        seen |= header.name.eq_ignore_ascii_case(name);
        !again
    });
}

/// Joins a folded value into one line: the line break becomes a space, and carriage returns are dropped.
fn joined(request: &mut Request, end: &str) {
    for header in &mut request.headers {
        if header.value.contains('\r') {
            header.value = header.value.replace("\r\n", end).replace('\r', "");
        }
    }
}

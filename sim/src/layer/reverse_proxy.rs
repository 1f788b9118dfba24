//! The reverse proxy (ingress controller): ends TLS with its certificate and routes by host and path.

use std::cmp::Reverse;

use crate::http::Request;
use crate::layer::{Layer, Passed, Reply, Ruling, Stopped, host_covers, list};
use crate::packet::{Tls, TlsState};
use crate::reason::Reason;
use crate::scenario::model::{PathType, ReverseProxy, Route};
use crate::words::key;

/// Ends TLS and chooses a route.
///
/// # Errors
/// No certificate for the server name (TLS alert), no route for host and path (404), or too large a body (413).
pub fn decide<'a>(config: &'a ReverseProxy, tls: &Tls, request: &Request) -> Ruling<&'a Route> {
    let mut why = Vec::new();
    if matches!(tls.state, TlsState::Encrypted | TlsState::Inspected) {
        why.push(certificate(config, tls)?);
    }
    let path = request.decoded_path();
    let Some(route) = route(config, &request.host, &path) else {
        return Err(Box::new(no_route(config, request, &path)));
    };
    if request.body.len() > config.max_body_bytes {
        let (bytes, most) = (request.body.len().to_string(), config.max_body_bytes.to_string());
        let fix = Reason::new(key::FIX_PROXY_BODY).value(&bytes);
        let why = Reason::new(key::PROXY_BODY).field("body").value(bytes).expected(most);
        return Err(Box::new(Stopped::blocked("body_too_large", Reply::Http(413), vec![why]).fix(fix)));
    }
    let kind = if route.path_type == PathType::Exact { "Exact" } else { "Prefix" };
    why.push(
        Reason::new(key::PROXY_ROUTED)
            .rule(&route.name)
            .field("path")
            .value(format!("{}{path}", request.host))
            .expected(format!("{kind} {}{}", route.host, route.path)),
    );
    why.push(Reason::new(key::PROXY_UPSTREAM).value(format!("{}:{}", route.service, route.port)));
    Ok(Passed::new(route, Some(route.name.clone()), why))
}

/// The certificate's check: one of its names covers the server name of the handshake.
fn certificate(config: &ReverseProxy, tls: &Tls) -> Result<Reason, Box<Stopped>> {
    let sni = tls.sni.as_deref().unwrap_or_default();
    if let Some(name) = config.certificate_names.iter().find(|name| host_covers(name, sni)) {
        return Ok(Reason::new(key::PROXY_TLS_ENDED).field("tls.sni").value(sni).expected(name));
    }
    let shown = if sni.is_empty() { "no name" } else { sni };
    let why = Reason::new(key::PROXY_NO_CERTIFICATE)
        .field("tls.sni")
        .value(shown)
        .expected(list(&config.certificate_names));
    let mut stopped = Stopped::failed("certificate_name", Reply::Alert("unrecognized_name"), vec![why]);
    if !sni.is_empty() {
        stopped = stopped.fix(Reason::new(key::FIX_PROXY_CERTIFICATE).value(sni));
    }
    Err(Box::new(stopped))
}

/// The route for a host and path as Kubernetes Ingress orders them: a named host before a wildcard, the longest
/// matching path first, and `Exact` before `Prefix` at the same path.
#[must_use]
pub fn route<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<&'a Route> {
    config
        .routes
        .iter()
        .filter(|route| host_covers(&route.host, host) && path_matches(route, path))
        .min_by_key(|route| {
            let path_len = route.path.trim_end_matches('/').len();
            (route.host.starts_with("*."), Reverse(path_len), route.path_type != PathType::Exact)
        })
}

fn path_matches(route: &Route, path: &str) -> bool {
    match route.path_type {
        PathType::Exact => route.path == path,
        PathType::Prefix => {
            let wanted = route.path.trim_end_matches('/');
            path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
    }
}

fn no_route(config: &ReverseProxy, request: &Request, path: &str) -> Stopped {
    let mut why =
        vec![Reason::new(key::PROXY_NO_ROUTE).field("path").value(format!("{}{path}", request.host))];
    let same_host = config.routes.iter().find(|route| host_covers(&route.host, &request.host));
    if let Some(near) = same_host {
        why.push(Reason::new(key::NEAREST).rule(&near.name).field("path").value(path).expected(&near.path));
    } else if let Some(near) = nearest_host(config, &request.host) {
        why.push(
            Reason::new(key::NEAREST)
                .rule(&near.name)
                .field("host")
                .value(&request.host)
                .expected(&near.host),
        );
    }
    let fix = Reason::new(key::FIX_PROXY_ROUTE).value(format!("{}{path}", request.host));
    Stopped::failed("no_route", Reply::Http(404), why).fix(fix)
}

fn nearest_host<'a>(config: &'a ReverseProxy, host: &str) -> Option<&'a Route> {
    config.routes.iter().min_by_key(|route| strsim::levenshtein(&route.host, host))
}

/// What the proxy makes of a failure behind it: its status, the second half of its code, and what it says.
/// ingress-nginx answers 503 for a Service without endpoints and 502 for a connection that is refused.
#[must_use]
pub fn upstream(stopped_at: Layer, reply: Reply) -> (u16, &'static str, Reason) {
    let (status, reason, key) = match (reply, stopped_at) {
        (Reply::Silence, _) => (504, "upstream_timeout", key::PROXY_GAVE_UP),
        (_, Layer::Service) => (503, "no_endpoints", key::PROXY_NO_ENDPOINTS),
        _ => (502, "upstream_refused", key::PROXY_REFUSED),
    };
    (status, reason, Reason::new(key).field("upstream").value(stopped_at.name()).expected(status.to_string()))
}

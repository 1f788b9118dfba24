//! The reverse proxy (ingress controller): ends TLS with its certificate and routes by host and path.

use std::cmp::Reverse;

use gauntlet_slip::nearest;

use crate::http::Request;
use crate::layer::{Layer, Passed, Reply, Ruling, Stopped, host_covers, list};
use crate::packet::{Tls, TlsState};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::Scenario;
use crate::scenario::model::{PathType, ReverseProxy, Route};
use crate::text;
use crate::words::key;

/// Ends TLS and chooses a route.
///
/// # Errors
/// The handshake fails on version, name or date of the certificate (TLS alert), there is no route for host and path (404), or
/// the body is too large (413).
pub fn decide<'a>(scenario: &'a Scenario, tls: &Tls, request: &Request) -> Ruling<&'a Route> {
    let config = &scenario.reverse_proxy;
    let mut why = Vec::new();
    if matches!(tls.state, TlsState::Encrypted | TlsState::Inspected) {
        why.push(handshake(scenario, tls)?);
    }
    let path = request.decoded_path();
    let Some(route) = route(config, &request.host, &path) else {
        return Err(Box::new(no_route(config, request, &path)));
    };
    if request.body.len() > config.max_body_bytes {
        let (bytes, most) = (request.body.len().to_string(), config.max_body_bytes.to_string());
        let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_BODY).value(&bytes))
            .add("/reverseProxy/maxBodyBytes", request.body.len());
        let why = Reason::new(key::REVERSE_PROXY_BODY).field("body").value(bytes).expected(most);
        return Err(Box::new(Stopped::blocked("body_too_large", Reply::Http(413), vec![why]).fix(fix)));
    }
    let kind = if route.path_type == PathType::Exact { "Exact" } else { "Prefix" };
    why.push(
        Reason::new(key::REVERSE_PROXY_ROUTED)
            .rule(&route.name)
            .field("path")
            .value(format!("{}{path}", request.host))
            .expected(format!("{kind} {}{}", route.host, route.path)),
    );
    why.push(Reason::new(key::REVERSE_PROXY_UPSTREAM).value(format!("{}:{}", route.service, route.port)));
    Ok(Passed::new(route, Some(route.name.clone()), why))
}

/// The handshake's outcome: a version that both speak, a certificate for the server name, one that has not run out. The server
/// refuses the first two, the client the last.
fn handshake(scenario: &Scenario, tls: &Tls) -> Result<Reason, Box<Stopped>> {
    let config = &scenario.reverse_proxy;
    if tls.client.max_version < config.min_tls_version {
        let (speaks, wanted) = (tls.client.max_version.name(), config.min_tls_version.name());
        let why =
            Reason::new(key::REVERSE_PROXY_TLS_VERSION).field("tls.version").value(speaks).expected(wanted);
        let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_TLS_VERSION).value(speaks).expected(wanted))
            .ask("tlsVersion", Some(wanted.to_owned()));
        return Err(Box::new(
            Stopped::failed("tls_version", Reply::Alert("protocol_version"), vec![why]).fix(fix),
        ));
    }
    let sni = tls.sni.as_deref().unwrap_or_default();
    let Some(name) = config.certificate_names.iter().find(|name| host_covers(name, sni)) else {
        return Err(Box::new(wrong_name(config, sni)));
    };
    let ended = Reason::new(key::REVERSE_PROXY_TLS_ENDED).field("tls.sni").value(sni).expected(name);
    match (scenario.date, config.certificate_not_after) {
        (Some(today), Some(last)) if last < today => {
            let why = Reason::new(key::REVERSE_PROXY_EXPIRED)
                .field("certificateNotAfter")
                .value(last.to_string())
                .expected(today.to_string());
            if tls.client.insecure {
                return Ok(ended);
            }
            let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_EXPIRED).value(today.to_string()))
                .add("/reverseProxy/certificateNotAfter", today.a_year_later().to_string());
            Err(Box::new(
                Stopped::failed("certificate_expired", Reply::Alert("certificate_expired"), vec![why])
                    .fix(fix),
            ))
        }
        _ => Ok(ended),
    }
}

/// Whether the holder of the proxy's certificate can complete a client's handshake.
#[must_use]
pub fn completes(scenario: &Scenario, tls: &Tls) -> bool {
    handshake(scenario, tls).is_ok()
}

fn wrong_name(config: &ReverseProxy, sni: &str) -> Stopped {
    let shown = if sni.is_empty() { text::VALUE_NO_NAME } else { sni };
    let why = Reason::new(key::REVERSE_PROXY_NO_CERTIFICATE)
        .field("tls.sni")
        .value(shown)
        .expected(list(&config.certificate_names));
    let stopped = Stopped::failed("certificate_name", Reply::Alert("unrecognized_name"), vec![why]);
    let covered = config.routes.iter().find(|route| {
        !route.host.starts_with("*.")
            && config.certificate_names.iter().any(|name| host_covers(name, &route.host))
    });
    match covered {
        _ if !sni.is_empty() => stopped.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_CERTIFICATE).value(sni))
                .add("/reverseProxy/certificateNames/-", sni),
        ),
        // A client that sends no name asked for an address: a certificate cannot help it, a name can.
        Some(route) => stopped.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&route.host))
                .ask("host", Some(route.host.clone())),
        ),
        None => stopped,
    }
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
        vec![Reason::new(key::REVERSE_PROXY_NO_ROUTE).field("path").value(format!("{}{path}", request.host))];
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
    let stopped = Stopped::failed("no_route", Reply::Http(404), why);
    match same_host.or_else(|| nearest_host(config, &request.host)) {
        Some(near) => stopped.fix(add_route(config, near, request)),
        None => stopped,
    }
}

/// A new route beside the nearest: to the same Service, for the host that was asked for.
fn add_route(config: &ReverseProxy, near: &Route, request: &Request) -> Fix {
    if request.host_ip().is_some() {
        let fix = Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&near.host);
        return Fix::new(fix).ask("host", Some(near.host.replacen("*.", "www.", 1)));
    }
    let path = request.decoded_path();
    let asked = format!("{}{path}", request.host);
    let mut name = format!("{}-too", near.name);
    while config.routes.iter().any(|route| route.name == name) {
        name.push_str("-too");
    }
    Fix::new(Reason::new(key::FIX_REVERSE_PROXY_ROUTE).value(asked).expected(&near.service)).add(
        "/reverseProxy/routes/-",
        serde_json::json!({
            "name": name,
            "host": request.host,
            "path": path,
            "pathType": "Exact",
            "service": near.service,
            "port": near.port,
        }),
    )
}

/// The route for the host that was meant, or else the first.
fn nearest_host<'a>(config: &'a ReverseProxy, host: &str) -> Option<&'a Route> {
    let near = nearest(host, config.routes.iter().map(|route| route.host.as_str()));
    config.routes.iter().find(|route| near.is_none_or(|near| near == route.host))
}

/// What the proxy makes of a failure behind it: its status, the second half of its code, and what it says.
/// ingress-nginx answers 503 for a Service without endpoints and 502 for a connection that is refused.
#[must_use]
pub fn upstream(stopped_at: Layer, reply: Reply) -> (u16, &'static str, Reason) {
    let (status, reason, key) = match (reply, stopped_at) {
        (Reply::Silence, _) => (504, "upstream_timeout", key::REVERSE_PROXY_GAVE_UP),
        (_, Layer::Service) => (503, "no_endpoints", key::REVERSE_PROXY_NO_ENDPOINTS),
        _ => (502, "upstream_refused", key::REVERSE_PROXY_REFUSED),
    };
    (status, reason, Reason::new(key).field("upstream").value(stopped_at.name()).expected(status.to_string()))
}

//! The reverse proxy (ingress controller): ends TLS with its certificate and routes by host and path.

use std::cmp::Reverse;

use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::tls::{Alert, Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{PathType, ProxyKind, ReverseProxy, Route};

use crate::layer::{self, Reply};

mod path;
pub mod upstream;

pub use path::normal;

/// What it decides: a route, by its place in the configuration.
pub type Decision = layer::Decision<usize, Passed, Stopped>;

/// What a request passed before it was routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The certificate's name that covers the server name, by its place, where TLS ended here.
    pub certificate_name: Option<usize>,
}

/// What kept a request from being routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The handshake failed.
    Handshake(Handshake),
    /// It is not a request that this proxy takes.
    Bad(Bad),
    /// No route is for its host and path.
    NoRoute,
    /// Its body is larger than the proxy takes.
    BodyTooLarge,
}

/// What a proxy refuses in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Its path climbs above the root.
    AboveRoot,
    /// Its path holds an encoded zero byte, or a `%` that encodes nothing.
    Encoding,
    /// It names no host.
    NoHost,
    /// It names two hosts.
    TwoHosts,
}

/// Why a handshake fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// No version that both speak.
    Version,
    /// No certificate for the server name.
    Name,
    /// The certificate has run out.
    Expired,
}

/// What ends a failed handshake.
const fn failure(handshake: Handshake) -> (Code, Alert) {
    match handshake {
        Handshake::Version => (Code::ReverseProxyTlsVersion, Alert::ProtocolVersion),
        Handshake::Name => (Code::ReverseProxyCertificateName, Alert::UnrecognizedName),
        Handshake::Expired => (Code::ReverseProxyCertificateExpired, Alert::CertificateExpired),
    }
}

/// Ends TLS and chooses a route.
#[must_use]
pub fn decide(scenario: &Scenario, tls: TlsState, hello: Hello<'_>, request: &Request) -> Decision {
    let config = &scenario.reverse_proxy;
    let mut certificate_name = None;
    if matches!(tls, TlsState::Encrypted | TlsState::Inspected) {
        match handshake(scenario, hello) {
            Ok(name) => certificate_name = Some(name),
            Err(why) => {
                let (code, alert) = failure(why);
                return Decision::stop(code, Reply::Alert(alert), Stopped::Handshake(why));
            }
        }
    }
    let path = hosts(config.kind, request).and_then(|()| normal(config.kind, &request.path));
    let path = match path {
        Ok(path) => path,
        Err(bad) => return Decision::stop(Code::ReverseProxyBadRequest, Reply::Http(400), Stopped::Bad(bad)),
    };
    let routed = (!is_other_name(config.kind, request)).then(|| best(config, &request.host, &path)).flatten();
    let Some((at, _)) = routed else {
        return Decision::stop(Code::ReverseProxyNoRoute, Reply::Http(404), Stopped::NoRoute);
    };
    if request.body.len() > config.max_body_bytes {
        let code = Code::ReverseProxyBodyTooLarge;
        return Decision::stop(code, Reply::Http(413), Stopped::BodyTooLarge);
    }
    Decision::Pass(at, Passed { certificate_name })
}

/// The handshake's outcome: a version that both speak, a certificate for the server name, one that has not run out. The server
/// refuses the first two, the client the last. Gives the certificate's name, by its place.
fn handshake(scenario: &Scenario, hello: Hello<'_>) -> Result<usize, Handshake> {
    let config = &scenario.reverse_proxy;
    if hello.client.max_version < config.min_tls_version {
        return Err(Handshake::Version);
    }
    let sni = hello.sni.unwrap_or_default();
    let name = config.certificate_names.iter().position(|name| host_covers(name, sni));
    let name = name.ok_or(Handshake::Name)?;
    match (scenario.date, config.certificate_not_after) {
        (Some(today), Some(last)) if last < today && !hello.client.insecure => Err(Handshake::Expired),
        _ => Ok(name),
    }
}

/// Whether the holder of the proxy's certificate can complete a client's handshake.
#[must_use]
pub fn completes(scenario: &Scenario, hello: Hello<'_>) -> bool {
    handshake(scenario, hello).is_ok()
}

/// Whether a request names one host. HAProxy lets one pass that names none, and one that names the same twice; Envoy joins two
/// with a comma.
fn hosts(kind: ProxyKind, request: &Request) -> Result<(), Bad> {
    let mut named = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
    let (first, second) = (named.next(), named.next());
    let differ = first.zip(second).is_some_and(|(first, second)| first.value != second.value);
    match kind {
        ProxyKind::IngressNginx | ProxyKind::Nginx if second.is_some() => Err(Bad::TwoHosts),
        ProxyKind::Haproxy if differ => Err(Bad::TwoHosts),
        ProxyKind::IngressNginx | ProxyKind::Nginx | ProxyKind::Envoy if request.host.is_empty() => {
            Err(Bad::NoHost)
        }
        _ => Ok(()),
    }
}

/// Whether the proxy takes the name for another than the one that was read: HAProxy and Envoy do for a dot at its end, and Envoy
/// for two that it joins.
#[must_use]
pub fn is_other_name(kind: ProxyKind, request: &Request) -> bool {
    let mut named = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
    let (first, second) = (named.next(), named.next());
    let dotted = || {
        let host = first.map_or("", |header| header.value.as_str());
        host.split_once(':').map_or(host, |(name, _)| name).ends_with('.')
    };
    match kind {
        ProxyKind::IngressNginx | ProxyKind::Nginx => false,
        ProxyKind::Haproxy => dotted(),
        ProxyKind::Envoy => second.is_some() || dotted(),
    }
}

/// Whether a route is for a host, capitals or not: in an Ingress `*.x` covers one label, elsewhere one or more.
#[must_use]
pub fn host_matches(kind: ProxyKind, pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) if kind != ProxyKind::IngressNginx => {
            let Some(label) = host.len().checked_sub(suffix.len()).filter(|label| *label > 0) else {
                return false;
            };
            host.get(label..).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        }
        _ => host_covers(pattern, host),
    }
}

/// The route for a host and a path that is compared as it stands: a named host before a wildcard, the longest matching path first,
/// and `Exact` before `Prefix` at the same path, as Kubernetes Ingress orders them.
#[must_use]
pub fn route<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<&'a Route> {
    best(config, host, path).map(|(_, route)| route)
}

fn best<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<(usize, &'a Route)> {
    // The host that fits best owns the request, even where none of its paths fits. HAProxy goes through its rules one by one.
    best_of(config, host, path, config.kind != ProxyKind::Haproxy)
}

/// A route that fits host and path and yet is not taken: a host that fits better owns the request.
#[must_use]
pub fn passed_over<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<&'a Route> {
    let fits = best_of(config, host, path, false).map(|(_, route)| route);
    fits.filter(|_| best(config, host, path).is_none())
}

fn best_of<'a>(config: &'a ReverseProxy, host: &str, path: &str, owned: bool) -> Option<(usize, &'a Route)> {
    let routes =
        || config.routes.iter().enumerate().filter(|(_, route)| host_matches(config.kind, &route.host, host));
    let rank = |route: &Route| (route.host.starts_with("*."), Reverse(route.host.len()));
    let owner = if owned { Some(routes().map(|(_, route)| rank(route)).min()?) } else { None };
    routes()
        .filter(|(_, route)| owner.is_none_or(|owner| rank(route) == owner) && path_matches(route, path))
        .min_by_key(|(_, route)| {
            let path_len = route.path.trim_end_matches('/').len();
            (rank(route), Reverse(path_len), route.path_type != PathType::Exact)
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

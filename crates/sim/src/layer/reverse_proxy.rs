//! The reverse proxy (ingress controller): ends TLS with its certificate and routes by host and path.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::net::IpAddr;

use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{PathType, ProxyKind, ReverseProxy, Route};

use crate::layer::handshake::{self, Certificate};
use crate::layer::{self, Reply};

mod host;
mod message;
mod path;
pub mod upstream;

pub use host::name;
pub use message::{Bad, fits};
pub use path::normal;

/// What it decides: a route, by its place in the configuration.
pub type Decision = layer::Decision<usize, Passed, Stopped>;

/// What a request passed before it was routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The certificate that the client took, where its TLS ended here.
    pub certificate: Option<Certificate>,
}

/// What kept a request from being routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The handshake failed.
    Handshake(handshake::Failed),
    /// It is not a request that this proxy takes.
    Bad(Bad),
    /// No route is for its host and path.
    NoRoute,
    /// Its body is larger than the proxy takes.
    BodyTooLarge,
    /// The client, as the proxy knows it, is none that it takes requests from.
    Source(IpAddr),
    /// The balancer names the client before the connection and the proxy does not expect that, or the other way round.
    ProxyProtocol {
        /// Whether the balancer does.
        named: bool,
    },
}

/// Who is at the other end of the proxy's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The address that the proxy takes for the client's.
    pub address: IpAddr,
    /// Whether the connection begins with a line that names the client.
    pub named: bool,
}

/// Ends TLS and chooses a route. `port` is the one that the client connected to.
#[must_use]
pub fn decide(
    scenario: &Scenario,
    tls: TlsState,
    port: u16,
    peer: Peer,
    hello: Hello<'_>,
    request: &Request,
) -> Decision {
    let config = &scenario.reverse_proxy;
    if peer.named != config.proxy_protocol {
        let reply = unexpected(config.kind, tls, peer.named);
        let why = Stopped::ProxyProtocol { named: peer.named };
        return Decision::stop(Code::ReverseProxyProxyProtocol, reply, why);
    }
    let failed = |why: handshake::Failed| {
        let (code, reply) = why.told(scenario, Layer::ReverseProxy);
        Decision::stop(code, reply, Stopped::Handshake(why))
    };
    if let Some(why) = handshake::wrong(tls, port) {
        return failed(why);
    }
    let certificate = match tls {
        TlsState::Encrypted => match handshake::complete(scenario, Layer::ReverseProxy, hello) {
            Ok(certificate) => Some(certificate),
            Err(why) => return failed(why),
        },
        // The WAF has completed it, with the same certificate.
        TlsState::Inspected => handshake::complete(scenario, Layer::Waf, hello).ok(),
        TlsState::Plain | TlsState::Terminated => None,
    };
    let (host, path) = match understood(config.kind, request) {
        Ok(understood) => understood,
        Err(bad) => {
            let (status, code) = bad.answer(config.kind);
            return Decision::stop(code, Reply::Http(status), Stopped::Bad(bad));
        }
    };
    let Some((at, _)) = best(config, &host, &path) else {
        return Decision::stop(Code::ReverseProxyNoRoute, Reply::Http(404), Stopped::NoRoute);
    };
    if request.body.len() > config.max_body_bytes {
        let code = Code::ReverseProxyBodyTooLarge;
        return Decision::stop(code, Reply::Http(413), Stopped::BodyTooLarge);
    }
    let allowed = &config.allow_sources;
    if !allowed.is_empty() && !allowed.iter().any(|network| network.contains(&peer.address)) {
        let code = Code::ReverseProxySourceDenied;
        return Decision::stop(code, Reply::Http(403), Stopped::Source(peer.address));
    }
    Decision::Pass(at, Passed { certificate })
}

/// What a proxy does with a connection that begins with a line of the PROXY protocol and should not, or the other way round, as
/// recorded of nginx and HAProxy. What is left unread turns the end into a reset.
fn unexpected(kind: ProxyKind, tls: TlsState, named: bool) -> Reply {
    let (encrypted, nginx) = (
        matches!(tls, TlsState::Encrypted | TlsState::Inspected),
        matches!(kind, ProxyKind::IngressNginx | ProxyKind::Nginx),
    );
    match (named, encrypted, nginx) {
        (true, false, _) => Reply::Http(400),
        (true, true, true) => Reply::Clear(400),
        (true, true, false) | (false, false, true) => Reply::Close,
        (false, ..) => Reply::Reset,
    }
}

/// The host and the path of a request, as the proxy compares them, where it takes it for one.
fn understood(kind: ProxyKind, request: &Request) -> Result<(Cow<'_, str>, Cow<'_, str>), Bad> {
    message::line(kind, request)?;
    let path = normal(kind, &request.path)?;
    message::headers(kind, request)?;
    message::framing(kind, request)?;
    let host = name(kind, request)?;
    message::asked(kind, request)?;
    Ok((host, path))
}

/// Whether the proxy takes the name for another than the one that was read: HAProxy and Envoy do for a dot at its end, and Envoy
/// for two that it joins.
#[must_use]
pub fn is_other_name(kind: ProxyKind, request: &Request) -> bool {
    name(kind, request).is_ok_and(|name| !name.eq_ignore_ascii_case(&request.host))
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
        // The controller writes an expression for the label.
        Some(_) if host.split('.').next().is_some_and(|label| label.contains(is_no_label)) => false,
        _ => host_covers(pattern, host),
    }
}

fn is_no_label(letter: char) -> bool {
    !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
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
    let (mut owner, mut best) = (None, None);
    for (at, route) in config.routes.iter().enumerate() {
        if !host_matches(config.kind, &route.host, host) {
            continue;
        }
        let rank = (route.host.starts_with("*."), Reverse(route.host.len()));
        owner = Some(owner.map_or(rank, |owner| Ord::min(owner, rank)));
        if path_matches(config.kind, route, path) {
            let path_len = route.path.trim_end_matches('/').len();
            let this = (rank, Reverse(path_len), route.path_type != PathType::Exact, at);
            best = Some(best.map_or(this, |best| Ord::min(best, this)));
        }
    }
    let (rank, .., at) = best?;
    let route = config.routes.get(at).filter(|_| !owned || owner == Some(rank))?;
    Some((at, route))
}

fn path_matches(kind: ProxyKind, route: &Route, path: &str) -> bool {
    match route.path_type {
        // HAProxy's rule for all paths of a host asks for no path, and one has none: `*`.
        PathType::Prefix if kind == ProxyKind::Haproxy && route.path == "/" => true,
        PathType::Exact => route.path == path,
        PathType::Prefix => {
            let wanted = route.path.trim_end_matches('/');
            path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
    }
}

//! The reverse proxy (ingress controller): ends TLS with its certificate and routes by host and path.

use std::cmp::Reverse;

use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{PathType, ReverseProxy, Route};

use crate::layer::handshake::{self, Certificate};
use crate::layer::{self, Reply};

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
    /// No route is for its host and path.
    NoRoute,
    /// Its body is larger than the proxy takes.
    BodyTooLarge,
}

/// Ends TLS and chooses a route.
#[must_use]
pub fn decide(scenario: &Scenario, tls: TlsState, hello: Hello<'_>, request: &Request) -> Decision {
    let config = &scenario.reverse_proxy;
    let certificate = match tls {
        TlsState::Encrypted => match handshake::complete(scenario, Layer::ReverseProxy, hello) {
            Ok(certificate) => Some(certificate),
            Err(why) => {
                let (code, reply) = why.told(scenario, Layer::ReverseProxy);
                return Decision::stop(code, reply, Stopped::Handshake(why));
            }
        },
        // The WAF has completed it, with the same certificate.
        TlsState::Inspected => handshake::complete(scenario, Layer::Waf, hello).ok(),
        TlsState::Plain | TlsState::Terminated => None,
    };
    let Some((at, _)) = best(config, &request.host, &request.decoded_path()) else {
        return Decision::stop(Code::ReverseProxyNoRoute, Reply::Http(404), Stopped::NoRoute);
    };
    if request.body.len() > config.max_body_bytes {
        let code = Code::ReverseProxyBodyTooLarge;
        return Decision::stop(code, Reply::Http(413), Stopped::BodyTooLarge);
    }
    Decision::Pass(at, Passed { certificate })
}

/// The route for a host and path as Kubernetes Ingress orders them: a named host before a wildcard, the longest
/// matching path first, and `Exact` before `Prefix` at the same path.
#[must_use]
pub fn route<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<&'a Route> {
    best(config, host, path).map(|(_, route)| route)
}

fn best<'a>(config: &'a ReverseProxy, host: &str, path: &str) -> Option<(usize, &'a Route)> {
    let routes = config.routes.iter().enumerate();
    routes.filter(|(_, route)| host_covers(&route.host, host) && path_matches(route, path)).min_by_key(
        |(_, route)| {
            let path_len = route.path.trim_end_matches('/').len();
            (route.host.starts_with("*."), Reverse(path_len), route.path_type != PathType::Exact)
        },
    )
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

/// What the proxy makes of a failure behind it: its status and its code. ingress-nginx answers 503 for a Service without
/// endpoints and 502 for a connection that is refused.
#[must_use]
pub const fn upstream(stopped_at: Layer, reply: Reply) -> (u16, Code) {
    match (reply, stopped_at) {
        (Reply::Silence, _) => (504, Code::ReverseProxyUpstreamTimeout),
        (_, Layer::Service) => (503, Code::ReverseProxyNoEndpoints),
        _ => (502, Code::ReverseProxyUpstreamRefused),
    }
}

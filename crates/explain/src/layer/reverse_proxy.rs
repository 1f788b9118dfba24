//! What the reverse proxy's decisions mean.

use gauntlet_slip::nearest;

use super::{Explanation, handshake, unused};
use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::http::Request;
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::Hello;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;
use gauntlet_scenario::model::{PathType, ProxyKind, ReverseProxy, Route, Upstream};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::handshake::Certificate;
use gauntlet_sim::layer::reverse_proxy::upstream::{Failure, Try};
use gauntlet_sim::layer::reverse_proxy::{
    Decision, Passed, Stopped, host_matches, is_other_name, normal, passed_over,
};
use gauntlet_sim::path::journey::{Hop, Journey};

use crate::fix::Fix;
use crate::messages::{self, key};
use crate::reason::Reason;
use crate::value::Value;

mod peer;
mod refused;

/// The program's name.
#[must_use]
pub const fn product(kind: ProxyKind) -> &'static str {
    match kind {
        ProxyKind::IngressNginx => "ingress-nginx",
        ProxyKind::Nginx => "nginx",
        ProxyKind::Haproxy => "HAProxy",
        ProxyKind::Envoy => "Envoy",
    }
}

/// The phrase that the program writes behind a status of its own, as measured.
#[must_use]
pub const fn phrase(kind: ProxyKind, status: u16) -> &'static str {
    match (kind, status) {
        (ProxyKind::IngressNginx | ProxyKind::Nginx, 405) => "Not Allowed",
        (ProxyKind::IngressNginx | ProxyKind::Nginx, 413) => "Request Entity Too Large",
        (ProxyKind::IngressNginx | ProxyKind::Nginx, 414) => "Request-URI Too Large",
        (ProxyKind::IngressNginx | ProxyKind::Nginx, 503) => "Service Temporarily Unavailable",
        (ProxyKind::IngressNginx | ProxyKind::Nginx | ProxyKind::Haproxy, 504) => "Gateway Time-out",
        (ProxyKind::Haproxy, 400) => "Bad request",
        (ProxyKind::Haproxy | ProxyKind::Envoy, 413) => "Payload Too Large",
        _ => curl::phrase(status),
    }
}

/// Explains a decision.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    hello: Hello<'_>,
    journey: &Journey,
    hop: &Hop,
    decision: &Decision,
) -> Explanation {
    let (config, ask) = (&scenario.reverse_proxy, &*journey.ask);
    let request = &ask.request;
    match *decision {
        Decision::Pass(at, passed) => {
            let Some(route) = config.routes.get(at) else { return Explanation::default() };
            let mut told = routed(config, ask, route, passed);
            told.why.extend(refused::dropped_length(config, request));
            told.why.extend(journey.tries.iter().map(|one| tried(scenario, one)));
            told.why.extend(connects(scenario, route, hop));
            told
        }
        Decision::Stop(Stop { why: Stopped::Handshake(failed), .. }) => {
            handshake::failed(scenario, Layer::ReverseProxy, hello, ask.named(), failed)
        }
        Decision::Stop(Stop { why: Stopped::Bad(bad), .. }) => refused::explain(config, request, bad),
        Decision::Stop(Stop { why: Stopped::NoRoute, .. }) => no_route(config, request),
        Decision::Stop(Stop { why: Stopped::BodyTooLarge, .. }) => body_too_large(config, request),
        Decision::Stop(Stop { why: Stopped::Source(seen), .. }) => {
            peer::not_allowed(scenario, journey, hop, seen)
        }
        Decision::Stop(Stop { why: Stopped::ProxyProtocol { named }, reply, .. }) => {
            peer::protocol(scenario, named, reply)
        }
    }
}

/// Explains what the proxy makes of a failure behind it, and how long it waited for that.
#[must_use]
pub fn upstream(
    scenario: &Scenario,
    journey: &Journey,
    stopped_at: Layer,
    failure: Failure,
    status: u16,
) -> Vec<Reason> {
    let config = &scenario.reverse_proxy;
    let key = match failure {
        Failure::NoEndpoints => key::REVERSE_PROXY_NO_ENDPOINTS,
        Failure::NoSuchName => key::REVERSE_PROXY_NO_SUCH_NAME,
        Failure::Refused => key::REVERSE_PROXY_REFUSED,
        Failure::Closed | Failure::Reset => key::REVERSE_PROXY_CLOSED,
        Failure::ConnectTimeout => key::REVERSE_PROXY_GAVE_UP_CONNECTING,
        Failure::ReadTimeout => key::REVERSE_PROXY_GAVE_UP,
    };
    let why = Reason::new(key).rule(product(config.kind)).field("upstream");
    let mut why = vec![why.value(stopped_at.name()).expected(status)];
    let limit = match failure {
        Failure::ConnectTimeout => Some((key::REVERSE_PROXY_WAITS_CONNECTING, "connectTimeoutMs")),
        Failure::ReadTimeout => Some((key::REVERSE_PROXY_WAITS_READING, "readTimeoutMs")),
        _ => None,
    };
    why.extend(limit.map(|(key, field)| {
        Reason::new(key).rule(product(config.kind)).field(field).value(failure.wait(config))
    }));
    if !journey.tries.is_empty() {
        let tries = Reason::new(key::REVERSE_PROXY_TRIES).rule(product(config.kind)).field("upstream");
        why.push(tries.value(journey.tries.len() + 1));
    }
    why
}

/// Where the proxy connects to.
fn connects(scenario: &Scenario, route: &Route, hop: &Hop) -> Option<Reason> {
    let config = &scenario.reverse_proxy;
    let upstream = hop.after.flow.destination;
    if upstream == hop.before.flow.destination {
        return None;
    }
    let key = match config.sends_to() {
        Upstream::Endpoints => key::REVERSE_PROXY_CONNECTS,
        Upstream::VirtualIp => key::REVERSE_PROXY_UPSTREAM,
    };
    let to = format!("{}:{}", route.service, route.port);
    Some(Reason::new(key).rule(product(config.kind)).field("destination").value(to).expected(upstream))
}

/// A try that failed, after which the proxy made another.
fn tried(scenario: &Scenario, one: &Try) -> Reason {
    let config = &scenario.reverse_proxy;
    let after = || vec![("time", one.failure.wait(config).into())];
    let how = match one.failure {
        Failure::ConnectTimeout => Value::Phrase(messages::VALUE_CONNECT_TIMEOUT, after()),
        Failure::ReadTimeout => Value::Phrase(messages::VALUE_READ_TIMEOUT, after()),
        Failure::Closed => Value::Words(messages::VALUE_CLOSED),
        Failure::Reset => Value::Words(messages::VALUE_RESET),
        Failure::Refused | Failure::NoEndpoints | Failure::NoSuchName => {
            Value::Words(messages::VALUE_REFUSED)
        }
    };
    let pod = scenario.pods.get(one.endpoint.pod).map(|pod| scenario.pod_name(pod)).unwrap_or_default();
    Reason::new(key::REVERSE_PROXY_TRIED)
        .rule(product(config.kind))
        .field("upstream")
        .value(&*pod)
        .expected(how)
}

/// The path as the proxy compares it.
fn compared(config: &ReverseProxy, request: &Request) -> String {
    normal(config.kind, &request.path).unwrap_or_default().into_owned()
}

fn routed(config: &ReverseProxy, ask: &Ask, route: &Route, passed: Passed) -> Explanation {
    let (request, mut why) = (&ask.request, Vec::new());
    match passed.certificate {
        Some(Certificate::Covers(at)) => {
            let ended = Reason::new(key::REVERSE_PROXY_TLS_ENDED).field("tls.sni");
            let name = config.certificate_names.get(at).map_or("", String::as_str);
            why.push(ended.value(ask.hello().sni.unwrap_or_default()).expected(name));
        }
        Some(Certificate::Default) => why.push(unchecked(ask)),
        None => {}
    }
    let kind = if route.path_type == PathType::Exact { "Exact" } else { "Prefix" };
    why.push(
        Reason::new(key::REVERSE_PROXY_ROUTED)
            .rule(&route.name)
            .field("path")
            .value(format!("{}{}", request.host, compared(config, request)))
            .expected(format!("{kind} {}{}", route.host, route.path)),
    );
    Explanation::new(why).by(&route.name)
}

/// TLS ends here for a client that takes any certificate.
fn unchecked(ask: &Ask) -> Reason {
    Reason::new(key::REVERSE_PROXY_UNCHECKED).field("tls.sni").value(ask.named())
}

fn body_too_large(config: &ReverseProxy, request: &Request) -> Explanation {
    let (bytes, most) = (request.body.len(), config.max_body_bytes);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_BODY).value(bytes))
        .add("/reverseProxy/maxBodyBytes", request.body.len());
    let why = Reason::new(key::REVERSE_PROXY_BODY).rule(product(config.kind)).field("body");
    let why = why.value(bytes).expected(most);
    Explanation::of(why).fix(fix)
}

fn no_route(config: &ReverseProxy, request: &Request) -> Explanation {
    let path = compared(config, request);
    if is_other_name(config.kind, request) {
        let why = Reason::new(key::REVERSE_PROXY_OTHER_NAME).rule(product(config.kind)).field("host");
        let named = request.header("Host").unwrap_or_default();
        let fix = Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&request.host);
        return Explanation::new(vec![why.value(named)])
            .fix(Fix::new(fix).ask("host", Some(request.host.clone())));
    }
    let mut why = vec![
        Reason::new(key::REVERSE_PROXY_NO_ROUTE)
            .rule(product(config.kind))
            .field("path")
            .value(format!("{}{path}", request.host)),
    ];
    if let Some(other) = passed_over(config, &request.host, &path) {
        let owner = Reason::new(key::REVERSE_PROXY_PASSED_OVER).rule(product(config.kind)).field("host");
        why.push(owner.value(&request.host).expected(&other.host));
    }
    let same_host = config.routes.iter().find(|route| host_matches(config.kind, &route.host, &request.host));
    if let Some(near) = same_host {
        why.push(
            Reason::new(key::NEAREST)
                .rule(&near.name)
                .field("path")
                .value(path.as_str())
                .expected(&near.path),
        );
    } else if let Some(near) = nearest_host(config, &request.host) {
        why.push(
            Reason::new(key::NEAREST)
                .rule(&near.name)
                .field("host")
                .value(&request.host)
                .expected(&near.host),
        );
    }
    let told = Explanation::new(why);
    match same_host.or_else(|| nearest_host(config, &request.host)) {
        Some(near) => told.fix(add_route(config, near, request)),
        None => told,
    }
}

/// A new route beside the nearest: to the same Service, for the host that was asked for.
fn add_route(config: &ReverseProxy, near: &Route, request: &Request) -> Fix {
    if request.host_ip().is_some() || !request.names_host() {
        let fix = Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&near.host);
        return Fix::new(fix).ask("host", Some(near.host.replacen("*.", "www.", 1)));
    }
    let path = compared(config, request);
    let asked = format!("{}{path}", request.host);
    let taken = |name: &str| config.routes.iter().any(|route| route.name == name);
    let name = unused(format!("{}-too", near.name), taken);
    Fix::new(Reason::new(key::FIX_REVERSE_PROXY_ROUTE).value(asked).expected(&near.service)).add(
        "/reverseProxy/routes/-",
        Json::object(vec![
            ("name", name.into()),
            ("host", (&request.host).into()),
            ("path", path.into()),
            ("pathType", "Exact".into()),
            ("service", (&near.service).into()),
            ("port", near.port.into()),
        ]),
    )
}

/// The route for the host that was meant, or else the first.
fn nearest_host<'a>(config: &'a ReverseProxy, host: &str) -> Option<&'a Route> {
    let near = nearest(host, config.routes.iter().map(|route| route.host.as_str()));
    config.routes.iter().find(|route| near.is_none_or(|near| near == route.host))
}

//! What the reverse proxy's decisions mean.

use gauntlet_slip::nearest;

use super::{Explanation, handshake, unused};
use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::Hello;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;
use gauntlet_scenario::model::{PathType, ReverseProxy, Route};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::handshake::Certificate;
use gauntlet_sim::layer::reverse_proxy::{Decision, Passed, Stopped};

use crate::fix::Fix;
use crate::messages::key;
use crate::reason::Reason;

/// Explains a decision.
#[must_use]
pub fn explain(scenario: &Scenario, hello: Hello<'_>, request: &Request, decision: &Decision) -> Explanation {
    let config = &scenario.reverse_proxy;
    match *decision {
        Decision::Pass(at, passed) => config
            .routes
            .get(at)
            .map(|route| routed(config, hello, request, route, passed))
            .unwrap_or_default(),
        Decision::Stop(Stop { why: Stopped::Handshake(failed), .. }) => {
            handshake::failed(scenario, Layer::ReverseProxy, hello, request, failed)
        }
        Decision::Stop(Stop { why: Stopped::NoRoute, .. }) => no_route(config, request),
        Decision::Stop(Stop { why: Stopped::BodyTooLarge, .. }) => body_too_large(config, request),
    }
}

/// Explains what the proxy makes of a failure behind it.
#[must_use]
pub fn upstream(stopped_at: Layer, status: u16, code: Code) -> Reason {
    let key = match code {
        Code::ReverseProxyUpstreamTimeout => key::REVERSE_PROXY_GAVE_UP,
        Code::ReverseProxyNoEndpoints => key::REVERSE_PROXY_NO_ENDPOINTS,
        _ => key::REVERSE_PROXY_REFUSED,
    };
    Reason::new(key).field("upstream").value(stopped_at.name()).expected(status)
}

fn routed(
    config: &ReverseProxy,
    hello: Hello<'_>,
    request: &Request,
    route: &Route,
    passed: Passed,
) -> Explanation {
    let mut why = Vec::new();
    match passed.certificate {
        Some(Certificate::Covers(at)) => {
            let ended = Reason::new(key::REVERSE_PROXY_TLS_ENDED).field("tls.sni");
            let name = config.certificate_names.get(at).map_or("", String::as_str);
            why.push(ended.value(hello.sni.unwrap_or_default()).expected(name));
        }
        Some(Certificate::Default) => why.push(unchecked(request)),
        None => {}
    }
    let kind = if route.path_type == PathType::Exact { "Exact" } else { "Prefix" };
    why.push(
        Reason::new(key::REVERSE_PROXY_ROUTED)
            .rule(&route.name)
            .field("path")
            .value(format!("{}{}", request.host, request.decoded_path()))
            .expected(format!("{kind} {}{}", route.host, route.path)),
    );
    why.push(Reason::new(key::REVERSE_PROXY_UPSTREAM).value(format!("{}:{}", route.service, route.port)));
    Explanation::new(why).by(&route.name)
}

/// TLS ends here for a client that takes any certificate.
fn unchecked(request: &Request) -> Reason {
    Reason::new(key::REVERSE_PROXY_UNCHECKED).field("tls.sni").value(&request.host)
}

fn body_too_large(config: &ReverseProxy, request: &Request) -> Explanation {
    let (bytes, most) = (request.body.len(), config.max_body_bytes);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_BODY).value(bytes))
        .add("/reverseProxy/maxBodyBytes", request.body.len());
    let why = Reason::new(key::REVERSE_PROXY_BODY).field("body").value(bytes).expected(most);
    Explanation::new(vec![why]).fix(fix)
}

fn no_route(config: &ReverseProxy, request: &Request) -> Explanation {
    let path = request.decoded_path();
    let mut why =
        vec![Reason::new(key::REVERSE_PROXY_NO_ROUTE).field("path").value(format!("{}{path}", request.host))];
    let same_host = config.routes.iter().find(|route| host_covers(&route.host, &request.host));
    if let Some(near) = same_host {
        why.push(
            Reason::new(key::NEAREST)
                .rule(&near.name)
                .field("path")
                .value(path.as_ref())
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
    if request.host_ip().is_some() {
        let fix = Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&near.host);
        return Fix::new(fix).ask("host", Some(near.host.replacen("*.", "www.", 1)));
    }
    let path = request.decoded_path();
    let asked = format!("{}{path}", request.host);
    let taken = |name: &str| config.routes.iter().any(|route| route.name == name);
    let name = unused(format!("{}-too", near.name), taken);
    Fix::new(Reason::new(key::FIX_REVERSE_PROXY_ROUTE).value(asked).expected(&near.service)).add(
        "/reverseProxy/routes/-",
        Json::object(vec![
            ("name", name.into()),
            ("host", (&request.host).into()),
            ("path", path.as_ref().into()),
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

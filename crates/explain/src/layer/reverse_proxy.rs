//! What the reverse proxy's decisions mean.

use gauntlet_slip::nearest;

use super::{Explanation, list, unused};
use gauntlet_model::code::Code;
use gauntlet_model::http::{Request, host_covers};
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::Hello;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;
use gauntlet_scenario::model::{PathType, ReverseProxy, Route};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::reverse_proxy::{Decision, Handshake, Passed, Stopped};

use crate::fix::Fix;
use crate::messages;
use crate::messages::key;
use crate::reason::Reason;
use crate::value::Value;

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
        Decision::Stop(Stop { why: Stopped::Handshake(failure), .. }) => match failure {
            Handshake::Version => version(config, hello),
            Handshake::Name => name(config, hello.sni.unwrap_or_default()),
            Handshake::Expired => expired(scenario),
        },
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
    if let Some(name) = passed.certificate_name.and_then(|at| config.certificate_names.get(at)) {
        let ended = Reason::new(key::REVERSE_PROXY_TLS_ENDED).field("tls.sni");
        why.push(ended.value(hello.sni.unwrap_or_default()).expected(name));
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

fn body_too_large(config: &ReverseProxy, request: &Request) -> Explanation {
    let (bytes, most) = (request.body.len(), config.max_body_bytes);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_BODY).value(bytes))
        .add("/reverseProxy/maxBodyBytes", request.body.len());
    let why = Reason::new(key::REVERSE_PROXY_BODY).field("body").value(bytes).expected(most);
    Explanation::new(vec![why]).fix(fix)
}

fn version(config: &ReverseProxy, hello: Hello<'_>) -> Explanation {
    let (speaks, wanted) = (hello.client.max_version.name(), config.min_tls_version.name());
    let why = Reason::new(key::REVERSE_PROXY_TLS_VERSION).field("tls.version").value(speaks).expected(wanted);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_TLS_VERSION).value(speaks).expected(wanted));
    Explanation::new(vec![why]).fix(fix.ask("tlsVersion", Some(wanted.to_owned())))
}

fn expired(scenario: &Scenario) -> Explanation {
    let Some((today, last)) = scenario.date.zip(scenario.reverse_proxy.certificate_not_after) else {
        return Explanation::default();
    };
    let why =
        Reason::new(key::REVERSE_PROXY_EXPIRED).field("certificateNotAfter").value(last).expected(today);
    let fix = Fix::new(Reason::new(key::FIX_REVERSE_PROXY_EXPIRED).value(today))
        .add("/reverseProxy/certificateNotAfter", today.a_year_later().to_string());
    Explanation::new(vec![why]).fix(fix)
}

fn name(config: &ReverseProxy, sni: &str) -> Explanation {
    let shown = if sni.is_empty() { Value::Words(messages::VALUE_NO_NAME) } else { sni.into() };
    let why = Reason::new(key::REVERSE_PROXY_NO_CERTIFICATE)
        .field("tls.sni")
        .value(shown)
        .expected(list(&config.certificate_names));
    let told = Explanation::new(vec![why]);
    let covered = config.routes.iter().find(|route| {
        !route.host.starts_with("*.")
            && config.certificate_names.iter().any(|name| host_covers(name, &route.host))
    });
    match covered {
        _ if !sni.is_empty() => told.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_CERTIFICATE).value(sni))
                .add("/reverseProxy/certificateNames/-", sni),
        ),
        // A client that sends no name asked for an address: a certificate cannot help it, a name can.
        Some(route) => told.fix(
            Fix::new(Reason::new(key::FIX_REVERSE_PROXY_USE_NAME).value(&route.host))
                .ask("host", Some(route.host.clone())),
        ),
        None => told,
    }
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

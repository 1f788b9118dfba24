//! The reverse proxy and the API gateway: names, routes, callers.

use super::super::errors::{Problems, escape};
use super::super::model::{ApiGateway, Scenario};

/// The proxy's and the gateway's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    let proxy = &scenario.reverse_proxy;
    for (at, name) in proxy.certificate_names.iter().enumerate() {
        p.host(&format!("/reverseProxy/certificateNames/{at}"), name);
    }
    p.require(!proxy.routes.is_empty(), || "/reverseProxy/routes".to_owned(), "at least one route");
    p.unique("reverseProxy/routes", "name", proxy.routes.iter().map(|route| route.name.as_str()));
    let services = scenario.services.iter().map(|service| service.name.as_str());
    for (at, route) in proxy.routes.iter().enumerate() {
        let field = |field: &str| format!("/reverseProxy/routes/{at}/{field}");
        p.host(&field("host"), &route.host);
        p.require(route.path.starts_with('/'), || field("path"), "a path that starts with `/`");
        p.known(&field("service"), "a Service", &route.service, services.clone());
        if let Some(service) = scenario.service(&route.service) {
            let ports = service.ports.iter().map(|exposed| exposed.port);
            if !ports.clone().any(|port| port == route.port) {
                let known = crate::text::list(ports);
                p.add(&field("port"), &format!("a port of Service {}: {known}", service.name));
            }
        }
    }
    if let Some(gateway) = &scenario.api_gateway {
        api_gateway(p, gateway);
    }
}

fn api_gateway(p: &mut Problems<'_>, gateway: &ApiGateway) {
    p.require(!gateway.hosts.is_empty(), || "/apiGateway/hosts".to_owned(), "at least one host");
    for (at, host) in gateway.hosts.iter().enumerate() {
        p.host(&format!("/apiGateway/hosts/{at}"), host);
    }
    p.header_name("/apiGateway/keyHeader", &gateway.key_header);
    for name in gateway.set_headers.keys() {
        p.header_name(&format!("/apiGateway/setHeaders/{}", escape(name)), name);
    }
    p.require(!gateway.consumers.is_empty(), || "/apiGateway/consumers".to_owned(), "at least one consumer");
    p.unique("apiGateway/consumers", "name", gateway.consumers.iter().map(|consumer| consumer.name.as_str()));
    p.unique("apiGateway/consumers", "key", gateway.consumers.iter().map(|consumer| consumer.key.as_str()));
    for (at, consumer) in gateway.consumers.iter().enumerate() {
        for (nth, path) in consumer.paths.iter().enumerate() {
            let pointer = || format!("/apiGateway/consumers/{at}/paths/{nth}");
            p.require(path.starts_with('/'), pointer, "a path that starts with `/`");
        }
    }
    if let Some(limit) = gateway.rate_limit {
        let at = |field: &str| format!("/apiGateway/rateLimit/{field}");
        let known = |number: u32| (1..=1_000_000).contains(&number);
        p.require(known(limit.requests_per_second), || at("requestsPerSecond"), "from 1 to 1000000");
        p.require(known(limit.burst), || at("burst"), "from 1 to 1000000");
    }
}

//! The reverse proxy and the API gateway: names, routes, callers.

use gauntlet_slip::listed;

use super::super::errors::Problems;
use super::super::model::{ApiGateway, Scenario, Service};
use super::super::order::{order, repeated_texts};
use super::place::{Place, TOP};
use super::{Known, LINE, NAME};

/// The most headers that a gateway sets: a request has room for some more.
const MOST_SET: usize = 32;

/// The longest that a proxy may wait: one hour.
const HOUR_MS: u32 = 3_600_000;

/// The proxy's and the gateway's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    let proxy = &scenario.reverse_proxy;
    for (at, name) in proxy.certificate_names.iter().enumerate() {
        p.host(&Place::item("reverseProxy/certificateNames", at), "", name);
    }
    p.text(&TOP, "reverseProxy/namespace", &proxy.namespace, NAME);
    p.labels(&TOP, "reverseProxy/labels", &proxy.labels);
    let timeouts = [
        ("reverseProxy/connectTimeoutMs", proxy.connect_timeout_ms),
        ("reverseProxy/readTimeoutMs", proxy.read_timeout_ms),
    ];
    for (field, timeout) in timeouts {
        let known = timeout.is_none_or(|ms| (1..=HOUR_MS).contains(&ms));
        p.require(known, &TOP, field, "from 1 to 3600000");
    }
    p.require(!proxy.routes.is_empty(), &TOP, "reverseProxy/routes", "at least one route");
    let names: Vec<&str> = proxy.routes.iter().map(|route| route.name.as_str()).collect();
    p.unique("reverseProxy/routes", "name", &names);
    let names: Vec<&str> = scenario.services.iter().map(|service| service.name.as_str()).collect();
    let sorted = order(names.len(), &|one, other| names[one].cmp(names[other]));
    let sorted: Vec<&Service> = sorted.into_iter().map(|at| &scenario.services[at]).collect();
    let again = repeated_texts(&names);
    let names = names.into_iter().zip(again).filter(|(_, again)| !again).map(|(name, _)| name);
    let names = Known::new("a Service", names.collect());
    for (at, route) in proxy.routes.iter().enumerate() {
        let place = Place::item("reverseProxy/routes", at);
        p.host(&place, "host", &route.host);
        p.path(&place, "path", &route.path);
        let (from, to) = (
            sorted.partition_point(|service| service.name < route.service),
            sorted.partition_point(|service| service.name <= route.service),
        );
        let named = &sorted[from..to];
        if named.is_empty() {
            p.known(&place, "service", &route.service, &names);
            continue;
        }
        let wanted =
            |service: &&&Service| route.namespace.as_ref().is_none_or(|one| *one == service.namespace);
        let meant = named.iter().find(wanted);
        if (meant.is_none() || route.namespace.is_none() && named.len() > 1) && !p.is_full() {
            let namespaces = listed(named.iter().map(|service| service.namespace.as_str()));
            p.add(
                &place.pointer("namespace"),
                &format!("the namespace of a Service {}: {namespaces}", route.service),
            );
            continue;
        }
        if let Some(service) = meant
            && !service.ports.iter().any(|exposed| exposed.port == route.port)
            && !p.is_full()
        {
            let ports: Vec<String> = service.ports.iter().map(|exposed| exposed.port.to_string()).collect();
            let known = listed(ports.iter().map(String::as_str));
            p.add(&place.pointer("port"), &format!("a port of Service {}: {known}", service.name));
        }
    }
    if let Some(gateway) = &scenario.api_gateway {
        api_gateway(p, gateway);
    }
}

fn api_gateway(p: &mut Problems<'_>, gateway: &ApiGateway) {
    p.require(!gateway.hosts.is_empty(), &TOP, "apiGateway/hosts", "at least one host");
    for (at, host) in gateway.hosts.iter().enumerate() {
        p.host(&Place::item("apiGateway/hosts", at), "", host);
    }
    p.header_name(&TOP, "apiGateway/keyHeader", &gateway.key_header);
    p.require(gateway.set_headers.len() <= MOST_SET, &TOP, "apiGateway/setHeaders", "at most 32 headers");
    for (name, value) in &gateway.set_headers {
        let place = Place::named("apiGateway/setHeaders", name);
        p.header_name(&place, "", name);
        p.text(&place, "", value, LINE);
    }
    p.require(!gateway.consumers.is_empty(), &TOP, "apiGateway/consumers", "at least one consumer");
    let names: Vec<&str> = gateway.consumers.iter().map(|consumer| consumer.name.as_str()).collect();
    p.unique("apiGateway/consumers", "name", &names);
    let keys: Vec<&str> = gateway.consumers.iter().map(|consumer| consumer.key.as_str()).collect();
    p.unique("apiGateway/consumers", "key", &keys);
    for (at, consumer) in gateway.consumers.iter().enumerate() {
        let place = Place::item("apiGateway/consumers", at);
        for (nth, path) in consumer.paths.iter().enumerate() {
            p.path(&place.item_in("paths", nth), "", path);
        }
    }
    if let Some(limit) = gateway.rate_limit {
        let place = TOP.within("apiGateway/rateLimit");
        let known = |number: u32| (1..=1_000_000).contains(&number);
        p.require(known(limit.requests_per_second), &place, "requestsPerSecond", "from 1 to 1000000");
        p.require(known(limit.burst), &place, "burst", "from 1 to 1000000");
    }
}

//! The Service: a stable virtual address that stands for the ready pods behind it.

use std::cmp::Reverse;
use std::net::{IpAddr, SocketAddr};

use gauntlet_slip::nearest;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::rng;
use crate::scenario::model::{Pod, Route, Scenario, Service, ServicePort, SessionAffinity};
use crate::words::key;

/// Finds the Service that a route leads to and picks one of its ready endpoints: the pod, and the port there.
///
/// # Errors
/// There is no such Service, it does not expose the port, or none of its pods is ready.
pub fn decide<'a>(scenario: &'a Scenario, route: &Route, from: IpAddr, seed: u64) -> Ruling<(&'a Pod, u16)> {
    let at = scenario.services.iter().position(|service| service.name == route.service);
    let Some((at, service)) = at.and_then(|at| Some((at, scenario.services.get(at)?))) else {
        return Err(Box::new(missing(scenario, route)));
    };
    let Some(exposed) = service.ports.iter().find(|exposed| exposed.port == route.port) else {
        return Err(Box::new(port_not_exposed(scenario, at, service, route.port)));
    };
    let (ready, waiting): (Vec<&Pod>, Vec<&Pod>) = selected(scenario, service).partition(|pod| pod.ready);
    let turn = match service.session_affinity {
        SessionAffinity::None => rng::mix(seed, "service"),
        SessionAffinity::ClientIp => rng::mix(0, &from.to_string()),
    };
    match rng::pick(&ready, turn) {
        Some(pod) => Ok(chosen(service, exposed, pod, from, &ready, &waiting)),
        None => Err(Box::new(no_ready_endpoints(scenario, at, service, &waiting))),
    }
}

/// Where the proxy sends a connection for a route: the Service's own address, or, where it is headless, nowhere yet.
#[must_use]
pub fn address(scenario: &Scenario, route: &Route) -> Option<SocketAddr> {
    let service = scenario.service(&route.service)?;
    Some(SocketAddr::new(service.cluster_ip.0?, route.port))
}

fn missing(scenario: &Scenario, route: &Route) -> Stopped {
    let why = Reason::new(key::SERVICE_NOT_FOUND)
        .field("destination")
        .value(&route.service)
        .expected(list(scenario.services.iter().map(|service| &service.name)));
    let near = nearest(&route.service, scenario.services.iter().map(|service| service.name.as_str()));
    let near = scenario.services.iter().find(|service| near.is_none_or(|near| near == service.name));
    let near = near.and_then(|service| Some((service, service.ports.first()?)));
    let stopped = Stopped::failed("not_found", Reply::Refuse, vec![why]);
    let Some((near, port)) = near else { return stopped };
    let at = scenario.reverse_proxy.routes.iter().position(|one| one == route).unwrap_or_default();
    stopped.fix(
        Fix::new(
            Reason::new(key::FIX_SERVICE_CREATE).rule(&route.name).value(&route.service).expected(&near.name),
        )
        .add(format!("/reverseProxy/routes/{at}/service"), near.name.as_str())
        .add(format!("/reverseProxy/routes/{at}/port"), port.port),
    )
}

/// The pods that a Service selects: of its namespace, carrying every label of its selector.
pub fn selected<'a>(scenario: &'a Scenario, service: &'a Service) -> impl Iterator<Item = &'a Pod> {
    scenario.pods.iter().filter(|pod| {
        pod.namespace == service.namespace
            && service.selector.iter().all(|(label, value)| pod.labels.get(label) == Some(value))
    })
}

fn names(pods: &[&Pod]) -> String {
    list(pods.iter().map(|pod| &pod.name))
}

fn selector(service: &Service) -> String {
    list(service.selector.iter().map(|(label, value)| format!("{label}={value}")))
}

fn chosen<'a>(
    service: &Service,
    exposed: &ServicePort,
    pod: &'a Pod,
    from: IpAddr,
    ready: &[&Pod],
    waiting: &[&Pod],
) -> Passed<(&'a Pod, u16)> {
    let headless = service.cluster_ip.0.is_none();
    let mut why = vec![
        Reason::new(if headless { key::SERVICE_HEADLESS } else { key::SERVICE_CHOSE })
            .rule(&service.name)
            .field("destination")
            .value(&pod.name)
            .expected(names(ready)),
    ];
    if service.session_affinity == SessionAffinity::ClientIp {
        why.push(
            Reason::new(key::SERVICE_AFFINITY)
                .rule(&service.name)
                .field("sessionAffinity")
                .value(from.to_string()),
        );
    }
    if !waiting.is_empty() {
        why.push(Reason::new(key::SERVICE_LEFT_OUT).rule(&service.name).field("ready").value(names(waiting)));
    }
    // Nobody translates the port of a headless Service: the connection goes to the pod as it was opened.
    let port = if headless { exposed.port } else { exposed.target_port };
    if headless && exposed.port != exposed.target_port {
        why.push(
            Reason::new(key::SERVICE_HEADLESS_PORT)
                .rule(&service.name)
                .field("targetPort")
                .value(exposed.port.to_string())
                .expected(exposed.target_port.to_string()),
        );
    }
    Passed::new((pod, port), Some(service.name.clone()), why)
}

fn port_not_exposed(scenario: &Scenario, at: usize, service: &Service, port: u16) -> Stopped {
    let why = Reason::new(key::SERVICE_PORT)
        .rule(&service.name)
        .field("destination.port")
        .value(port.to_string())
        .expected(list(service.ports.iter().map(|exposed| exposed.port)));
    // The port that the pods listen on is the one to lead to.
    let target = selected(scenario, service).next().map(|pod| pod.port);
    let target = target.or(service.ports.first().map(|exposed| exposed.target_port)).unwrap_or(port);
    let fix = Fix::new(Reason::new(key::FIX_SERVICE_PORT).rule(&service.name).value(port.to_string()))
        .add(format!("/services/{at}/ports/-"), serde_json::json!({ "port": port, "targetPort": target }));
    Stopped::failed("port_not_exposed", Reply::Refuse, vec![why]).by(&service.name).fix(fix)
}

fn no_ready_endpoints(scenario: &Scenario, at: usize, service: &Service, waiting: &[&Pod]) -> Stopped {
    let place = |wanted: &Pod| scenario.pods.iter().position(|pod| pod == wanted).unwrap_or_default();
    let (why, fix) = match waiting.first() {
        Some(pod) => (
            Reason::new(key::SERVICE_NONE_READY)
                .rule(&service.name)
                .field("ready")
                .value(names(waiting))
                .expected("true"),
            Some(
                Fix::new(Reason::new(key::FIX_SERVICE_READY).rule(&service.name).value(&pod.name))
                    .add(format!("/pods/{}/ready", place(pod)), true),
            ),
        ),
        None => (
            Reason::new(key::SERVICE_NONE_SELECTED)
                .rule(&service.name)
                .field("selector")
                .value(selector(service)),
            reselect(scenario, at, service),
        ),
    };
    let stopped = Stopped::failed("no_ready_endpoints", Reply::Refuse, vec![why]).by(&service.name);
    match fix {
        Some(fix) => stopped.fix(fix),
        None => stopped,
    }
}

/// A selector that fits: the labels of the pod of the namespace that already carries most of it, and little else.
fn reselect(scenario: &Scenario, at: usize, service: &Service) -> Option<Fix> {
    let pods =
        scenario.pods.iter().filter(|pod| pod.namespace == service.namespace && !pod.labels.is_empty());
    let apart = |pod: &Pod| {
        let carries = |label: &String| service.selector.contains_key(label);
        let values =
            pod.labels.iter().filter(|(label, value)| service.selector.get(*label) == Some(value)).count();
        let names = pod.labels.keys().filter(|label| carries(label)).count();
        (Reverse(values), Reverse(names), pod.labels.len())
    };
    let pod = pods.min_by_key(|pod| apart(pod))?;
    Some(
        Fix::new(Reason::new(key::FIX_SERVICE_SELECTOR).rule(&service.name).value(&pod.name))
            .add(format!("/services/{at}/selector"), serde_json::json!(pod.labels)),
    )
}

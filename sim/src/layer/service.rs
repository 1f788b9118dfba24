//! The Service: a stable virtual address that stands for the ready pods behind it.

use std::net::SocketAddr;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::reason::Reason;
use crate::rng;
use crate::scenario::model::{Pod, Scenario, Service, ServicePort};
use crate::words::key;

/// Finds the Service of a destination and picks one of its ready endpoints.
///
/// # Errors
/// No Service has the address, it does not expose the port, or none of its pods is ready.
pub fn decide(scenario: &Scenario, to: SocketAddr, seed: u64) -> Ruling<(&Pod, u16)> {
    let Some(service) = scenario.services.iter().find(|service| service.cluster_ip == to.ip()) else {
        return Err(Box::new(missing(&to.ip().to_string(), scenario)));
    };
    let port = to.port();
    let Some(exposed) = service.ports.iter().find(|exposed| exposed.port == port) else {
        return Err(Box::new(port_not_exposed(service, port)));
    };
    let (ready, waiting): (Vec<&Pod>, Vec<&Pod>) = selected(scenario, service).partition(|pod| pod.ready);
    match rng::pick(&ready, rng::mix(seed, "service")) {
        Some(pod) => Ok(chosen(service, exposed, pod, &ready, &waiting)),
        None => Err(Box::new(no_ready_endpoints(service, &waiting))),
    }
}

/// No Service has that name or address.
pub(crate) fn missing(asked: &str, scenario: &Scenario) -> Stopped {
    let why = Reason::new(key::SERVICE_NOT_FOUND)
        .field("destination")
        .value(asked)
        .expected(list(scenario.services.iter().map(|service| &service.name)));
    let fix = Reason::new(key::FIX_SERVICE_CREATE).value(asked);
    Stopped::failed("not_found", Reply::Refuse, vec![why]).fix(fix)
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
    ready: &[&Pod],
    waiting: &[&Pod],
) -> Passed<(&'a Pod, u16)> {
    let mut why = vec![
        Reason::new(key::SERVICE_CHOSE)
            .rule(&service.name)
            .field("destination")
            .value(&pod.name)
            .expected(names(ready)),
    ];
    if !waiting.is_empty() {
        why.push(Reason::new(key::SERVICE_LEFT_OUT).rule(&service.name).field("ready").value(names(waiting)));
    }
    Passed::new((pod, exposed.target_port), Some(service.name.clone()), why)
}

fn port_not_exposed(service: &Service, port: u16) -> Stopped {
    let why = Reason::new(key::SERVICE_PORT)
        .rule(&service.name)
        .field("destination.port")
        .value(port.to_string())
        .expected(list(service.ports.iter().map(|exposed| exposed.port)));
    let fix = Reason::new(key::FIX_SERVICE_PORT).rule(&service.name).value(port.to_string());
    Stopped::failed("port_not_exposed", Reply::Refuse, vec![why]).by(&service.name).fix(fix)
}

fn no_ready_endpoints(service: &Service, waiting: &[&Pod]) -> Stopped {
    let (why, fix) = match waiting.first() {
        Some(pod) => (
            Reason::new(key::SERVICE_NONE_READY)
                .rule(&service.name)
                .field("ready")
                .value(names(waiting))
                .expected("true"),
            Reason::new(key::FIX_SERVICE_READY).rule(&service.name).value(&pod.name),
        ),
        None => (
            Reason::new(key::SERVICE_NONE_SELECTED)
                .rule(&service.name)
                .field("selector")
                .value(selector(service)),
            Reason::new(key::FIX_SERVICE_SELECTOR).rule(&service.name).value(selector(service)),
        ),
    };
    Stopped::failed("no_ready_endpoints", Reply::Refuse, vec![why]).by(&service.name).fix(fix)
}

//! What a Service's decisions mean.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::net::IpAddr;

use gauntlet_scenario::json::Json;
use gauntlet_slip::{escape, nearest};

use super::{Explanation, list};
use gauntlet_model::layer::Layer;
use gauntlet_scenario::model::{ByName, Pod, Route, Scenario, Service, SessionAffinity, Upstream};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::service::{Decision, Endpoint, Passed, Stopped, is_headless, selected};
use gauntlet_sim::world::World;

use crate::fix::Fix;
use crate::messages;
use crate::messages::key;
use crate::reason::Reason;
use crate::value::Value;

/// Explains a decision for the route at that place of the proxy's, or for all where there is no proxy.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    world: &World,
    route: Option<(usize, &Route)>,
    from: IpAddr,
    decision: &Decision,
) -> Explanation {
    let service = |at: usize| scenario.services.get(at).map(|service| (at, service));
    let told = match *decision {
        Decision::Pass(endpoint, passed) => service(passed.service)
            .map(|(_, service)| chosen(scenario, world, service, (endpoint, passed), from)),
        Decision::Stop(Stop { why: Stopped::NotFound, .. }) => Some(not_found(scenario, route)),
        Decision::Stop(Stop { why: Stopped::PortNotExposed(at), .. }) => {
            let port = route.map_or(0, |(_, route)| route.port);
            service(at).map(|service| port_not_exposed(scenario, service, port))
        }
        Decision::Stop(Stop { why: Stopped::NoneReady(at), .. }) => {
            service(at).map(|service| none_ready(scenario, world, service))
        }
    };
    told.unwrap_or_default()
}

fn chosen(
    scenario: &Scenario,
    world: &World,
    service: &Service,
    (endpoint, passed): (Endpoint, Passed),
    from: IpAddr,
) -> Explanation {
    let listed = passed.asked == Upstream::Endpoints;
    let headless = is_headless(service) && !listed;
    let pod = scenario.pods.get(endpoint.pod).map(|pod| scenario.pod_name(pod)).unwrap_or_default();
    let name = scenario.service_name(service);
    let how = match (listed, headless) {
        (true, _) => key::SERVICE_LISTED,
        (_, true) => key::SERVICE_HEADLESS,
        _ => key::SERVICE_CHOSE,
    };
    let mut why = vec![
        Reason::new(how)
            .rule(&*name)
            .field("destination")
            .value(&*pod)
            .expected(names(scenario, world, service, true)),
    ];
    if service.session_affinity == SessionAffinity::ClientIp {
        let how = if listed { key::SERVICE_AFFINITY_UNUSED } else { key::SERVICE_AFFINITY };
        let kept = Reason::new(how).rule(&*name).field("sessionAffinity");
        why.push(kept.value(from));
    }
    if selected(scenario, service).any(|(at, _)| !world.pod(at).ready) {
        let left_out = Reason::new(key::SERVICE_LEFT_OUT).rule(&*name).field("ready");
        why.push(left_out.value(names(scenario, world, service, false)));
    }
    let exposed = service.ports.get(passed.port);
    if let Some(exposed) = exposed.filter(|exposed| headless && exposed.port != exposed.target_port) {
        why.push(
            Reason::new(key::SERVICE_HEADLESS_PORT)
                .rule(&*name)
                .field("targetPort")
                .value(exposed.port)
                .expected(exposed.target_port),
        );
    }
    Explanation::new(why).by(&*name)
}

fn not_found(scenario: &Scenario, route: Option<(usize, &Route)>) -> Explanation {
    let Some((at, route)) = route else {
        let none = Value::Words(messages::VALUE_NONE);
        let why = Reason::new(key::SERVICE_NOT_FOUND).field("destination").value(none.clone());
        return Explanation::new(vec![why.expected(none)]);
    };
    let why = Reason::new(key::SERVICE_NOT_FOUND)
        .field("destination")
        .value(&route.service)
        .expected(list(scenario.service_names().into_iter().map(Cow::into_owned)));
    let near = nearest(&route.service, scenario.services.iter().map(|service| service.name.as_str()));
    let near = scenario.services.iter().find(|service| near.is_none_or(|near| near == service.name));
    let near = near.and_then(|service| Some((service, service.ports.first()?)));
    let told = Explanation::of(why);
    let Some((near, port)) = near else { return told };
    let fix = Reason::new(key::FIX_SERVICE_CREATE)
        .rule(&route.name)
        .value(&route.service)
        .expected(&*scenario.service_name(near));
    let route_to = |field: &str| format!("/reverseProxy/routes/{at}/{field}");
    let fix = Fix::new(fix).add(route_to("service"), near.name.as_str()).add(route_to("port"), port.port);
    // Another Service may have that name too.
    let told_apart = route.namespace.is_some() || scenario.service_name(near) != near.name;
    told.fix(if told_apart { fix.add(route_to("namespace"), near.namespace.as_str()) } else { fix })
}

fn port_not_exposed(scenario: &Scenario, (at, service): (usize, &Service), port: u16) -> Explanation {
    let name = scenario.service_name(service);
    let why = Reason::new(key::SERVICE_PORT)
        .rule(&*name)
        .field("destination.port")
        .value(port)
        .expected(list(service.ports.iter().map(|exposed| exposed.port)));
    // The port that the pods listen on is the one to lead to.
    let target = selected(scenario, service).next().map(|(_, pod)| pod.container_port);
    let target = target.or(service.ports.first().map(|exposed| exposed.target_port)).unwrap_or(port);
    let fix = Fix::new(Reason::new(key::FIX_SERVICE_PORT).rule(&*name).value(port)).add(
        format!("/services/{at}/ports/-"),
        Json::object(vec![("port", port.into()), ("targetPort", target.into())]),
    );
    Explanation::of(why).by(&*name).fix(fix)
}

fn none_ready(scenario: &Scenario, world: &World, (at, service): (usize, &Service)) -> Explanation {
    let name = scenario.service_name(service);
    let (why, fix) = match selected(scenario, service).next() {
        Some((_, pod)) => (
            Reason::new(key::SERVICE_NONE_READY)
                .rule(&*name)
                .field("ready")
                .value(names(scenario, world, service, false))
                .expected("true"),
            Some(
                Fix::new(Reason::new(key::FIX_SERVICE_READY).rule(&*name).value(&*scenario.pod_name(pod)))
                    .add(format!("/state/pods/{}/ready", escape(&pod.full_name())), true),
            ),
        ),
        None => (
            Reason::new(key::SERVICE_NONE_SELECTED)
                .rule(&*name)
                .field("selector")
                .value(labels(&service.selector)),
            reselect(scenario, at, service),
        ),
    };
    let mut why = vec![why];
    if scenario.reverse_proxy.sends_to() == Upstream::VirtualIp || scenario.lacks(Layer::ReverseProxy) {
        let address = service.cluster_ip.0.map(Value::from).unwrap_or(Value::Words(messages::VALUE_NONE));
        why.push(Reason::new(key::SERVICE_REJECTS).rule(&*name).field("clusterIP").value(address));
    }
    Explanation { fix, ..Explanation::new(why).by(&*name) }
}

/// A selector that fits: the labels of the pod of the namespace that already carries most of it, and little else.
fn reselect(scenario: &Scenario, at: usize, service: &Service) -> Option<Fix> {
    let name = scenario.service_name(service);
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
        Fix::new(Reason::new(key::FIX_SERVICE_SELECTOR).rule(&*name).value(&*scenario.pod_name(pod)))
            .add(format!("/services/{at}/selector"), &pod.labels),
    )
}

/// The names of a Service's pods that are ready, or that are not.
fn names(scenario: &Scenario, world: &World, service: &Service, ready: bool) -> Value {
    let called = scenario.pod_names();
    let pods = selected(scenario, service).filter(|(at, _)| world.pod(*at).ready == ready);
    list(pods.filter_map(|(at, _)| called.get(at)).map(|name| name.clone().into_owned()))
}

fn labels(labels: &ByName<String>) -> Value {
    list(labels.iter().map(|(label, value)| format!("{label}={value}")))
}

//! The state at the start: it may only be of nodes, pods and callers that exist.

use super::super::errors::Problems;
use super::super::model::{Pod, Scenario};
use super::Known;
use super::place::Place;

/// The state's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    let state = &scenario.state;
    let nodes = scenario.load_balancer.nodes.iter().map(|node| node.name.as_str()).collect();
    let nodes = Known::new("a node", nodes);
    for (name, node) in &state.nodes {
        let place = Place::named("state/nodes", name);
        p.known(&place, "", name, &nodes);
        p.require(
            node.down_for_us.is_none() || node.up_for_us.is_none(),
            &place,
            "upForUs",
            "nothing beside downForUs: a node is up or down",
        );
    }
    let pods: Vec<String> = scenario.pods.iter().map(Pod::full_name).collect();
    let pods = Known::new("a pod", pods.iter().map(String::as_str).collect());
    for (name, pod) in &state.pods {
        let place = Place::named("state/pods", name);
        p.known(&place, "", name, &pods);
        p.service_time(&place, pod.service_time_us.unwrap_or_default());
    }
    let consumers = scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers);
    let consumers = Known::new("a consumer", consumers.map(|consumer| consumer.name.as_str()).collect());
    for name in state.consumers.keys() {
        p.known(&Place::named("state/consumers", name), "", name, &consumers);
    }
}

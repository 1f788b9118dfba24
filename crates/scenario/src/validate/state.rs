//! The state at the start: it may only be of nodes, pods and callers that exist.

use gauntlet_slip::escape;

use super::super::errors::Problems;
use super::super::model::{Pod, Scenario};
use super::Known;

/// The state's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    let state = &scenario.state;
    let nodes = Known::new("a node", scenario.load_balancer.nodes.iter().map(|node| node.name.as_str()));
    for (name, node) in &state.nodes {
        let place = || format!("/state/nodes/{}", escape(name));
        p.known(place, name, &nodes);
        p.require(
            node.down_for_us.is_none() || node.up_for_us.is_none(),
            || place() + "/upForUs",
            "nothing beside downForUs: a node is up or down",
        );
    }
    let pods: Vec<String> = scenario.pods.iter().map(Pod::full_name).collect();
    let pods = Known::new("a pod", pods.iter().map(String::as_str));
    for name in state.pods.keys() {
        p.known(|| format!("/state/pods/{}", escape(name)), name, &pods);
    }
    let consumers = scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers);
    let consumers = Known::new("a consumer", consumers.map(|consumer| consumer.name.as_str()));
    for name in state.consumers.keys() {
        p.known(|| format!("/state/consumers/{}", escape(name)), name, &consumers);
    }
}

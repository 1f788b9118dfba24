//! Makes a pod slow, takes it or a node down, and brings it back, by changing its state in the scenario.

use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{NodeFailure, NodeState, PodState};

/// How long a slow pod takes: longer than any proxy waits by default.
const SLOW: Micros = Micros::from_millis(70_000);

/// The scenario with a node down that was up, or up that was down, and with a pod that is slow, then down, then up again. `name` is what
/// the report calls it.
///
/// # Errors
/// If nothing has this name: the names that exist.
pub fn toggled(scenario: &Scenario, node: bool, name: &str) -> Result<Scenario, Vec<String>> {
    let mut changed = scenario.clone();
    if node {
        let nodes = &scenario.load_balancer.nodes;
        if !nodes.iter().any(|one| one.name == name) {
            return Err(nodes.iter().map(|one| one.name.clone()).collect());
        }
        let state = scenario.state.node(name);
        // The health checks have noticed already, so no earlier change is pending.
        let state = NodeState {
            healthy: !state.healthy,
            down_for_us: None,
            failure: NodeFailure::Silent,
            up_for_us: None,
            ..state
        };
        if state == NodeState::default() {
            changed.state.nodes.remove(name);
        } else {
            changed.state.nodes.insert(name.to_owned(), state);
        }
        return Ok(changed);
    }
    let names = scenario.pod_names();
    let at = names.iter().position(|one| one == name);
    let Some(pod) = at.and_then(|at| scenario.pods.get(at)) else {
        return Err(names.into_iter().map(Into::into).collect());
    };
    let (key, state) = (pod.full_name(), scenario.state.pod(pod));
    let (ready, slow) = match state {
        PodState { ready: false, .. } => (true, false),
        PodState { crashes: true, .. } | PodState { service_time_us: Some(_), .. } => (false, false),
        _ => (true, true),
    };
    // A pod that is brought back shouldn't crash on the next request.
    let service_time_us = slow.then_some(SLOW);
    let state = PodState { ready, crashes: false, resets: false, service_time_us, ..state };
    if state == PodState::default() {
        changed.state.pods.remove(&key);
    } else {
        changed.state.pods.insert(key, state);
    }
    Ok(changed)
}

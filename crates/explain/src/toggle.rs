//! Takes a node or a pod down, or brings it back, by changing its state in the scenario.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{NodeFailure, NodeState, PodState};

/// The scenario with a node or a pod down that was up, or up that was down. `name` is what the report calls it.
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
    // A pod that is brought back shouldn't crash on the next request.
    let state = PodState { ready: !state.ready, crashes: false, resets: false, ..state };
    if state == PodState::default() {
        changed.state.pods.remove(&key);
    } else {
        changed.state.pods.insert(key, state);
    }
    Ok(changed)
}

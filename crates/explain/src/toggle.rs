//! Takes a node or a pod down, or brings it back: the scenario with another state of it.

use gauntlet_model::composed::Problem;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{NodeState, PodState};
use gauntlet_slip::{listed, short};

/// The scenario with a node or a pod down that was up, or up that was down. `name` is what the report calls it.
///
/// # Errors
/// Where there is none of the name: what was found and expected.
pub fn toggled(scenario: &Scenario, node: bool, name: &str) -> Result<Scenario, Problem> {
    let mut changed = scenario.clone();
    if node {
        let nodes = &scenario.load_balancer.nodes;
        if !nodes.iter().any(|one| one.name == name) {
            return Err(missing("node", name, nodes.iter().map(|one| one.name.as_str())));
        }
        let state = scenario.state.node(name);
        // The balancer has noticed: what it noticed before is over.
        let state = NodeState { healthy: !state.healthy, down_for_us: None, up_for_us: None, ..state };
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
        return Err(missing("pod", name, names.iter().map(AsRef::as_ref)));
    };
    let (key, state) = (pod.full_name(), scenario.state.pod(pod));
    // One that comes back does not crash again on the next request.
    let state = PodState { ready: !state.ready, crashes: false, ..state };
    if state == PodState::default() {
        changed.state.pods.remove(&key);
    } else {
        changed.state.pods.insert(key, state);
    }
    Ok(changed)
}

fn missing<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> Problem {
    Problem::of(what, format!("found {}, expected one of {}", short(name), listed(names)))
}

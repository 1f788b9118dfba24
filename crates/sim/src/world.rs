//! What changes at run time, as opposed to what is configured: health, load, token buckets, connections, NAT ports.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ConsumerState, NatState, NodeState, PodState};

pub mod bucket;
pub mod connections;
pub mod health;
pub mod nat;

/// The state of the world when a request comes. Nodes, pods and callers go by their index in the scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// The balancer's nodes.
    pub nodes: Vec<NodeState>,
    /// The pods.
    pub pods: Vec<PodState>,
    /// The API gateway's callers.
    pub consumers: Vec<ConsumerState>,
    /// The NAT gateway.
    pub nat: NatState,
}

impl World {
    /// The start, as the scenario's `state` describes it.
    #[must_use]
    pub fn start(scenario: &Scenario) -> Self {
        let state = &scenario.state;
        let consumers = scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers);
        Self {
            nodes: scenario.load_balancer.nodes.iter().map(|node| state.node(&node.name)).collect(),
            pods: scenario.pods.iter().map(|pod| state.pod(pod)).collect(),
            consumers: consumers.map(|consumer| state.consumer(&consumer.name)).collect(),
            nat: state.nat_gateway,
        }
    }

    /// The state of a node, by its index.
    #[must_use]
    pub fn node(&self, at: usize) -> NodeState {
        self.nodes.get(at).copied().unwrap_or_default()
    }

    /// The state of a pod, by its index.
    #[must_use]
    pub fn pod(&self, at: usize) -> PodState {
        self.pods.get(at).copied().unwrap_or_default()
    }

    /// The state of a caller, by its index.
    #[must_use]
    pub fn consumer(&self, at: usize) -> ConsumerState {
        self.consumers.get(at).copied().unwrap_or_default()
    }
}

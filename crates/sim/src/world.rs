//! What changes while the world runs, apart from what is configured: health, load, buckets, connections, NAT ports.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ConsumerState, NatState, NodeState, PodState};

pub mod bucket;
pub mod connections;
pub mod health;
pub mod nat;

/// How the world stands when a request comes, by the places that nodes, pods and callers have in the scenario.
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
    /// The world at the start, as the scenario's `state` has it.
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

    /// How a node stands, by its place.
    #[must_use]
    pub fn node(&self, at: usize) -> NodeState {
        self.nodes.get(at).copied().unwrap_or_default()
    }

    /// How a pod stands, by its place.
    #[must_use]
    pub fn pod(&self, at: usize) -> PodState {
        self.pods.get(at).copied().unwrap_or_default()
    }

    /// How a caller stands, by its place.
    #[must_use]
    pub fn consumer(&self, at: usize) -> ConsumerState {
        self.consumers.get(at).copied().unwrap_or_default()
    }
}

//! The state of the world when the request comes: whatever changes at run time, as opposed to what is configured.

use gauntlet_model::time::Micros;

use super::{ByName, Pod};
use crate::fields::{fields, names};

/// The state of the world at the start. Nodes, pods and callers that are not listed are up and idle.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct State {
    /// Nodes, by name.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<NodeState>"))]
    pub nodes: ByName<NodeState>,
    /// Pods, by `namespace/name`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<PodState>"))]
    pub pods: ByName<PodState>,
    /// The gateway's callers, by name.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<ConsumerState>"))]
    pub consumers: ByName<ConsumerState>,
    /// The NAT gateway.
    pub nat_gateway: NatState,
}

fields!(State {
    nodes: "nodes"[optional],
    pods: "pods"[optional],
    consumers: "consumers"[optional],
    nat_gateway: "natGateway"[optional],
});

impl State {
    /// The state of a node.
    #[must_use]
    pub fn node(&self, name: &str) -> NodeState {
        self.nodes.get(name).copied().unwrap_or_default()
    }

    /// The state of a pod.
    #[must_use]
    pub fn pod(&self, pod: &Pod) -> PodState {
        // Every journey asks for all pods, so this allocates no name.
        let name = || pod.namespace.bytes().chain([b'/']).chain(pod.name.bytes());
        self.pods.get_by(|key| key.bytes().cmp(name())).copied().unwrap_or_default()
    }

    /// The state of a caller of the API gateway.
    #[must_use]
    pub fn consumer(&self, name: &str) -> ConsumerState {
        self.consumers.get(name).copied().unwrap_or_default()
    }
}

/// The state of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct NodeState {
    /// Whether it passed the balancer's checks before `downForUs` or `upForUs` began; `true` when left out.
    pub healthy: bool,
    /// For how long it has been down, in microseconds; it is up when left out.
    pub down_for_us: Option<Micros>,
    /// How it fails while it is down; silently when left out.
    pub failure: NodeFailure,
    /// For how long it has been up again, in microseconds.
    pub up_for_us: Option<Micros>,
    /// The connections it has open.
    pub connections: u32,
}

fields!(NodeState {
    healthy: "healthy" [or true],
    down_for_us: "downForUs"[optional],
    failure: "failure" [or NodeFailure::Silent],
    up_for_us: "upForUs"[optional],
    connections: "connections"[optional],
});

impl Default for NodeState {
    fn default() -> Self {
        Self {
            healthy: true,
            down_for_us: None,
            failure: NodeFailure::Silent,
            up_for_us: None,
            connections: 0,
        }
    }
}

/// How a node that is down shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum NodeFailure {
    /// Nothing answers: every check waits for its time-out, and so does every connection.
    Silent,
    /// The machine answers and nothing listens: checks and connections are refused at once.
    Refuses,
}

names!(NodeFailure { Silent: "silent", Refuses: "refuses" });

/// The state of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct PodState {
    /// Whether it passes its readiness probe; `true` when left out.
    pub ready: bool,
    /// Whether it crashes on the request, although it was ready when it was chosen.
    pub crashes: bool,
    /// Whether the connection is then reset rather than closed: it died before it had read all of the request.
    pub resets: bool,
    /// How many requests it is already working on.
    pub requests_in_flight: u32,
    /// How long it takes to answer now, in microseconds; its usual time when left out.
    pub service_time_us: Option<Micros>,
}

fields!(PodState {
    ready: "ready" [or true],
    crashes: "crashes"[optional],
    resets: "resets"[optional],
    requests_in_flight: "requestsInFlight"[optional],
    service_time_us: "serviceTimeUs"[optional],
});

impl PodState {
    /// How long a pod in this state takes to answer.
    #[must_use]
    pub fn service_time(&self, pod: &Pod) -> Micros {
        self.service_time_us.unwrap_or(pod.service_time_us)
    }
}

impl Default for PodState {
    fn default() -> Self {
        Self { ready: true, crashes: false, resets: false, requests_in_flight: 0, service_time_us: None }
    }
}

/// The state of a caller of the API gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ConsumerState {
    /// How many requests it has just sent, before the current one.
    pub recent_requests: u32,
}

fields!(ConsumerState { recent_requests: "recentRequests"[optional] });

/// The NAT gateway's ports that are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct NatState {
    /// How many ports other connections hold to every destination.
    pub ports_in_use: u32,
    /// How many more are in TIME_WAIT: closed a moment ago, and not yet free to use again.
    pub ports_in_time_wait: u32,
    /// Whether a connection of another pod on the caller's node, to the same destination, has the caller's source port. With
    /// `nodeMasquerade` the node then uses another one.
    pub source_port_taken: bool,
}

fields!(NatState {
    ports_in_use: "portsInUse"[optional],
    ports_in_time_wait: "portsInTimeWait"[optional],
    source_port_taken: "sourcePortTaken"[optional],
});

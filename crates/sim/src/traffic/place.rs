//! Pods and nodes as they are while a run goes on.

use gauntlet_scenario::model::{NodeFailure, NodeState};

use super::chance::Stream;
use super::events::Nanos;
use super::queue::Queue;
use crate::world::health::Health;

/// A pod.
#[derive(Clone, Debug)]
pub struct Pod {
    /// Its requests.
    pub queue: Queue<u32>,
    /// How long it works on each.
    pub chance: Stream,
    /// The mean of that, before faults.
    pub mean: Nanos,
    /// How many percent of that it takes.
    pub percent: u32,
    /// How many requests it takes at once; no limit when 0.
    pub most: u32,
    /// How many of them it had from the start, which never end.
    pub others: u32,
    /// The node that it runs on, by its place in the run.
    pub node: usize,
    /// Whether the Service knows it as ready.
    pub ready: bool,
    /// Whether it takes connections.
    pub listens: bool,
    /// Whether it crashes on each request, and resets then.
    pub crashes: bool,
    /// Whether the connection is then reset.
    pub resets: bool,
    /// Whether it dies again and again.
    pub loops: bool,
    /// How often it was started anew.
    pub restarts: u32,
    /// How often its fate was changed: what was planned before means nobody.
    pub turn: u16,
    /// How many requests it has answered.
    pub served: u64,
    /// How many came to it.
    pub came: u64,
    /// The most that waited at once.
    pub longest: usize,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What the balancer's checks know of it.
    pub health: Health,
    /// How it is down, where it is.
    pub down: Option<NodeFailure>,
    /// Whether its pods are gone with it. A scenario says of each pod apart how it stands.
    pub gone: bool,
    /// Whether it passes its checks while it is up.
    pub passes: bool,
    /// Whether it was taken out by hand.
    pub drained: bool,
    /// Its open connections, with those that it had from the start.
    pub connections: u32,
    /// How many requests the balancer sent to it.
    pub came: u64,
    /// How many of its pods' workers are busy.
    pub busy: u32,
    /// How often its checks were begun anew.
    pub turn: u16,
    /// When the balancer last took it out, and in.
    pub changed: Option<Nanos>,
}

impl Node {
    /// As the balancer's engine sees it at this moment.
    #[must_use]
    pub fn state(&self) -> NodeState {
        NodeState {
            healthy: self.health.healthy && !self.drained,
            // It has just gone down, or been so: the checks are counted here.
            down_for_us: self.down.map(|_| gauntlet_model::time::Micros::ZERO),
            failure: self.down.unwrap_or(NodeFailure::Silent),
            up_for_us: None,
            connections: self.connections,
        }
    }
}

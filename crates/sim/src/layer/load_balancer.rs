//! The load balancer: spreads connections over the nodes that pass their health check.

use gauntlet_model::code::Code;
use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::model::{BalancerMode, LoadBalancer, NodeFailure, NoneHealthy};

use crate::layer::{self, Reply, Stop, timing};
use crate::world::World;
use crate::world::health::{NodeHealth, node_health};

pub mod pick;

use pick::Picker;

/// What it decides: a node, by its place in the configuration.
pub type Decision = layer::Decision<usize, Passed, Stopped>;

/// How a node was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The balancer read the request, and not the connection alone.
    pub reads: bool,
    /// No node takes part, so that all do.
    pub fails_open: bool,
    /// How the node stands.
    pub health: NodeHealth,
}

/// What kept a connection from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing listens on the port.
    NoListener,
    /// No node takes part.
    NoHealthyNode {
        /// The balancer read the request, and not the connection alone.
        reads: bool,
    },
    /// That node was chosen and is down.
    NodeDown(usize, Passed),
    /// That node was chosen and has no proxy pod to pass the connection to.
    NoProxyPod(usize),
    /// There is no balancer, and nothing listens on that node's port.
    OnlyNodeNoListener(usize),
    /// There is no balancer, and that node is down.
    OnlyNodeDown(usize),
}

/// Chooses a node, by a hash of the source of `flow` where that is how it chooses. `picker` remembers what was chosen before.
#[must_use]
pub fn decide(config: &LoadBalancer, world: &World, flow: Flow, picker: &mut Picker) -> Decision {
    if !config.listeners.contains(&flow.destination.port()) {
        return Decision::stop(Code::LoadBalancerListenerMissing, Reply::Refuse, Stopped::NoListener);
    }
    let reads = config.mode == BalancerMode::L7 && flow.tls != TlsState::Encrypted;
    let all = checked(config, world, true);
    let fails_open = config.when_none_healthy == NoneHealthy::FailOpen && all.clone().next().is_none();
    let candidates = (0..config.nodes.len())
        .filter(|at| (fails_open || in_rotation(config, world, *at)) && !drained(config, *at));
    let chosen = picker.pick(config, world, candidates, flow.source.ip());
    let Some(at) = chosen else {
        // Over a connection that it can't read, HAProxy closes in silence.
        let reply = if reads { Reply::Http(503) } else { Reply::Close };
        return Decision::stop(Code::LoadBalancerNoHealthyNode, reply, Stopped::NoHealthyNode { reads });
    };
    let passed = Passed { reads, fails_open, health: node_health(config.health_check, &world.node(at)) };
    if passed.health.down {
        let (reply, after) = match (reads, world.node(at).failure) {
            (true, NodeFailure::Silent) => (Reply::Http(504), timing::CONNECT_TIMEOUT),
            (true, NodeFailure::Refuses) => (Reply::Http(502), Micros::ZERO),
            (false, NodeFailure::Silent) => (Reply::Silence, Micros::ZERO),
            (false, NodeFailure::Refuses) => (Reply::Refuse, Micros::ZERO),
        };
        let why = Stopped::NodeDown(at, passed);
        return Decision::Stop(Stop { code: Code::LoadBalancerNodeUnreachable, reply, after, why });
    }
    if !config.leads_on(at) {
        let (reply, after) =
            if reads { (Reply::Http(504), timing::CONNECT_TIMEOUT) } else { (Reply::Silence, Micros::ZERO) };
        let why = Stopped::NoProxyPod(at);
        return Decision::Stop(Stop { code: Code::LoadBalancerNodeUnreachable, reply, after, why });
    }
    Decision::Pass(at, passed)
}

/// Where there is no balancer, the way leads to the first node, up or down.
#[must_use]
pub fn without(config: &LoadBalancer, world: &World, flow: Flow) -> Decision {
    const ONLY: usize = 0;
    let node = world.node(ONLY);
    if node.down_for_us.is_some() || !node.healthy && node.up_for_us.is_none() {
        let reply = match node.failure {
            NodeFailure::Silent => Reply::Silence,
            NodeFailure::Refuses => Reply::Refuse,
        };
        let why = Stopped::OnlyNodeDown(ONLY);
        return Decision::stop(Code::LoadBalancerNodeUnreachable, reply, why);
    }
    if !config.listeners.contains(&flow.destination.port()) {
        let why = Stopped::OnlyNodeNoListener(ONLY);
        return Decision::stop(Code::LoadBalancerListenerMissing, Reply::Refuse, why);
    }
    Decision::Pass(ONLY, Passed { reads: false, fails_open: false, health: NodeHealth::default() })
}

fn in_rotation(config: &LoadBalancer, world: &World, at: usize) -> bool {
    config.leads_on(at)
        && world.nodes.get(at).is_some_and(|node| node_health(config.health_check, node).in_rotation)
}

/// Whether a node gets no new connections, however healthy it is.
#[must_use]
pub fn drained(config: &LoadBalancer, at: usize) -> bool {
    config.nodes.get(at).is_some_and(|node| node.weight == 0)
}

/// The nodes that pass their check, or those that do not, by their places.
pub fn checked<'a>(
    config: &'a LoadBalancer,
    world: &'a World,
    wanted: bool,
) -> impl Iterator<Item = usize> + Clone + 'a {
    (0..config.nodes.len()).filter(move |at| in_rotation(config, world, *at) == wanted)
}

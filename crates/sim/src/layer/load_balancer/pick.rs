//! The balancing algorithms: which of the nodes that take part gets the next connection.

use std::net::IpAddr;

use gauntlet_scenario::model::{Algorithm, LoadBalancer, Node};

use crate::rng;
use crate::world::World;

/// What an algorithm remembers from one pick to the next.
#[derive(Clone, Debug)]
pub struct Picker {
    seed: u64,
    turn: u64,
    /// nginx's current weights, by node.
    current: Vec<i64>,
    /// Connections opened by this picker, by node.
    opened: Vec<u32>,
}

impl Picker {
    /// A picker whose choices of chance follow the seed, and whose turns, weighted or not, start where the seed says.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, turn: seed, current: Vec::new(), opened: Vec::new() }
    }

    /// Picks one of the candidates, which are indices of the balancer's nodes; `None` where there are none.
    pub fn pick(
        &mut self,
        config: &LoadBalancer,
        world: &World,
        candidates: impl Iterator<Item = usize> + Clone,
        client: IpAddr,
    ) -> Option<usize> {
        let turn = self.turn;
        self.turn = self.turn.wrapping_add(1);
        let busy = |at: usize| {
            world.node(at).connections.saturating_add(self.opened.get(at).copied().unwrap_or_default())
        };
        let by_chance = |purpose| rng::mix(self.seed ^ turn.rotate_left(32), purpose);
        let chosen = match config.algorithm {
            Algorithm::RoundRobin => rng::pick(candidates, turn),
            Algorithm::WeightedRoundRobin => {
                if self.current.is_empty() {
                    for _ in 0..skipped(config, candidates.clone(), turn) {
                        self.smooth(config, candidates.clone());
                    }
                }
                self.smooth(config, candidates)
            }
            Algorithm::Random => rng::pick(candidates, by_chance("random")),
            Algorithm::LeastConnections => candidates.min_by_key(|at| busy(*at)),
            Algorithm::PowerOfTwoChoices => {
                let first = rng::pick(candidates.clone(), by_chance("first choice"));
                let others = candidates.filter(|at| Some(*at) != first);
                let second = rng::pick(others, by_chance("second choice"));
                first.into_iter().chain(second).min_by_key(|at| busy(*at))
            }
            Algorithm::ConsistentHash => {
                candidates.max_by_key(|at| config.nodes.get(*at).map(|node| affinity(node, client)))
            }
        }?;
        if matches!(config.algorithm, Algorithm::LeastConnections | Algorithm::PowerOfTwoChoices) {
            self.opened.resize(config.nodes.len(), 0);
            if let Some(opened) = self.opened.get_mut(chosen) {
                *opened += 1;
            }
        }
        Some(chosen)
    }

    /// A connection to a node that was picked is closed.
    pub fn closed(&mut self, at: usize) {
        if let Some(opened) = self.opened.get_mut(at) {
            *opened = opened.saturating_sub(1);
        }
    }

    /// Smooth weighted round robin, as nginx does it
    /// (<https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1>): every node gains its weight, the
    /// greatest is picked and pays the total.
    fn smooth(&mut self, config: &LoadBalancer, candidates: impl Iterator<Item = usize>) -> Option<usize> {
        self.current.resize(config.nodes.len(), 0);
        let mut total = 0;
        let mut best: Option<(usize, i64)> = None;
        for at in candidates {
            let weight = config.nodes.get(at).map_or(0, |node| i64::from(node.weight));
            let Some(current) = self.current.get_mut(at) else { continue };
            *current += weight;
            total += weight;
            if best.is_none_or(|(_, most)| *current > most) {
                best = Some((at, *current));
            }
        }
        let (at, _) = best?;
        if let Some(current) = self.current.get_mut(at) {
            *current -= total;
        }
        Some(at)
    }
}

/// How many picks of the weighted sequence came before: somewhere in it, by the seed. A sequence begins anew when every node has had its
/// weight; of a very long one only the first part is used.
fn skipped(config: &LoadBalancer, candidates: impl Iterator<Item = usize>, seed: u64) -> u64 {
    const MOST: u64 = 1_024;
    let total: u64 =
        candidates.filter_map(|at| config.nodes.get(at)).map(|node| u64::from(node.weight)).sum();
    seed.checked_rem(total.min(MOST)).unwrap_or_default()
}

/// Rendezvous hashing (Thaler and Ravishankar, 1998): every node has a number for the client and the greatest wins, so that a
/// node that leaves moves only the clients it had.
fn affinity(node: &Node, client: IpAddr) -> u64 {
    let bits = match client {
        IpAddr::V4(v4) => u64::from(u32::from(v4)),
        IpAddr::V6(v6) => {
            let bits = u128::from(v6);
            (bits >> 64) as u64 ^ bits as u64
        }
    };
    rng::mix(rng::mix(bits, "client"), &node.name)
}

//! Health checks over time: a node is taken out after so many failures in a row, and comes back after so many successes.

use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{HealthCheck, NodeFailure, NodeState};

/// What a balancer knows of one node from its checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the node takes part.
    pub healthy: bool,
    /// How many checks in a row said otherwise.
    pub contrary: u32,
}

impl Health {
    /// A node that took part, or did not, when its checks last agreed.
    #[must_use]
    pub const fn new(healthy: bool) -> Self {
        Self { healthy, contrary: 0 }
    }

    /// Takes a check's result: how long the answer took, `None` when the node gave none or a wrong one. An answer that
    /// takes longer than the time-out counts as none.
    pub fn observe(&mut self, check: HealthCheck, answer: Option<Micros>) {
        let passed = answer.is_some_and(|took| took <= check.timeout_us);
        if passed == self.healthy {
            self.contrary = 0;
            return;
        }
        self.contrary += 1;
        let threshold = if passed { check.healthy_threshold } else { check.unhealthy_threshold };
        if self.contrary >= threshold {
            *self = Self::new(passed);
        }
    }
}

/// How a node stands when a request comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeHealth {
    /// The balancer sends it requests.
    pub in_rotation: bool,
    /// It is truly down, whatever the checks found so far.
    pub down: bool,
    /// The checks in a row that spoke against its standing before; after it changed, those that changed it.
    pub checks: u32,
}

/// Lets the checks run for as long as the node has been down, or up again. The first of them falls one interval after the change:
/// the last one ran just before it. Each further one falls an interval after the end of the one before, so that a silent node is noticed
/// after `threshold x (interval + timeout)` and one that refuses after `threshold x interval`.
#[must_use]
#[inline]
pub fn node_health(check: HealthCheck, node: &NodeState) -> NodeHealth {
    let down = node.down_for_us.is_some();
    let mut health = Health::new(node.healthy);
    let Some(elapsed) = node.down_for_us.or(node.up_for_us) else {
        return NodeHealth { in_rotation: node.healthy, down, checks: 0 };
    };
    let answer = (!down).then_some(Micros::ZERO);
    // Silence is known when the time-out has passed.
    let silent = down && node.failure == NodeFailure::Silent;
    let takes = check.interval_us + if silent { check.timeout_us } else { Micros::ZERO };
    let threshold = if down { check.unhealthy_threshold } else { check.healthy_threshold };
    let mut checks = 0;
    while checks < threshold && health.healthy == node.healthy && health.healthy == down {
        if Micros::new(takes.get().saturating_mul(u64::from(checks) + 1)) > elapsed {
            break;
        }
        health.observe(check, answer);
        checks += 1;
    }
    NodeHealth { in_rotation: health.healthy, down, checks }
}

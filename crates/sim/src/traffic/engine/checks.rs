//! The balancer's health checks, one node at a time.

use super::{Kind, State, What};
use crate::traffic::plan::nanos;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::NodeFailure;

impl State {
    /// A node is checked. One that is silent is known to be so when the timeout has passed.
    pub(super) fn check(&mut self, place: usize, turn: u16) {
        let check = self.epoch.scenario.load_balancer.health_check;
        let node = &self.nodes[place];
        if node.turn != turn {
            return;
        }
        match node.down {
            Some(NodeFailure::Silent) => {
                let at = self.now + nanos(check.timeout_us);
                self.events.plan(at, Kind::Any, What::Silent(place as u16, turn));
            }
            Some(NodeFailure::Refuses) => self.checked(place, None),
            None => self.checked(place, node.passes.then_some(Micros::ZERO)),
        }
    }

    /// A check got no answer.
    pub(super) fn silent(&mut self, place: usize, turn: u16) {
        if self.nodes[place].turn == turn {
            self.checked(place, None);
        }
    }

    fn checked(&mut self, place: usize, answer: Option<Micros>) {
        let check = self.epoch.scenario.load_balancer.health_check;
        let (now, node) = (self.now, &mut self.nodes[place]);
        let before = node.health.healthy;
        node.health.observe(check, answer);
        if node.health.healthy != before {
            node.changed = Some(now);
            self.see_nodes();
        }
        let next = now + nanos(check.interval_us).max(1_000);
        let turn = self.nodes[place].turn;
        self.events.plan(next, Kind::Any, What::Check(place as u16, turn));
    }
}

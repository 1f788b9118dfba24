//! What else stands in a request's way: the engines go on as if each layer that refused it had let it pass.

use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::journey::{ClientSees, Phase, Verdict};
use gauntlet_scenario::Scenario;

use super::journey::{Decided, Journey};
use super::walk::{Walk, order};
use crate::layer::{Decision, dns, timing};
use crate::world::World;

/// The request's hops up to the pod or the external API, or to the first layer that fails it: what is broken passes nothing on.
/// Each hop with a code is a stop. Nothing comes back.
pub(super) fn walk(scenario: &Scenario, world: &World, ask: &Arc<Ask>, seed: u64) -> Journey {
    let mut walk = Walk::new(scenario, world, ask, seed);
    for layer in order(ask.direction) {
        let Some(decided) = walk.judge(*layer) else { continue };
        match walk.pass(decided) {
            Some(stop) if stop.code.verdict() != Verdict::Block => break,
            Some(_) => walk.let_by(&decided),
            None => {}
        }
    }
    let client = ClientSees::Timeout { after_us: timing::CONNECT_TIMEOUT, phase: Phase::Connecting };
    let Walk { now, hops, rewrites, reading, tries, .. } = walk;
    Journey { ask: Arc::clone(ask), hops, rewrites, tries, reading, stop: None, client, ends_us: now }
}

impl Walk<'_> {
    /// Goes on with what a layer refused. Only a lookup has to bring something along: the address.
    fn let_by(&mut self, decided: &Decided) {
        if let (Decided::LookupDenied(..), Decision::Pass(address, _)) =
            (decided, dns::decide(self.scenario, &self.ask.request))
        {
            self.call(address);
        }
    }
}

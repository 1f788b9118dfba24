//! What else stands in a request's way: the engines go on as if each layer that refused it had let it pass.

use std::sync::Arc;

use gauntlet_model::journey::{ClientSees, Phase, Verdict, Way};
use gauntlet_scenario::Scenario;

use super::journey::{Decided, Journey};
use super::walk::{Walk, order};
use crate::layer::{Decision, timing};
use crate::world::World;

/// The request's hops up to the pod or the external API, or to the first layer that fails it: what is broken passes nothing on.
/// Each hop with a code is a stop. Nothing comes back. What the journey before has decided is not decided again.
pub(super) fn walk(scenario: &Scenario, world: &World, before: &Journey, seed: u64) -> Journey {
    let ask = &before.ask;
    let mut walk = Walk::new(scenario, world, ask, seed);
    walk.reading.clone_from(&before.reading);
    for layer in order(ask.direction) {
        // A lookup that was denied stands under the layer that denied it, which the call still has to pass.
        let known = before.hops.iter().find(|hop| {
            hop.way == Way::Request
                && hop.layer == *layer
                && !matches!(hop.decided, Decided::LookupDenied(..))
        });
        let Some(decided) = known.map(|hop| hop.decided).or_else(|| walk.judge(*layer)) else { continue };
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
        if let (Decided::LookupDenied(..), Decision::Pass(address, _)) = (decided, self.looked_up()) {
            self.call(address);
        }
    }
}

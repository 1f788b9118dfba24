//! What else stands in the way of a request that is stopped: the engines go on as if each refusal had let it pass.

use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::code::Code;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use gauntlet_sim::path::{self, Journey};
use gauntlet_sim::world::World;
use serde::Serialize;

use crate::reason::Reason;
use crate::trace;

/// A layer that would stop a request too, if the one that did had let it pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// The layer.
    pub layer: Layer,
    /// The code of its block or failure.
    pub code: Code,
    /// Why.
    pub why: Reason,
}

/// Decides a request's journey, and lists what else is in its way.
#[must_use]
pub fn of(scenario: &Scenario, ask: &Ask, seed: u64) -> Vec<Obstacle> {
    obstacles(scenario, &path::decide(scenario, &Arc::new(ask.clone()), seed), seed)
}

/// All that would stop a journey's request after the first layer that does, in the order of the path. What is broken or missing ends the list,
/// since nothing passes it.
#[must_use]
pub fn obstacles(scenario: &Scenario, journey: &Journey, seed: u64) -> Vec<Obstacle> {
    let journey = path::through(scenario, journey, seed);
    let world = World::start(scenario);
    let (mut others, mut first) = (Vec::new(), true);
    for hop in &journey.hops {
        let Some(code) = hop.code else { continue };
        // The first is the one that stopped it.
        if !std::mem::take(&mut first)
            && let Some(why) = trace::explain(scenario, &world, &journey, hop).why.into_iter().next()
        {
            others.push(Obstacle { layer: hop.layer, code, why });
        }
    }
    others
}

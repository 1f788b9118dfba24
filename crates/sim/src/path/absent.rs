//! What happens to a packet where a layer is absent.

use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_scenario::Scenario;

use super::journey::Decided;
use crate::layer::load_balancer;
use crate::world::World;

/// Nothing, but for the balancer's place, where a node has to be up. The API gateway has no place of its own.
pub(super) fn decide(scenario: &Scenario, world: &World, layer: Layer, flow: Flow) -> Option<Decided> {
    match layer {
        Layer::ApiGateway => None,
        Layer::LoadBalancer => Some(match load_balancer::without(&scenario.load_balancer, world, flow) {
            load_balancer::Decision::Pass(node, _) => Decided::Absent(layer, Some(node)),
            stop => Decided::LoadBalancer(stop),
        }),
        _ => Some(Decided::Absent(layer, None)),
    }
}

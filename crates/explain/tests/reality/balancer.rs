//! In which order servers of different weights are chosen: nginx's order is the engine's own; HAProxy has another, of the same shares.

use std::net::Ipv4Addr;

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::Algorithm;
use gauntlet_sim::layer::load_balancer::pick::Picker;
use gauntlet_sim::world::World;
use serde_json::Value;

use crate::held::{hold, text};

fn chosen(weights: &str, times: usize) -> String {
    let mut scenario = Scenario::built_in();
    let balancer = &mut scenario.load_balancer;
    balancer.algorithm = Algorithm::WeightedRoundRobin;
    let weights: Vec<u32> = weights.split(' ').map(|weight| weight.parse().unwrap()).collect();
    balancer.nodes.truncate(weights.len());
    for (node, weight) in balancer.nodes.iter_mut().zip(&weights) {
        node.weight = *weight;
    }
    let world = World::start(&scenario);
    let mut picker = Picker::new(0);
    let mut next = || {
        let all = 0..weights.len();
        picker.pick(&scenario.load_balancer, &world, all, Ipv4Addr::LOCALHOST.into()).unwrap()
    };
    (0..times).map(|_| ["a", "b", "c"][next()]).collect()
}

fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

fn compare(row: &Value) -> Result<(), String> {
    let real = text(row, "chosen");
    let ours = chosen(text(row, "case"), real.len());
    let agree = match text(row, "system") {
        "nginx" => ours == real,
        _ => sorted(&ours) == sorted(real),
    };
    if agree { Ok(()) } else { Err(format!("we choose {ours}, it chooses {real}")) }
}

#[test]
fn servers_are_chosen_as_recorded() {
    hold("balancer", 95, |row| Some(compare(row)));
}

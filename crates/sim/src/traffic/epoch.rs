//! An epoch: the configuration between two commands that change it, with the plans that were made for it, and the names of all that
//! a run has known.

use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::Mix;

use super::plan::{Forced, Plan, Then, Way};

/// The most endpoints in all plans together: each costs a journey.
pub const ENDPOINTS: usize = 50_000;

/// The names of pods and nodes, by their places in the run; what is gone keeps its place.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Pods, `namespace/name`.
    pub pods: Vec<String>,
    /// Nodes.
    pub nodes: Vec<String>,
    /// Consumers of the API gateway.
    pub consumers: Vec<String>,
}

/// The place of a name, which is added where it is new.
fn place(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|one| one == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// The configuration for a while.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// The scenario.
    pub scenario: Scenario,
    /// The plan of each kind of request.
    pub plans: Vec<Plan>,
    /// The places in the run of the scenario's pods.
    pub pods: Vec<usize>,
    /// Of its nodes.
    pub nodes: Vec<usize>,
    /// Of its gateway's consumers.
    pub consumers: Vec<usize>,
}

/// A kind of request, and whose it is.
#[derive(Clone, Debug)]
pub struct Template {
    /// What is asked.
    pub ask: Arc<Ask>,
    /// The source, by its place.
    pub source: usize,
}

/// The kinds of requests of a mix, one source after another.
#[must_use]
pub fn templates(mix: &Mix) -> Vec<Template> {
    let of = |(source, one): (usize, &gauntlet_scenario::mix::Source)| {
        let asks = one.requests.iter().filter_map(|call| call.ask());
        asks.map(|ask| Template { ask: Arc::new(ask), source }).collect::<Vec<_>>()
    };
    mix.sources.iter().enumerate().flat_map(of).collect()
}

impl Epoch {
    /// The epoch of a scenario.
    #[must_use]
    pub fn of(scenario: Scenario, templates: &[Template], names: &mut Names) -> Self {
        let forced = Forced::of(&scenario);
        let plans = templates.iter().map(|one| Plan::of(&scenario, &forced, &one.ask)).collect();
        let pods = scenario.pods.iter().map(|pod| place(&mut names.pods, &pod.full_name())).collect();
        let nodes =
            scenario.load_balancer.nodes.iter().map(|node| place(&mut names.nodes, &node.name)).collect();
        let consumers = scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers);
        let consumers = consumers.map(|one| place(&mut names.consumers, &one.name)).collect();
        Self { scenario, plans, pods, nodes, consumers }
    }

    /// How many endpoints the plans of a scenario would have at most.
    #[must_use]
    pub fn endpoints(scenario: &Scenario, mix: &Mix) -> usize {
        let calls: usize = mix.sources.iter().map(|source| source.requests.len()).sum();
        calls * scenario.pods.len()
    }

    /// Whether a kind of request comes to the pods of that Service.
    #[must_use]
    pub fn goes_to(&self, call: usize, service: usize) -> bool {
        match self.plans.get(call).map(|plan| &plan.way) {
            Some(Way::In(inbound)) => {
                matches!(&inbound.then, Then::Goes(goes) if goes.service == service)
            }
            _ => false,
        }
    }
}

//! What the load balancer's decisions mean.

use super::{Explanation, absent, list};
use std::net::IpAddr;

use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    Algorithm, ExternalTrafficPolicy, LoadBalancer, Node, NodeFailure, NodeState,
};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::load_balancer::{Decision, Passed, Stopped, checked, drained};
use gauntlet_sim::world::World;
use gauntlet_slip::escape;

use crate::fix::Fix;
use crate::messages;
use crate::messages::{Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// Explains a decision.
#[must_use]
pub fn explain(scenario: &Scenario, world: &World, flow: Flow, decision: &Decision) -> Explanation {
    let config = &scenario.load_balancer;
    match *decision {
        Decision::Pass(at, passed) => {
            let Some(node) = config.nodes.get(at) else { return Explanation::default() };
            let mut told = chosen(config, world, node, passed);
            addresses(scenario, flow, node, passed, &mut told.why);
            told
        }
        Decision::Stop(Stop { why: Stopped::NoProxyPod(at), .. }) => {
            let name = config.nodes.get(at).map_or("", |node| &node.name);
            let why = vec![Reason::new(key::LOAD_BALANCER_NO_PROXY_POD).rule(name), fails_open()];
            Explanation::new(why).fix(to_every_node())
        }
        Decision::Stop(Stop { why: Stopped::NoListener, .. }) => no_listener(config, flow),
        Decision::Stop(Stop { why: Stopped::NoHealthyNode { reads }, .. }) => {
            no_healthy_node(config, world, reads)
        }
        Decision::Stop(Stop { why: Stopped::NodeDown(at, passed), .. }) => {
            config.nodes.get(at).map(|node| down(config, world.node(at), node, passed)).unwrap_or_default()
        }
        Decision::Stop(Stop { why: Stopped::OnlyNodeDown(_), .. }) => absent::node_down(scenario),
        Decision::Stop(Stop { why: Stopped::OnlyNodeNoListener(_), .. }) => {
            absent::no_listener(scenario, flow)
        }
    }
}

fn no_listener(config: &LoadBalancer, flow: Flow) -> Explanation {
    let port = flow.destination.port();
    let why = Reason::new(key::LOAD_BALANCER_NO_LISTENER)
        .field("destination.port")
        .value(port)
        .expected(list(&config.listeners));
    let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_LISTENER).value(port));
    Explanation::of(why).fix(fix.add("/loadBalancer/listeners/-", port))
}

fn chosen(config: &LoadBalancer, world: &World, node: &Node, passed: Passed) -> Explanation {
    let named = |places: &mut dyn Iterator<Item = usize>| {
        list(places.filter_map(|at| config.nodes.get(at)).map(|node| &node.name))
    };
    let candidates = if passed.fails_open {
        named(&mut (0..config.nodes.len()).filter(|at| !drained(config, *at)))
    } else {
        named(&mut checked(config, world, true).filter(|at| !drained(config, *at)))
    };
    let key = if passed.reads { key::LOAD_BALANCER_CHOSE_REQUEST } else { key::LOAD_BALANCER_CHOSE };
    let mut why = vec![
        Reason::new(key)
            .rule(&node.name)
            .field("algorithm")
            .value(Value::Words(algorithm(config.algorithm)))
            .expected(candidates),
    ];
    let mut left_out = checked(config, world, false);
    if passed.fails_open {
        why.push(fails_open());
    } else if left_out.clone().next().is_some() {
        why.push(Reason::new(key::LOAD_BALANCER_SKIPPED).field("healthy").value(named(&mut left_out)));
    }
    let mut empty = (0..config.nodes.len()).filter(|at| drained(config, *at));
    if empty.clone().next().is_some() {
        why.push(Reason::new(key::LOAD_BALANCER_DRAINED).field("weight").value(named(&mut empty)));
    }
    if passed.health.checks > 0 {
        let key =
            if passed.health.in_rotation { key::LOAD_BALANCER_BACK } else { key::LOAD_BALANCER_NOT_YET };
        let checks = passed.health.checks;
        why.push(Reason::new(key).rule(&node.name).field("healthCheck").value(checks));
    }
    Explanation::new(why)
}

/// What happens to the source address on the way to the proxy.
fn addresses(scenario: &Scenario, flow: Flow, node: &Node, passed: Passed, why: &mut Vec<Reason>) {
    let config = &scenario.load_balancer;
    let mut source = flow.source.ip();
    if passed.reads {
        let own = config.connects_from();
        why.push(relayed(own, source));
        source = own;
    } else if config.names_client() {
        let names = Reason::new(key::LOAD_BALANCER_PROXY_PROTOCOL).field("proxyProtocol");
        why.push(names.value(flow.source));
    }
    let keeps = config.external_traffic_policy == ExternalTrafficPolicy::Local;
    let (key, value) = match (keeps, scenario.node_hides_source()) {
        (true, _) => (key::LOAD_BALANCER_LOCAL, source),
        (_, true) => (key::LOAD_BALANCER_NODE_PORT, node.address),
        _ => return,
    };
    let policy = Reason::new(key).rule(&node.name).field("externalTrafficPolicy");
    why.push(policy.value(value).expected(source));
}

/// A layer that read the request forwards it over its own connection.
pub(crate) fn relayed(from: IpAddr, source: IpAddr) -> Reason {
    Reason::new(key::RELAYED).field("source").value(from).expected(source)
}

/// Lets nodes pass connections to proxy pods on other nodes.
fn to_every_node() -> Fix {
    Fix::new(Reason::new(key::FIX_LOAD_BALANCER_CLUSTER))
        .add("/loadBalancer/externalTrafficPolicy", "Cluster")
}

fn fails_open() -> Reason {
    Reason::new(key::LOAD_BALANCER_FAIL_OPEN).field("whenNoneHealthy").value("fail_open")
}

/// An algorithm's name in a sentence.
const fn algorithm(algorithm: Algorithm) -> Words {
    match algorithm {
        Algorithm::RoundRobin => messages::VALUE_ALGORITHM_ROUND_ROBIN,
        Algorithm::WeightedRoundRobin => messages::VALUE_ALGORITHM_WEIGHTED,
        Algorithm::Random => messages::VALUE_ALGORITHM_RANDOM,
        Algorithm::LeastConnections => messages::VALUE_ALGORITHM_LEAST_CONNECTIONS,
        Algorithm::PowerOfTwoChoices => messages::VALUE_ALGORITHM_POWER_OF_TWO_CHOICES,
        Algorithm::ConsistentHash => messages::VALUE_ALGORITHM_CONSISTENT_HASH,
    }
}

fn no_healthy_node(config: &LoadBalancer, world: &World, reads: bool) -> Explanation {
    let mut healthy = checked(config, world, true);
    if let Some(first) = healthy.clone().next() {
        let names = list(healthy.by_ref().filter_map(|at| config.nodes.get(at)).map(|node| &node.name));
        let why = Reason::new(key::LOAD_BALANCER_ALL_DRAINED).field("weight").value(names);
        let name = config.nodes.get(first).map(|node| node.name.as_str()).unwrap_or_default();
        let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_WEIGHT).value(name));
        return Explanation::of(why).fix(fix.add(format!("/loadBalancer/nodes/{first}/weight"), 1_u32));
    }
    let names = list(config.nodes.iter().map(|node| &node.name));
    let key = if reads { key::LOAD_BALANCER_NO_NODE } else { key::LOAD_BALANCER_NO_NODE_L4 };
    let why = Reason::new(key).field("healthy").value(names).expected(Value::Words(messages::VALUE_HEALTHY));
    let mut why = vec![why];
    let without = || (0..config.nodes.len()).filter(|at| !config.leads_on(*at));
    if without().next().is_some() {
        let names = list(without().filter_map(|at| config.nodes.get(at)).map(|node| &node.name));
        why.push(Reason::new(key::LOAD_BALANCER_NO_LOCAL).field("externalTrafficPolicy").value(names));
    }
    let told = Explanation::new(why);
    // A healthy node exists, so only the way to it is broken.
    if without().any(|at| world.node(at).healthy && world.node(at).down_for_us.is_none()) {
        return told.fix(to_every_node());
    }
    let Some((at, first)) = config.nodes.iter().enumerate().find(|(at, _)| config.leads_on(*at)) else {
        return told;
    };
    let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_NODE).value(&first.name));
    let fix = mended(fix, first, world.node(at));
    told.fix(fix.add(format!("/state/nodes/{}/healthy", escape(&first.name)), true))
}

/// The check has not taken the node out yet, or the balancer uses it all the same.
fn down(config: &LoadBalancer, state: NodeState, node: &Node, passed: Passed) -> Explanation {
    let Passed { reads, health, .. } = passed;
    let check = config.health_check;
    let key = match (state.failure, reads) {
        (NodeFailure::Silent, true) => key::LOAD_BALANCER_NODE_DOWN,
        (NodeFailure::Silent, false) => key::LOAD_BALANCER_NODE_DOWN_L4,
        (NodeFailure::Refuses, true) => key::LOAD_BALANCER_NODE_REFUSES,
        (NodeFailure::Refuses, false) => key::LOAD_BALANCER_NODE_REFUSES_L4,
    };
    let down_for = state.down_for_us.unwrap_or(Micros::ZERO);
    let down = Reason::new(key).rule(&node.name).field("downForUs").value(down_for);
    let why = if health.in_rotation {
        let checks = Value::Phrase(
            messages::VALUE_CHECKS,
            vec![("checks", health.checks.into()), ("threshold", check.unhealthy_threshold.into())],
        );
        Reason::new(key::LOAD_BALANCER_NOT_NOTICED)
            .rule(&node.name)
            .field("healthCheck")
            .value(checks)
            .expected(check.interval_us)
    } else {
        fails_open()
    };
    let fix = mended(Fix::new(Reason::new(key::FIX_LOAD_BALANCER_NODE_DOWN).value(&node.name)), node, state);
    Explanation::new(vec![down, why]).fix(fix)
}

fn mended(fix: Fix, node: &Node, state: NodeState) -> Fix {
    match state.down_for_us {
        Some(_) => fix.remove(format!("/state/nodes/{}/downForUs", escape(&node.name))),
        None => fix,
    }
}

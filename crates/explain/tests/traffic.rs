//! A run's plans beside journeys: the first request of a run ends as its journey does, in every scenario and state.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use gauntlet_explain::preset;
use gauntlet_explain::question;
use gauntlet_model::ask::Ask;
use gauntlet_model::journey::Direction;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::{Mix, ServiceTime};
use gauntlet_scenario::model::{
    Algorithm, BalancerMode, NodeFailure, NodeState, NoneHealthy, PodState, ProxyKind, SessionAffinity,
    Upstream,
};
use gauntlet_sim::path;
use gauntlet_sim::traffic::cause::{Cause, Ended, Seen};
use gauntlet_sim::traffic::chance::Stream;
use gauntlet_sim::traffic::command::Command;
use gauntlet_sim::traffic::engine::Input;
use gauntlet_sim::traffic::epoch::Template;
use gauntlet_sim::traffic::replay::Run;

/// How the request ends in a run, and when, in nanoseconds.
fn in_a_run(scenario: &Scenario, ask: &Arc<Ask>, seed: u64) -> (Ended, u64) {
    let mut mix = Mix::of(scenario);
    mix.sources.truncate(1);
    mix.sources[0].on = false;
    mix.sources[0].retries = 0;
    mix.sources[0].timeout_ms = 600_000;
    mix.pods.service_time = ServiceTime::Constant;
    let mut input = Input::of(scenario.clone(), mix, seed);
    input.calls = vec![Template { ask: Arc::clone(ask), source: 0 }];
    let mut run = Run::new(input).unwrap();
    run.command(0, Command::Send(0)).unwrap();
    // Longer than any proxy tries.
    let commands = run.commands().to_vec();
    run.state.run(700_000_000_000, &commands);
    let dots = &run.state.stats.dots;
    assert_eq!(dots.ring.len(), 1, "{:?}", run.state.stats.all);
    (dots.ring[0].ended, dots.ring[0].took)
}

fn in_a_journey(scenario: &Scenario, ask: &Arc<Ask>, seed: u64) -> (Ended, u64) {
    let journey = path::decide(scenario, ask, seed);
    let cause = journey.stop.map(|stop| Cause::Code(stop.code));
    let ended = Ended { outcome: journey.outcome(), cause, seen: Seen::from(journey.client) };
    (ended, journey.ends_us.get() * 1_000)
}

fn all() -> Vec<(String, Scenario, Ask)> {
    let built_in = Scenario::built_in();
    let ways = [
        (Direction::Ingress, false),
        (Direction::Ingress, true),
        (Direction::Egress, false),
        (Direction::Egress, true),
    ];
    let mut all: Vec<_> = ways
        .into_iter()
        .map(|(way, blocked)| (format!("{way:?} {blocked}"), built_in.clone(), built_in.story(way, blocked)))
        .collect();
    for preset in preset::all() {
        let scenario = preset.scenario().unwrap();
        // A run with a layer that is not there is refused: `crates/sim/tests/runs`.
        if !scenario.absent.is_empty() {
            continue;
        }
        let ask = question::composed(&scenario, &preset.request()).unwrap();
        all.push((preset.name.to_owned(), scenario, ask));
    }
    all
}

fn hold(name: &str, scenario: &Scenario, ask: &Arc<Ask>, seed: u64) -> Option<Cause> {
    let (wanted, found) = (in_a_journey(scenario, ask, seed), in_a_run(scenario, ask, seed));
    assert_eq!(found, wanted, "{name}, seed {seed}");
    wanted.0.cause
}

#[test]
fn a_request_ends_in_a_run_as_its_journey_does() {
    for (name, scenario, ask) in all() {
        let ask = Arc::new(ask);
        for seed in [7, 1, 2, 3] {
            hold(&name, &scenario, &ask, seed);
        }
    }
}

/// One of several.
fn one<T: Copy>(chance: &mut Stream, of: &[T]) -> T {
    of[chance.below(of.len() as u32) as usize]
}

/// Changes what state and configuration decide about, by chance.
fn change(scenario: &mut Scenario, chance: &mut Stream) {
    let odds = |chance: &mut Stream, of: u32| chance.below(of) == 0;
    let balancer = &mut scenario.load_balancer;
    balancer.mode = one(chance, &[BalancerMode::L4, BalancerMode::L7]);
    balancer.when_none_healthy = one(chance, &[NoneHealthy::FailClosed, NoneHealthy::FailOpen]);
    balancer.algorithm = one(
        chance,
        &[
            Algorithm::RoundRobin,
            Algorithm::WeightedRoundRobin,
            Algorithm::Random,
            Algorithm::LeastConnections,
            Algorithm::PowerOfTwoChoices,
            Algorithm::ConsistentHash,
        ],
    );
    for node in &mut balancer.nodes {
        node.weight = one(chance, &[0, 1, 1, 1, 3]);
        // Never a moment at which a check is just due.
        let since = odds(chance, 3).then(|| Micros::from_millis(1_000 + 7_000 * u64::from(chance.below(40))));
        let down = odds(chance, 2);
        let state = NodeState {
            healthy: !odds(chance, 3),
            down_for_us: since.filter(|_| down),
            up_for_us: since.filter(|_| !down),
            failure: one(chance, &[NodeFailure::Silent, NodeFailure::Refuses]),
            connections: chance.below(4),
        };
        scenario.state.nodes.insert(node.name.clone(), state);
    }
    let proxy = &mut scenario.reverse_proxy;
    proxy.kind =
        one(chance, &[ProxyKind::IngressNginx, ProxyKind::Nginx, ProxyKind::Haproxy, ProxyKind::Envoy]);
    proxy.upstream = one(chance, &[None, Some(Upstream::VirtualIp), Some(Upstream::Endpoints)]);
    proxy.read_timeout_ms = one(chance, &[None, Some(10), Some(1_000)]);
    proxy.connect_timeout_ms = one(chance, &[None, Some(200), Some(3_000)]);
    for pod in &mut scenario.pods {
        let state = PodState {
            ready: !odds(chance, 4),
            crashes: odds(chance, 3),
            resets: odds(chance, 2),
            requests_in_flight: chance.below(3),
            service_time_us: one(chance, &[None, None, Some(Micros::new(9_999))]),
        };
        pod.max_requests = one(chance, &[0, 0, 1, 2]);
        // A run remembers that a pod still works on a try that the proxy gave up; a journey does not. So a pod with a limit is quick.
        let times =
            if pod.max_requests > 0 { &[0, 9_999][..] } else { &[0, 9_999, 12_000, 900_000, 70_000_000] };
        pod.service_time_us = Micros::new(one(chance, times));
        if odds(chance, 6) {
            pod.container_port += 1;
        }
        scenario.state.pods.insert(pod.full_name(), state);
    }
    for service in &mut scenario.services {
        service.session_affinity = one(chance, &[SessionAffinity::None, SessionAffinity::ClientIp]);
        if odds(chance, 12) {
            service.ports.clear();
        }
    }
    if odds(chance, 8) {
        scenario.network_policies.remove(0);
    } else if odds(chance, 8) {
        scenario.network_policies[0].ingress.clear();
    }
    let gateway = &mut scenario.nat_gateway;
    (gateway.first_port, gateway.last_port) = (10_000, 10_000 + chance.below(3) as u16);
    scenario.state.nat_gateway.ports_in_use = chance.below(3);
    scenario.state.nat_gateway.ports_in_time_wait = chance.below(3);
    for consumer in scenario.api_gateway.iter().flat_map(|gateway| &gateway.consumers) {
        let state = scenario.state.consumers.get(&consumer.name).copied().unwrap_or_default();
        let recent_requests = state.recent_requests + chance.below(3) * 10;
        scenario
            .state
            .consumers
            .insert(consumer.name.clone(), gauntlet_scenario::model::ConsumerState { recent_requests });
    }
}

#[test]
fn so_it_does_whatever_the_state_and_the_configuration_are() {
    let mut chance = Stream::new(20_260_401, "change", 0);
    let mut causes = std::collections::BTreeSet::new();
    let rounds = std::env::var("GAUNTLET_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    for round in 0..rounds {
        for (name, mut scenario, ask) in all() {
            change(&mut scenario, &mut chance);
            let seed = chance.draw() % 1_000;
            if let Some(cause) = hold(&format!("{name}, round {round}"), &scenario, &Arc::new(ask), seed) {
                causes.insert(cause.index());
            }
        }
    }
    // What state decides has all been met.
    for code in [
        "load_balancer.no_healthy_node",
        "load_balancer.node_unreachable",
        "api_gateway.rate_limited",
        "service.no_ready_endpoints",
        "network_policy.ingress_denied",
        "pod.not_listening",
        "pod.crashed",
        "pod.overloaded",
        "pod.too_slow",
        "nat_gateway.ports_exhausted",
    ] {
        let met = causes.iter().any(|at| Cause::at(*at).is_some_and(|cause| cause.name() == code));
        assert!(met, "never met {code}");
    }
}

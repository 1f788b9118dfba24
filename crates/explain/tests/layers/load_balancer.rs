//! The balancing algorithms, and health checks over time.

use std::collections::BTreeMap;

use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    Algorithm, BalancerMode, HealthCheck, LoadBalancer, Node, NodeFailure, NodeState, NoneHealthy,
};
use gauntlet_sim::layer::load_balancer::decide;
use gauntlet_sim::layer::load_balancer::pick::Picker;
use gauntlet_sim::world::World;
use gauntlet_sim::world::health::{Health, node_health};

use super::packet;

/// A balancer, and how its nodes stand: each has a name, a weight and open connections.
fn balancer(algorithm: Algorithm, nodes: &[(&str, u32, u32)]) -> (LoadBalancer, World) {
    let state = |(_, _, connections): &(&str, u32, u32)| NodeState {
        connections: *connections,
        ..NodeState::default()
    };
    let world = World { nodes: nodes.iter().map(state).collect(), ..World::default() };
    let nodes = nodes.iter().enumerate().map(|(at, (name, weight, _))| Node {
        name: (*name).to_owned(),
        address: format!("10.0.1.{}", at + 1).parse().unwrap(),
        weight: *weight,
        proxy_pod: true,
    });
    (LoadBalancer { algorithm, nodes: nodes.collect(), ..Scenario::built_in().load_balancer }, world)
}

fn chosen((config, world): &(LoadBalancer, World), flow: Flow, picker: &mut Picker) -> String {
    config.nodes[decide(config, world, flow, picker).chosen().unwrap()].name.clone()
}

fn sequence(config: &(LoadBalancer, World), seed: u64, count: usize) -> String {
    let mut picker = Picker::new(seed);
    let packet = packet("192.0.2.1:5", "203.0.113.10:443");
    let names = (0..count).map(|_| chosen(config, packet.flow(), &mut picker));
    names.collect::<Vec<_>>().join(" ")
}

fn shares(config: &(LoadBalancer, World), count: usize) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for name in sequence(config, 1, count).split(' ') {
        *out.entry(name.to_owned()).or_default() += 1;
    }
    out
}

const EVEN: &[(&str, u32, u32)] = &[("a", 1, 0), ("b", 1, 0), ("c", 1, 0)];

#[test]
fn each_algorithm_spreads_as_its_name_says() {
    use Algorithm::{LeastConnections, RoundRobin, WeightedRoundRobin};
    type Row<'a> = (Algorithm, &'a [(&'a str, u32, u32)], &'a str);
    let rows: &[Row<'_>] = &[
        (RoundRobin, EVEN, "a b c a b c a"),
        (RoundRobin, &[("a", 5, 0), ("b", 1, 0)], "a b a b"),
        // nginx's own example, in the commit that brought smooth weights: a 5, b 1, c 1.
        (WeightedRoundRobin, &[("a", 5, 0), ("b", 1, 0), ("c", 1, 0)], "a a b a c a a a a b a c a a"),
        (WeightedRoundRobin, &[("a", 1, 0), ("b", 2, 0)], "b a b b a b"),
        (WeightedRoundRobin, EVEN, "a b c a b c"),
        // A weight of 0 drains, whatever the algorithm.
        (WeightedRoundRobin, &[("a", 2, 0), ("b", 0, 0), ("c", 1, 0)], "a c a a c a"),
        (RoundRobin, &[("a", 1, 0), ("b", 0, 0), ("c", 1, 0)], "a c a c"),
        (LeastConnections, &[("a", 1, 9), ("b", 0, 0), ("c", 1, 9)], "a c a c"),
        (LeastConnections, &[("a", 1, 3), ("b", 1, 1), ("c", 1, 2)], "b b c a b c a"),
        (LeastConnections, EVEN, "a b c a"),
    ];
    for (algorithm, nodes, expected) in rows {
        let found = sequence(&balancer(*algorithm, nodes), 0, expected.split(' ').count());
        assert_eq!(&found, expected, "{algorithm:?} {nodes:?}");
    }
}

/// A single request meets the sequence somewhere, so that over many seeds the shares of first picks are the weights.
#[test]
fn a_sequence_starts_where_the_seed_says() {
    let config = balancer(Algorithm::WeightedRoundRobin, &[("a", 5, 0), ("b", 1, 0), ("c", 1, 0)]);
    let whole: Vec<&str> = "a a b a c a a".split(' ').collect();
    for seed in 0..14 {
        let expected: Vec<&str> = whole.iter().cycle().skip(seed % 7).take(9).copied().collect();
        assert_eq!(sequence(&config, seed as u64, 9), expected.join(" "), "seed {seed}");
    }
}

#[test]
fn chance_is_fair_and_follows_the_seed() {
    for algorithm in [Algorithm::Random, Algorithm::PowerOfTwoChoices] {
        let config = balancer(algorithm, EVEN);
        assert_eq!(sequence(&config, 7, 50), sequence(&config, 7, 50), "the same seed, the same choices");
        assert_ne!(sequence(&config, 7, 50), sequence(&config, 8, 50));
        for (name, share) in shares(&config, 3_000) {
            assert!((850..=1_150).contains(&share), "{algorithm:?}: {name} got {share} of 3000");
        }
    }
}

/// Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001): the busier of two is never taken, so the busiest
/// of all never is.
#[test]
fn of_two_choices_the_busier_is_never_taken() {
    let config = balancer(Algorithm::PowerOfTwoChoices, &[("a", 1, 0), ("b", 1, 0), ("c", 1, 1_000_000)]);
    assert!(!shares(&config, 500).contains_key("c"));
    assert!(
        shares(&balancer(Algorithm::Random, &[("a", 1, 0), ("b", 1, 0), ("c", 1, 1_000_000)]), 500)
            .contains_key("c")
    );
}

/// Thaler and Ravishankar, "Using name-based mappings to increase hit rates" (1998): a node that leaves moves its own clients
/// and nobody else's.
#[test]
fn a_consistent_hash_moves_only_the_clients_of_the_node_that_left() {
    let all = balancer(Algorithm::ConsistentHash, EVEN);
    let mut fewer = all.clone();
    fewer.1.nodes[1].healthy = false;
    let node = |config: &(LoadBalancer, World), client: u32| {
        let source = format!("192.0.{}.{}:5", client / 250, client % 250 + 1);
        let packet = packet(&source, "203.0.113.10:443");
        let first = chosen(config, packet.flow(), &mut Picker::new(1));
        assert_eq!(first, chosen(config, packet.flow(), &mut Picker::new(2)), "whatever the seed");
        first
    };
    let mut moved = 0;
    for client in 0..900 {
        let (before, after) = (node(&all, client), node(&fewer, client));
        assert!(before == after || before == "b", "{client} moved from {before} to {after}");
        moved += usize::from(before != after);
    }
    assert!((220..=380).contains(&moved), "a third of the clients was on b, {moved} of 900 moved");
}

const CHECK: HealthCheck = HealthCheck {
    interval_us: Micros::from_millis(10_000),
    timeout_us: Micros::from_millis(2_000),
    healthy_threshold: 3,
    unhealthy_threshold: 2,
};

/// Consecutive results, as AWS' target groups count them
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>).
#[test]
fn health_turns_after_so_many_results_in_a_row() {
    // `+` passes, `-` fails, `~` answers too late; then who is healthy after each.
    let rows = [
        (true, "----", "yes no no no"),
        (true, "-+-+-", "yes yes yes yes yes"),
        (true, "~~", "yes no"),
        (false, "++++", "no no yes yes"),
        (false, "++-+++", "no no no no no yes"),
        (true, "--+++-", "yes no no no yes yes"),
    ];
    for (healthy, results, expected) in rows {
        let mut health = Health::new(healthy);
        let standings = results.chars().map(|result| {
            let answer = match result {
                '+' => Some(CHECK.timeout_us),
                '~' => Some(CHECK.timeout_us + Micros::new(1)),
                _ => None,
            };
            health.observe(CHECK, answer);
            if health.healthy { "yes" } else { "no" }
        });
        assert_eq!(standings.collect::<Vec<_>>().join(" "), expected, "{healthy} {results}");
    }
}

/// A silent node is noticed after two intervals and two time-outs, one that refuses after two intervals, one that came back after three:
/// not a microsecond before.
#[test]
fn standing_follows_the_checks_over_time() {
    let at = |us: u64| Some(Micros::new(us));
    use NodeFailure::{Refuses, Silent};
    let silent = [
        (true, None, None, (true, false, 0)),
        (false, None, None, (false, false, 0)),
        (true, at(0), None, (true, true, 0)),
        (true, at(11_999_999), None, (true, true, 0)),
        (true, at(12_000_000), None, (true, true, 1)),
        (true, at(23_999_999), None, (true, true, 1)),
        (true, at(24_000_000), None, (false, true, 2)),
        (true, at(u64::MAX), None, (false, true, 2)),
        (false, at(22_000_000), None, (false, true, 0)),
        (false, None, at(29_999_999), (false, false, 2)),
        (false, None, at(30_000_000), (true, false, 3)),
        (true, None, at(30_000_000), (true, false, 0)),
    ];
    let refuses = [
        (true, at(9_999_999), None, (true, true, 0)),
        (true, at(10_000_000), None, (true, true, 1)),
        (true, at(19_999_999), None, (true, true, 1)),
        (true, at(20_000_000), None, (false, true, 2)),
    ];
    let rows = silent.map(|row| (Silent, row)).into_iter().chain(refuses.map(|row| (Refuses, row)));
    for (failure, (healthy, down, up, expected)) in rows {
        let node = NodeState { healthy, down_for_us: down, failure, up_for_us: up, connections: 0 };
        let found = node_health(CHECK, &node);
        assert_eq!(
            (found.in_rotation, found.down, found.checks),
            expected,
            "{failure:?} {healthy} {down:?} {up:?}"
        );
    }
}

#[test]
fn with_no_healthy_node_it_fails_closed_or_open() {
    use BalancerMode::{L4, L7};
    use NoneHealthy::{FailClosed, FailOpen};
    let rows = [
        (FailClosed, L7, TlsState::Plain, "no_healthy_node Http(503)"),
        (FailClosed, L7, TlsState::Inspected, "no_healthy_node Http(503)"),
        (FailClosed, L7, TlsState::Encrypted, "no_healthy_node Close"),
        (FailClosed, L4, TlsState::Plain, "no_healthy_node Close"),
        (FailOpen, L7, TlsState::Plain, "a"),
        (FailOpen, L4, TlsState::Encrypted, "a"),
    ];
    for (when, mode, state, expected) in rows {
        let (mut config, mut world) = balancer(Algorithm::RoundRobin, EVEN);
        world.nodes.iter_mut().for_each(|node| node.healthy = false);
        (config.when_none_healthy, config.mode) = (when, mode);
        let mut packet = packet("192.0.2.1:5", "203.0.113.10:443");
        packet.tls.state = state;
        let found = match decide(&config, &world, packet.flow(), &mut Picker::new(0)).chosen() {
            Ok(at) => config.nodes[at].name.clone(),
            Err(stop) => format!("{} {:?}", stop.code.reason(), stop.reply),
        };
        assert_eq!(found, expected, "{when:?} {mode:?} {state:?}");
    }
}

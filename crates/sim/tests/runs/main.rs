//! Runs: what always holds, that they can be replayed, and numbers that follow from the model.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;

use gauntlet_model::code::Code;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::{Mix, ServiceTime};
use gauntlet_scenario::model::{Absent, NatPreset, NodeFailure};
use gauntlet_sim::traffic::cause::Cause;
use gauntlet_sim::traffic::chance::Stream;
use gauntlet_sim::traffic::command::{Command, Edit, NodeFault, PodFault};
use gauntlet_sim::traffic::engine::{Input, State};
use gauntlet_sim::traffic::replay::{Limited, MOST, Run};

const SECOND: u64 = 1_000_000_000;

fn run(scenario: Scenario, mix: Mix, seed: u64) -> Run {
    Run::new(Input::of(scenario, mix, seed)).unwrap()
}

fn built_in(seed: u64) -> Run {
    let scenario = Scenario::built_in();
    let mix = Mix::of(&scenario);
    run(scenario, mix, seed)
}

/// The place of a pod, a node or a source of the built-in scenario, by its name.
fn place(run: &Run, name: &str) -> usize {
    let (state, mix) = (&run.state, &run.input().mix);
    let sources: Vec<_> = mix.sources.iter().map(|source| source.name.clone()).collect();
    let all = [&state.names.pods, &state.names.nodes, &sources];
    all.iter().find_map(|names| names.iter().position(|one| one == name)).unwrap()
}

fn code(state: &State, code: Code) -> u64 {
    state.stats.causes[Cause::Code(code).index()]
}

fn faults(chance: &mut Stream) -> Command {
    let (pod, node) = (chance.below(6) as usize, chance.below(4) as usize);
    let edits = [
        Edit::Certificate,
        Edit::ClosePort(443),
        Edit::WafDetect,
        Edit::WafBlind,
        Edit::DenyAll,
        Edit::AllowList,
        Edit::Dns,
    ];
    match chance.below(14) {
        0 => Command::Pod(pod, PodFault::Kill),
        1 => Command::Pod(pod, PodFault::CrashLoop),
        2 => Command::Pod(pod, PodFault::Slow(chance.below(5_000))),
        3 => Command::Pod(pod, PodFault::NotReady),
        4 | 5 => Command::Pod(pod, PodFault::Restore),
        6 => Command::Node(node, NodeFault::Fail(NodeFailure::Silent)),
        7 => Command::Node(node, NodeFault::Fail(NodeFailure::Refuses)),
        8 => Command::Node(node, NodeFault::Drain),
        9 | 10 => Command::Node(node, NodeFault::Restore),
        11 => Command::Rate(chance.below(9) as usize, chance.below(4_000)),
        12 => Command::Rollout { service: chance.below(3) as usize, probes: chance.below(2) == 0 },
        _ => Command::Edit(edits[chance.below(7) as usize], chance.below(2) == 0),
    }
}

#[test]
fn at_every_moment_what_was_sent_has_ended_or_is_under_way() {
    for seed in 1..=6 {
        let mut chance = Stream::new(seed, "faults", 0);
        let scenario = Scenario::built_in();
        let mut mix = Mix::of(&scenario);
        mix.node_workers = [0, 3][seed as usize % 2];
        mix.connections = [262_144, 2_000][seed as usize / 2 % 2];
        mix.sources.iter_mut().for_each(|source| source.retries = 2);
        let mut run = run(scenario, mix, seed);
        for _ in 0..60 {
            let at = u64::from(chance.below(90)) * SECOND;
            run.command(at, faults(&mut chance)).unwrap();
        }
        let mut ended = 0;
        for step in 1..=1_000_u64 {
            run.advance(step * SECOND / 10);
            let stats = &run.state.stats;
            assert_eq!(run.state.under_way(), stats.in_flight(), "seed {seed}, step {step}");
            let sources = |of: &dyn Fn(&gauntlet_sim::traffic::stats::Sent) -> u64| -> u64 {
                stats.sources.iter().map(of).sum()
            };
            assert_eq!(sources(&|source| source.sent), stats.all.sent);
            let all: u64 = stats.all.ended.iter().sum();
            assert_eq!(sources(&|source| source.ended.iter().sum()), all);
            let series: u64 = stats.series.parts.iter().flat_map(|part| part.ended).sum();
            assert_eq!((series, all >= ended), (all, true));
            assert_eq!(stats.causes.iter().sum::<u64>(), all - stats.all.ended[0]);
            let seen = stats.statuses.iter().sum::<u64>() + stats.unseen.iter().sum::<u64>();
            assert_eq!(seen, all);
            ended = all;
        }
        assert!(ended > 20_000, "{ended}");
    }
}

#[test]
fn the_same_input_gives_the_same_run_and_another_seed_another() {
    let ends = |seed, piece: u64| {
        let mut run = built_in(seed);
        run.command(10 * SECOND, Command::Pod(0, PodFault::Kill)).unwrap();
        (1..=30 * SECOND / piece).for_each(|step| run.advance(step * piece));
        run.advance(30 * SECOND);
        (run.state.hash(), run.state.stats.all)
    };
    assert_eq!(ends(7, SECOND), ends(7, SECOND / 7));
    assert_ne!(ends(7, SECOND), ends(8, SECOND));
}

#[test]
fn going_back_and_forth_changes_nothing() {
    let mut run = built_in(7);
    for (at, command) in [
        (5, Command::Pod(0, PodFault::CrashLoop)),
        (20, Command::Node(2, NodeFault::Fail(NodeFailure::Silent))),
        (31, Command::Edit(Edit::Dns, true)),
        (64, Command::Rate(0, 3_000)),
    ] {
        run.command(at * SECOND, command).unwrap();
    }
    let moments = [0, 1, 19, 20, 21, 50, 90, 130].map(|at| at * SECOND + 12_345);
    let first: Vec<u64> = moments
        .iter()
        .map(|at| {
            run.advance(*at);
            run.state.hash()
        })
        .collect();
    let mut chance = Stream::new(1, "seek", 0);
    for _ in 0..40 {
        let at = chance.below(moments.len() as u32) as usize;
        run.seek(moments[at]);
        assert_eq!((run.state.hash(), run.state.now), (first[at], moments[at]));
    }
    // A command in the past is as if it had been there, and taken back as if it never had.
    run.seek(130 * SECOND + 12_345);
    run.command(40 * SECOND, Command::Pod(3, PodFault::Kill)).unwrap();
    let with = run.state.hash();
    assert_ne!(with, first[7]);
    let mut other = built_in(7);
    run.commands().iter().for_each(|(at, command)| other.command(*at, *command).unwrap());
    other.advance(130 * SECOND + 12_345);
    assert_eq!(other.state.hash(), with);
    let place = run.commands().iter().position(|(at, _)| *at == 40 * SECOND).unwrap();
    run.forget(place);
    assert_eq!(run.state.hash(), first[7]);
}

#[test]
fn the_balancer_notices_after_its_rule() {
    let scenario = Scenario::built_in();
    let check = scenario.load_balancer.health_check;
    let interval = check.interval_us.get() * 1_000;
    for (failure, each) in [
        (NodeFailure::Silent, (check.interval_us + check.timeout_us).get() * 1_000),
        (NodeFailure::Refuses, interval),
    ] {
        // A check has just run when a node fails at once; later in the interval, the first one comes so much sooner.
        for after in [0, 1, interval / 2, interval - 1] {
            let mut run = built_in(7);
            let node = place(&run, "node-a");
            run.command(after, Command::Node(node, NodeFault::Fail(failure))).unwrap();
            run.advance(400 * SECOND);
            let noticed = run.state.nodes[node].changed.unwrap();
            assert_eq!(noticed, u64::from(check.unhealthy_threshold) * each, "{failure:?} after {after}");
            // And back, once it works again: five checks in a row.
            run.command(400 * SECOND, Command::Node(node, NodeFault::Restore)).unwrap();
            run.advance(800 * SECOND);
            let back = run.state.nodes[node].changed.unwrap() - 400 * SECOND;
            let most = u64::from(check.healthy_threshold) * interval;
            assert!((most - interval..=most + each).contains(&back), "{back}");
        }
    }
}

#[test]
fn what_one_node_gets_when_the_others_are_gone_is_all() {
    let mut run = built_in(7);
    let (a, c) = (place(&run, "node-a"), place(&run, "node-c"));
    run.advance(20 * SECOND);
    let came = |run: &Run| (run.state.nodes[a].came, run.state.nodes[c].came);
    let (one, other) = came(&run);
    // In turn: half each, as the third has failed its checks from the start.
    assert!(one.abs_diff(other) <= 1 && one > 3_000, "{one} and {other}");
    run.command(20 * SECOND, Command::Node(a, NodeFault::Drain)).unwrap();
    run.advance(20 * SECOND);
    let before = came(&run);
    run.advance(60 * SECOND);
    let after = came(&run);
    let share = (after.1 - before.1) as f64 / (after.0 + after.1 - before.0 - before.1) as f64;
    assert_eq!((share, after.1 > before.1 + 10_000), (1.0, true));
    // When that one dies too, nothing is answered.
    run.command(60 * SECOND, Command::Node(c, NodeFault::Fail(NodeFailure::Refuses))).unwrap();
    run.advance(61 * SECOND);
    let answered = run.state.stats.sources[0].ended[0];
    run.advance(120 * SECOND);
    assert_eq!(run.state.stats.sources[0].ended[0], answered);
    assert!(code(&run.state, Code::LoadBalancerNoHealthyNode) > 0);
}

#[test]
fn nat_fails_at_the_rate_that_ports_and_time_give() {
    // 55,000 ports, each taken for a call and 60 s more: about 916 calls a second to one destination.
    let mut scenario = Scenario::built_in();
    scenario.nat_gateway.preset = Some(NatPreset::Aws);
    let api = &mut scenario.externals[0];
    api.service_time_us = Micros::from_millis(30);
    let call = 0.071;
    let rate = 55_000.0 / (60.0 + call);
    for (a_second, fails) in [(850_u32, false), (1_100, true)] {
        let mut mix = Mix::of(&scenario);
        mix.sources.retain(|source| source.name == "callers");
        mix.sources[0].requests_per_second = a_second;
        let mut run = run(scenario.clone(), mix, 7);
        run.advance(120 * SECOND);
        let failed = |run: &Run| code(&run.state, Code::NatGatewayPortsExhausted);
        let (before, sent) = (failed(&run), run.state.stats.all.sent);
        run.advance(420 * SECOND);
        let share = (failed(&run) - before) as f64 / (run.state.stats.all.sent - sent) as f64;
        let wanted = if fails { 1.0 - rate / f64::from(a_second) } else { 0.0 };
        assert!((share - wanted).abs() < 0.01, "{a_second} a second: {share} fail, expected {wanted}");
        assert_eq!(fails, run.state.ports[0].1.most == 55_000);
    }
}

#[test]
fn a_full_table_drops_what_comes_next() {
    // Each entry stays for 120 s after its connection: 12,000 of them are enough for 100 a second.
    let scenario = Scenario::built_in();
    let mut mix = Mix::of(&scenario);
    mix.sources.truncate(1);
    mix.sources[0].requests_per_second = 150;
    mix.sources[0].retries = 0;
    mix.connections = 12_000;
    let mut run = run(scenario, mix, 7);
    run.advance(490 * SECOND);
    let full = run.state.stats.causes[Cause::TableFull.index()] as f64;
    // It is full after 80 s, and empty again after 120 s, and so on.
    let share = full / (150.0 * 480.0);
    assert!((share - 1.0 / 3.0).abs() < 0.02, "{share}");
}

#[test]
fn a_pod_is_the_queue_that_theory_knows() {
    // One pod with four workers at 70 %: Erlang's formula gives a wait of 0.357 service times.
    let mut scenario = Scenario::built_in();
    scenario.pods.truncate(1);
    scenario.state = Default::default();
    let mut mix = Mix::of(&scenario);
    mix.sources.truncate(1);
    (mix.pods.workers, mix.pods.service_time) = (4, ServiceTime::Exponential);
    mix.sources[0].requests_per_second = 233;
    mix.sources[0].retries = 0;
    let offered = 233.0 * 0.012;
    let b = (1..=4).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
    let busy = b / (1.0 - offered / 4.0 * (1.0 - b));
    let wanted = busy * 12_000_000.0 / (4.0 - offered);
    let waits: Vec<f64> = (1..=12)
        .map(|seed| {
            let mut run = run(scenario.clone(), mix.clone(), seed);
            run.advance(300 * SECOND);
            run.state.stats.waits.mean()
        })
        .collect();
    let mean = waits.iter().sum::<f64>() / 12.0;
    let spread = (waits.iter().map(|wait| (wait - mean).powi(2)).sum::<f64>() / 11.0 / 12.0).sqrt();
    assert!((mean - wanted).abs() <= 4.437 * spread, "{mean} of {wanted} ± {spread}");
    assert!(spread < wanted * 0.05);
}

#[test]
fn a_scenario_without_a_layer_is_refused_at_the_start_and_later() {
    let mut without = Scenario::built_in();
    without.absent = vec![Absent::Waf];
    let mix = Mix::of(&without);
    let limit = Run::new(Input::of(without.clone(), mix, 7)).unwrap_err();
    assert_eq!((limit.of, limit.found, limit.most), (Limited::Absent, 1, 0));
    assert_eq!(built_in(7).another(without).unwrap_err().of, Limited::Absent);
}

#[test]
fn what_would_need_too_much_is_refused_before_it_runs() {
    let scenario = Scenario::built_in();
    let mut mix = Mix::of(&scenario);
    mix.sources[0].requests_per_second = 1_000_000;
    let limit = Run::new(Input::of(scenario, mix, 7)).unwrap_err();
    assert_eq!((limit.of, limit.most), (Limited::Requests, MOST));
    assert!(limit.found > MOST);
    let mut run = built_in(7);
    let limit = run.command(0, Command::Rate(0, u32::MAX)).unwrap_err();
    assert_eq!(limit.of, Limited::Requests);
    // What is not there is no fault, and nothing panics.
    for command in [
        Command::Pod(99, PodFault::Kill),
        Command::Node(99, NodeFault::Drain),
        Command::Rate(99, 1),
        Command::Configure(9),
        Command::Send(999),
        Command::Rollout { service: 99, probes: true },
    ] {
        run.command(SECOND, command).unwrap();
    }
    run.advance(2 * SECOND);
    assert_eq!(run.state.stats.sources.len(), 8);
}

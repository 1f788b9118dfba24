//! Each fault: what it does, in numbers, and that it goes away.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::mix::Mix;
use gauntlet_scenario::model::NodeFailure;
use gauntlet_sim::traffic::command::{Command, Edit, NodeFault, PodFault};
use gauntlet_sim::traffic::replay::Run;

use crate::{SECOND, built_in, place, run};

/// How many of the shoppers' requests were answered, blocked or failed between two moments, in seconds.
fn between(run: &mut Run, from: u64, to: u64) -> [u64; 3] {
    run.seek(from * SECOND);
    let before = run.state.stats.sources[0].ended;
    run.seek(to * SECOND);
    let after = run.state.stats.sources[0].ended;
    [0, 1, 2].map(|at| after[at] - before[at])
}

#[test]
fn each_fault_does_what_it_does_and_goes_away() {
    use PodFault::{CrashLoop, Kill, NotReady, Restore, Slow};
    let (pod, node) = (|fault| Command::Pod(0, fault), |at, fault| Command::Node(at, fault));
    let silent = NodeFault::Fail(NodeFailure::Silent);
    // The fault comes at 30 s and its repair at 90 s. The two numbers are the least and the largest share of the shoppers' requests
    // that may fail or be blocked between 31 and 90 s. After 200 s all are answered.
    let rows: [(&str, Command, Option<Command>, f64, f64); 12] = [
        ("kill", pod(Kill), None, 0.0, 0.001),
        ("crash loop", pod(CrashLoop), Some(pod(Restore)), 0.0, 0.001),
        ("not ready", pod(NotReady), Some(pod(Restore)), 0.0, 0.0),
        ("slow, and still fast enough", pod(Slow(200)), Some(pod(Slow(100))), 0.0, 0.0),
        // Its queue is full at once: a try costs the proxy 5 s, and the next goes to the other pod, or to this one again.
        ("so slow that its queue is full", pod(Slow(200_000)), Some(pod(Restore)), 0.1, 0.4),
        ("drain", node(0, NodeFault::Drain), Some(node(0, NodeFault::Restore)), 0.0, 0.0),
        // Every second connection goes to the silent node until 70 s, whose clients wait 10 s.
        ("silent node", node(0, silent), Some(node(0, NodeFault::Restore)), 0.3, 0.6),
        (
            "certificate",
            Command::Edit(Edit::Certificate, true),
            Some(Command::Edit(Edit::Certificate, false)),
            1.0,
            1.0,
        ),
        (
            "port",
            Command::Edit(Edit::ClosePort(443), true),
            Some(Command::Edit(Edit::ClosePort(443), false)),
            1.0,
            1.0,
        ),
        ("policy", Command::Edit(Edit::DenyAll, true), Some(Command::Edit(Edit::DenyAll, false)), 1.0, 1.0),
        ("rollout with probes", Command::Rollout { service: 0, probes: true }, None, 0.0, 0.001),
        ("spike", Command::Rate(0, 5_000), Some(Command::Rate(0, 1_000)), 0.05, 1.0),
    ];
    for (name, fault, mends, least, most) in rows {
        let mut run = built_in(7);
        run.command(30 * SECOND, fault).unwrap();
        if let Some(mends) = mends {
            run.command(90 * SECOND, mends).unwrap();
        }
        let clean = between(&mut run, 5, 30);
        assert!(clean[0] > 9_000 && clean[1] + clean[2] == 0, "{name}: {clean:?} before");
        let [answered, blocked, failed] = between(&mut run, 31, 90);
        let share = (blocked + failed) as f64 / (answered + blocked + failed) as f64;
        assert!((least..=most).contains(&share), "{name}: {share} of {answered} + {blocked} + {failed}");
        let after = between(&mut run, 270, 300);
        assert!(after[0] > 10_000 && after[1] + after[2] == 0, "{name}: {after:?} after");
    }
}

#[test]
fn a_rollout_without_probes_fails_while_containers_start() {
    let scenario = Scenario::built_in();
    let mut mix = Mix::of(&scenario);
    mix.sources[0].retries = 0;
    let failed = |probes| {
        let mut run = run(scenario.clone(), mix.clone(), 7);
        run.command(30 * SECOND, Command::Rollout { service: 0, probes }).unwrap();
        between(&mut run, 29, 80)[2]
    };
    // web-1 and web-3 are ready; both are starting between the first second and the third.
    let (with, without) = (failed(true), failed(false));
    assert_eq!(with, 0);
    assert!(without > 300, "{without}");
}

#[test]
fn attacks_and_calls_end_as_the_layers_say() {
    for (source, edit, answered, blocked) in [
        ("attackers", None, false, true),
        ("attackers", Some(Edit::WafDetect), true, false),
        ("attackers", Some(Edit::WafBlind), true, false),
        ("callers", None, true, false),
        ("callers", Some(Edit::AllowList), false, true),
        ("callers", Some(Edit::Dns), false, false),
        ("phoning-home", None, false, true),
        ("mistyped", None, false, false),
    ] {
        let mut run = built_in(7);
        let at = place(&run, source);
        run.command(0, Command::Rate(at, 1_000)).unwrap();
        if let Some(edit) = edit {
            run.command(0, Command::Edit(edit, true)).unwrap();
        }
        run.advance(60 * SECOND);
        let ended = run.state.stats.sources[at].ended;
        assert!(ended.iter().sum::<u64>() > 200, "{source}: {ended:?}");
        let found = (ended[0] > 0, ended[1] > 0, ended[2] > 0);
        assert_eq!(found, (answered, blocked, !answered && !blocked), "{source} with {edit:?}: {ended:?}");
        let breached = source == "attackers" && answered;
        assert_eq!(run.state.stats.breaches > 0, breached, "{source} with {edit:?}");
    }
}

#[test]
fn retries_pile_up_on_pods_that_are_busy_and_back_off_helps() {
    let scenario = Scenario::built_in();
    let sent = |retries, back_off_ms| {
        let mut mix = Mix::of(&scenario);
        mix.sources.truncate(1);
        let shoppers = &mut mix.sources[0];
        (shoppers.timeout_ms, shoppers.retries, shoppers.back_off_ms) = (1_000, retries, back_off_ms);
        let mut run = run(scenario.clone(), mix, 7);
        // For 30 s, three and a half times what the two pods can do.
        run.command(10 * SECOND, Command::Pod(0, PodFault::Slow(1_000))).unwrap();
        run.command(10 * SECOND, Command::Pod(2, PodFault::Slow(1_000))).unwrap();
        run.advance(40 * SECOND);
        (run.state.stats.all.sent, run.state.stats.wasted)
    };
    let (none, eager, patient) = (sent(0, 0), sent(5, 0), sent(5, 8_000));
    assert!(eager.0 > none.0 * 2, "{eager:?} beside {none:?}");
    assert!(patient.0 < eager.0 * 3 / 4, "{patient:?} beside {eager:?}");
    assert!(eager.1 > 0, "pods work for those who have given up");
}

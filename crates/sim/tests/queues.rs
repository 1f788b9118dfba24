//! Queues alone, beside what theory says of them: Erlang's formula, Pollaczek's and Khinchin's, and Little's law.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_scenario::mix::ServiceTime;
use gauntlet_sim::traffic::queue::{Alone, alone};

/// How many runs, each with a seed of its own: their spread gives the interval.
const RUNS: u64 = 12;
const CUSTOMERS: u64 = 120_000;

/// The chance that all servers are busy (Erlang C), for the traffic in servers' worth of work.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    // Erlang B by its recursion, then C from B.
    let b = (1..=servers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
    let rho = offered / f64::from(servers);
    b / (1.0 - rho * (1.0 - b))
}

/// The mean of runs, and half of the interval that holds the true one in 99.9 of 100 cases (Student's t, 11 degrees: 4.437).
fn interval(runs: &[f64]) -> (f64, f64) {
    let n = runs.len() as f64;
    let mean = runs.iter().sum::<f64>() / n;
    let variance = runs.iter().map(|run| (run - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 4.437 * (variance / n).sqrt())
}

#[test]
fn waits_are_what_theory_says() {
    let served = 10_000_000.0;
    for (name, service, servers, load) in [
        ("M/M/1", ServiceTime::Exponential, 1, 0.5),
        ("M/M/1", ServiceTime::Exponential, 1, 0.8),
        ("M/M/4", ServiceTime::Exponential, 4, 0.7),
        ("M/M/16", ServiceTime::Exponential, 16, 0.9),
        ("M/D/1", ServiceTime::Constant, 1, 0.5),
        ("M/D/1", ServiceTime::Constant, 1, 0.8),
    ] {
        let offered = load * f64::from(servers);
        let between = (served / offered) as u64;
        let wanted = match service {
            // Pollaczek and Khinchin, for times without spread.
            ServiceTime::Constant => load * served / (2.0 * (1.0 - load)),
            _ => erlang_c(servers, offered) * served / (f64::from(servers) - offered),
        };
        let of = Alone { between, served: served as u64, service, servers };
        let runs: Vec<_> = (1..=RUNS).map(|seed| alone(of, CUSTOMERS, seed)).collect();
        let (waits, by) = interval(&runs.iter().map(|run| run.waits.mean()).collect::<Vec<_>>());
        assert!(
            (waits - wanted).abs() <= by,
            "{name} at {load}: waits {waits:.0}, expected {wanted:.0} ± {by:.0}"
        );
        assert!(by < wanted * 0.2, "{name}: an interval of {by:.0} around {wanted:.0} holds anything");
        let (busy, by) = interval(&runs.iter().map(|run| run.load).collect::<Vec<_>>());
        assert!((busy - load).abs() <= by, "{name} at {load}: busy {busy:.4} ± {by:.4}");
        // Little: who is there on average are those who come in the time that one stays. It holds in every run, but for its last moments.
        for run in &runs {
            let little = CUSTOMERS as f64 / run.ended as f64 * run.stays.mean();
            assert!((run.present - little).abs() < 1e-3 * little, "{} of {little}", run.present);
        }
    }
}

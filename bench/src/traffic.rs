//! Live traffic natively: the built-in mix, and a queue alone with four servers on the same events. One line of JSON for each row;
//! `cargo xtask bench --traffic` makes a table of them, beside wasm's and other simulators'.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::time::{Duration, Instant};

    use gauntlet_scenario::Scenario;
    use gauntlet_scenario::mix::{Mix, ServiceTime};
    use gauntlet_sim::traffic::engine::Input;
    use gauntlet_sim::traffic::queue::{Alone, alone};
    use gauntlet_sim::traffic::replay::Run;

    /// The best of some turns counts, which other work on the machine disturbs least.
    const TURNS: usize = 3;
    const CUSTOMERS: u64 = 2_000_000;
    const SECOND: u64 = 1_000_000_000;

    /// The time that this thread has worked, where the system tells, or the time that has passed.
    fn spent(start: Instant) -> Duration {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let worked = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
        worked.map_or_else(|| start.elapsed(), Duration::from_nanos)
    }

    /// The most times a second.
    fn best(mut work: impl FnMut() -> u64) -> f64 {
        let start = Instant::now();
        let turn = |_| {
            let before = spent(start);
            let times = work();
            times as f64 / (spent(start) - before).as_secs_f64()
        };
        (0..TURNS).map(turn).fold(0.0, f64::max).round()
    }

    pub fn run() {
        let scenario = Scenario::built_in();
        let mix = Mix::of(&scenario);
        let Ok(mut run) = Run::new(Input::of(scenario, mix, 7)) else { return };
        run.advance(60 * SECOND);
        // Beyond the first minute, in which slots and queues are made.
        let mut state = run.state.clone();
        let made = allocation_counter::measure(|| state.run(120 * SECOND, &[])).count_total;
        let mix = best(|| {
            let before = run.state.stats.all.sent;
            run.advance(run.state.now + 1_500 * SECOND);
            run.state.stats.all.sent - before
        });
        let of =
            Alone { between: 3_571_428, served: 10_000_000, service: ServiceTime::Exponential, servers: 4 };
        let bare = best(|| alone(of, CUSTOMERS, 7).waits.count());
        println!(
            "{}",
            serde_json::json!({ "row": "built-in mix, natively", "a_second": mix, "allocations": made })
        );
        println!("{}", serde_json::json!({ "row": "M/M/4 alone, natively", "a_second": bare }));
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

/// In wasm, `traffic.mjs` runs the worker's module.
#[cfg(target_arch = "wasm32")]
fn main() {}

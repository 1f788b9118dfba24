//! What a journey costs natively: allocations, and journeys a second, decided alone and explained. One line of JSON for each row;
//! `cargo xtask bench` makes a table of them, beside those of the commit before. With a row's name as its argument, only that row runs.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::hint::black_box;
    use std::sync::{Arc, OnceLock};
    use std::time::{Duration, Instant};

    use gauntlet_explain as explain;
    use gauntlet_model::ask::{Ask, SEED};
    use gauntlet_model::journey::Direction;
    use gauntlet_scenario::Scenario;
    use gauntlet_sim::path;
    use gauntlet_sim::world::World;

    /// How long each row runs.
    const RUNS: Duration = Duration::from_millis(700);

    /// One kind of work, with its name.
    type Row<'a> = (&'a str, &'a Scenario, &'a Arc<Ask>, fn(&Scenario, &World, &Arc<Ask>));

    /// The time that this thread has worked; what else runs on the machine is not in it. Where the system does not tell, the time
    /// that has passed.
    fn spent() -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        let start = START.get_or_init(Instant::now);
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let worked = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
        worked.map_or_else(|| start.elapsed(), Duration::from_nanos)
    }

    fn decide(scenario: &Scenario, world: &World, ask: &Arc<Ask>) {
        black_box(path::decide_in(scenario, world, ask, SEED));
    }

    fn explained(scenario: &Scenario, _: &World, ask: &Arc<Ask>) {
        black_box(explain::run(scenario, ask, SEED));
    }

    pub fn run() {
        let scenario = Scenario::built_in();
        let mut unread = scenario.clone();
        unread.waf.mode = gauntlet_scenario::model::WafMode::Off;
        let ask = |direction, blocked| Arc::new(scenario.story(direction, blocked));
        let (ingress, attack) = (ask(Direction::Ingress, false), ask(Direction::Ingress, true));
        let egress = ask(Direction::Egress, false);
        let rows: [Row<'_>; 6] = [
            ("inbound, decided, no WAF", &unread, &ingress, decide),
            ("inbound, decided", &scenario, &ingress, decide),
            ("inbound, blocked, decided", &scenario, &attack, decide),
            ("outbound, decided", &scenario, &egress, decide),
            ("inbound, explained", &scenario, &ingress, explained),
            ("inbound, blocked, explained", &scenario, &attack, explained),
        ];
        let only = std::env::args().nth(1);
        for (name, scenario, ask, work) in rows {
            if only.as_deref().is_some_and(|only| only != name) {
                continue;
            }
            // Anything that is made only once is made before counting; the world once for all requests.
            let world = World::start(scenario);
            work(scenario, &world, ask);
            let allocations = allocation_counter::measure(|| work(scenario, &world, ask)).count_total;
            let (began, mut times) = (spent(), 0_u64);
            while spent() - began < RUNS {
                (0..100).for_each(|_| work(scenario, &world, ask));
                times += 100;
            }
            let a_second = (times as f64 / (spent() - began).as_secs_f64()).round();
            println!(
                "{}",
                serde_json::json!({ "row": name, "allocations": allocations, "a_second": a_second })
            );
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

/// There is nothing to measure in wasm.
#[cfg(target_arch = "wasm32")]
fn main() {}

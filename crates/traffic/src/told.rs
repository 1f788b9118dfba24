//! What is told of a run, as numbers in a fixed order: times in microseconds, all else as counts.

use gauntlet_model::journey::Outcome;
use gauntlet_sim::traffic::cause::{CAUSES, Cause, Seen};
use gauntlet_sim::traffic::replay::Run;
use gauntlet_sim::traffic::stats::DOTS;

/// Nanoseconds as microseconds.
fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1_000.0
}

/// What a client saw, as one number: its status, or one below it.
const fn seen(seen: Seen) -> u16 {
    match seen {
        Seen::Status(status) => status,
        Seen::Timeout => 1,
        Seen::Refused => 2,
        Seen::Reset => 3,
        Seen::Empty => 4,
        Seen::Tls => 5,
        Seen::NoName => 6,
    }
}

/// Writes the numbers of a kind.
pub fn numbers(kind: u32, run: &Run, out: &mut Vec<f64>) {
    let (state, stats) = (&run.state, &run.state.stats);
    let count = |many: u64| many as f64;
    match kind {
        0 => {
            let all = stats.all;
            let [answered, blocked, failed] = all.ended;
            out.push(micros(state.now));
            let counts = [all.sent, answered, blocked, failed, stats.in_flight(), all.retries];
            out.extend(counts.map(count));
            out.extend([stats.tries, stats.breaches, stats.wasted].map(count));
            for of in [&stats.took, &stats.waits] {
                out.push(of.mean() / 1_000.0);
                out.extend([500, 900, 990, 999, 1_000].map(|thousandths| micros(of.at(thousandths))));
            }
            out.extend([state.table.open, state.table.held, state.table.there].map(count));
        }
        1 => {
            for pod in &state.pods {
                let here = [pod.queue.waiting.len() as u64, u64::from(pod.queue.busy)];
                out.extend(here.map(count));
                out.extend([pod.came, pod.served, pod.longest as u64].map(count));
                out.push(f64::from(u8::from(pod.ready)) + 2.0 * f64::from(u8::from(pod.listens)));
                out.push(pod.queue.worked as f64 / 1_000.0);
            }
        }
        2 => {
            for node in &state.nodes {
                let takes_part = node.health.healthy && !node.drained;
                out.extend([count(node.came), f64::from(node.connections), f64::from(node.busy)]);
                out.push(f64::from(u8::from(takes_part)) + 2.0 * f64::from(u8::from(node.down.is_none())));
            }
        }
        3 => {
            for source in &stats.sources {
                out.extend([source.sent, source.retries].map(count));
                out.extend(source.ended.map(count));
            }
        }
        4 => {
            out.push(micros(stats.series.lasts));
            for part in &stats.series.parts {
                out.push(count(part.sent));
                out.extend(part.ended.map(count));
                out.extend([part.in_flight, part.ports].map(count));
                out.extend([500, 900, 990].map(|thousandths| micros(part.took(thousandths))));
            }
        }
        5 => {
            let dots = &stats.dots;
            let full = dots.ring.len() == DOTS;
            let (new, old) = dots.ring.split_at(if full { dots.next } else { 0 });
            for dot in old.iter().chain(new) {
                let place = |at: Option<u16>| at.map_or(-1.0, f64::from);
                let cause = dot.ended.cause.map_or(-1.0, |cause| cause.index() as f64);
                let outcome = match dot.ended.outcome {
                    Outcome::Answered => 0.0,
                    Outcome::Blocked => 1.0,
                    Outcome::Failed => 2.0,
                };
                out.extend([f64::from(dot.serial), f64::from(dot.call), place(dot.way.0), place(dot.way.1)]);
                out.extend([micros(dot.sent), micros(dot.took)]);
                out.extend([outcome, cause, f64::from(seen(dot.ended.seen))]);
            }
        }
        6 => {
            for (_, ports) in &state.ports {
                out.extend([ports.open, ports.held, ports.most, ports.there].map(count));
            }
        }
        7 => out.extend(stats.causes.map(count)),
        _ => {}
    }
}

/// The names that numbers of a kind are of.
pub fn names(kind: u32, run: &Run) -> String {
    let state = &run.state;
    match kind {
        1 => state.names.pods.join("\n"),
        2 => state.names.nodes.join("\n"),
        3 => {
            let sources = run.input().mix.sources.iter().map(|source| source.name.as_str());
            sources.collect::<Vec<_>>().join("\n")
        }
        6 => {
            let ports = state.ports.iter().map(|((to, _), _)| to.to_string());
            ports.collect::<Vec<_>>().join("\n")
        }
        7 => (0..CAUSES).filter_map(Cause::at).map(Cause::name).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

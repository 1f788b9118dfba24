//! What became of a run, as tables and as JSON.

use std::fmt::Write;

use gauntlet_sim::traffic::cause::Cause;
use gauntlet_sim::traffic::histogram::Histogram;
use gauntlet_sim::traffic::replay::Run;
use gauntlet_sim::traffic::stats::{Sent, Stats};
use serde_json::{Value, json};

use crate::output;

/// What clients see who get no status, in the order in which they are counted.
const UNSEEN: [&str; 6] = ["timeout", "refused", "reset", "empty_reply", "tls_failure", "name_not_resolved"];
/// The percentiles that are told, in thousandths, with their names.
const PERCENTILES: [(u64, &str); 4] = [(500, "p50"), (900, "p90"), (990, "p99"), (999, "p99_9")];

fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

fn ms(nanos: u64) -> f64 {
    (nanos as f64 / 1e4).round() / 1e2
}

fn share(part: u64, of: u64) -> f64 {
    (part as f64 / of.max(1) as f64 * 1e4).round() / 1e4
}

/// Causes with their counts, the most frequent first.
fn causes(stats: &Stats) -> Vec<(String, u64)> {
    let counts = stats.causes.iter().enumerate().filter(|(_, count)| **count > 0);
    let mut all: Vec<_> = counts.filter_map(|(at, count)| Some((Cause::at(at)?.name(), *count))).collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    all
}

/// What clients saw, with its counts.
fn seen(stats: &Stats) -> Vec<(String, u64)> {
    let statuses = stats.statuses.iter().enumerate().map(|(at, count)| ((at + 100).to_string(), *count));
    let unseen = UNSEEN.iter().zip(stats.unseen).map(|(name, count)| ((*name).to_owned(), count));
    statuses.chain(unseen).filter(|(_, count)| *count > 0).collect()
}

/// How much of its workers' time a pod has worked.
fn busy(run: &Run, place: usize) -> f64 {
    let pod = &run.state.pods[place];
    let mut queue = pod.queue.clone();
    queue.upto(run.state.now);
    let all = run.state.now.max(1) as f64 * f64::from(queue.servers.max(1));
    (queue.worked as f64 / all * 1e4).round() / 1e4
}

/// Whole numbers with their thousands apart.
fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The tables.
pub fn text(run: &Run) -> String {
    let (state, stats) = (&run.state, &run.state.stats);
    let mut out = String::new();
    let title = output::one_line(&state.epoch.scenario.title);
    let seed = run.input().seed;
    let _ = writeln!(out, "{:.1} s of traffic in the scenario “{title}”, seed {seed}\n", seconds(state.now));
    let all = stats.all;
    let row = |out: &mut String, name: &str, count: u64, note: String| {
        let _ = writeln!(out, "{name:<12}{:>12}   {note}", whole(count));
    };
    let a_second = all.sent as f64 / seconds(state.now).max(1e-9);
    row(
        &mut out,
        "sent",
        all.sent,
        format!("{a_second:.1} a second, {} of them retries", whole(all.retries)),
    );
    for (name, count) in ["answered", "blocked", "failed"].into_iter().zip(all.ended) {
        row(&mut out, name, count, format!("{:.2} %", share(count, all.sent) * 100.0));
    }
    row(&mut out, "in flight", stats.in_flight(), String::new());
    let further = [
        ("tries", stats.tries, "of the proxy’s that failed before another"),
        ("wasted", stats.wasted, "answers of pods that nobody waited for any more"),
        ("breaches", stats.breaches, "attacks that an app answered"),
    ];
    for (name, count, note) in further.into_iter().filter(|(_, count, _)| *count > 0) {
        row(&mut out, name, count, note.to_owned());
    }
    let times = |out: &mut String, name: &str, of: &Histogram| {
        let _ = write!(out, "{name:<26}mean {:.2} ms", of.mean() / 1e6);
        for (thousandths, name) in PERCENTILES {
            let _ = write!(out, "   {} {:.2}", name.replace('_', "."), ms(of.at(thousandths)));
        }
        let _ = writeln!(out, "   most {:.2}", ms(of.most()));
    };
    out.push('\n');
    times(&mut out, "answered after", &stats.took);
    times(&mut out, "waited at a pod", &stats.waits);
    for (title, counts) in [("clients saw", seen(stats)), ("not answered because of", causes(stats))] {
        let _ = writeln!(out, "\n{title}");
        for (name, count) in counts {
            let _ = writeln!(out, "{:>12}   {name}", whole(count));
        }
    }
    let _ =
        writeln!(out, "\n{:<24}{:>10}{:>10}{:>10}{:>10}", "source", "sent", "answered", "blocked", "failed");
    for (source, sent) in run.input().mix.sources.iter().zip(&stats.sources) {
        let [answered, blocked, failed] = sent.ended.map(whole);
        let all = whole(sent.sent);
        let _ = writeln!(out, "{:<24}{all:>10}{answered:>10}{blocked:>10}{failed:>10}", source.name);
    }
    let _ =
        writeln!(out, "\n{:<24}{:>10}{:>10}{:>10}{:>10}  state", "pod", "came", "served", "queue ≤", "busy");
    for (place, pod) in state.pods.iter().enumerate() {
        let is = match (pod.listens, pod.ready) {
            (true, true) => "ready",
            (true, false) => "not ready",
            (false, _) => "down",
        };
        let name = output::one_line(&state.names.pods[place]);
        let (came, served) = (whole(pod.came), whole(pod.served));
        let busy = format!("{:.1} %", busy(run, place) * 100.0);
        let _ = writeln!(out, "{name:<24}{came:>10}{served:>10}{:>10}{busy:>10}  {is}", pod.longest);
    }
    let _ = writeln!(out, "\n{:<24}{:>10}{:>10}  state", "node", "came", "share");
    let came: u64 = state.nodes.iter().map(|node| node.came).sum();
    for (node, name) in state.nodes.iter().zip(&state.names.nodes) {
        let is = match (node.down, node.health.healthy && !node.drained) {
            (None, true) => "takes part",
            (None, false) => "taken out",
            (Some(_), true) => "down, not noticed yet",
            (Some(_), false) => "down",
        };
        let (count, part) = (whole(node.came), format!("{:.1} %", share(node.came, came) * 100.0));
        let _ = writeln!(out, "{:<24}{count:>10}{part:>10}  {is}", output::one_line(name));
    }
    let _ = writeln!(out, "\n{:<24}{:>10}{:>10}{:>10}{:>10}", "NAT ports to", "open", "held", "most", "of");
    for ((to, _), ports) in &state.ports {
        let [open, held, most, there] = [ports.open, ports.held, ports.most, ports.there].map(whole);
        let _ = writeln!(out, "{to:<24}{open:>10}{held:>10}{most:>10}{there:>10}", to = to.to_string());
    }
    out
}

fn counted(sent: &Sent) -> Value {
    let [answered, blocked, failed] = sent.ended;
    let (sent, retries) = (sent.sent, sent.retries);
    json!({ "sent": sent, "retries": retries, "answered": answered, "blocked": blocked, "failed": failed })
}

fn times(of: &Histogram) -> Value {
    let mut out =
        json!({ "count": of.count(), "mean": (of.mean() / 1e4).round() / 1e2, "most": ms(of.most()) });
    for (thousandths, name) in PERCENTILES {
        out[name] = json!(ms(of.at(thousandths)));
    }
    out
}

fn object(counts: Vec<(String, u64)>) -> Value {
    counts.into_iter().map(|(name, count)| (name, json!(count))).collect::<serde_json::Map<_, _>>().into()
}

/// The same as JSON; `docs/traffic.md` has its shape.
pub fn json(run: &Run) -> Result<String, String> {
    let (state, stats) = (&run.state, &run.state.stats);
    let pods = state.pods.iter().enumerate().map(|(place, pod)| {
        json!({
            "name": state.names.pods[place], "ready": pod.ready, "listens": pod.listens, "came": pod.came,
            "served": pod.served, "waiting": pod.queue.waiting.len(), "longestQueue": pod.longest,
            "working": pod.queue.busy, "busy": busy(run, place), "restarts": pod.restarts,
        })
    });
    let nodes = state.nodes.iter().zip(&state.names.nodes).map(|(node, name)| {
        let takes_part = node.health.healthy && !node.drained;
        json!({
            "name": name, "takesPart": takes_part, "down": node.down.is_some(), "came": node.came,
            "connections": node.connections,
        })
    });
    let sources = run.input().mix.sources.iter().zip(&stats.sources).map(|(source, sent)| {
        let mut out = counted(sent);
        out["name"] = json!(source.name);
        out
    });
    let ports = state.ports.iter().map(|((to, _), ports)| {
        json!({ "to": to.to_string(), "open": ports.open, "held": ports.held, "most": ports.most, "of": ports.there })
    });
    let parts = stats.series.parts.iter().map(|part| {
        let [answered, blocked, failed] = part.ended;
        let [p50, p90, p99] = [500, 900, 990].map(|thousandths| ms(part.took(thousandths)));
        json!({
            "sent": part.sent, "answered": answered, "blocked": blocked, "failed": failed,
            "inFlight": part.in_flight, "natPorts": part.ports, "p50": p50, "p90": p90, "p99": p99,
        })
    });
    let mut all = counted(&stats.all);
    all["inFlight"] = json!(stats.in_flight());
    let told = json!({
        "scenario": state.epoch.scenario.title,
        "seed": run.input().seed,
        "seconds": seconds(state.now),
        "hash": format!("{:016x}", state.hash()),
        "all": all,
        "proxyTries": stats.tries,
        "wasted": stats.wasted,
        "breaches": stats.breaches,
        "answeredAfterMs": times(&stats.took),
        "waitedMs": times(&stats.waits),
        "seen": object(seen(stats)),
        "causes": object(causes(stats)),
        "sources": sources.collect::<Vec<_>>(),
        "pods": pods.collect::<Vec<_>>(),
        "nodes": nodes.collect::<Vec<_>>(),
        "natPorts": ports.collect::<Vec<_>>(),
        "firewallTable": { "open": state.table.open, "held": state.table.held, "of": state.table.there },
        "series": { "partMs": ms(stats.series.lasts), "parts": parts.collect::<Vec<_>>() },
    });
    output::json(&told)
}

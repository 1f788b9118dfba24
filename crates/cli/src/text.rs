//! A journey as text: what is run and how it ended, then a line a hop with its reasons under it.

use std::fmt::Write;

use gauntlet_explain::diagnosis::{self, Symptom};
use gauntlet_explain::messages::{self, client_sees};
use gauntlet_explain::obstacle::Obstacle;
use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::trace::{Hop, Trace};
use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::journey::{Direction, Outcome, Verdict, Way};
use gauntlet_model::report::Lesson;
use gauntlet_model::tls::TlsState;

use crate::output;

/// What was run, and what is known of it.
pub struct Run<'a> {
    /// The scenario's title.
    pub scenario: &'a str,
    /// The request.
    pub ask: &'a Ask,
    /// What became of it.
    pub journey: &'a Trace,
    /// What would let it through.
    pub fix: Option<&'a Remedy>,
    /// What else would stop it.
    pub also: &'a [Obstacle],
    /// The scenario's host to call instead of a host it doesn't have.
    pub as_host: Option<String>,
    /// What a preset or a story's author asks and teaches.
    pub lesson: Option<&'a Lesson>,
}

/// Renders a run: the question first, then the verdict, then the hops, and last what a preset or a story teaches.
pub fn render(run: &Run<'_>) -> String {
    let mut out = String::new();
    let &Run { journey, lesson, .. } = run;
    if let Some(Lesson { title, question, .. }) = lesson {
        for text in [title, question].into_iter().filter(|text| !text.is_empty()) {
            let _ = writeln!(out, "{}", output::one_line(text));
        }
    }
    let _ = writeln!(out, "{}\n", output::one_line(&what_runs(run)));
    verdict(&mut out, run);
    let _ = writeln!(out, "\n-> request   <- response   ~ what a layer changed   log: what it wrote\n");
    for hop in &journey.hops {
        hop_lines(&mut out, hop);
    }
    if let Some(lesson) = lesson.filter(|lesson| !lesson.lesson.is_empty()) {
        out.push('\n');
        line(&mut out, "lesson", &lesson.lesson);
    }
    out
}

/// The request, which way it goes, from whom, and where.
fn what_runs(run: &Run<'_>) -> String {
    let (ask, first) = (run.ask, run.journey.hops.first());
    let (way, from) = match ask.direction {
        Direction::Ingress => ("ingress", first.map(|hop| hop.before.source.ip().to_string())),
        Direction::Egress => ("egress", first.and_then(|hop| hop.chose.clone())),
    };
    let from = from.unwrap_or_default();
    let url = ask.url();
    format!("{} {url} ({way}, from {from}, in the scenario “{}”)", ask.request.method, run.scenario)
}

/// How it ended and why, what the client and curl make of it, what would help, what else is in the way, and what looks the same.
fn verdict(out: &mut String, run: &Run<'_>) {
    let (ask, journey) = (run.ask, run.journey);
    let outcome = match journey.outcome {
        Outcome::Answered => "answered",
        Outcome::Blocked => "blocked",
        Outcome::Failed => "failed",
    };
    match journey.code {
        Some(code) => line(out, "outcome", &format!("{outcome} ({code})")),
        None => line(out, "outcome", outcome),
    }
    if let Some(attack) = journey.breach {
        line(out, "", &format!("The attack ({attack}) reached the app."));
    }
    if let Some(reason) = journey.why.first() {
        line(out, "why", &reason.text());
    }
    line(out, "client", &client_sees(&journey.client, journey.direction));
    line(out, "took", &journey.ends_us.to_string());
    // A body may have lines, which the command keeps.
    let _ = writeln!(out, "{:<9}{}", "curl", output::lines(&curl::command(ask)));
    let (code, name) = curl::exit(&journey.client);
    line(out, "", &curl::says(ask, &journey.client, journey.phrase));
    line(out, "", &format!("(exit code {code}: {name})"));
    if let Some(fix) = run.fix {
        line(out, "fix", &fix.text());
    }
    if let Some(host) = &run.as_host {
        line(out, "or", &format!("Call it as if it were {host}: --as-host {host}"));
    }
    for (at, one) in run.also.iter().enumerate() {
        line(out, if at == 0 { "also" } else { "" }, &format!("{} ({})", one.why.text(), one.code));
    }
    alike(out, journey);
}

/// The other causes of what the client sees, in the order to check them in, and what tells them apart.
fn alike(out: &mut String, journey: &Trace) {
    let Some(code) = journey.code else { return };
    let symptom = Symptom::of(&journey.client);
    let others = diagnosis::causes(journey.direction, symptom).filter(|entry| entry.code != code);
    for (at, entry) in others.enumerate() {
        let layer = messages::layer(entry.code.layer());
        let name = if at == 0 { "alike" } else { "" };
        line(out, name, &format!("{layer}: {} ({})", entry.summary, entry.code));
    }
    if let Some(apart) = diagnosis::apart(journey.direction, symptom) {
        line(out, "look at", apart);
    }
}

fn hop_lines(out: &mut String, hop: &Hop) {
    let arrow = match hop.way {
        Way::Request => "->",
        Way::Response => "<-",
    };
    let verdict = match hop.verdict {
        Verdict::Pass => "pass",
        Verdict::Answer => "answer",
        Verdict::Block => "BLOCK",
        Verdict::Fail => "FAIL",
        Verdict::Absent => "absent",
    };
    let by = hop.rule.as_deref().or(hop.chose.as_deref()).unwrap_or_default();
    let at = hop.at_us.to_string();
    let head = format!("{at:>9}  {arrow} {:<16}{verdict:<8}{by}", hop.layer.name());
    let _ = writeln!(out, "{}", output::one_line(head.trim_end()));
    for reason in &hop.why {
        let _ = writeln!(out, "{:14}{}", "", output::one_line(&reason.text()));
    }
    for log in hop.log.iter().flat_map(|log| log.lines()) {
        let _ = writeln!(out, "{:14}log: {}", "", output::one_line(log));
    }
    let tls = tls(hop.before.tls.state, hop.after.tls.state);
    let known = hop.before.rewrites.len();
    for rewrite in hop.after.rewrites.get(known..).unwrap_or_default() {
        let told = match tls {
            Some(told) if rewrite.field == "tls" => told.to_owned(),
            _ => {
                let from = if rewrite.from.is_empty() { "(none)" } else { &rewrite.from };
                format!("{}: {from} -> {}", rewrite.field, rewrite.to)
            }
        };
        let _ = writeln!(out, "{:14}~ {}", "", output::one_line(&told));
    }
}

/// What a layer did to the encryption.
const fn tls(before: TlsState, after: TlsState) -> Option<&'static str> {
    match (before, after) {
        (TlsState::Encrypted, TlsState::Inspected) => Some("tls: decrypted, read and encrypted again"),
        (_, TlsState::Terminated) => Some("tls: ends here, plain HTTP from here on"),
        (TlsState::Terminated, _) => Some("tls: encrypted from here on"),
        (TlsState::Inspected, TlsState::Encrypted) => {
            Some("tls: decrypted, and encrypted again for the client")
        }
        _ => None,
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name:<9}{}", output::one_line(value));
}

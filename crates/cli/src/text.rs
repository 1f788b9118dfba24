//! A journey as text: a line a hop, its reasons under it, and how it ended.

use std::fmt::Write;

use gauntlet_explain::diagnosis::{self, Symptom};
use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::report::says;
use gauntlet_explain::trace::{Hop, Trace};
use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::http::Scheme;
use gauntlet_model::journey::{ClientSees, Outcome, Verdict, Way};
use gauntlet_model::report::Lesson;

use crate::output;

/// Renders the whole journey: first what a preset or a story's author asks, last what that teaches.
pub fn render(ask: &Ask, journey: &Trace, fix: Option<&Remedy>, lesson: Option<&Lesson>) -> String {
    let mut out = String::new();
    if let Some(Lesson { title, question, .. }) = lesson {
        let said = [title, question].into_iter().filter(|text| !text.is_empty());
        let said = said.fold(String::new(), |said, text| said + &output::one_line(text) + "\n");
        if !said.is_empty() {
            let _ = writeln!(out, "{said}");
        }
    }
    for hop in &journey.hops {
        hop_lines(&mut out, hop);
    }
    let outcome = match journey.outcome {
        Outcome::Answered => "answered",
        Outcome::Blocked => "blocked",
        Outcome::Failed => "failed",
    };
    line(
        &mut out,
        "\noutcome",
        &match journey.code {
            Some(code) => format!("{outcome} ({code})"),
            None => outcome.to_owned(),
        },
    );
    if let Some(attack) = journey.breach {
        line(&mut out, "", &format!("The attack ({attack}) reached the app."));
    }
    line(&mut out, "client", &format!("{}, after {}", client(&journey.client), journey.ends_us));
    // A body may have lines, which the command keeps.
    let _ = writeln!(out, "{:<9}{}", "curl", output::lines(&curl::command(ask)));
    let (code, name) = curl::exit(&journey.client, ask.scheme == Scheme::Https);
    line(&mut out, "", &format!("{} (exits with {code}: {name})", says(ask, journey)));
    for reason in &journey.why {
        line(&mut out, "why", &reason.text());
    }
    if let Some(fix) = fix {
        line(&mut out, "fix", &fix.text());
    }
    let alike = alike(journey);
    if !alike.is_empty() {
        line(&mut out, "alike", &format!("to the client it looks the same as {}", alike.join(", ")));
    }
    if let Some(lesson) = lesson.filter(|lesson| !lesson.lesson.is_empty()) {
        line(&mut out, "lesson", &lesson.lesson);
    }
    out
}

/// The other codes that give the client the same symptom, in the order to check them in.
fn alike(journey: &Trace) -> Vec<String> {
    let symptom = Symptom::of(&journey.client);
    let others =
        diagnosis::causes(journey.direction, symptom).filter(|entry| Some(entry.code) != journey.code);
    let codes = others.map(|entry| entry.code.to_string());
    if journey.code.is_some() { codes.collect() } else { Vec::new() }
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
    };
    let by = hop.rule.as_deref().or(hop.chose.as_deref()).unwrap_or_default();
    let at = hop.at_us.to_string();
    let head = format!("{at:>9}  {arrow} {:<16}{verdict:<8}{by}", hop.layer.name());
    let _ = writeln!(out, "{}", output::one_line(head.trim_end()));
    for reason in &hop.why {
        let _ = writeln!(out, "{:14}{}", "", output::one_line(&reason.text()));
    }
    if let Some(log) = &hop.log {
        let _ = writeln!(out, "{:14}log: {}", "", output::one_line(log));
    }
    let known = hop.before.rewrites.len();
    for rewrite in hop.after.rewrites.get(known..).unwrap_or_default() {
        let from = if rewrite.from.is_empty() { "(none)" } else { &rewrite.from };
        let rewrite = format!("{}: {from} -> {}", rewrite.field, rewrite.to);
        let _ = writeln!(out, "{:14}~ {}", "", output::one_line(&rewrite));
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    let (gap, name) = match name.strip_prefix('\n') {
        Some(name) => ("\n", name),
        None => ("", name),
    };
    let _ = writeln!(out, "{gap}{name:<9}{}", output::one_line(value));
}

fn client(client: &ClientSees) -> String {
    match client {
        ClientSees::HttpStatus { status, from } => format!("HTTP {status} from {from}"),
        ClientSees::Timeout { .. } => "nothing: the connection times out".to_owned(),
        ClientSees::Refused => "the connection is refused".to_owned(),
        ClientSees::Reset => "the connection is reset".to_owned(),
        ClientSees::TlsFailure { alert } => format!("the TLS handshake fails: {alert}"),
        ClientSees::NameNotResolved => "the name does not resolve".to_owned(),
    }
}

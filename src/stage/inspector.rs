//! The panel under the stage: what a gate does, what it saw, what it decided and why, and what it changed.

use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::report::Hidden;
use gauntlet_model::report::{Hop, Report, Seen};
use leptos::prelude::*;

use crate::controller;
use crate::gate::Gate;
use crate::markup::{El, el, on_part};
use crate::messages;
use crate::scene;
use crate::state::State;

/// The panel for the chosen gate, or for the one where things happen. What does not change stays in place, with the focus and the
/// selection in it: a hop's part is drawn anew only where the hop is another.
#[component]
pub fn Inspector(state: State) -> impl IntoView {
    let report = state.shown.track.report;
    let hops = move || {
        let phase = state.shown.track.phase.get();
        report.with(|report| here(report, state.shown_gate(), scene::decided(phase, report.hops.len())))
    };
    let hop = move || state.shown.track.timeline.with(|timeline| timeline.hop_at(state.shown_gate()));
    let waits = move || hops() == NONE;
    let words = move || messages::gate(state.shown_gate(), report.with(|report| report.direction));
    let pending = move || match (waits(), hop()) {
        (false, _) => String::new(),
        (true, None) => messages::STAGE_PANEL_NEVER.to_owned(),
        (true, Some(_)) => messages::STAGE_PANEL_AHEAD.to_owned(),
    };
    let button = |class: &str, text: &str| el("button").set("type", "button").class(class).text(text);
    let leave = move |class: &str, text: &str, jumps: bool| {
        let shows = move || state.selection.gate.get().is_some() && (!jumps || waits() && hop().is_some());
        button(class, text).bind("hidden", move || (!shows()).then(String::new)).on("click", move |_| {
            let hop = untrack(hop);
            // The button goes; the focus stays in the panel.
            #[cfg(feature = "csr")]
            super::focus::take(document().query_selector(".inspector").ok().flatten());
            state.selection.clear();
            if let Some(hop) = hop.filter(|_| jumps) {
                state.go_to(hop);
            }
        })
    };
    let part = move |nth: usize| {
        el("div").bind_inner(move || {
            let at = hops()[nth];
            report.with(|report| {
                let hop = at.and_then(|at| report.hops.get(at));
                hop.map(|hop| hop_view(report, hop)).unwrap_or_default()
            })
        })
    };
    let header = el("header")
        .with(el("h2").bind_text(move || words().name.to_owned()))
        .with(el("p").bind_text(move || words().job.to_owned()))
        .with(leave("quiet", messages::STAGE_PANEL_FOLLOW, false))
        .with(button("close", messages::STAGE_PANEL_CLOSE).on("click", move |_| close(state)));
    el("section")
        .class("inspector")
        .set("aria-label", messages::STAGE_PANEL_TITLE)
        .set("tabindex", "0")
        .on("click", move |event| {
            if on_part(&event, "button.mend").is_some() {
                controller::fix(state);
            }
        })
        .with(header)
        .with(el("p").class("pending").bind_text(pending))
        .with(leave("jump quiet", messages::STAGE_PANEL_JUMP, true))
        // The newest first: it is what the caption speaks of.
        .with(part(1))
        .with(part(0))
}

fn close(state: State) {
    #[cfg(feature = "csr")]
    super::focus::close_panel(state);
    #[cfg(not(feature = "csr"))]
    let _ = state;
}

/// The hops at a gate, by their places: two layers at most stand at one.
type Hops = [Option<usize>; 2];
const NONE: Hops = [None, None];

/// The request's hops at a gate, of so many.
fn here(report: &Report, gate: Gate, decided: usize) -> Hops {
    let is_here = |hop: &Hop| hop.way == Way::Request && Gate::of(hop.layer) == gate;
    let hops = report.hops.iter().enumerate().take(decided);
    let mut places = hops.filter(|(_, hop)| is_here(hop)).map(|(at, _)| at);
    [places.next(), places.next()]
}

fn part(name: &str) -> El {
    el("section").with(el("h4").text(name))
}

fn hop_view(report: &Report, hop: &Hop) -> String {
    let (state, verdict) = match hop.verdict {
        Verdict::Pass => ("passed", messages::STAGE_PANEL_PASSED),
        Verdict::Answer => ("answered", messages::STAGE_OUTCOME_ANSWERED),
        Verdict::Block => ("blocked", messages::STAGE_OUTCOME_BLOCKED),
        Verdict::Fail => ("failed", messages::STAGE_OUTCOME_FAILED),
        Verdict::Absent => ("absent", messages::STAGE_NOTE_ABSENT),
    };
    let mut decided = el("p").class("verdict").with(el("b").text(verdict));
    if let Some(rule) = &hop.rule {
        decided = decided.text(" ").text(messages::STAGE_PANEL_BY).text(" ").with(el("code").words(rule));
    }
    if let Some(code) = &hop.code {
        decided = decided.text(": ").with(el("code").words(code));
    }
    let seen = hop.saw.iter().map(seen_view).collect();
    let reasons = hop.why.iter().map(|reason| el("li").words(reason)).collect();
    let ends_here = !matches!(hop.verdict, Verdict::Pass | Verdict::Absent);
    let parts = el("div")
        .class("hop-parts")
        .with(part(messages::STAGE_PANEL_SAW).with(el("dl").with_all(seen)))
        .with(part(messages::STAGE_PANEL_DECIDED).with(decided).with(el("ul").with_all(reasons)))
        .with(if ends_here { ending(report) } else { changes(hop) });
    let mut article = el("article")
        .class("hop")
        .set("data-layer", hop.layer.name())
        .set("data-state", state)
        .with(el("h3").text(messages::layer_title(hop.layer)))
        .with(parts);
    if let Some(line) = &hop.log {
        article = article.with(part(messages::STAGE_PANEL_LOG).with(el("pre").words(line)));
    }
    if ends_here {
        let session = ["$ ", &report.curl, "\n", &report.says].concat();
        article = article.with(part(messages::STAGE_PANEL_CURL).with(el("pre").words(&session)));
    }
    el("div").with(article).into_inner()
}

/// What a layer rewrote, and what it keeps of the connection.
fn changes(hop: &Hop) -> El {
    let changes: Vec<El> = hop
        .changed
        .iter()
        .map(|rewrite| {
            let from = if rewrite.from.is_empty() { messages::STAGE_PANEL_NOTHING } else { &rewrite.from };
            let was = el("li").with(el("span").text(&rewrite.field)).text(" ").with(el("s").words(from));
            if rewrite.to.is_empty() { was } else { was.text(" → ").with(el("b").words(&rewrite.to)) }
        })
        .collect();
    let mut out = part(messages::STAGE_PANEL_CHANGED).with(if changes.is_empty() {
        el("p").class("nothing").text(messages::STAGE_PANEL_CHANGED_NOTHING)
    } else {
        el("ul").with_all(changes)
    });
    if let Some(entry) = &hop.table {
        out = out.with(el("h4").text(messages::STAGE_PANEL_REMEMBERS)).with(el("p").words(entry));
    }
    out
}

/// What the caller sees of a request that ends here, and what would let it through.
fn ending(report: &Report) -> El {
    let mut out = part(messages::STAGE_PANEL_CLIENT).with(el("p").words(&report.client));
    if let Some(fix) = &report.fix {
        let button = el("button").set("type", "button").class("mend").text(messages::STAGE_PANEL_MEND);
        let fix = part(messages::STAGE_PANEL_FIX).class("fix").with(el("p").words(fix)).with(button);
        out = out.with(fix);
    }
    if !report.also.is_empty() {
        let also = report.also.iter().map(|why| el("li").words(why)).collect();
        out = out.with(el("h4").text(messages::STAGE_PANEL_ALSO)).with(el("ul").with_all(also));
    }
    out
}

fn seen_view(seen: &Seen) -> El {
    let (class, value) = match &seen.value {
        Ok(value) => ("", value.as_str()),
        Err(Hidden::BelowHttp) => ("hidden-field", messages::STAGE_PANEL_BELOW_HTTP),
        Err(Hidden::Encrypted) => ("hidden-field", messages::STAGE_PANEL_ENCRYPTED),
    };
    el("div").class(class).with(el("dt").text(&seen.field)).with(el("dd").words(value))
}

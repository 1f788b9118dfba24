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

/// The panel for the chosen gate, or for the one where things happen.
#[component]
pub fn Inspector(state: State) -> impl IntoView {
    let content = move || {
        #[cfg(feature = "csr")]
        super::focus::keep(".inspector");
        let gate = state.shown_gate();
        let pinned = state.selection.gate.get().is_some();
        let phase = state.shown.track.phase.get();
        state
            .shown
            .track
            .report
            .with(|report| panel(report, gate, scene::decided(phase, report.hops.len()), pinned))
    };
    view! {
        <section
            class="inspector"
            aria-label=messages::STAGE_PANEL_TITLE
            tabindex="0"
            on:click=move |event| {
                if on_part(&event, "button.mend").is_some() {
                    controller::fix(state);
                    return;
                }
                if on_part(&event, "button").is_none() {
                    return;
                }
                let gate = state.shown_gate();
                let hop = state.shown.track.timeline.with_untracked(|timeline| timeline.hop_at(gate));
                state.selection.clear();
                if let (Some(hop), Some(_)) = (hop, on_part(&event, "button.jump")) {
                    state.go_to(hop);
                }
            }
            inner_html=content
        ></section>
    }
}

fn panel(report: &Report, gate: Gate, decided: usize, pinned: bool) -> String {
    let words = messages::gate(gate, report.direction);
    let here = |hop: &&Hop| hop.way == Way::Request && Gate::of(hop.layer, report.direction) == gate;
    let hops: Vec<&Hop> = report.hops.iter().take(decided).filter(here).collect();
    let mut header = el("header").with(el("h2").text(words.name)).with(el("p").text(words.job));
    if pinned {
        header =
            header.with(el("button").set("type", "button").class("quiet").text(messages::STAGE_PANEL_FOLLOW));
    }
    let mut panel = el("section").with(header);
    if hops.is_empty() {
        let comes = report.hops.iter().any(|hop| here(&hop));
        panel = panel.with(el("p").class("pending").text(if comes {
            messages::STAGE_PANEL_AHEAD
        } else {
            messages::STAGE_PANEL_NEVER
        }));
        if comes && pinned {
            let jump =
                el("button").set("type", "button").class("jump quiet").text(messages::STAGE_PANEL_JUMP);
            panel = panel.with(jump);
        }
    }
    // The newest first: it is what the caption speaks of.
    panel.with_all(hops.iter().rev().map(|hop| hop_view(report, hop)).collect()).into_inner()
}

fn part(name: &str) -> El {
    el("section").with(el("h4").text(name))
}

fn hop_view(report: &Report, hop: &Hop) -> El {
    let (state, verdict) = match hop.verdict {
        Verdict::Pass => ("passed", messages::STAGE_PANEL_PASSED),
        Verdict::Answer => ("answered", messages::STAGE_OUTCOME_ANSWERED),
        Verdict::Block => ("blocked", messages::STAGE_OUTCOME_BLOCKED),
        Verdict::Fail => ("failed", messages::STAGE_OUTCOME_FAILED),
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
    let ends_here = hop.verdict != Verdict::Pass;
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
    article
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

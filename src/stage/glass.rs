//! The packet under glass: what the layer at work can read of it. What it can't read is sealed, what it rewrites shows both values.

use gauntlet_model::journey::Way;
use gauntlet_model::report::{Change, Found, Hidden, Hop, Part, Report};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::markup::{El, el};
use crate::messages;
use crate::scene;
use crate::state::State;
use crate::timeline::Phase;

/// What stands for bytes that can't be read, as many as fill a line.
const CIPHER: &str = "17 9c e4 02 5b a8 f1 3d 60 c7 2e 94 b5 08 d3 7a 4f e9 16 8c 31 fa 57 a0 6d c2 0b 98 e5 43 7f b6 d1 2c 88 f5 3e 71";

/// The glass. It shows the hop that is judged, or was last.
#[component]
pub fn Glass(state: State) -> impl IntoView {
    let shown = move || {
        let phase = state.shown.track.phase.get();
        state.shown.track.report.with(|report| hop_at(phase, state.selection.gate.get(), &report.hops))
    };
    let head = move || {
        let hop = shown();
        state.shown.track.report.with(|report| match hop.and_then(|hop| report.hops.get(hop)) {
            Some(_) if hop == Some(0) => messages::STAGE_GLASS_SENT.to_owned(),
            Some(hop) => {
                messages::fill(messages::STAGE_GLASS_READS, &[("layer", messages::layer(hop.layer))])
            }
            None => String::new(),
        })
    };
    let rows = move || {
        let hop = shown();
        state.shown.track.report.with(|report| {
            let hop = hop.and_then(|at| Some((report.hops.get(..at)?, report.hops.get(at)?)));
            hop.map(|(before, hop)| inside(report, before, hop)).unwrap_or_default()
        })
    };
    let header =
        el("header").with(el("b").text(messages::STAGE_GLASS_TITLE)).with(el("span").bind_text(head));
    el("section")
        .class("glass")
        .set("aria-label", messages::STAGE_GLASS_TITLE)
        .with(header)
        .with(el("div").class("glass-rows").bind_inner(rows))
}

/// The hop under the glass: the request's last one at the chosen gate as far as the story has come, else where the packet is.
fn hop_at(phase: Phase, chosen: Option<Gate>, hops: &[Hop]) -> Option<usize> {
    let decided = scene::decided(phase, hops.len());
    let known = match phase {
        Phase::Judge(at) => at + 1,
        _ => decided.max(1),
    };
    let requests = || hops.iter().enumerate().take(known).filter(|(_, hop)| hop.way == Way::Request);
    let here = |hop: &Hop| chosen.is_none_or(|gate| Gate::of(hop.layer) == gate);
    let chosen = requests().rfind(|(_, hop)| here(hop));
    chosen.or_else(|| requests().next_back()).map(|(at, _)| at)
}

/// What is under the glass for a hop, after those before it.
fn inside(report: &Report, before: &[Hop], hop: &Hop) -> String {
    let rows = |part: Part| {
        let mut rows = el("dl");
        let mut any = false;
        for seen in hop.saw.iter().filter(|seen| seen.part == part) {
            let changed = hop.changed.iter().find(|change| change.field == seen.field);
            if let Ok(value) = &seen.value {
                any = true;
                rows = rows.with(changed.map_or_else(|| row(&seen.field, value), rewritten));
            }
        }
        any.then_some(rows)
    };
    let message = hop.saw.iter().find(|seen| seen.part == Part::Message);
    let mut glass = el("div").class("glass-in");
    if let Some(addresses) = rows(Part::Addresses) {
        glass = glass.with(addresses.class("outside"));
    }
    let class = match message.map(|seen| &seen.value) {
        Some(Err(Hidden::Encrypted)) => "shell shut",
        Some(Err(Hidden::BelowHttp)) if hop.locked => "shell shut",
        Some(Err(Hidden::BelowHttp)) => "shell unread",
        _ if hop.locked => "shell open",
        _ => "shell bare",
    };
    let mut shell = el("div").class(class);
    if let Some(handshake) = rows(Part::Handshake) {
        shell = shell.with(handshake.class("handshake"));
    }
    match message.map(|seen| &seen.value) {
        Some(Ok(line)) => {
            shell = shell.with(el("p").class("line").words(line));
            shell = match &hop.found {
                Some(refused) => shell.with(found(refused)),
                None => shell,
            };
            let asks = hop.destination.ends_with(":53");
            for header in headers(report, before).iter().take(4).filter(|_| !asks) {
                shell = shell.with(el("p").class("header").words(header));
            }
            for change in header_changes(hop).take(2) {
                shell = shell.with(el("dl").class("added").with(rewritten(change)));
            }
        }
        Some(Err(why)) => {
            let why = match why {
                Hidden::Encrypted => messages::STAGE_PANEL_ENCRYPTED,
                Hidden::BelowHttp => messages::STAGE_PANEL_BELOW_HTTP,
            };
            let cipher = el("s").set("aria-hidden", "true").text(CIPHER);
            shell = shell.with(el("p").class("sealed").with(cipher).with(el("span").text(why)));
        }
        None => {}
    }
    el("div").with(glass.with(shell)).into_inner()
}

/// What a message was refused for: the field and what it held.
pub(super) fn found(found: &Found) -> El {
    el("p").class("found").with(el("span").text(&found.field)).text(" ").with(el("mark").words(&found.value))
}

/// What a layer changed of the headers. Addresses stand outside, and the line says by its walls what TLS is from here on.
fn header_changes(hop: &Hop) -> impl Iterator<Item = &Change> {
    let told =
        |change: &&Change| change.field == "tls" || hop.saw.iter().any(|seen| seen.field == change.field);
    hop.changed.iter().filter(move |change| !told(change))
}

/// The headers as they arrive: those that were sent, after what earlier layers took out and put in.
fn headers(report: &Report, before: &[Hop]) -> Vec<String> {
    let mut headers: Vec<String> = report.request.headers.lines().map(str::to_owned).collect();
    for change in before.iter().filter(|hop| hop.way == Way::Request).flat_map(header_changes) {
        let named = |line: &String| {
            line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case(&change.field))
        };
        headers.retain(|line| !named(line));
        if !change.to.is_empty() {
            headers.push([change.field.as_str(), ": ", &change.to].concat());
        }
    }
    headers
}

fn row(field: &str, value: &str) -> El {
    el("div").with(el("dt").text(field)).text(" ").with(el("dd").words(value))
}

/// A value that the layer replaces.
fn rewritten(change: &Change) -> El {
    let mut value = el("dd").class("roll");
    if !change.from.is_empty() {
        value = value.with(el("s").words(&change.from)).text(" ");
    }
    if !change.to.is_empty() {
        value = value.with(el("b").words(&change.to));
    }
    el("div").with(el("dt").text(&change.field)).text(" ").with(value)
}

//! The panel under the stage: what a gate does, what it saw, what it decided and why, and what it changed.

use gauntlet_sim::journey::{Hop, Journey, Verdict, Way};
use gauntlet_sim::reason::Reason;
use gauntlet_sim::sight::{self, Hidden, Seen};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::scene;
use crate::state::State;
use crate::words;

/// The panel for the chosen gate, or for the one where things happen.
#[component]
pub fn Inspector(state: State) -> impl IntoView {
    view! {
        <section class="inspector" aria-label="What happens at this gate" tabindex="0">
            {move || {
                let gate = state.shown_gate();
                let journey = state.journey.get();
                let decided = scene::decided(state.phase.get(), journey.hops.len());
                panel(state, &journey, gate, decided)
            }}
        </section>
    }
}

fn panel(state: State, journey: &Journey, gate: Gate, decided: usize) -> impl IntoView + use<> {
    let words = words::gate(gate, journey.direction);
    let here = |hop: &&Hop| hop.way == Way::Request && Gate::of(hop.layer, journey.direction) == gate;
    let total = journey.hops.iter().filter(here).count();
    let hops: Vec<Hop> = journey.hops.iter().take(decided).filter(here).cloned().collect();
    let pending = match (hops.len(), total) {
        (_, 0) => Some("This request never gets here: it was stopped before."),
        (0, _) => Some("The packet is not judged here yet. Play or step on to see what it meets."),
        _ => None,
    };
    let pinned = state.selected.get().is_some();
    // The newest first: it is what the caption speaks of.
    let rows = hops.iter().rev().map(hop_view).collect_view();
    let fix = hops
        .iter()
        .any(|hop| hop.code.is_some() && hop.code == journey.code)
        .then(|| journey.fix.as_ref().map(Reason::text))
        .flatten();
    view! {
        <header>
            <h2>{words.name}</h2>
            <p>{words.job}</p>
            {pinned
                .then(|| {
                    view! {
                        <button type="button" class="quiet" on:click=move |_| state.selected.set(None)>
                            "Follow the packet"
                        </button>
                    }
                })}
        </header>
        {pending.map(|text| view! { <p class="pending">{text}</p> })}
        {rows}
        {fix.map(|text| view! { <p class="fix"><b>"What would let it through"</b> {text}</p> })}
    }
}

fn hop_view(hop: &Hop) -> impl IntoView + use<> {
    let seen = sight::of(hop).into_iter().map(seen_view).collect_view();
    let reasons = hop.why.iter().map(|reason| view! { <li>{reason.text()}</li> }).collect_view();
    let (state, verdict) = match hop.verdict {
        Verdict::Pass => ("passed", "Passed on"),
        Verdict::Answer => ("answered", "Answered"),
        Verdict::Block => ("blocked", "Blocked"),
        Verdict::Fail => ("failed", "Failed"),
    };
    let rule = hop.rule.clone().map(|rule| view! { " by " <code>{rule}</code> });
    let code = hop.code.map(|code| view! { ": " <code>{code.to_string()}</code> });
    let new = hop.after.rewrites.get(hop.before.rewrites.len()..).unwrap_or_default();
    let changes: Vec<_> = new
        .iter()
        .map(|rewrite| {
            let (field, from, to) = (rewrite.field.clone(), rewrite.from.clone(), rewrite.to.clone());
            let from = if from.is_empty() { "nothing".to_owned() } else { from };
            view! { <li><span>{field}</span> <s>{from}</s> " → " <b>{to}</b></li> }
        })
        .collect();
    let changed = if changes.is_empty() {
        view! { <p class="nothing">"Nothing."</p> }.into_any()
    } else {
        view! { <ul>{changes}</ul> }.into_any()
    };
    view! {
        <article class="hop" data-layer=hop.layer.name() data-state=state>
            <h3>{words::layer_title(hop.layer)}</h3>
            <div class="hop-parts">
                <section>
                    <h4>"What it saw"</h4>
                    <dl>{seen}</dl>
                </section>
                <section>
                    <h4>"What it decided, and why"</h4>
                    <p class="verdict"><b>{verdict}</b>{rule}{code}</p>
                    <ul>{reasons}</ul>
                </section>
                <section>
                    <h4>"What it changed"</h4>
                    {changed}
                </section>
            </div>
        </article>
    }
}

fn seen_view(seen: Seen) -> impl IntoView {
    let (hidden, value) = match seen.value {
        Ok(value) => (false, value),
        Err(Hidden::BelowHttp) => (true, "not looked at: this layer works on addresses and ports".to_owned()),
        Err(Hidden::Encrypted) => (true, "encrypted: this layer does not hold the key".to_owned()),
    };
    view! {
        <div class:hidden-field=hidden>
            <dt>{seen.field}</dt>
            <dd>{value}</dd>
        </div>
    }
}

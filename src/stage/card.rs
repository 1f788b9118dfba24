//! The card beside the glass: the story before it begins, what the layer at work does, and in the end the verdict, what the client sees
//! and what to do next.

use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::report::Offer;
use leptos::prelude::*;

use crate::controller;
use crate::markup::el;
use crate::messages;
use crate::recorded;
use crate::state::{State, Subject};
use crate::timeline::Phase;
use crate::url::Settings;

/// The card.
#[component]
pub fn Card(state: State) -> impl IntoView {
    let ended = move || state.shown.track.scene.with(|scene| scene.ended);
    let look = move || match ended() {
        None => "card caption",
        Some(Outcome::Answered) => "card caption answered",
        Some(_) => "card caption stopped",
    };
    let over = move || ended().is_some();
    let fixable = move || state.shown.track.report.with(|report| report.fix.is_some());
    let next = move || state.shown.now.with(|now| next(&now.subject, now.settings));
    let next_name = move || next().map_or(messages::STAGE_CARD_BLOCK.to_owned(), |offer| offer.title);
    // Buttons of one type cost the wasm once.
    let button = move |class: &'static str, act: Act| {
        let press = move |_| match act {
            Act::Fix => controller::fix(state),
            Act::Why => {
                state.selection.open_panel();
                #[cfg(feature = "csr")]
                super::focus::show(".inspector");
            }
            Act::Next => match untrack(next) {
                Some(offer) => controller::show_preset(state, offer),
                None => controller::block(state),
            },
        };
        let text = move || match act {
            Act::Fix => messages::STAGE_CARD_FIX.to_owned(),
            Act::Why => messages::STAGE_CARD_WHY.to_owned(),
            Act::Next => [messages::STAGE_CARD_NEXT, " ", &next_name()].concat(),
        };
        let hidden = move || !over() || act == Act::Fix && !fixable();
        view! { <button type="button" class=class hidden=hidden on:click=press>{text}</button> }
    };
    view! {
        <section class=look aria-label=messages::STAGE_CARD_TITLE>
            <p class="story" tabindex="0" inner_html=move || el("p").words(&story(state)).into_inner()></p>
            <div class="now" tabindex="0" inner_html=move || now(state)></div>
            <div class="card-acts">
                {button("primary", Act::Fix)} {button("why", Act::Why)} {button("next quiet", Act::Next)}
            </div>
        </section>
    }
}

/// What a reader may do at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Send the request again with its fix.
    Fix,
    /// Read on.
    Why,
    /// See something related.
    Next,
}

/// The preset to look at after a story; none where its blocked request comes next.
fn next(subject: &Subject, settings: Settings) -> Option<Offer> {
    let offers = recorded::offers();
    let at = match subject {
        Subject::Preset(shown) => offers.iter().position(|offer| offer.name == shown.name)?,
        _ if !settings.blocked => return None,
        // The first presets of a direction show what its stories do.
        _ if settings.direction == Direction::Ingress => 1,
        _ => offers.iter().position(|offer| offer.direction == Direction::Egress)?,
    };
    offers.into_iter().cycle().nth(at + 1)
}

/// What is told, in a sentence or two. The built-in words tell of the built-in scenario and no other.
pub(super) fn story(state: State) -> String {
    state.shown.now.with(|now| match &now.subject {
        Subject::Preset(preset) => [&preset.title, "."].concat(),
        Subject::Fixed(_) => messages::MENDED_STORY.to_owned(),
        Subject::Own { .. } => messages::OWN_STORY.to_owned(),
        Subject::Story if now.scenario.is_some() => {
            state.shown.track.report.with(|report| messages::told_of(report))
        }
        Subject::Story => messages::story(now.settings.direction, now.settings.blocked).to_owned(),
    })
}

/// What happens now in plain words, for a picture's caption.
#[cfg(feature = "csr")]
pub(super) fn spoken(state: State) -> String {
    if state.shown.track.phase.get() == Phase::Before {
        return story(state);
    }
    let caption = state.shown.track.scene.with(|scene| scene.caption.clone());
    let Some(ended) = state.shown.track.scene.with(|scene| scene.ended) else { return caption };
    let (code, why) = state.shown.track.report.with(|report| (report.code.clone(), report.why.clone()));
    let code = code.map(|code| [": ", &code, "."].concat()).unwrap_or_else(|| ".".to_owned());
    [messages::outcome(ended), &code, " ", &why, " ", &caption].concat().replace("  ", " ")
}

fn now(state: State) -> String {
    let phase = state.shown.track.phase.get();
    let mut now = el("div");
    let Some(ended) = state.shown.track.scene.with(|scene| scene.ended) else {
        if phase != Phase::Before {
            now = state.shown.track.scene.with(|scene| now.with(el("p").words(&scene.caption)));
        }
        return now.into_inner();
    };
    state.shown.track.report.with(|report| {
        let class = if ended == Outcome::Answered { "outcome answered" } else { "outcome stopped" };
        let mut outcome =
            el("p").class("verdict").with(el("strong").class(class).text(messages::outcome(ended)));
        let stop = report.hops.iter().find(|hop| hop.code.is_some());
        if let (Some(code), Some(stop)) = (&report.code, stop) {
            let text =
                if ended == Outcome::Blocked { messages::STAGE_CARD_BY } else { messages::STAGE_CARD_AT };
            let by = messages::fill(text, &[("layer", messages::layer(stop.layer))]);
            outcome = outcome.text(" ").text(&by).text(" ").with(el("code").words(code));
        }
        let sees = state.shown.track.scene.with(|scene| el("p").class("sees").words(&scene.caption));
        let why = if report.why.is_empty() { el("div") } else { el("p").words(&report.why).text(" ") };
        el("div").with(outcome.text(" ")).with(why).with(sees).into_inner()
    })
}

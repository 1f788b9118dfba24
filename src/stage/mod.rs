//! The stage: controls, figure, packets, caption and panel. Everything here also renders natively, as a still.

pub mod controls;
pub mod draw;
pub mod editors;
pub mod figure;
pub mod hops;
pub mod icons;
pub mod inspector;
pub mod packet;
pub mod scrubber;

#[cfg(feature = "csr")]
mod browser;
#[cfg(feature = "csr")]
mod focus;
#[cfg(feature = "csr")]
mod frame;
#[cfg(feature = "csr")]
mod keys;
#[cfg(feature = "csr")]
mod live;
#[cfg(feature = "csr")]
mod picture;

use gauntlet_model::journey::Outcome;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::layout::Class;
use crate::markup::el;
use crate::messages;
#[cfg(feature = "csr")]
use crate::state::Track;
use crate::state::{State, Subject};
use crate::timeline::Phase;

use self::controls::{Legend, StoryControls, Transport};
use self::editors::Editors;
use self::figure::Figure;
use self::hops::Hops;
use self::inspector::Inspector;
use self::scrubber::Scrubber;

/// The stage that plays.
#[cfg(feature = "csr")]
#[component]
pub fn Stage(state: State) -> impl IntoView {
    let parts = live::Parts::default();
    live::connect(state, parts);
    let boxed = move |track, packets, live| {
        let class = state.environment.class.get();
        view! {
            <div class="figure-pane">
                <FigureTitle state=state track=track />
                <div class=format!("figure-box {}", class.name())>
                    <Figure state=state track=track class=class live=live />
                    <div node_ref=packets aria-hidden="true"></div>
                </div>
            </div>
        }
    };
    let beside =
        move || state.comparison.on.get().then(|| boxed(state.comparison.track, parts.beside, false));
    view! {
        <div
            class="stage"
            tabindex="-1"
            data-phase=move || live::phase_name(state)
            on:keydown=move |event| keys::press(state, &event)
        >
            <Warnings state=state />
            <StoryControls state=state />
            <div class="figure-frame" class:comparing=move || state.comparison.on.get() node_ref=parts.frame>
                {move || boxed(state.shown.track, parts.packets, true)} {beside}
            </div>
            <Legend />
            <Scrubber state=state handle=parts.handle clock=parts.clock live=true />
            <Transport state=state />
            <Caption state=state />
            <p class="visually-hidden" role="status">{move || live::announcement(state)}</p>
            <Panels state=state live=true />
            <Editors state=state />
        </div>
    }
}

/// Which of two journeys a figure shows, while both are on the stage.
#[cfg(feature = "csr")]
#[component]
fn FigureTitle(state: State, track: Track) -> impl IntoView {
    let title = move || {
        state.while_shown(track);
        track.report.with(|report| {
            let code = report.code.as_deref().unwrap_or_default();
            let request = [report.request.method.as_str(), " ", &report.request.url].concat();
            let (class, outcome) = match report.outcome {
                Outcome::Answered => ("outcome answered", messages::outcome(report.outcome)),
                _ => ("outcome stopped", messages::outcome(report.outcome)),
            };
            let outcome = el("strong").class(class).text(outcome).text(" ").text(code);
            el("p").with(el("code").words(&request)).text(" ").with(outcome).into_inner()
        })
    };
    move || {
        state.while_shown(track);
        state.comparison.on.get().then(|| view! { <p class="figure-title" inner_html=title></p> })
    }
}

/// The time line of hops, and the panel of the gate on show.
#[component]
fn Panels(state: State, live: bool) -> impl IntoView {
    view! {
        <div class="panels">
            <Hops state=state live=live />
            <Inspector state=state />
        </div>
    }
}

#[cfg(feature = "ssr")]
/// The stage as a picture: the story's start in every shape, of which the style sheet shows the one that fits. Nothing in it tells
/// how the story ends.
#[component]
pub fn Still(state: State) -> impl IntoView {
    let figures = Class::ALL.map(|class| {
        view! {
            <div class=format!("figure-box {} of-still", class.name())>
                <Figure state=state track=state.shown.track class=class live=false />
            </div>
        }
    });
    view! {
        <div class="stage" data-phase="still" inert>
            <StoryControls state=state />
            <div class="figure-frame">{figures}</div>
            <Legend />
            <Scrubber state=state handle=NodeRef::new() clock=NodeRef::new() live=false />
            <Transport state=state />
            <Caption state=state />
            <Panels state=state live=false />
            <Editors state=state />
        </div>
    }
}

/// What happens now, and in the end the outcome.
#[component]
fn Caption(state: State) -> impl IntoView {
    view! {
        <div class="caption">
            <p class="story" inner_html=move || el("p").words(&story(state)).into_inner()></p>
            <p class="now" inner_html=move || now(state)></p>
        </div>
    }
}

/// What is told, in a sentence or two. The built-in words tell of the built-in scenario and no other.
fn story(state: State) -> String {
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
fn spoken(state: State) -> String {
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
    let mut now = el("p");
    if let Some(ended) = state.shown.track.scene.with(|scene| scene.ended) {
        let (code, why) = state.shown.track.report.with(|report| (report.code.clone(), report.why.clone()));
        let class = if ended == Outcome::Answered { "outcome answered" } else { "outcome stopped" };
        let mut outcome = el("strong").class(class).text(messages::outcome(ended));
        if let Some(code) = code {
            outcome = outcome.text(": ").with(el("code").words(&code));
        }
        now = now.with(outcome).text(" ").words(&why).text(" ");
    }
    if state.shown.track.phase.get() != Phase::Before {
        now = state.shown.track.scene.with(|scene| now.words(&scene.caption));
    }
    now.into_inner()
}

/// What was wrong with the page's address.
#[cfg(feature = "csr")]
#[component]
fn Warnings(state: State) -> impl IntoView {
    let lines =
        move || state.notices.warnings.get().iter().map(|warning| el("p").words(&warning.shown)).collect();
    // The style sheet shows it once it takes long.
    let waits = move || if state.notices.arriving.with(Option::is_some) { messages::STAGE_WAITS } else { "" };
    view! {
        <div class="warnings" role="alert" inner_html=move || el("div").with_all(lines()).into_inner()></div>
        <p class="waits" aria-live="polite">{waits}</p>
    }
}

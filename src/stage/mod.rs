//! The stage: controls, figure, packets, caption and panel. Everything here also renders natively, as a still.

pub mod controls;
pub mod editor;
pub mod figure;
pub mod icons;
pub mod inspector;

#[cfg(feature = "csr")]
mod asking;
#[cfg(feature = "csr")]
mod browser;
#[cfg(feature = "csr")]
mod draw;
#[cfg(feature = "csr")]
mod frame;
#[cfg(feature = "csr")]
mod live;

use gauntlet_sim::journey::Outcome;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::layout::Class;
use crate::markup::el;
use crate::playback::Phase;
use crate::state::State;
use crate::words;

use self::controls::{StoryControls, Transport};
use self::editor::Editor;
use self::figure::Figure;
use self::inspector::Inspector;

/// The stage that plays.
#[cfg(feature = "csr")]
#[component]
pub fn Stage(state: State) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Canvas>::new();
    let frame = NodeRef::<leptos::html::Div>::new();
    live::connect(state, frame, canvas);
    let figure = move || {
        let class = state.class.get();
        view! {
            <div class=format!("figure-box {}", class.name())>
                <Figure state=state class=class live=true />
                <canvas node_ref=canvas aria-hidden="true"></canvas>
            </div>
        }
    };
    view! {
        <div class="stage" data-phase=move || live::phase_name(state)>
            <Warnings state=state />
            <StoryControls state=state />
            <div class="figure-frame" node_ref=frame>{figure}</div>
            <Transport state=state />
            <Caption state=state />
            <p class="visually-hidden" role="status">{move || live::announcement(state)}</p>
            <Inspector state=state />
            <Editor state=state />
        </div>
    }
}

#[cfg(feature = "ssr")]
/// The stage as a picture: the story's end in every shape, of which the style sheet shows the one that fits.
#[component]
pub fn Still(state: State) -> impl IntoView {
    let figures = Class::ALL.map(|class| {
        view! {
            <div class=format!("figure-box {} of-still", class.name())>
                <Figure state=state class=class live=false />
            </div>
        }
    });
    view! {
        <div class="stage" data-phase="still" inert>
            <StoryControls state=state />
            <div class="figure-frame">{figures}</div>
            <Transport state=state />
            <Caption state=state />
            <Inspector state=state />
            <Editor state=state />
        </div>
    }
}

/// What happens now, and in the end the outcome.
#[component]
fn Caption(state: State) -> impl IntoView {
    let story = move || {
        let settings = state.settings.get();
        match (state.own.get(), state.preset.get()) {
            (true, Some(preset)) => preset.title + ".",
            (true, None) if state.telling.with(|telling| telling.scenario.is_some()) => {
                words::MENDED_STORY.to_owned()
            }
            (true, None) => words::OWN_STORY.to_owned(),
            (false, _) => words::story(settings.direction, settings.blocked).to_owned(),
        }
    };
    view! {
        <div class="caption">
            <p class="story">{story}</p>
            <p class="now" inner_html=move || now(state)></p>
        </div>
    }
}

fn now(state: State) -> String {
    let mut now = el("p");
    if let Some(ended) = state.scene.with(|scene| scene.ended) {
        let (code, why) = state.telling.with(|telling| (telling.code.clone(), telling.why.clone()));
        let class = if ended == Outcome::Answered { "outcome answered" } else { "outcome stopped" };
        let mut outcome = el("strong").class(class).text(words::outcome(ended));
        if let Some(code) = code {
            outcome = outcome.text(": ").with(el("code").text(&code));
        }
        now = now.with(outcome).text(" ").text(&why).text(" ");
    }
    if state.phase.get() != Phase::Before {
        now = state.scene.with(|scene| now.text(&scene.caption));
    }
    now.into_inner()
}

/// What was wrong with the page's address.
#[cfg(feature = "csr")]
#[component]
fn Warnings(state: State) -> impl IntoView {
    let lines = move || state.warnings.get().iter().map(|warning| el("p").text(warning)).collect();
    view! { <div class="warnings" role="alert" inner_html=move || el("div").with_all(lines()).into_inner()></div> }
}

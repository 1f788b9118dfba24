//! The stage: controls, figure, packets, caption and panel. Everything here also renders natively, as a still.

pub mod controls;
pub mod figure;
pub mod icons;
pub mod inspector;

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
use crate::scene;
use crate::state::State;
use crate::words;

use self::controls::{StoryControls, Transport};
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
        </div>
    }
}

/// What happens now, and in the end the outcome.
#[component]
fn Caption(state: State) -> impl IntoView {
    let outcome = move || {
        let ended = state.scene.with(|scene| scene.ended)?;
        let code = state.journey.with(|journey| journey.code);
        let name = words::outcome(ended);
        let class = if ended == Outcome::Answered { "outcome answered" } else { "outcome stopped" };
        Some(view! {
            <strong class=class>{name} {code.map(|code| view! { ": " <code>{code.to_string()}</code> })}</strong>
        })
    };
    let why = move || {
        state.scene.with(|scene| scene.ended)?;
        state.journey.with(|journey| journey.why.first().map(gauntlet_sim::reason::Reason::text))
    };
    view! {
        <div class="caption">
            <p class="story">
                {move || {
                    let settings = state.settings.get();
                    words::story(settings.direction, settings.blocked)
                }}
            </p>
            <p class="now">
                {outcome} " " {why} " " {move || {
                    let phase = state.phase.get();
                    let at_start = scene::decided(phase, 1) == 0 && phase == crate::playback::Phase::Before;
                    if at_start { String::new() } else { state.scene.with(|scene| scene.caption.clone()) }
                }}
            </p>
        </div>
    }
}

/// What was wrong with the page's address.
#[cfg(feature = "csr")]
#[component]
fn Warnings(state: State) -> impl IntoView {
    move || {
        let warnings = state.warnings.get();
        (!warnings.is_empty()).then(|| {
            let lines = warnings.into_iter().map(|warning| view! { <p>{warning}</p> }).collect_view();
            view! { <div class="warnings" role="alert">{lines}</div> }
        })
    }
}

//! The stage: controls, figure, packets, caption and panel. Everything here also renders natively, as a still.

mod card;
pub mod controls;
mod door;
pub mod draw;
pub mod editors;
pub mod figure;
mod glass;
pub mod hops;
pub mod icons;
pub mod inspector;
pub mod packet;
mod path;
pub mod scrubber;
mod spent;
mod transport;

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

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::layout::Class;
#[cfg(feature = "csr")]
use crate::markup::el;
#[cfg(feature = "csr")]
use crate::messages;
use crate::state::State;
#[cfg(feature = "csr")]
use crate::state::Track;
#[cfg(feature = "csr")]
use crate::timeline::Phase;

use self::card::Card;
#[cfg(feature = "csr")]
use self::card::{spoken, verdict};
use self::controls::{Legend, StoryControls};
use self::editors::Desk;
use self::figure::Figure;
use self::glass::Glass;
use self::hops::Hops;
use self::inspector::Inspector;
use self::scrubber::Scrubber;
use self::transport::Transport;

/// The stage that plays.
#[cfg(feature = "csr")]
#[component]
pub fn Stage(state: State) -> impl IntoView {
    let parts = live::Parts::default();
    live::connect(state, parts);
    let desk = Desk::new(state);
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
            class:detailed=move || state.selection.open.get()
            class:guessing=move || state.guess.now.with(|now| now.on)
            tabindex="-1"
            data-phase=move || live::phase_name(state)
            on:keydown=move |event| keys::press(state, &event)
        >
            <Warnings state=state />
            <StoryControls state=state desk=desk />
            <div class="stage-box">
                <div class="figure-frame" class:comparing=move || state.comparison.on.get() node_ref=parts.frame>
                    {move || boxed(state.shown.track, parts.packets, true)} {beside}
                </div>
                <div class="under">
                    <Tray state=state />
                    <Panels state=state live=true />
                </div>
            </div>
            <Transport state=state>
                <Scrubber state=state handle=parts.handle clock=parts.clock live=true />
            </Transport>
            <Legend />
            <button type="button" class="full-size">{messages::STAGE_FULL_SIZE}</button>
            <p class="visually-hidden" role="status">{move || live::announcement(state)}</p>
            <p class="drop-cue" aria-hidden="true">{messages::DROP}</p>
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
            let request = [report.request.method.as_str(), " ", &report.request.url].concat();
            let title = el("p").with(el("code").text(&request)).text(" ");
            if track.phase.get() != Phase::Done {
                return title.into_inner();
            }
            title.with(verdict(report)).text(" ").with(el("span").words(&report.client)).into_inner()
        })
    };
    move || {
        state.while_shown(track);
        state.comparison.on.get().then(|| view! { <p class="figure-title" inner_html=title></p> })
    }
}

/// The packet under glass, and the card that says what happens to it.
#[component]
fn Tray(state: State) -> impl IntoView {
    view! {
        <div class="tray">
            <Glass state=state />
            <Card state=state />
        </div>
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
    let desk = Desk::new(state);
    let figures = Class::ALL.map(|class| {
        view! {
            <div class=format!("figure-box {} of-still", class.name())>
                <Figure state=state track=state.shown.track class=class live=false />
            </div>
        }
    });
    view! {
        <div class="stage" data-phase="still" inert>
            // Without their types the whole is one that the compiler finishes.
            {view! { <StoryControls state=state desk=desk /> }.into_any()}
            <div class="stage-box">
                <div class="figure-frame">{figures}</div>
                <div class="under">
                    {view! { <Tray state=state /> }.into_any()}
                    {view! { <Panels state=state live=false /> }.into_any()}
                </div>
            </div>
            {view! {
                <Transport state=state>
                    <Scrubber state=state handle=NodeRef::new() clock=NodeRef::new() live=false />
                </Transport>
            }.into_any()}
            <Legend />
        </div>
    }
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

//! The stage: controls, figure, packets, caption and panel. Everything here also renders natively, as a still.

mod card;
mod chips;
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
use crate::markup::El;
use crate::markup::el;
#[cfg(feature = "csr")]
use crate::messages;
use crate::state::State;
#[cfg(feature = "csr")]
use crate::state::Track;
#[cfg(feature = "csr")]
use crate::timeline::Phase;

#[cfg(feature = "csr")]
pub use self::live::{Parts, connect};

use self::card::Card;
#[cfg(feature = "csr")]
use self::card::{spoken, verdict};
use self::controls::{Legend, StoryControls};
use self::editors::Desk;
use self::figure::figure;
use self::glass::Glass;
use self::hops::Hops;
use self::inspector::Inspector;
use self::scrubber::scrubber;
use self::transport::Transport;

/// The stage that plays.
#[cfg(feature = "csr")]
#[component]
pub fn Stage(state: State, parts: Parts) -> impl IntoView {
    let desk = Desk::new(state);
    let slider = scrubber(state, true).bind_element(move |slider| parts.scrubber.put(live::part(slider)));
    let look = move || {
        let detailed = if state.selection.open.get() { " detailed" } else { "" };
        let guessing = if state.guess.now.with(|now| now.on) { " guessing" } else { "" };
        ["stage", detailed, guessing].concat()
    };
    view! {
        <div
            class=look
            tabindex="-1"
            data-phase=move || live::phase_name(state).to_owned()
            on:keydown=move |event| keys::press(state, &event)
        >
            <Warnings state=state />
            <StoryControls state=state desk=desk />
            <div class="stage-box">
                <Figures state=state parts=parts />
                <Under state=state live=true />
            </div>
            <Transport state=state scrubber=slider />
            <Legend />
            <Asides state=state />
        </div>
    }
}

/// The figure on show, and beside it that of the journey it is compared with.
#[cfg(feature = "csr")]
#[component]
fn Figures(state: State, parts: Parts) -> impl IntoView {
    let compares = move || state.comparison.on.get();
    el("div")
        .bind("class", move || {
            Some(if compares() { "figure-frame comparing" } else { "figure-frame" }.to_owned())
        })
        .bind_element(move |frame| parts.frame.set(live::part(frame)))
        .with(pane(state, state.shown.track, parts, true))
        .bind_last(move || {
            let beside = || pane(state, state.comparison.track, parts, false);
            compares().then(beside).into_iter().collect()
        })
}

/// Under the figures: the packet under glass, the card that says what happens to it, the time line of hops, and the panel of the
/// gate on show.
#[component]
fn Under(state: State, live: bool) -> impl IntoView {
    view! {
        <div class="under">
            <div class="tray">
                <Glass state=state />
                <Card state=state />
            </div>
            <div class="panels">
                <Hops state=state live=live />
                <Inspector state=state />
            </div>
        </div>
    }
}

/// A journey's figure with what its packets are drawn in. While two are on the stage it says which it shows.
#[cfg(feature = "csr")]
fn pane(state: State, track: Track, parts: Parts, live: bool) -> El {
    let packets = if live { parts.packets } else { parts.beside };
    let class = move || {
        state.while_shown(track);
        state.environment.class.get()
    };
    let figure_box = el("div")
        .bind("class", move || {
            let still = if state.environment.drawn.get() { "" } else { " of-still" };
            Some(["figure-box ", class().name(), still].concat())
        })
        .with(figure(state, track, class, live))
        .with(el("div").set("aria-hidden", "true").bind_element(move |element| {
            packets.set(live::part(element));
            on_cleanup(move || packets.set(None));
        }));
    let alone = move || {
        state.while_shown(track);
        !state.comparison.on.get()
    };
    let title = el("p")
        .class("figure-title")
        .bind("hidden", move || alone().then(String::new))
        .bind_inner(move || if alone() { String::new() } else { title(state, track) });
    el("div").class("figure-pane").with(title).with(figure_box)
}

#[cfg(feature = "csr")]
fn title(state: State, track: Track) -> String {
    state.while_shown(track);
    track.report.with(|report| {
        let request = [report.request.method.as_str(), " ", &report.request.url].concat();
        let title = el("p").with(el("code").text(&request)).text(" ");
        if track.phase.get() != Phase::Done {
            return title.into_inner();
        }
        title.with(verdict(report)).text(" ").with(el("span").words(&report.client)).into_inner()
    })
}

#[cfg(feature = "ssr")]
/// The stage as a picture: the story's start in every shape, of which the style sheet shows the one that fits. Nothing in it tells
/// how the story ends.
#[component]
pub fn Still(state: State) -> impl IntoView {
    let desk = Desk::new(state);
    let figures = Class::ALL.map(|class| {
        el("div").class(&["figure-box ", class.name(), " of-still"].concat()).with(figure(
            state,
            state.shown.track,
            move || class,
            false,
        ))
    });
    view! {
        <div class="stage" data-phase="still" inert>
            <StoryControls state=state desk=desk />
            <div class="stage-box">
                <div class="figure-frame">{figures}</div>
                <Under state=state live=false />
            </div>
            <Transport state=state scrubber=scrubber(state, false) />
            <Legend />
        </div>
    }
}

/// What is shown or said at times: the button of the small stage, what a screen reader says, and the cue for dropping a file.
#[cfg(feature = "csr")]
#[component]
fn Asides(state: State) -> impl IntoView {
    let said = el("p").class("visually-hidden").set("role", "status");
    [
        el("button").set("type", "button").class("full-size").text(messages::STAGE_FULL_SIZE),
        said.bind_text(move || live::announcement(state)),
        el("p").class("drop-cue").set("aria-hidden", "true").text(messages::DROP),
    ]
}

/// What was wrong with the page's address.
#[cfg(feature = "csr")]
#[component]
fn Warnings(state: State) -> impl IntoView {
    let lines = move || {
        let lines = state.notices.warnings.get();
        let lines = lines.iter().map(|warning| el("p").words(&warning.shown)).collect();
        el("div").with_all(lines).into_inner()
    };
    // The style sheet shows it once it takes long.
    let waits = move || {
        if state.notices.arriving.with(Option::is_some) { messages::STAGE_WAITS } else { "" }.to_owned()
    };
    [
        el("div").class("warnings").set("role", "alert").bind_inner(lines),
        el("p").class("waits").set("aria-live", "polite").bind_text(waits),
    ]
}

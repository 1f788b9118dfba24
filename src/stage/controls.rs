//! The two controls that choose a story, the request on show, the transport bar, and what the marks mean.

use gauntlet_model::journey::Direction;
use leptos::prelude::*;

use crate::controller;
use crate::markup::el;
use crate::messages;
use crate::scene;
use crate::state::State;
use crate::timeline::{Phase, SPEEDS};
use crate::url::Settings;

/// Direction, blocked request, and the request line.
#[component]
pub fn StoryControls(state: State) -> impl IntoView {
    let choice = move |direction: Direction, value: &'static str, name: &'static str, hint: &'static str| {
        let checked = move || state.shown.now.with(|now| now.settings.direction == direction);
        let hint_id = format!("direction-{value}-hint");
        let described = hint_id.clone();
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="direction"
                    value=value
                    aria-describedby=described
                    prop:checked=checked
                    checked=checked
                    // Not its change: the direction of an own request is chosen again to leave that.
                    on:click=move |_| {
                        state.notices.clear();
                        controller::choose(state, Settings { direction, ..settings(state) });
                    }
                />
                <span class="choice-name">{name}</span>
            </label>
            <span class="choice-hint" id=hint_id hidden>{hint}</span>
        }
    };
    let blocked = move || state.shown.now.with(|now| now.settings.blocked);
    view! {
        <div class="story-controls">
            <fieldset class="direction">
                <legend>{messages::STAGE_DIRECTION_TITLE}</legend>
                {choice(Direction::Ingress, "ingress", messages::STAGE_DIRECTION_INGRESS, messages::STAGE_DIRECTION_INGRESS_HINT)}
                {choice(Direction::Egress, "egress", messages::STAGE_DIRECTION_EGRESS, messages::STAGE_DIRECTION_EGRESS_HINT)}
            </fieldset>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=blocked
                    checked=blocked
                    on:change=move |event| {
                        state.notices.clear();
                        let blocked = event_target_checked(&event);
                        controller::choose(state, Settings { blocked, ..settings(state) });
                    }
                />
                <span class="switch-track" aria-hidden="true"></span>
                <span>{messages::STAGE_BLOCKED}</span>
            </label>
            <p class="request-line">
                <span class="visually-hidden">{messages::STAGE_REQUEST} " "</span>
                <code inner_html=move || request_line(state)></code>
            </p>
        </div>
    }
}

/// The story on show, or where a story of the request's direction would begin.
fn settings(state: State) -> Settings {
    state.shown.now.with_untracked(|now| now.settings)
}

fn request_line(state: State) -> String {
    let line = state
        .shown
        .track
        .report
        .with(|report| [report.request.method.as_str(), " ", &report.request.url].concat());
    el("code").words(&line).into_inner()
}

/// Back, play or pause, step, replay, and how far the story is; then what shows it in another way.
#[component]
pub fn Transport(state: State) -> impl IntoView {
    let at_start = move || state.shown.track.phase.get() == Phase::Before;
    let progress = move || {
        let hops = state.shown.track.report.with(|report| report.hops.len());
        messages::progress(scene::decided(state.shown.track.phase.get(), hops), hops)
    };
    let speeds = SPEEDS.iter().enumerate().map(|(index, (_, name))| {
        let chosen = move || state.playback.speed.get() == index;
        view! { <option value=index.to_string() selected=chosen prop:selected=chosen>{*name}</option> }
    });
    view! {
        <div class="transport" role="group" aria-label=messages::STAGE_PLAYBACK>
            <button type="button" aria-disabled=move || at_start().to_string() on:click=move |_| state.step_back()>
                <Glyph path="M16 5v14L7 12zM5 5v14" />
                <span class="visually-hidden">{messages::STAGE_STEP_BACK}</span>
            </button>
            <button type="button" class="play" on:click=move |_| state.toggle()>
                {move || {
                    let path = if state.playback.playing.get() { "M8 5v14M16 5v14" } else { "M7 4.500v15L19 12z" };
                    view! { <Glyph path=path /> }
                }}
                <span>{move || if state.playback.playing.get() { messages::STAGE_PAUSE } else { messages::STAGE_PLAY }}</span>
            </button>
            <button
                type="button"
                aria-disabled=move || state.over().to_string()
                on:click=move |_| state.step()
            >
                <Glyph path="M8 5v14l9-7zM19 5v14" />
                <span>{messages::STAGE_STEP}</span>
            </button>
            <button type="button" on:click=move |_| state.replay()>
                <Glyph path="M5 12a7 7 0 1 0 2.500-5.400M5 4v4.500h4.500" />
                <span class="wide-only">{messages::STAGE_REPLAY}</span>
            </button>
            <div class="transport-more">
                <p class="progress">{progress}</p>
                <select
                    class="speed"
                    aria-label=messages::STAGE_SPEED
                    on:change=move |event| {
                        if let Ok(speed) = event_target_value(&event).parse() {
                            state.playback.set_speed(speed);
                        }
                    }
                >
                    {speeds.collect_view()}
                </select>
                <button
                    type="button"
                    aria-pressed=move || state.playback.looping.get().to_string()
                    title=messages::STAGE_LOOP
                    on:click=move |_| state.playback.set_looping(!state.playback.looping.get_untracked())
                >
                    <Glyph path="M4 11V9a3 3 0 0 1 3-3h12l-3-3M20 13v2a3 3 0 0 1-3 3H5l3 3" />
                    <span class="visually-hidden">{messages::STAGE_LOOP}</span>
                </button>
                <button
                    type="button"
                    aria-pressed=move || state.comparison.on.get().to_string()
                    on:click=move |_| controller::compare(state, !state.comparison.on.get_untracked())
                >
                    <Glyph path="M4 5h6v14H4zM14 5h6v14h-6z" />
                    <span class="wide-only">{messages::STAGE_COMPARE}</span>
                </button>
                <ShareButton state=state />
                <PictureButton state=state />
                <KeysButton />
            </div>
        </div>
    }
}

/// Opens what shares the moment on show.
#[component]
fn ShareButton(state: State) -> impl IntoView {
    #[cfg(not(feature = "csr"))]
    let _ = state;
    view! {
        <button
            type="button"
            title=messages::STAGE_SHARE
            on:click=move |_| {
                #[cfg(feature = "csr")]
                super::picture::share(state);
            }
        >
            <Glyph path="M12 15V4M8 8l4-4 4 4M6 11H5v9h14v-9h-1" />
            <span class="visually-hidden">{messages::STAGE_SHARE}</span>
        </button>
    }
}

/// Saves the moment on show as a picture.
#[component]
fn PictureButton(state: State) -> impl IntoView {
    #[cfg(not(feature = "csr"))]
    let _ = state;
    view! {
        <button
            type="button"
            title=messages::STAGE_IMAGE
            on:click=move |_| {
                #[cfg(feature = "csr")]
                super::picture::save(state);
            }
        >
            <Glyph path="M4 7h4l1.500-2h5L16 7h4v12H4zM12 10a3 3 0 1 0 .01 0" />
            <span class="visually-hidden">{messages::STAGE_IMAGE}</span>
        </button>
    }
}

/// Opens the list of keys.
#[component]
fn KeysButton() -> impl IntoView {
    view! {
        <button
            type="button"
            title=messages::STAGE_KEYS
            on:click=move |_| {
                #[cfg(feature = "csr")]
                super::keys::show_help();
            }
        >
            <Glyph path="M9 9a3 3 0 1 1 4.200 2.700c-.8.400-1.200 1-1.200 1.800v.5M12 17.500v.01" />
            <span class="visually-hidden">{messages::STAGE_KEYS}</span>
        </button>
    }
}

/// What the marks mean.
#[component]
pub fn Legend() -> impl IntoView {
    view! {
        <ul class="legend" aria-label=messages::STAGE_LEGEND_TITLE>
            <li><i class="shape request" aria-hidden="true"></i>{messages::STAGE_LEGEND_REQUEST}</li>
            <li><i class="shape attack" aria-hidden="true"></i>{messages::STAGE_LEGEND_ATTACK}</li>
            <li><i class="shape response" aria-hidden="true"></i>{messages::STAGE_LEGEND_RESPONSE}</li>
            <li>
                <svg class="shape" viewBox="0 0 12 12" aria-hidden="true">
                    <path d="M2 5.500h8v5H2zM3.500 5.500V4a2.500 2.500 0 0 1 5 0v1.500" />
                </svg>
                {messages::STAGE_LEGEND_ENCRYPTED}
            </li>
        </ul>
    }
}

#[component]
fn Glyph(path: &'static str) -> impl IntoView {
    view! {
        <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

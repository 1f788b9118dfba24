//! The two controls that choose a story, the request on show, and the transport bar.

use gauntlet_sim::journey::Direction;
use leptos::prelude::*;

use crate::playback::Phase;
use crate::scene;
use crate::state::State;
use crate::url::Settings;

/// Direction, blocked request, and the request line.
#[component]
pub fn StoryControls(state: State) -> impl IntoView {
    let choice = move |direction: Direction, value: &'static str, name: &'static str, hint: &'static str| {
        let checked = move || state.settings.get().direction == direction;
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
                    on:change=move |_| {
                        state.warnings.set(Vec::new());
                        state.choose(Settings { direction, ..state.settings.get_untracked() });
                    }
                />
                <span class="choice-name">{name}</span>
            </label>
            <span class="choice-hint" id=hint_id hidden>{hint}</span>
        }
    };
    view! {
        <div class="story-controls">
            <fieldset class="direction">
                <legend>"Direction"</legend>
                {choice(Direction::Ingress, "ingress", "Ingress", "A request comes in from the internet")}
                {choice(Direction::Egress, "egress", "Egress", "A pod calls out to the internet")}
            </fieldset>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || state.settings.get().blocked
                    checked=move || state.settings.get().blocked
                    on:change=move |event| {
                        state.warnings.set(Vec::new());
                        let blocked = event_target_checked(&event);
                        state.choose(Settings { blocked, ..state.settings.get_untracked() });
                    }
                />
                <span class="switch-track" aria-hidden="true"></span>
                <span>"Blocked request"</span>
            </label>
            <p class="request-line">
                <span class="visually-hidden">"The request: "</span>
                <code>{move || request_line(state)}</code>
            </p>
        </div>
    }
}

fn request_line(state: State) -> String {
    state.telling.with(|telling| [telling.request.method.as_str(), " ", &telling.request.url].concat())
}

/// Back, play or pause, step, replay, and how far the story is.
#[component]
pub fn Transport(state: State) -> impl IntoView {
    let at_start = move || state.phase.get() == Phase::Before;
    let at_end = move || state.phase.get() == Phase::Done;
    let progress = move || {
        let hops = state.telling.with(|telling| telling.hops.len());
        format!("{} of {hops}", scene::decided(state.phase.get(), hops))
    };
    view! {
        <div class="transport" role="group" aria-label="Playback">
            <button type="button" aria-disabled=move || at_start().to_string() on:click=move |_| state.step_back()>
                <Glyph path="M16 5v14L7 12zM5 5v14" />
                <span class="visually-hidden">"Step back"</span>
            </button>
            <button
                type="button"
                class="play"
                on:click=move |_| if state.playing.get_untracked() { state.pause() } else { state.play() }
            >
                {move || {
                    let path = if state.playing.get() { "M8 5v14M16 5v14" } else { "M7 4.500v15L19 12z" };
                    view! { <Glyph path=path /> }
                }}
                <span>{move || if state.playing.get() { "Pause" } else { "Play" }}</span>
            </button>
            <button type="button" aria-disabled=move || at_end().to_string() on:click=move |_| state.step()>
                <Glyph path="M8 5v14l9-7zM19 5v14" />
                <span>"Step"</span>
            </button>
            <button type="button" on:click=move |_| state.replay()>
                <Glyph path="M5 12a7 7 0 1 0 2.500-5.400M5 4v4.500h4.500" />
                <span>"Replay"</span>
            </button>
            <p class="progress">"Hop " {progress}</p>
            <ul class="legend" aria-label="Shapes">
                <li><i class="shape request" aria-hidden="true"></i>"request"</li>
                <li><i class="shape attack" aria-hidden="true"></i>"request to be refused"</li>
                <li><i class="shape response" aria-hidden="true"></i>"response"</li>
            </ul>
        </div>
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

//! The transport bar: back, play or pause, step, replay, the slider, and what shows the moment in another way.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::controller;
use crate::markup::el;
use crate::messages;
use crate::state::State;
use crate::timeline::{Phase, SPEEDS};

/// What a button of the bar does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Back,
    Play,
    Step,
    Replay,
    /// Shows the rest of the buttons, where there is no room for them.
    More,
    /// Opens the request in the drawer.
    Edit,
    /// Opens the scenario there.
    Scenario,
    Loop,
    Guess,
    Compare,
    Share,
    Picture,
    Keys,
}

impl Act {
    /// The sign on it, on a grid of 24 units, and whether its name is written beside that.
    fn sign(self, playing: bool) -> (&'static str, bool) {
        match self {
            Self::Back => ("M16 5v14L7 12zM5 5v14", false),
            Self::Play if playing => ("M8 5v14M16 5v14", true),
            Self::Play => ("M7 4.500v15L19 12z", true),
            Self::Step => ("M8 5v14l9-7zM19 5v14", true),
            Self::Replay => ("M5 12a7 7 0 1 0 2.500-5.400M5 4v4.500h4.500", false),
            Self::More => ("M5 12h.01M12 12h.01M19 12h.01", false),
            Self::Edit => ("M5 19l1-4L16 5l3 3L9 18zM14 7l3 3", false),
            Self::Scenario => {
                ("M4 8h9M17 8h3M15 6a2 2 0 1 0 .01 0M4 16h3M11 16h9M9 14a2 2 0 1 0 .01 0", false)
            }
            Self::Loop => ("M4 11V9a3 3 0 0 1 3-3h12l-3-3M20 13v2a3 3 0 0 1-3 3H5l3 3", false),
            Self::Guess => ("M12 4a8 8 0 1 0 .01 0M12 8.500a3.500 3.500 0 1 0 .01 0M12 12h.01", false),
            Self::Compare => ("M4 5h6v14H4zM14 5h6v14h-6z", false),
            Self::Share => ("M12 15V4M8 8l4-4 4 4M6 11H5v9h14v-9h-1", false),
            Self::Picture => ("M4 7h4l1.500-2h5L16 7h4v12H4zM12 10a3 3 0 1 0 .01 0", false),
            Self::Keys => ("M9 9a3 3 0 1 1 4.200 2.700c-.8.400-1.200 1-1.200 1.800v.5M12 17.500v.01", false),
        }
    }

    const fn name(self, playing: bool) -> &'static str {
        match self {
            Self::Back => messages::STAGE_STEP_BACK,
            Self::Play if playing => messages::STAGE_PAUSE,
            Self::Play => messages::STAGE_PLAY,
            Self::Step => messages::STAGE_STEP,
            Self::Replay => messages::STAGE_REPLAY,
            Self::More => messages::STAGE_MORE,
            Self::Edit => messages::STAGE_EDIT,
            Self::Scenario => messages::SCENARIO,
            Self::Loop => messages::STAGE_LOOP,
            Self::Guess => messages::STAGE_GUESS_FIRST,
            Self::Compare => messages::STAGE_COMPARE,
            Self::Share => messages::STAGE_SHARE,
            Self::Picture => messages::STAGE_IMAGE,
            Self::Keys => messages::STAGE_KEYS,
        }
    }
}

/// Back, play or pause, step, replay, and how far the story is; then what shows it in another way. The slider stands between.
#[component]
pub fn Transport<C: IntoView + 'static>(state: State, children: TypedChildren<C>) -> impl IntoView {
    // Where there is no room beside the slider, what is needed less opens over it.
    let more = RwSignal::new(false);
    // Buttons of one type cost the wasm once.
    let button = move |act: Act| {
        let playing = move || act == Act::Play && state.playback.playing.get();
        let inside = move || {
            let (sign, written) = act.sign(playing());
            let glyph = el("svg").class("glyph").set("viewBox", "0 0 24 24").set("aria-hidden", "true");
            let name =
                el("span").class(if written { "" } else { "visually-hidden" }).text(act.name(playing()));
            el("button").with(glyph.with(el("path").set("d", sign))).with(name).into_inner()
        };
        let disabled = move || match act {
            Act::Back => Some((state.shown.track.phase.get() == Phase::Before).to_string()),
            Act::Step => Some(state.over().to_string()),
            _ => None,
        };
        let pressed = move || match act {
            Act::Loop => Some(state.playback.looping.get().to_string()),
            Act::Guess => Some(state.guess.now.with(|now| now.on).to_string()),
            Act::Compare => Some(state.comparison.on.get().to_string()),
            _ => None,
        };
        let class = match act {
            Act::Play => "play",
            Act::More => "open-more",
            _ => "",
        };
        let opens = match act {
            Act::Edit => Some("request"),
            Act::Scenario => Some("scenario"),
            _ => None,
        };
        let title = (!act.sign(false).1).then(|| act.name(false));
        view! {
            <button
                type="button"
                class=class
                title=title
                data-opens=opens
                aria-disabled=disabled
                aria-pressed=pressed
                aria-expanded=move || (act == Act::More).then(|| more.get().to_string())
                on:click=move |_| press(state, act, more)
                inner_html=inside
            ></button>
        }
    };
    let progress = move || {
        let (hop, hops) = state.hops();
        messages::progress(hop, hops)
    };
    let mut speeds = el("select");
    for (index, (_, name)) in SPEEDS.iter().enumerate() {
        let option = el("option").set("value", &index.to_string());
        let usual = index == crate::timeline::USUAL;
        speeds = speeds.with(if usual { option.set("selected", "") } else { option }.text(name));
    }
    view! {
        <div
            class="transport"
            role="group"
            aria-label=messages::STAGE_PLAYBACK
            on:focusout=move |event| {
                // The open list would cover what has the focus next.
                let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok());
                if to.is_some_and(|to| to.closest(".transport").ok().flatten().is_none()) {
                    more.set(false);
                }
            }
        >
            {[Act::Back, Act::Play, Act::Step, Act::Replay].map(button)}
            {children.into_inner()()}
            {button(Act::More)}
            <div class="transport-more" class:open=move || more.get()>
                <p class="progress">{progress}</p>
                <select
                    class="speed"
                    aria-label=messages::STAGE_SPEED
                    inner_html=speeds.into_inner()
                    prop:value=move || state.playback.speed.get().to_string()
                    on:change=move |event| {
                        if let Ok(speed) = event_target_value(&event).parse() {
                            state.playback.set_speed(speed);
                        }
                    }
                ></select>
                {[Act::Edit, Act::Scenario, Act::Loop, Act::Guess, Act::Compare, Act::Share, Act::Picture, Act::Keys].map(button)}
            </div>
        </div>
    }
}

fn press(state: State, act: Act, more: RwSignal<bool>) {
    match act {
        Act::Back => state.step_back(),
        Act::Play => state.toggle(),
        Act::Step => state.step(),
        Act::Replay => state.replay(),
        Act::More => more.update(|more| *more = !*more),
        // `assets/drawer.js` hears them, as it hears what opens it elsewhere on the page.
        Act::Edit | Act::Scenario => more.set(false),
        Act::Loop => state.playback.set_looping(!state.playback.looping.get_untracked()),
        Act::Compare => controller::compare(state, !state.comparison.on.get_untracked()),
        #[cfg(feature = "csr")]
        Act::Guess => {
            super::browser::want_to_guess(state, !state.guess.now.with_untracked(|now| now.on));
        }
        #[cfg(feature = "csr")]
        Act::Share => super::picture::share(state),
        #[cfg(feature = "csr")]
        Act::Picture => super::picture::save(state),
        #[cfg(feature = "csr")]
        Act::Keys => super::keys::show_help(),
        #[cfg(not(feature = "csr"))]
        Act::Guess | Act::Share | Act::Picture | Act::Keys => {}
    }
}

//! The transport bar: back, play or pause, step, replay, the slider, and what shows the moment in another way.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::js_sys::Reflect;

use crate::controller;
use crate::markup::{El, el};
use crate::messages;
use crate::signal::Reactive;
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
pub fn Transport(state: State, scrubber: El) -> impl IntoView {
    // Where there is no room beside the slider, what is needed less opens over it.
    let more = Reactive::new(false);
    let button = move |act: Act| {
        let playing = move || act == Act::Play && state.playback.playing.get();
        let inside = move || {
            let (sign, written) = act.sign(playing());
            let glyph = el("svg").class("glyph").set("viewBox", "0 0 24 24").set("aria-hidden", "true");
            let name =
                el("span").class(if written { "" } else { "visually-hidden" }).text(act.name(playing()));
            el("button").with(glyph.with(el("path").set("d", sign))).with(name).into_inner()
        };
        let class = match act {
            Act::Play => "play",
            Act::More => "open-more",
            _ => "",
        };
        let mut button = el("button").set("type", "button").class(class);
        if !act.sign(false).1 {
            button = button.set("title", act.name(false));
        }
        let opens = match act {
            Act::Edit => "request",
            Act::Scenario => "scenario",
            _ => "",
        };
        if !opens.is_empty() {
            button = button.set("data-opens", opens);
        }
        // Whether it is out of use, on, or open.
        let (name, stands): (_, fn(State, Reactive<bool>) -> bool) = match act {
            Act::Back => ("aria-disabled", |state, _| state.shown.track.phase.get() == Phase::Before),
            Act::Step => ("aria-disabled", |state, _| state.over()),
            Act::More => ("aria-expanded", |_, more| more.get()),
            Act::Loop => ("aria-pressed", |state, _| state.playback.looping.get()),
            Act::Guess => ("aria-pressed", |state, _| state.guess.now.with(|now| now.on)),
            Act::Compare => ("aria-pressed", |state, _| state.comparison.on.get()),
            _ => ("", |_, _| false),
        };
        if !name.is_empty() {
            button = button.bind(name, move || Some(stands(state, more).to_string()));
        }
        button.on("click", move |_| press(state, act, more)).bind_inner(inside)
    };
    let options = SPEEDS.iter().enumerate().map(|(index, (_, name))| {
        let option = el("option").set("value", &index.to_string());
        let usual = index == crate::timeline::USUAL;
        if usual { option.set("selected", "") } else { option }.text(name)
    });
    let speed = el("select")
        .class("speed")
        .set("aria-label", messages::STAGE_SPEED)
        .with_all(options.collect())
        .bind_element(move |select| {
            // Never fails for an element.
            let _ = Reflect::set(select, &"value".into(), &state.playback.speed.get().to_string().into());
        })
        .on("change", move |event| {
            if let Ok(speed) = event_target_value(&event).parse() {
                state.playback.set_speed(speed);
            }
        });
    let rest =
        [Act::Edit, Act::Scenario, Act::Loop, Act::Guess, Act::Compare, Act::Share, Act::Picture, Act::Keys];
    let rest = el("div")
        .bind("class", move || {
            Some(if more.get() { "transport-more open" } else { "transport-more" }.to_owned())
        })
        .with(speed)
        .with_all(rest.map(button).into());
    el("div")
        .class("transport")
        .set("role", "group")
        .set("aria-label", messages::STAGE_PLAYBACK)
        .on("focusout", move |event| {
            // The open list would cover what has the focus next.
            let to = event.dyn_ref::<FocusEvent>().and_then(|event| event.related_target());
            let to = to.and_then(|to| to.dyn_into::<web_sys::Element>().ok());
            if to.is_some_and(|to| to.closest(".transport").ok().flatten().is_none()) {
                more.set(false);
            }
        })
        .with_all([Act::Back, Act::Play, Act::Step, Act::Replay].map(button).into())
        .with(scrubber)
        .with(button(Act::More))
        .with(rest)
}

fn press(state: State, act: Act, more: Reactive<bool>) {
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

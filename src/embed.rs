//! The stage as a page around it sees it: commands in, events out. `assets/host.js` carries both over the frame's border.
//!
//! A state travels as a query string: what the page's address can hold, then what goes on.

use std::fmt::Write as _;

use gauntlet_sim::journey::{Outcome, Verdict};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Reflect, global};

use crate::playback::Phase;
use crate::scene;
use crate::stage::asking;
use crate::state::State;
use crate::url;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = gauntletTell)]
    fn gauntlet_tell(event: &str, state: &str);
}

/// Hears commands and tells events, for as long as the stage is there.
pub fn connect(state: State) {
    let hear =
        Closure::<dyn Fn(String, String) -> Option<String>>::new(move |command: String, value: String| {
            obey(state, &command, &value).then(|| untrack(|| told(state)))
        });
    // Fails only where the page made its global object unchangeable: the stage then plays without commands.
    let _ = Reflect::set(&global(), &"gauntletStage".into(), &hear.into_js_value());
    let tell = move |event: &str| gauntlet_tell(event, &untrack(|| told(state)));
    Effect::new(move |_| tell("ready"));
    let changed =
        Memo::new(move |_| (url::write(&state.options()), state.playing.get(), state.comparing.get()));
    Effect::new(move |before: Option<()>| {
        changed.with(|_| ());
        if before.is_some() {
            tell("statechange");
        }
    });
    let at = Memo::new(move |_| state.reel.scene.with(|scene| scene.at));
    Effect::new(move |before: Option<()>| {
        at.with(|_| ());
        if before.is_some() {
            tell("layerchange");
        }
    });
    Effect::new(move |before: Option<bool>| {
        let over = state.reel.phase.get() == Phase::Done;
        if over && before == Some(false) {
            tell("verdict");
        }
        over
    });
    Effect::new(move |_| {
        for warning in state.warnings.get() {
            let mut message = String::from("message=");
            url::encode(&warning.told, &mut message);
            gauntlet_tell("error", &message);
        }
    });
}

/// Does what a command says; false where there is no such command, or its value is none of it.
fn obey(state: State, command: &str, value: &str) -> bool {
    match command {
        "play" => state.play(),
        "pause" => state.pause(),
        "step" => state.step(),
        "back" => state.step_back(),
        "reset" => {
            state.pause();
            state.seek(0.0);
        }
        "seek" => match value.parse::<u32>() {
            Ok(moment) => {
                state.pause();
                state.seek(f64::from(moment));
            }
            Err(_) => return false,
        },
        "compare" => state.compare(value == "1"),
        "set" => {
            let (options, warnings) = url::read_onto(untrack(|| state.options()), value);
            state.warnings.set(warnings.into_iter().map(Into::into).collect());
            asking::arrive(state, options);
        }
        // `assets/host.js` has set the colors already.
        "dress" => state.dressed.update(|n| *n = n.wrapping_add(1)),
        // `assets/host.js` has set the fragment already, which is followed as a reader's own.
        "go" | "state" => {}
        _ => return false,
    }
    true
}

/// The state in words.
fn told(state: State) -> String {
    let mut out = url::write(&state.options());
    let mut put = |name: &str, value: &str| {
        out.push('&');
        out.push_str(name);
        out.push('=');
        url::encode(value, &mut out);
    };
    let phase = state.reel.phase.get();
    let playing = if state.playing.get() { "1" } else { "0" };
    state.reel.telling.with(|telling| {
        let decided = scene::decided(phase, telling.hops.len());
        put("playing", playing);
        put("moment", &whole(state.moment()));
        put("end", &whole(state.end()));
        put("hop", &decided.to_string());
        put("hops", &telling.hops.len().to_string());
        put("sent", &[telling.request.method.as_str(), " ", &telling.request.url].concat());
        if let Some(hop) = decided.checked_sub(1).and_then(|last| telling.hops.get(last)) {
            put("layer", hop.layer.name());
            put(
                "verdict",
                match hop.verdict {
                    Verdict::Pass => "pass",
                    Verdict::Answer => "answer",
                    Verdict::Block => "block",
                    Verdict::Fail => "fail",
                },
            );
        }
        if phase == Phase::Done {
            put(
                "outcome",
                match telling.outcome {
                    Outcome::Answered => "answered",
                    Outcome::Blocked => "blocked",
                    Outcome::Failed => "failed",
                },
            );
            put("code", telling.code.as_deref().unwrap_or_default());
            put("client", &telling.client);
        }
    });
    out
}

/// Whole milliseconds.
fn whole(moment: f64) -> String {
    let mut out = String::new();
    let _ = write!(out, "{}", moment.round() as u32);
    out
}

//! The stage as a page around it sees it: commands in, events out. `assets/host.js` carries both over the frame's border.
//!
//! A state travels as a query string: what the page's address can hold, then what goes on.

use gauntlet_model::composed::Problem;
use gauntlet_model::journey::{Outcome, Verdict};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Function;

use crate::controller;
use crate::effect::whenever;
use crate::later;
use crate::scene;
use crate::state::{State, Warning};
use crate::timeline::Phase;
use crate::url::{self, Options, PARAMETERS};

#[wasm_bindgen(module = "/assets/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = tell)]
    fn host_tell(event: &str, state: &str);
    #[wasm_bindgen(js_name = listen)]
    fn host_listen(stage: &JsValue);
}

/// Hears commands and tells events, for as long as the stage is there.
pub fn connect(state: State) {
    let hear = Closure::<dyn Fn(String, String, Function)>::new(
        move |command: String, value: String, answer: Function| obey(state, &command, &value, answer),
    );
    let hear = hear.into_js_value();
    host_listen(&hear);
    let _ = later::accompany(&hear);
    let tell = move |event: &str| host_tell(event, &untrack(|| told(state)));
    whenever(move || tell("ready"));
    let changes = |event: &'static str, what: Box<dyn Fn() -> String>| {
        let mut before = None;
        whenever(move || {
            let now = Some(what());
            // Not what it is at first.
            if before.is_some() && before != now {
                tell(event);
            }
            before = now;
        });
    };
    changes(
        "statechange",
        Box::new(move || {
            let on = [state.playback.playing.get(), state.comparison.on.get()];
            url::write(&state.options()) + on.map(|on| if on { " on" } else { " off" }).concat().as_str()
        }),
    );
    changes("layerchange", Box::new(move || state.shown.track.scene.with(|scene| scene.at.id().to_owned())));
    let mut was_over = true;
    whenever(move || {
        let over = state.shown.track.phase.get() == Phase::Done;
        if over && !std::mem::replace(&mut was_over, over) {
            tell("verdict");
        }
        was_over = over;
    });
    whenever(move || {
        for warning in state.notices.warnings.get() {
            let mut message = String::from("message=");
            url::encode(&warning.told, &mut message);
            host_tell("error", &message);
        }
    });
}

/// Does what a command says, and answers once that is done.
fn obey(state: State, command: &str, value: &str, answer: Function) {
    let refuse = || reply(state, &answer, &["“", command, " ", value, "” is no command"].concat());
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
            Err(_) => return refuse(),
        },
        "compare" => controller::compare(state, value == "1"),
        // What the article asks, by `assets/show.js`.
        "show" => controller::show_link(state, value),
        "small" => state.environment.small.set(value == "1"),
        "set" => return set(state, value, answer),
        // `assets/host.js` has set the colors already.
        "dress" => state.environment.change_theme(),
        // `assets/host.js` has set the fragment already, which is followed as a reader's own.
        "go" | "state" => {}
        _ => return refuse(),
    }
    reply(state, &answer, "");
}

/// Sets what a query string names, all of it or nothing.
fn set(state: State, value: &str, answer: Function) {
    let before = untrack(|| state.options());
    let (options, warnings) = url::read_onto(before.clone(), value);
    if !warnings.is_empty() {
        return reply(state, &answer, &wrong(&before, value));
    }
    state.notices.clear();
    let mut same = before.clone();
    (same.speed, same.looping, same.page) = (options.speed, options.looping, options.page.clone());
    if same == options {
        // The story goes on where it is.
        apply(state, &options);
        return reply(state, &answer, "");
    }
    let done = move |problems: Vec<Problem>| {
        if !problems.is_empty() {
            apply(state, &before);
        }
        reply(
            state,
            &answer,
            &problems.first().map(|problem| Warning::from(problem).told).unwrap_or_default(),
        );
    };
    controller::arrive(state, options, Box::new(done));
}

/// Sets what goes with every story.
fn apply(state: State, options: &Options) {
    state.playback.set_speed(options.speed);
    state.playback.set_looping(options.looping);
    state.playback.set_start(options.start());
    state.environment.page.set(options.page.clone());
}

/// The first thing that is wrong with a query string.
fn wrong(before: &Options, value: &str) -> String {
    let is_wrong = |part: &&str| !url::read_onto(before.clone(), part).1.is_empty();
    let part = value.split('&').find(is_wrong).unwrap_or_default();
    let (name, written) = part.split_once('=').unwrap_or((part, ""));
    let expected = PARAMETERS.iter().find(|(known, _)| *known == name).map_or("", |(_, expected)| expected);
    [name, " is “", written, "”, expected ", expected].concat()
}

/// Hands over the state after a command, or what was wrong.
fn reply(state: State, answer: &Function, wrong: &str) {
    // The page's own function does not fail.
    let _ = answer.call2(&JsValue::NULL, &wrong.into(), &untrack(|| told(state)).into());
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
    let phase = state.shown.track.phase.get();
    let playing = if state.playback.playing.get() { "1" } else { "0" };
    state.shown.track.report.with(|report| {
        let decided = scene::decided(phase, report.hops.len());
        put("playing", playing);
        put("moment", &whole(state.playback.moment()));
        put("end", &whole(state.end()));
        put("hop", &decided.to_string());
        put("hops", &report.hops.len().to_string());
        put("sent", &[report.request.method.as_str(), " ", &report.request.url].concat());
        if let Some(hop) = decided.checked_sub(1).and_then(|last| report.hops.get(last)) {
            put("layer", hop.layer.name());
            put(
                "verdict",
                match hop.verdict {
                    Verdict::Pass => "pass",
                    Verdict::Answer => "answer",
                    Verdict::Block => "block",
                    Verdict::Fail => "fail",
                    Verdict::Absent => "absent",
                },
            );
        }
        if phase == Phase::Done {
            put(
                "outcome",
                match report.outcome {
                    Outcome::Answered => "answered",
                    Outcome::Blocked => "blocked",
                    Outcome::Failed => "failed",
                },
            );
            put("code", report.code.as_deref().unwrap_or_default());
            put("client", &report.client);
        }
    });
    out
}

/// Whole milliseconds.
fn whole(moment: f64) -> String {
    (moment.round() as u32).to_string()
}

//! The journey's time as a slider: its stations, the moment on show, and the simulated time of it.

use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::time::Micros;
use leptos::prelude::*;
#[cfg(feature = "csr")]
use wasm_bindgen::JsCast;

use crate::gate::Gate;
use crate::markup::{El, el};
use crate::messages;
use crate::scene;
use crate::state::State;

/// The length of the track, in its own units.
const LENGTH: f64 = 1_000.0;

/// How far apart the names of two stations have to be, in these units.
const NAMES_APART: i32 = 85;

/// The slider; [`show`] moves it and its clock with every frame. Without a `live` stage nothing is known of the hops yet.
pub fn scrubber(state: State, live: bool) -> El {
    let end = move || Some((state.end().ceil() as i32).to_string());
    let told = move || {
        let (decided, hops) = state.hops();
        let hop = state.shown.track.report.with(|report| {
            let hop = decided.checked_sub(1).and_then(|last| report.hops.get(last));
            hop.map(|hop| messages::layer_title(hop.layer)).unwrap_or_default()
        });
        Some(messages::progress(decided, hops) + " " + hop)
    };
    let track = el("div").class("track").set("aria-hidden", "true").bind_inner(move || track(state, live));
    let handle = el("input")
        .set("type", "range")
        .set("min", "0")
        .bind("max", end)
        .set("step", "1")
        .set("value", "0")
        .set("aria-label", messages::STAGE_MOMENT)
        .bind("aria-valuetext", told)
        .on("input", move |event| {
            if let Ok(moment) = event_target_value(&event).parse::<u32>() {
                state.pause();
                state.seek(f64::from(moment));
            }
        });
    let clock = el("span").class("clock").set("title", messages::STAGE_CLOCK).text(&at_rest(state));
    el("div").class("scrubber").with(track).with(handle).with(clock)
}

/// The way so far, with a dot for each verdict, and under the first at a gate its name.
fn track(state: State, live: bool) -> String {
    let end = state.end().max(1.0);
    let line = |class: &'static str, from: f64, to: f64| {
        el("line").class(class).place(&[("x1", from), ("y1", 10.0), ("x2", to), ("y2", 10.0)])
    };
    let timeline = state.shown.track.timeline.get();
    let decided = state.shown.track.phase.get();
    let (mut from, mut named) = (0.0, -NAMES_APART);
    state.shown.track.report.with(|report| {
        let mut way = el("svg")
            .set("viewBox", "0 0 1000 20")
            .set("preserveAspectRatio", "none")
            .with(line("rail", 0.0, LENGTH));
        // Text would be stretched with the way.
        let mut names = el("svg").class("names");
        // What is to come is not told before it does.
        let decided = scene::decided(decided, report.hops.len());
        for (hop, step) in report.hops.iter().zip(&timeline.steps).take(decided).filter(|_| live) {
            let class = match (hop.verdict, hop.way) {
                (Verdict::Block | Verdict::Fail, Way::Request) => "stopped",
                (_, Way::Request) => "",
                (_, Way::Response) => "back",
            };
            let x = step.done / end * LENGTH;
            let dot = line(class, x, x).set("data-dot", "");
            way = way.with(line(if class == "back" { class } else { "" }, from, x)).with(dot);
            from = x;
            let place = x.round() as i32;
            if hop.way == Way::Request && place - named >= NAMES_APART {
                named = place;
                let name = messages::gate(Gate::of(hop.layer), report.direction).short;
                let x = (place / 10).to_string() + "%";
                names = names.with(el("text").class(class).set("x", &x).text(name));
            }
        }
        el("div").with(way).with(names).into_inner()
    })
}

/// The clock's text before a script moves it.
fn at_rest(state: State) -> String {
    untrack(|| time(state))
}

fn time(state: State) -> String {
    Micros::new(state.shown.track.timeline.with(|timeline| timeline.clock(state.playback.moment()))).text()
}

/// Moves the slider and the clock to the moment on show.
#[cfg(feature = "csr")]
pub fn show(state: State, scrubber: &web_sys::Element) {
    untrack(|| {
        let handle = scrubber.query_selector("input").ok().flatten();
        if let Some(handle) = handle.and_then(|handle| handle.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            handle.set_value_as_number(state.playback.moment());
        }
        if let Some(clock) = scrubber.last_element_child() {
            clock.set_text_content(Some(&time(state)));
        }
    });
}

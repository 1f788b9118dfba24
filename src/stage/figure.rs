//! The figure: regions, wires, gates, nodes and pods as one SVG, drawn from a layout and a scene.

use leptos::ev::{Event, KeyboardEvent};
use wasm_bindgen::JsCast;

use crate::gate::Gate;
use crate::layout::{Class, GatePlace};
use crate::markup::{El, el, on_part};
use crate::messages;
use crate::state::{Asks, State, Track};

use super::chips::chips;
use super::door::{Guessed, door, mark};
use super::packet::packet;
use super::path::{beam, ground};

/// The figure in a class that may change. `live` gates can be chosen; a still's cannot.
pub fn figure(
    state: State,
    track: Track,
    class: impl Fn() -> Class + Copy + Send + 'static,
    live: bool,
) -> El {
    let choose = move |event: &Event| {
        #[cfg(feature = "csr")]
        if let Some(member) = on_part(event, "[data-member]") {
            let node = member.get_attribute("data-kind").as_deref() == Some("node");
            let name = member.get_attribute("data-member").unwrap_or_default();
            return crate::controller::toggle(state, node, name);
        }
        let on = on_part(event, "[data-gate]").and_then(|gate| gate.get_attribute("data-gate"));
        let path = Gate::path(state.shown.now.with_untracked(|now| now.settings.direction));
        let Some(gate) = on.and_then(|id| path.iter().copied().find(|gate| gate.id() == id)) else { return };
        if state.guess.asks(Asks::Where) && path.first() != Some(&gate) {
            state.guess_place(Some(gate));
        } else {
            state.selection.toggle(gate);
        }
    };
    let press = move |event: Event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if matches!(key.as_deref(), Some("Enter" | " ")) {
            event.prevent_default();
            choose(&event);
        }
    };
    let label = move || {
        state.while_shown(track);
        Some(label(track, live))
    };
    let view_box = move || {
        state.while_shown(track);
        let layout = track.layout(class());
        Some(["0 0 ", &whole(layout.width), " ", &whole(layout.height)].concat())
    };
    let scene = el("svg")
        .class("scene")
        .bind("viewBox", view_box)
        .set("role", if live { "group" } else { "img" })
        .bind("aria-label", label)
        .bind_last(move || {
            state.while_shown(track);
            if state.environment.figured.get() { inside(state, track, class(), live) } else { Vec::new() }
        });
    if live { scene.on("click", move |event| choose(&event)).on("keydown", press) } else { scene }
}

/// What is in the figure, for one journey in one class.
fn inside(state: State, track: Track, class: Class, live: bool) -> Vec<El> {
    let layout = track.layout(class);
    let under = layout.clone();
    let ground = move || {
        state.while_shown(track);
        track.scene.with(|scene| track.report.with(|report| ground(report, &under, scene)))
    };
    let mut inside = vec![el("g").bind_inner(ground)];
    // On a phone a node or a pod stands in its gate's row, so above what that row is drawn on.
    let chips = chips(state, track, &layout, live);
    let gates = layout.gates.clone();
    let beam = move || {
        state.while_shown(track);
        let at = if live { state.shown_gate() } else { track.scene.with(|scene| scene.at) };
        track.scene.with(|scene| track.report.with(|report| beam(report, &layout, scene, at)))
    };
    inside.push(el("g").bind_inner(beam));
    inside.extend(gates.into_iter().map(|place| gate(state, track, class, place, live)));
    inside.push(chips);
    inside.push(el("g").bind_inner(move || {
        state.while_shown(track);
        packet(state, track, class)
    }));
    inside
}

fn whole(value: f64) -> String {
    (value.round() as i32).to_string()
}

fn label(track: Track, live: bool) -> String {
    let path = if live { messages::STAGE_FIGURE } else { messages::STAGE_STILL };
    let names: Vec<_> = track.scene.with(|scene| {
        let direction = track.report.with(|report| report.direction);
        scene.gates.iter().map(|view| messages::gate(view.gate, direction).name).collect()
    });
    [path, ": ", &names.join(", ")].concat()
}

fn gate(state: State, track: Track, class: Class, place: GatePlace, live: bool) -> El {
    let id = place.gate;
    let direction = track.report.with(|report| report.direction);
    let words = messages::gate(id, direction);
    let door = door(class, &place);
    let view = move || {
        state.while_shown(track);
        track.scene.with(|scene| scene.gates.iter().find(|view| view.gate == id).cloned())
    };
    let mark = move || {
        let landed = track.scene.with(|scene| scene.landed.filter(|(gate, _)| *gate == id));
        let guess = state.guess.now.with(|now| match (now.asks, now.place) {
            _ if !live || Gate::path(direction).first() == Some(&id) => Guessed::No,
            (Asks::Where, _) => Guessed::Asked,
            (_, Some(Some(gate))) if gate == id => Guessed::Here,
            _ => Guessed::No,
        });
        view()
            .map(|view| mark(class, &place, words, &view, landed.map(|(_, status)| status), guess))
            .unwrap_or_default()
    };
    let shown = move || {
        state.while_shown(track);
        Some(if live && state.shown_gate() == id { "gate shown" } else { "gate" }.to_owned())
    };
    let gate = el("g")
        .bind("class", shown)
        .set("data-gate", id.id())
        .bind("data-state", move || Some(view()?.state.name().to_owned()))
        .bind("data-reply", move || view()?.replying.then(|| "now".to_owned()))
        .with(el("g").bind_inner(move || door.clone()))
        .with(el("g").bind_inner(mark));
    if !live {
        return gate;
    }
    gate.set("id", &["gate-", id.id()].concat()).set("role", "button").set("tabindex", "0").bind(
        "aria-pressed",
        move || {
            state.while_shown(track);
            Some((state.selection.gate.get() == Some(id)).to_string())
        },
    )
}

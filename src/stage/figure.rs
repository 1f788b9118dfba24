//! The figure: regions, wires, gates, nodes and pods as one SVG, drawn from a layout and a scene.

use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::layout::{Class, GatePlace};
use crate::markup::on_part;
use crate::messages;
use crate::state::{Asks, State, Track};

use super::door::{Guessed, door, mark};
use super::packet::packet;
use super::path::{beam, ground};

/// The figure in one class. `live` gates can be chosen; a still's cannot.
#[component]
pub fn Figure(state: State, track: Track, class: Class, live: bool) -> impl IntoView {
    let choose = move |event: &Event| {
        let on = on_part(event, "[data-gate]").and_then(|gate| gate.get_attribute("data-gate"));
        let path = Gate::path(state.shown.now.with_untracked(|now| now.settings.direction));
        let Some(gate) = on.and_then(|id| path.iter().copied().find(|gate| gate.id() == id)) else { return };
        if state.guess.asks(Asks::Where) && path.first() != Some(&gate) {
            state.guess_place(Some(gate));
        } else {
            state.selection.toggle(gate);
        }
    };
    let press = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            choose(&event);
        }
    };
    move || {
        state.while_shown(track);
        let layout = track.layout(class);
        let view_box = format!("0 0 {} {}", layout.width.round() as i32, layout.height.round() as i32);
        let gates = layout.gates.iter().map(|place| gate(state, track, class, place, live)).collect_view();
        let role = if live { "group" } else { "img" };
        let under = layout.clone();
        let ground = move || {
            state.while_shown(track);
            let scene = track.scene.get();
            track.report.with(|report| ground(report, &under, &scene))
        };
        let beam = move || {
            state.while_shown(track);
            let at = if live { state.shown_gate() } else { track.scene.with(|scene| scene.at) };
            let scene = track.scene.get();
            track.report.with(|report| beam(report, &layout, &scene, at))
        };
        let label = move || {
            state.while_shown(track);
            label(track, live)
        };
        let packet = move || {
            state.while_shown(track);
            packet(state, track, class)
        };
        view! {
            <svg
                class="scene"
                viewBox=view_box
                role=role
                aria-label=label
                on:click=move |event: MouseEvent| if live { choose(&event) }
                on:keydown=move |event| if live { press(event) }
            >
                <g inner_html=ground></g>
                <g inner_html=beam></g>
                {gates}
                <g inner_html=packet></g>
            </svg>
        }
    }
}

fn label(track: Track, live: bool) -> String {
    let path = if live { messages::STAGE_FIGURE } else { messages::STAGE_STILL };
    let names: Vec<_> = track.scene.with(|scene| {
        let direction = track.report.with(|report| report.direction);
        scene.gates.iter().map(|view| messages::gate(view.gate, direction).name).collect()
    });
    format!("{path}: {}", names.join(", "))
}

fn gate(state: State, track: Track, class: Class, place: &GatePlace, live: bool) -> impl IntoView + use<> {
    let id = place.gate;
    let direction = track.report.with(|report| report.direction);
    let words = messages::gate(id, direction);
    let door = door(class, place);
    let place = place.clone();
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
        if live && state.shown_gate() == id { "gate shown" } else { "gate" }
    };
    let pressed = move || {
        state.while_shown(track);
        live.then(|| if state.selection.gate.get() == Some(id) { "true" } else { "false" })
    };
    view! {
        <g
            class=shown
            id=live.then(|| format!("gate-{}", id.id()))
            data-gate=id.id()
            data-state=move || view().map(|view| view.state.name())
            data-reply=move || view().and_then(|view| view.replying.then_some("now"))
            role=live.then_some("button")
            tabindex=live.then_some("0")
            aria-pressed=pressed
        >
            <g inner_html=door></g>
            <g inner_html=mark></g>
        </g>
    }
}

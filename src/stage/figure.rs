//! The figure: regions, wires, gates, nodes and pods as one SVG, drawn from a layout and a scene.

use leptos::prelude::*;

use crate::gate::Gate;
use crate::layout::{ChipPlace, Class, GatePlace, Layout, Point, Region, RegionKind};
use crate::scene::{GateState, GateView};
use crate::state::State;
use crate::words;

use super::icons::icon;

/// The figure in one class. `live` gates can be chosen; a still's cannot.
#[component]
pub fn Figure(state: State, class: Class, live: bool) -> impl IntoView {
    move || {
        let layout = state.layout(class);
        let view_box = format!("0 0 {} {}", px(layout.width), px(layout.height));
        let regions = layout.regions.iter().map(region).collect_view();
        let wires = layout.gates.windows(2).map(|pair| wire(state, pair)).collect_view();
        let chips = layout.chips.iter().map(|place| chip(state, place)).collect_view();
        let gates = layout.gates.iter().map(|place| gate(state, &layout, place, live)).collect_view();
        let role = if live { "group" } else { "img" };
        view! {
            <svg class="scene" viewBox=view_box role=role aria-label=move || label(state, live)>
                {regions}
                {wires}
                {chips}
                {gates}
            </svg>
        }
    }
}

fn label(state: State, live: bool) -> String {
    let path = if live { "The layers in the order the request meets them" } else { "A still of the stage" };
    let names: Vec<_> = state.scene.with(|scene| {
        let direction = state.settings.get().direction;
        scene.gates.iter().map(|view| words::gate(view.gate, direction).name).collect()
    });
    format!("{path}: {}", names.join(", "))
}

fn region(region: &Region) -> impl IntoView + use<> {
    let Region { kind, rect, label } = *region;
    let name = match kind {
        RegionKind::Outside => "outside",
        RegionKind::Edge => "edge",
        RegionKind::Cluster => "cluster",
    };
    let outline = (kind == RegionKind::Cluster).then(|| {
        view! { <rect class="region-line" x=px(rect.x) y=px(rect.y) width=px(rect.w) height=px(rect.h) rx="14" /> }
    });
    view! {
        <g class="region" data-region=name>
            {outline}
            <text class="region-name" x=px(label.x) y=px(label.y)>{words::region(kind)}</text>
        </g>
    }
}

/// The two lines between neighbouring gates, from post to post, with a chevron that tells the way.
fn wire(state: State, pair: &[GatePlace]) -> Option<impl IntoView + use<>> {
    let [a, b] = pair else { return None };
    let ends = |from: Point, to: Point| {
        let (dx, dy) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        let post = (a.post.w.min(a.post.h)) / 2.0;
        let across = from.y == to.y;
        let (px, py) = if across { (dx * post, 0.0) } else { (0.0, dy * post) };
        (Point { x: from.x + px, y: from.y + py }, Point { x: to.x - px, y: to.y - py })
    };
    let (start, end) = ends(a.request, b.request);
    let (back_start, back_end) = ends(b.response, a.response);
    let chevron = |from: Point, to: Point| {
        let (x, y) = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
        let (dx, dy) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        if from.y == to.y {
            format!("M{} {}l{} 4l{} 4", px(x - dx * 2.0), px(y - 4.0), px(dx * 4.0), px(-dx * 4.0))
        } else {
            format!("M{} {}l4 {}l4 {}", px(x - 4.0), px(y - dy * 2.0), px(dy * 4.0), px(-dy * 4.0))
        }
    };
    let (there, back) = (chevron(start, end), chevron(back_start, back_end));
    let beyond = b.gate;
    let dim = move || unreached(state, beyond);
    Some(view! {
        <g class="wire" class:dim=dim>
            <line class="wire-request" x1=px(start.x) y1=px(start.y) x2=px(end.x) y2=px(end.y) />
            <path class="wire-request" d=there />
            <line class="wire-response" x1=px(back_start.x) y1=px(back_start.y) x2=px(back_end.x) y2=px(back_end.y) />
            <path class="wire-response-way" d=back />
        </g>
    })
}

fn view_of(state: State, gate: Gate) -> Option<GateView> {
    state.scene.with(|scene| scene.gates.iter().find(|view| view.gate == gate).cloned())
}

fn state_of(state: State, gate: Gate) -> GateState {
    view_of(state, gate).map_or(GateState::Ahead, |view| view.state)
}

fn unreached(state: State, gate: Gate) -> bool {
    state_of(state, gate) == GateState::Unreached
}

/// Where a card's lines of text stand.
struct Lines {
    x: f64,
    anchor: &'static str,
    icon: Point,
    name: Vec<(f64, String)>,
    three: Vec<(f64, String)>,
    note: f64,
}

fn lines(class: Class, place: &GatePlace, words: words::GateWords) -> Lines {
    let card = place.card;
    if class == Class::Narrow {
        return Lines {
            x: card.x + 40.0,
            anchor: "start",
            icon: Point { x: card.x + 8.0, y: card.y + 8.0 },
            name: vec![(card.y + 20.0, words.name.to_owned())],
            three: vec![(card.y + 36.0, words.three.to_owned())],
            note: card.y + 52.0,
        };
    }
    let (name_chars, three_chars) = if class == Class::Wide { (17, 19) } else { (10, 15) };
    let name = wrap(words.name, name_chars);
    let three = wrap(words.three, three_chars);
    let first = card.y + 46.0;
    let after = first + name.len() as f64 * 15.0 + 1.0;
    let row = |top: f64| move |(i, text): (usize, String)| (top + i as f64 * 14.0, text);
    Lines {
        x: card.x + card.w / 2.0,
        anchor: "middle",
        icon: Point { x: card.x + card.w / 2.0 - 12.0, y: card.y + 6.0 },
        name: name.into_iter().enumerate().map(row(first)).collect(),
        three: three.into_iter().enumerate().map(row(after)).collect(),
        note: card.y + card.h - 8.0,
    }
}

fn gate(state: State, layout: &Layout, place: &GatePlace, live: bool) -> impl IntoView + use<> {
    let id = place.gate;
    let class = layout.class;
    let words = words::gate(id, state.journey.with(|journey| journey.direction));
    let Lines { x, anchor, icon: corner, name, three, note } = lines(class, place, words);
    let (card, post) = (place.card, place.post);
    // The space is not drawn; it keeps the words of two lines apart in the gate's accessible name.
    let text = |kind: &'static str| {
        move |(y, text): (f64, String)| {
            view! {
                <text class=kind x=px(x) y=px(y) text-anchor=anchor>{text}</text>
                " "
            }
        }
    };
    let name = name.into_iter().map(text("gate-name")).collect_view();
    let three = three.into_iter().map(text("gate-three")).collect_view();
    let move_icon = format!("translate({} {})", px(corner.x), px(corner.y));
    let state_now = move || state_of(state, id);
    let chosen = move || state.selected.get() == Some(id);
    let shown = move || state.shown_gate() == id;
    let choose = move || {
        state.selected.update(|selected| *selected = if *selected == Some(id) { None } else { Some(id) });
    };
    let pressed = move || live.then(|| chosen().to_string());
    view! {
        <g
            class="gate"
            id=live.then(|| format!("gate-{}", id.id()))
            class:shown=move || live && shown()
            data-gate=id.id()
            data-state=move || state_now().name()
            role=live.then_some("button")
            tabindex=live.then_some("0")
            aria-pressed=pressed
            on:click=move |_| if live { choose() }
            on:keydown=move |event| {
                if live && matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    choose();
                }
            }
        >
            <rect class="gate-card" x=px(card.x) y=px(card.y) width=px(card.w) height=px(card.h) rx="10" />
            <rect class="gate-post" x=px(post.x) y=px(post.y) width=px(post.w) height=px(post.h) rx="13" />
            <path class="gate-icon" d=icon(id) transform=move_icon />
            {name}
            {three}
            <text class="gate-note" x=px(x) y=px(note) text-anchor=anchor>
                {move || note_text(state, id, class)}
            </text>
            {stop_mark(state, place, class)}
        </g>
    }
}

/// The state in words; on a narrow figure with the code, which has no place of its own there.
fn note_text(state: State, gate: Gate, class: Class) -> String {
    let Some(view) = view_of(state, gate) else { return String::new() };
    match stop_code(state, gate).filter(|_| class == Class::Narrow) {
        Some(code) => code,
        None => view.note,
    }
}

fn stop_code(state: State, gate: Gate) -> Option<String> {
    let code = state.journey.with(|journey| journey.code)?;
    state_of(state, gate).stopped().then(|| code.to_string())
}

/// The cross where the packet ended, and the code beside it.
fn stop_mark(state: State, place: &GatePlace, class: Class) -> impl IntoView + use<> {
    let Point { x, y } = place.request;
    let (gate, top) = (place.gate, place.post.y - 8.0);
    let cross = format!("M{} {}l12 12M{} {}l12 -12", px(x - 6.0), px(y - 6.0), px(x - 6.0), px(y + 6.0));
    move || {
        let code = stop_code(state, gate)?;
        let label = (class != Class::Narrow)
            .then(|| view! { <text class="stop-code" x=px(x) y=px(top) text-anchor="middle">{code}</text> });
        Some(view! {
            <g class="stop">
                <circle class="stop-disc" cx=px(x) cy=px(y) r="13" />
                <path class="stop-cross" d=cross.clone() />
                {label}
            </g>
        })
    }
}

fn chip(state: State, place: &ChipPlace) -> impl IntoView + use<> {
    let ChipPlace { gate, label, name, rect } = place.clone();
    let view = {
        let name = name.clone();
        move || {
            state.scene.with(|scene| {
                let member = scene.members.iter().find(|member| member.gate == gate && member.name == name);
                member.map(|member| (member.up, member.chosen))
            })
        }
    };
    let (up, chosen) = (view.clone(), view);
    let word = {
        let up = up.clone();
        move || match up() {
            Some((false, _)) if gate == Gate::Pod => "not ready",
            Some((false, _)) => "unhealthy",
            _ if gate == Gate::Pod => "ready",
            _ => "healthy",
        }
    };
    let title = move || format!("{name}: {}", word());
    view! {
        <g
            class="chip"
            class:down=move || up().is_some_and(|(up, _)| !up)
            class:chosen=move || chosen().is_some_and(|(_, chosen)| chosen)
        >
            <title>{title}</title>
            <rect x=px(rect.x) y=px(rect.y) width=px(rect.w) height=px(rect.h) rx=px(rect.h / 2.0) />
            <circle cx=px(rect.x + 11.0) cy=px(rect.y + rect.h / 2.0) r="3" />
            <text x=px(rect.x + 19.0) y=px(rect.y + rect.h / 2.0 + 4.0)>{label}</text>
        </g>
    }
}

/// Geometry is in whole units; formatting them as such keeps the wasm free of the printing of floats.
fn px(length: f64) -> i32 {
    length.round() as i32
}

/// Breaks a text between words so that no line is longer than `chars`, where words allow it.
fn wrap(text: &str, chars: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

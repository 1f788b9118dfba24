//! The figure: regions, wires, gates, nodes and pods as one SVG, drawn from a layout and a scene.

use gauntlet_model::journey::Way;
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::layout::{self, ChipPlace, Class, GatePlace, Layout, Point, Rect, Region, RegionKind};
use crate::markup::{El, el, on_part};
use crate::messages;
use crate::scene::{GateState, GateView, Scene, Tag};
use crate::state::{State, Track};
use crate::timeline::clamp;

use super::icons::icon;
use super::packet::{packet, shift};

/// The most of an address and port that is written beside a packet: any of IPv4's.
const ADDRESS_CHARS: usize = 21;

/// The width of a character of it, in the figure's units.
const CHAR: f64 = 6.4;

/// The same of a stop's code.
const CODE_CHAR: f64 = 6.8;

/// The figure in one class. `live` gates can be chosen; a still's cannot.
#[component]
pub fn Figure(state: State, track: Track, class: Class, live: bool) -> impl IntoView {
    let choose = move |event: &Event| {
        let on = on_part(event, "[data-gate]").and_then(|gate| gate.get_attribute("data-gate"));
        let path = Gate::path(state.shown.now.with_untracked(|now| now.settings.direction));
        let Some(gate) = on.and_then(|id| path.iter().copied().find(|gate| gate.id() == id)) else { return };
        state.selection.toggle(gate);
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
        let ground = move || {
            state.while_shown(track);
            track.scene.with(|scene| ground(&layout, scene))
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

/// What lies under the gates: regions, wires, and the nodes and pods with their health.
fn ground(layout: &Layout, scene: &Scene) -> String {
    el("g")
        .with_all(layout.regions.iter().map(region).collect())
        .with_all(layout.gates.windows(2).filter_map(|pair| wire(scene, pair)).collect())
        .with_all(layout.chips.iter().map(|place| chip(scene, place)).collect())
        .with_all(scene.tag.iter().filter_map(|tag| self::tag(layout, tag)).collect())
        .into_inner()
}

fn rect(rect: Rect, corner: f64) -> El {
    el("rect").place(&[("x", rect.x), ("y", rect.y), ("width", rect.w), ("height", rect.h), ("rx", corner)])
}

fn text_at(class: &str, x: f64, y: f64, anchor: &str, text: &str) -> El {
    el("text").class(class).place(&[("x", x), ("y", y)]).set("text-anchor", anchor).text(text)
}

fn region(region: &Region) -> El {
    let Region { kind, rect: bounds, label } = *region;
    let name = text_at("region-name", label.x, label.y, "start", messages::region(kind));
    match kind {
        RegionKind::Cluster => el("g").with(rect(bounds, 14.0).class("region-line")).with(name),
        RegionKind::Outside | RegionKind::Edge => name,
    }
}

/// The two lines between neighbouring gates, from post to post, with a chevron that tells the way.
fn wire(scene: &Scene, pair: &[GatePlace]) -> Option<El> {
    let [a, b] = pair else { return None };
    let ends = |from: Point, to: Point| {
        let (dx, dy) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        let post = (a.post.w.min(a.post.h)) / 2.0;
        let (px, py) = if from.y == to.y { (dx * post, 0.0) } else { (0.0, dy * post) };
        (Point { x: from.x + px, y: from.y + py }, Point { x: to.x - px, y: to.y - py })
    };
    let (start, end) = ends(a.request, b.request);
    let (back_start, back_end) = ends(b.response, a.response);
    let line = |from: Point, to: Point| {
        el("line").place(&[("x1", from.x), ("y1", from.y), ("x2", to.x), ("y2", to.y)])
    };
    let chevron = |from: Point, to: Point| {
        let (x, y) = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
        let (dx, dy) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        if from.y == to.y {
            path(&[(x - dx * 2.0, y - 4.0), (dx * 4.0, 4.0), (-dx * 4.0, 4.0)])
        } else {
            path(&[(x - 4.0, y - dy * 2.0), (4.0, dy * 4.0), (4.0, -dy * 4.0)])
        }
    };
    let dim = scene.gates.iter().any(|view| view.gate == b.gate && view.state == GateState::Unreached);
    let wire = el("g")
        .class(if dim { "wire dim" } else { "wire" })
        .with(line(start, end))
        .with(chevron(start, end))
        .with(line(back_start, back_end).class("wire-response"))
        .with(chevron(back_start, back_end).class("wire-response-way"));
    Some(wire)
}

/// What the packet says on its outside: above the request's line, or under the response's; in a narrow figure between two
/// cards, and only the part that the direction is about.
fn tag(layout: &Layout, tag: &Tag) -> Option<El> {
    let place = |gate: Gate| layout.gates.iter().find(|place| place.gate == gate);
    let (from, to) = (place(tag.from)?, place(tag.to)?);
    let back = tag.way == Way::Response;
    let text = |x: f64, y: f64, anchor: &str| {
        el("text").class("tag").place(&[("x", x), ("y", y)]).set("text-anchor", anchor)
    };
    // An IPv6 address with its port would reach beyond the figure: whole it is told by the pointer, and in the panel.
    let whole = |text: El, parts: &[(String, bool)]| {
        let long = parts.iter().any(|(part, _)| part.chars().count() > ADDRESS_CHARS);
        let parts: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
        if long { el("g").with(el("title").text(&parts.join(" → "))).with(text) } else { text }
    };
    let part = |(part, changed): &(String, bool)| {
        let part = layout::shorten(part, ADDRESS_CHARS);
        if *changed { el("tspan").class("changed").text(&part) } else { el("tspan").text(&part) }
    };
    if layout.class == Class::Narrow {
        let gap = from.card.y.max(to.card.y) - 8.0;
        // The end that the gates on this way change: where to, on the way in; where from, on the way out.
        let [source, destination] = tag.parts.as_slice() else { return None };
        if tag.from == tag.to {
            return None;
        }
        let shown = if to.request.y > from.request.y { destination } else { source };
        let text = text(layout.width - 16.0, gap, "end").with(part(shown));
        return Some(whole(text, std::slice::from_ref(shown)));
    }
    let chars: usize = tag.parts.iter().map(|(part, _)| part.chars().count().min(ADDRESS_CHARS) + 2).sum();
    let half = chars as f64 * CHAR / 2.0;
    let middle = clamp((from.request.x + to.request.x) / 2.0, half, layout.width - half);
    let y = if back { from.post.y + from.post.h + 6.0 } else { from.post.y - 8.0 };
    let mut out = text(middle, y, "middle");
    for (index, one) in tag.parts.iter().filter(|(text, _)| !text.is_empty()).enumerate() {
        out = if index == 0 { out.with(part(one)) } else { out.text(" → ").with(part(one)) };
    }
    Some(whole(out, &tag.parts))
}

/// A path from a point on by steps.
fn path(points: &[(f64, f64)]) -> El {
    let mut way = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'l' };
        way.push_str(&format!("{step}{} {}", x.round() as i32, y.round() as i32));
    }
    el("path").set("d", &way)
}

fn chip(scene: &Scene, place: &ChipPlace) -> El {
    let ChipPlace { gate, label, name, rect: bounds } = place;
    let member = scene.members.iter().find(|member| member.gate == *gate && member.name == *name);
    let (up, chosen) = member.map_or((true, false), |member| (member.up, member.chosen));
    let word = match (up, *gate == Gate::Pod) {
        (false, true) => messages::STAGE_MEMBER_NOT_READY,
        (false, false) => messages::STAGE_MEMBER_UNHEALTHY,
        (true, true) => messages::STAGE_MEMBER_READY,
        (true, false) => messages::STAGE_MEMBER_HEALTHY,
    };
    let considered = member.is_some_and(|member| member.considered);
    let class = match (up, chosen, considered) {
        (false, _, _) => "chip down",
        (true, true, _) => "chip chosen",
        (true, false, true) => "chip considered",
        (true, false, false) => "chip",
    };
    let middle = bounds.y + bounds.h / 2.0;
    el("g")
        .class(class)
        .with(el("title").text(name).text(": ").text(word))
        .with(rect(*bounds, bounds.h / 2.0))
        .with(el("circle").place(&[("cx", bounds.x + 11.0), ("cy", middle), ("r", 3.0)]))
        .with(text_at("", bounds.x + 19.0, middle + 4.0, "start", label))
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

fn lines(class: Class, place: &GatePlace, words: messages::GateWords) -> Lines {
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

fn gate(state: State, track: Track, class: Class, place: &GatePlace, live: bool) -> impl IntoView + use<> {
    let id = place.gate;
    let card = card(class, place, messages::gate(id, track.report.with(|report| report.direction)));
    let place = place.clone();
    let width = track.layout(class).width;
    let view = move || {
        state.while_shown(track);
        track.scene.with(|scene| scene.gates.iter().find(|view| view.gate == id).cloned())
    };
    let mark = move || view().map(|view| mark(track, &place, (class, width), &view)).unwrap_or_default();
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
            <g inner_html=card></g>
            <g inner_html=mark></g>
        </g>
    }
}

/// What of a gate never changes: its ground, post, icon and words.
fn card(class: Class, place: &GatePlace, words: messages::GateWords) -> String {
    let Lines { x, anchor, icon: corner, name, three, .. } = lines(class, place, words);
    // The space is not drawn; it keeps the words of two lines apart in the gate's accessible name.
    let mut card = el("g")
        .with(rect(place.card, 10.0).class("gate-card"))
        .with(rect(place.post, 13.0).class("gate-post"))
        .with(el("path").class("gate-icon").set("d", icon(place.gate)).set("transform", &shift(corner)));
    for (y, line) in name {
        card = card.with(text_at("gate-name", x, y, anchor, &line)).text(" ");
    }
    for (y, line) in three {
        card = card.with(text_at("gate-three", x, y, anchor, &line)).text(" ");
    }
    card.into_inner()
}

/// The state in words, and where the packet ended a cross with its code; a narrow figure has the code in the words' place.
fn mark(track: Track, place: &GatePlace, (class, width): (Class, f64), view: &GateView) -> String {
    let words = messages::gate(place.gate, track.report.with(|report| report.direction));
    let Lines { x, anchor, note, .. } = lines(class, place, words);
    let code = track.report.with(|report| report.code.clone()).filter(|_| view.state.stopped());
    let Some(code) = code else {
        return el("g").with(text_at("gate-note", x, note, anchor, &view.note)).into_inner();
    };
    let Point { x: at, y } = place.request;
    let beside = if class == Class::Narrow { &code } else { &view.note };
    let mut mark = el("g")
        .with(text_at("gate-note", x, note, anchor, beside))
        .with(el("circle").class("stop-disc").place(&[("cx", at), ("cy", y), ("r", 13.0)]))
        .with(path(&[(at - 6.0, y - 6.0), (12.0, 12.0)]).class("stop-cross"))
        .with(path(&[(at - 6.0, y + 6.0), (12.0, -12.0)]).class("stop-cross"));
    if class != Class::Narrow {
        // A code is often wider than its gate, and the first and the last gate stand at the figure's edge.
        let half = code.len() as f64 * CODE_CHAR / 2.0;
        let middle = clamp(at, half, width - half);
        mark = mark.text(" ").with(text_at("stop-code", middle, place.post.y - 8.0, "middle", &code));
    }
    mark.into_inner()
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

//! A gate as it is drawn: a doorway with a sign over it, the client's window, the name server's box, the policy's fence.

use crate::layout::{Class, GatePlace, Point, Rect, Shape};
use crate::markup::{El, el};
use crate::messages::{self, GateWords};
use crate::scene::{GateState, GateView};

use super::icons::icon;
use super::path::{opening, pair, rect, text_at};

/// What of a gate never changes: its ground, its frame and its sign.
pub(super) fn door(class: Class, place: &GatePlace) -> String {
    let body = place.body;
    let middle = body.x + body.w / 2.0;
    let mut door = el("g").with(rect(place.card, 12.0).class("gate-card"));
    door = match (place.shape, class) {
        (_, Class::Narrow) => {
            let dot =
                rect(Rect { x: place.request.x - 7.0, y: place.request.y - 7.0, w: 14.0, h: 14.0 }, 7.0);
            door.with(dot.class("gate-post")).with(sign(
                place,
                Point { x: place.name.x - 14.0, y: place.request.y },
                0.8,
            ))
        }
        (Shape::Door, _) => {
            let lintel = (body.h * 0.25).round();
            door.with(rect(grown(body, 9.0), 21.0).class("halo"))
                .with(frame(body))
                .with(rect(body, 12.0).class("gate-post"))
                .with(sign(place, Point { x: middle, y: body.y + lintel / 2.0 + 1.0 }, body.w / 92.0))
        }
        (Shape::Window, _) => {
            let bar = body.y + (body.h * 0.22).round();
            let mut window = door.with(rect(body, 10.0).class("gate-post"));
            for dot in 0..3 {
                let at =
                    [("cx", body.x + 11.0 + 7.0 * f64::from(dot)), ("cy", (body.y + bar) / 2.0), ("r", 2.0)];
                window = window.with(el("circle").class("window-dot").place(&at));
            }
            let ends = [("x1", body.x), ("x2", body.x + body.w), ("y1", bar), ("y2", bar)];
            window.with(el("line").class("window-bar").place(&ends))
        }
        (Shape::Box, _) => door.with(rect(body, 10.0).class("gate-post")).with(sign(
            place,
            Point { x: body.x + body.h / 2.0 - 2.0, y: place.request.y },
            body.h / 60.0,
        )),
        (Shape::Fence, _) => {
            let mut fence = door;
            for x in [middle - 3.0, middle + 3.0] {
                let ends = [("x1", x), ("x2", x), ("y1", body.y + 12.0), ("y2", body.y + body.h)];
                fence = fence.with(el("line").class("fence").place(&ends));
            }
            let head = Rect { x: middle - 11.0, y: body.y - 8.0, w: 22.0, h: 22.0 };
            fence.with(rect(head, 6.0).class("gate-post")).with(sign(
                place,
                Point { x: middle, y: body.y + 3.0 },
                0.6,
            ))
        }
        (Shape::Pods, _) => door,
    };
    door.into_inner()
}

/// What a reader's guess adds to a gate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessed {
    /// Nothing.
    No,
    /// It can be chosen.
    Asked,
    /// It was chosen.
    Here,
}

/// What changes: name, state, and where the packet ended a shutter with a cross.
pub(super) fn mark(
    class: Class,
    place: &GatePlace,
    words: GateWords,
    view: &GateView,
    landed: Option<u16>,
    guess: Guessed,
) -> String {
    let short = class == Class::Medium || class == Class::Narrow && place.note.is_none();
    let name = if short { words.short } else { words.name };
    let mut mark = el("g").with(match name.rfind(|letter: char| letter.is_ascii_uppercase()) {
        // A fence has no room beside it: NetworkPolicy takes two lines.
        Some(at) if at > 0 && place.shape == Shape::Fence && class == Class::Wide => {
            let (first, second) = name.split_at(at);
            let line = |text: &str, y: f64| el("tspan").place(&[("x", place.name.x), ("y", y)]).text(text);
            text_at("gate-name", place.name, place.anchors[0], "")
                .with(line(first, place.name.y))
                .with(line(second, place.name.y + 17.0))
        }
        _ => text_at("gate-name", place.name, place.anchors[0], name),
    });
    let status = landed.map(|status| ["HTTP ", &status.to_string()].concat());
    if let Some(at) = place.note {
        let (class, note) = match &status {
            _ if guess == Guessed::Here && !view.state.stopped() => {
                ("gate-note guess", messages::STAGE_GUESS_YOURS)
            }
            Some(status) if class == Class::Narrow => ("gate-note", &**status),
            // A row holds so much.
            _ if view.note.is_empty() && class == Class::Narrow && name.len() + words.three.len() > 34 => {
                ("gate-note idle", "")
            }
            _ if view.note.is_empty() => ("gate-note idle", words.three),
            _ => ("gate-note", &*view.note),
        };
        mark = mark.text(" ").with(text_at(class, at, place.anchors[1], note));
    }
    let body = place.body;
    match (place.shape, class) {
        (_, Class::Narrow) if view.state.stopped() => mark = cross(mark, place.request, 11.0),
        (Shape::Door, Class::Medium | Class::Wide) if view.state.stopped() => {
            let hole = opening(body);
            mark = mark.with(rect(hole, 6.0).class("shutter"));
            let slats = (hole.h / 9.5).round();
            for slat in 1..slats as i32 {
                let y = hole.y + hole.h * f64::from(slat) / slats;
                let ends = [("x1", hole.x + 2.0), ("x2", hole.x + hole.w - 2.0), ("y1", y), ("y2", y)];
                mark = mark.with(el("line").class("slat").place(&ends));
            }
            mark = cross(mark, Point { x: hole.x + hole.w / 2.0, y: hole.y + hole.h / 2.0 }, body.w / 4.4);
        }
        (_, Class::Medium | Class::Wide) if view.state.stopped() => {
            let at = if place.shape == Shape::Fence {
                Point { x: place.request.x, y: body.y + 3.0 }
            } else {
                Point { x: body.x + body.w - 2.0, y: body.y + 4.0 }
            };
            mark = cross(mark, at, 11.0);
        }
        (Shape::Door | Shape::Box, Class::Medium | Class::Wide) if view.state == GateState::Passed => {
            let Point { x, y } = Point { x: body.x + body.w - 2.0, y: body.y + 3.0 };
            mark = mark
                .with(el("circle").class("pass-disc").place(&[("cx", x), ("cy", y), ("r", 9.0)]))
                .with(strokes(&[(x - 4.0, y), (3.0, 3.0), (6.0, -6.0)]).class("pass-check"));
        }
        _ => {}
    }
    if guess == Guessed::Asked {
        mark = asked(mark, class, place);
    }
    if let Some(status) = landed.filter(|_| place.shape == Shape::Window && class != Class::Narrow) {
        let class = if status < 400 { "landed" } else { "landed bad" };
        let at = Point { x: body.x + body.w / 2.0, y: body.y + body.h * 0.74 };
        mark = mark.text(" ").with(text_at(class, at, "middle", &status.to_string()));
    }
    mark.into_inner()
}

/// A question mark where the gate would stop the packet.
fn asked(mark: El, class: Class, place: &GatePlace) -> El {
    let body = place.body;
    let (at, radius) = match (place.shape, class) {
        (_, Class::Narrow) => (place.request, 9.0),
        (Shape::Door, _) => {
            let hole = opening(body);
            (Point { x: hole.x + hole.w / 2.0, y: hole.y + hole.h / 2.0 }, body.w / 5.2)
        }
        (Shape::Fence, _) => (Point { x: place.request.x, y: place.request.y }, 9.0),
        _ => (Point { x: body.x + body.w - 2.0, y: body.y + 4.0 }, 9.0),
    };
    let text = text_at("ask-mark", Point { x: at.x, y: at.y + radius * 0.42 }, "middle", "?");
    mark.with(el("circle").class("ask-disc").place(&[("cx", at.x), ("cy", at.y), ("r", radius)])).with(text)
}

/// A disc with a cross, around a point.
fn cross(mark: El, at: Point, radius: f64) -> El {
    let Point { x, y } = at;
    let arm = (radius * 0.42).round();
    mark.with(el("circle").class("stop-disc").place(&[("cx", x), ("cy", y), ("r", radius)]))
        .with(strokes(&[(x - arm, y - arm), (2.0 * arm, 2.0 * arm)]).class("stop-cross"))
        .with(strokes(&[(x - arm, y + arm), (2.0 * arm, -2.0 * arm)]).class("stop-cross"))
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect { x: rect.x - by, y: rect.y - by, w: rect.w + 2.0 * by, h: rect.h + 2.0 * by }
}

/// The gate's icon around a point; its grid has 24 units.
fn sign(place: &GatePlace, at: Point, size: f64) -> El {
    let percent = (size * 100.0).round() as i32;
    let (x, y) = ((at.x - 12.0 * size).round() as i32, (at.y - 12.0 * size).round() as i32);
    // Two digits.
    let (whole, part) = ((percent / 100).to_string(), (100 + percent % 100).to_string());
    let scale = ["scale(", &whole, ".", part.get(1..).unwrap_or_default(), ")"].concat();
    let transform = ["translate(", &x.to_string(), " ", &y.to_string(), ") ", &scale].concat();
    el("path").class("gate-icon").set("d", icon(place.gate)).set("transform", &transform)
}

/// The frame around a doorway, over the lines that run through it.
fn frame(body: Rect) -> El {
    let hole = opening(body);
    let whole = |values: &[f64]| {
        let values = values.iter().map(|value| (value.round() as i32).to_string());
        values.collect::<Vec<_>>().join(" ")
    };
    let r = 12.0;
    let (w, h) = (body.w - 2.0 * r, body.h - 2.0 * r);
    let corner = |x: f64, y: f64| ["a", &whole(&[r, r, 0.0, 0.0, 1.0, x, y])].concat();
    let d = [
        &["M", &whole(&[body.x + r, body.y]), "h", &whole(&[w])].concat(),
        &corner(r, r),
        &["v", &whole(&[h])].concat(),
        &corner(-r, r),
        &["h", &whole(&[-w])].concat(),
        &corner(-r, -r),
        &["v", &whole(&[-h])].concat(),
        &corner(r, -r),
        // The opening, the other way round.
        &["zM", &whole(&[hole.x, hole.y]), "v", &whole(&[hole.h]), "h", &whole(&[hole.w])].concat(),
        &["v", &whole(&[-hole.h]), "z"].concat(),
    ];
    el("path").class("frame").set("d", &d.map(String::as_str).concat())
}

/// A path from a point on by steps.
fn strokes(points: &[(f64, f64)]) -> El {
    let mut way = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        way.push(if index == 0 { 'M' } else { 'l' });
        way.push_str(&pair(Point { x: *x, y: *y }));
    }
    el("path").set("d", &way)
}

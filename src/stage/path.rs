//! What lies under the gates: regions and wires; and the beam that falls from the gate at work onto the glass.

use gauntlet_model::journey::{Outcome, Way};
use gauntlet_model::report::Report;

use crate::gate::Gate;
use crate::layout::{Class, Layout, Point, Rect, Region, RegionKind, Shape};
use crate::markup::{El, el};
use crate::messages;
use crate::route;
use crate::scene::{GateState, Scene, WireView};

/// Regions, openings and wires.
pub(super) fn ground(report: &Report, layout: &Layout, scene: &Scene) -> String {
    let wells =
        layout.gates.iter().filter(|place| place.shape == Shape::Door && layout.class != Class::Narrow);
    let wells = wells.map(|place| {
        let state = scene.gates.iter().find(|view| view.gate == place.gate);
        let state = state.map_or(GateState::Ahead, |view| view.state);
        rect(opening(place.body), 7.0).class("well").set("data-state", state.name())
    });
    el("g")
        .with_all(layout.regions.iter().filter_map(|part| region(layout.class, part)).collect())
        .with_all(wells.collect())
        .with(wires(report, layout, scene))
        .with_all(
            layout
                .groups
                .iter()
                .map(|(_, at)| text_at("gate-name", *at, "middle", messages::STAGE_NODES))
                .collect(),
        )
        .into_inner()
}

/// The light that falls from a gate to the glass below the figure.
pub(super) fn beam(report: &Report, layout: &Layout, scene: &Scene, at: Gate) -> String {
    let Some(place) = layout.gate(at).filter(|_| layout.class != Class::Narrow) else { return String::new() };
    let stopped = scene.gates.iter().any(|view| view.gate == at && view.state.stopped());
    let class = match scene.ended {
        _ if stopped => "beam stopped",
        Some(Outcome::Answered) => "beam answered",
        _ => "beam",
    };
    let from = route::stop(report, layout, at, Way::Request).unwrap_or(place.request);
    let (half, top) = match place.shape {
        Shape::Door => (place.body.w * 0.3, place.body.y + place.body.h),
        Shape::Window => (place.body.w * 0.3, place.body.y + place.body.h),
        _ => (16.0, from.y + 16.0),
    };
    // The glass takes the left three fifths.
    let (low, high) = (layout.width * 0.09, layout.width * 0.52);
    if from.x > layout.width * 0.66 {
        // From far to the right it would lie flat.
        return String::new();
    }
    let to = crate::timeline::clamp(from.x, low, high);
    let wide = layout.width * 0.07;
    let mut way = String::new();
    for (index, (x, y)) in
        [(from.x - half, top), (to - wide, layout.height), (to + wide, layout.height), (from.x + half, top)]
            .into_iter()
            .enumerate()
    {
        way.push_str(if index == 0 { "M" } else { "L" });
        way.push_str(&pair(Point { x, y }));
    }
    el("g").with(el("path").class(class).set("d", &(way + "Z"))).into_inner()
}

pub(super) fn rect(rect: Rect, corner: f64) -> El {
    el("rect").place(&[("x", rect.x), ("y", rect.y), ("width", rect.w), ("height", rect.h), ("rx", corner)])
}

pub(super) fn text_at(class: &str, at: Point, anchor: &str, text: &str) -> El {
    el("text").class(class).place(&[("x", at.x), ("y", at.y)]).set("text-anchor", anchor).text(text)
}

/// A doorway's opening, below the sign over it.
pub(super) fn opening(body: Rect) -> Rect {
    let (jamb, lintel) = (7.0, (body.h * 0.25).round());
    Rect { x: body.x + jamb, y: body.y + lintel, w: body.w - 2.0 * jamb, h: body.h - lintel - jamb }
}

pub(super) fn pair(at: Point) -> String {
    // Whole units keep the wasm free of the printing of floats.
    [(at.x.round() as i32).to_string(), " ".to_owned(), (at.y.round() as i32).to_string()].concat()
}

fn region(class: Class, region: &Region) -> Option<El> {
    let Region { kind, rect: bounds, label } = *region;
    let name = || text_at("region-name", label, "start", messages::region(kind));
    Some(match (kind, class) {
        (RegionKind::Cluster, Class::Narrow) => rect(bounds, 14.0).class("region-plate"),
        (_, Class::Narrow) => return None,
        (RegionKind::Cluster, _) => el("g").with(rect(bounds, 14.0).class("region-plate")).with(name()),
        (RegionKind::Edge, _) => {
            let at = Point { x: bounds.x, y: bounds.y + 8.0 };
            let line = ["M", &pair(at), "v", &((bounds.h - 16.0).round() as i32).to_string()].concat();
            el("g").with(el("path").class("region-line").set("d", &line)).with(name())
        }
        (RegionKind::Outside, _) => name(),
    })
}

/// The line through some points: level ones straight, others in an S whose handles lie at half its width. [`route::Leg::at`] takes
/// the same way.
fn line(points: &[Point]) -> String {
    let mut way = String::new();
    let mut before: Option<Point> = None;
    for &at in points {
        match before {
            None => way.push('M'),
            Some(from) if from.y == at.y || from.x == at.x => way.push('L'),
            Some(from) => {
                let middle = (from.x + at.x) / 2.0;
                way.push('C');
                for y in [from.y, at.y] {
                    way.push_str(&pair(Point { x: middle, y }));
                    way.push(' ');
                }
            }
        }
        way.push_str(&pair(at));
        before = Some(at);
    }
    way
}

/// The lines and, where the balancer or the Service chooses, all their branches: those to what is down are cut. Drawn wall by wall,
/// so that where lines meet none closes another.
fn wires(report: &Report, layout: &Layout, scene: &Scene) -> El {
    let mut runs = Vec::new();
    for view in &scene.wires {
        let chosen = route::points(report, layout, view.from, view.to, Way::Request);
        let class = |more: &str| {
            let spur = if view.to == Gate::Dns { " spur" } else { "" };
            let dim = if view.unreached { " dim" } else { "" };
            [if view.locked { "tube" } else { "bare" }, dim, spur, more].concat()
        };
        for (name, points) in branches(layout, view) {
            let down = report.members.iter().any(|member| member.name == name && !member.up);
            // The one that was taken is drawn over them.
            if !(view.lit && chosen.iter().all(|point| points.contains(point))) {
                runs.push((false, class(if down { " cut" } else { "" }), line(&points)));
            }
        }
        if view.lit || branches(layout, view).next().is_none() {
            runs.push((view.lit, class(if view.lit { " lit" } else { "" }), line(&chosen)));
        }
    }
    runs.sort_by_key(|(lit, ..)| *lit);
    // Neighbors that look alike are one element.
    runs.dedup_by(|(_, class, d), (_, before, joined)| {
        let alike = class == before;
        if alike {
            joined.push_str(d);
        }
        alike
    });
    let mut out = el("g").class("wires");
    for part in ["wall", "hollow", "wall inner", "hollow inner"] {
        for (_, class, d) in &runs {
            // A line in clear is one stroke.
            if part == "wall" || class.starts_with("tube") && !class.ends_with("cut") {
                out = out.with(el("path").class(&[part, " ", class].concat()).set("d", d));
            }
        }
    }
    let back = scene.wires.iter().filter(|view| view.back);
    out.with_all(
        back.map(|view| {
            let points = route::points(report, layout, view.from, view.to, Way::Response);
            el("path").class("way-back").set("d", &line(&points))
        })
        .collect(),
    )
}

/// The branches of a wire, each with the name of the node or pod at it and its points.
fn branches<'l>(
    layout: &'l Layout,
    view: &WireView,
) -> impl Iterator<Item = (&'l str, Vec<Point>)> + use<'l> {
    let ends = match (view.from, view.to) {
        _ if layout.class == Class::Narrow => None,
        (Gate::LoadBalancer, Gate::ReverseProxy) => Some(true),
        (Gate::Service, Gate::NetworkPolicy) => Some(false),
        _ => None,
    };
    let (from, to) = (layout.gate(view.from), layout.gate(view.to));
    let places = ends.zip(from.zip(to));
    let chips = layout.chips.iter().filter(move |chip| places.is_some_and(|(node, _)| chip.node == node));
    chips.filter_map(move |chip| {
        let (node, (from, to)) = places?;
        let after = if node { to.request } else { Point { x: to.request.x, y: chip.at[0].y } };
        let before = from.request;
        let points = if node { vec![before, chip.at[0], after] } else { vec![before, after, chip.at[0]] };
        Some((chip.name.as_str(), points))
    })
}

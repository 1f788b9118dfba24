//! The figure from left to right: doors in a row, and lines that fan out to the nodes and the pods.

use gauntlet_model::journey::Direction;

use super::{
    ChipPlace, Class, GatePlace, Layout, MAX_CHIPS, Members, Point, Rect, Region, RegionKind, Shape, fit,
};
use crate::gate::Gate;

/// The measures of a class, in the figure's units.
pub(super) struct Metrics {
    width: f64,
    height: f64,
    /// The line that requests travel on, and how far below it the responses do.
    axis: f64,
    back: f64,
    /// A door: width, height, top.
    door: (f64, f64, f64),
    window: (f64, f64),
    /// The name server's box.
    server: (f64, f64),
    /// Base lines of names, and of the states below them.
    name: f64,
    note: Option<f64>,
    region: f64,
    /// Middles, in the order of [`column`].
    columns: [f64; 12],
    /// Where the edge and the cluster begin, and where the cluster ends.
    parts: [f64; 3],
    node: (f64, f64),
    pod: (f64, f64),
    /// The distance between two of three chips.
    fan: f64,
    /// Average width of a character in a chip.
    char_width: f64,
    inset: f64,
}

pub(super) const WIDE: Metrics = Metrics {
    width: 1120.0,
    height: 262.0,
    axis: 166.0,
    back: 30.0,
    door: (80.0, 128.0, 86.0),
    window: (104.0, 74.0),
    server: (156.0, 48.0),
    name: 55.0,
    note: Some(74.0),
    region: 32.0,
    columns: [68.0, 214.0, 334.0, 454.0, 594.0, 732.0, 852.0, 954.0, 1040.0, 640.0, 806.0, 400.0],
    parts: [140.0, 520.0, 1106.0],
    node: (92.0, 34.0),
    pod: (104.0, 36.0),
    fan: 60.0,
    char_width: 7.6,
    inset: 10.0,
};

pub(super) const MEDIUM: Metrics = Metrics {
    width: 700.0,
    height: 172.0,
    axis: 108.0,
    back: 22.0,
    door: (54.0, 92.0, 52.0),
    window: (84.0, 54.0),
    server: (96.0, 36.0),
    name: 42.0,
    note: None,
    region: 22.0,
    columns: [50.0, 139.0, 203.0, 267.0, 353.0, 437.0, 509.0, 578.0, 648.0, 390.0, 504.0, 248.0],
    parts: [98.0, 303.0, 694.0],
    node: (74.0, 26.0),
    pod: (82.0, 28.0),
    fan: 40.0,
    char_width: 7.0,
    inset: 6.0,
};

/// Which column a gate stands in.
const fn column(gate: Gate, direction: Direction) -> usize {
    match (gate, direction) {
        (Gate::Internet, _) => 0,
        (Gate::Firewall | Gate::EgressFirewall, _) => 1,
        (Gate::Waf, _) => 2,
        (Gate::LoadBalancer, _) => 3,
        (Gate::ReverseProxy, _) => 5,
        (Gate::Service, _) => 6,
        (Gate::NetworkPolicy, Direction::Ingress) => 7,
        (Gate::Pod, _) => 8,
        (Gate::NetworkPolicy, Direction::Egress) => 9,
        (Gate::Dns, _) => 10,
        (Gate::NatGateway, _) => 11,
    }
}

/// The column of the nodes.
const NODES: usize = 4;

pub(super) fn layout(class: Class, m: &Metrics, direction: Direction, members: &[Members]) -> Layout {
    let x_of = |column: usize| m.columns.get(column).copied().unwrap_or_default();
    let mut chips = Vec::new();
    for group in members {
        let (size, x) = if group.node { (m.node, x_of(NODES)) } else { (m.pod, x_of(8)) };
        let chars = ((size.0 - size.1) / m.char_width) as usize;
        let shown = fit(group, MAX_CHIPS, chars);
        let step = if shown.len() > 3 { m.fan * 0.7 } else { m.fan };
        let top = m.axis - step * (shown.len().saturating_sub(1)) as f64 / 2.0;
        for (row, (name, label)) in shown.into_iter().enumerate() {
            let y = top + row as f64 * step;
            // In a pod a packet stands behind its name.
            let at = if group.node { x } else { x + size.0 / 2.0 - 14.0 };
            chips.push(ChipPlace {
                node: group.node,
                label,
                name,
                rect: Rect { x: x - size.0 / 2.0, y: y - size.1 / 2.0, w: size.0, h: size.1 },
                at: [Point { x: at, y }, Point { x: at, y: y + m.back * 0.4 }],
            });
        }
    }
    let gates = Gate::path(direction)
        .iter()
        .map(|&gate| {
            let x = x_of(column(gate, direction));
            let around = |w: f64, h: f64, y: f64| Rect { x: x - w / 2.0, y: y - h / 2.0, w, h };
            let (door, lowest) = (m.door, m.height - m.inset - 2.0);
            let (shape, body) = match (gate, direction) {
                (Gate::Internet, _) => (Shape::Window, around(m.window.0, m.window.1, m.axis)),
                (Gate::Pod, _) => {
                    let body = Rect { x: x - m.pod.0 / 2.0, y: door.2, w: m.pod.0, h: lowest - door.2 };
                    (Shape::Pods, body)
                }
                (Gate::Dns, _) => (Shape::Box, around(m.server.0, m.server.1, m.axis + m.fan * 0.85)),
                (Gate::NetworkPolicy, Direction::Ingress) => {
                    let body = Rect { x: x - m.inset, y: door.2, w: m.inset * 2.0, h: lowest - door.2 - 4.0 };
                    (Shape::Fence, body)
                }
                _ => (Shape::Door, Rect { x: x - door.0 / 2.0, y: door.2, w: door.0, h: door.1 }),
            };
            let y = if shape == Shape::Box { body.y + body.h / 2.0 } else { m.axis };
            let card = match shape {
                Shape::Box => body,
                Shape::Window | Shape::Pods => Rect {
                    x: body.x,
                    y: m.name - 14.0,
                    w: body.w,
                    h: (body.y + body.h - m.name + 14.0).max(0.0),
                },
                Shape::Fence => Rect {
                    x: body.x - m.inset,
                    y: m.name - 14.0,
                    w: body.w + m.inset * 2.0,
                    h: body.y + body.h - m.name + 14.0,
                },
                Shape::Door => Rect {
                    x: body.x - 8.0,
                    y: m.name - 14.0,
                    w: body.w + 16.0,
                    h: body.y + body.h - m.name + 20.0,
                },
            };
            let (name, note, anchors) = if shape == Shape::Box {
                let left = body.x + body.h - m.inset;
                let note = m.note.map(|_| Point { x: left, y: y + 15.0 });
                (Point { x: left, y: if note.is_some() { y - 3.0 } else { y + 4.5 } }, note, ["start"; 2])
            } else {
                // A fence is narrow: what it says would run into its neighbors'.
                let note = m.note.filter(|_| shape != Shape::Fence).map(|y| Point { x, y });
                (Point { x, y: m.name }, note, ["middle"; 2])
            };
            // At the client's window a packet waits before it, so that what it shows is free.
            let at = if shape == Shape::Window { body.x + body.w } else { x };
            let (request, response) = (Point { x: at, y }, Point { x: at, y: y + m.back });
            GatePlace { gate, shape, request, response, body, card, name, note, anchors }
        })
        .collect();
    let region = |kind, from: f64, to: f64| Region {
        kind,
        rect: Rect { x: from, y: m.inset, w: to - from, h: m.height - m.inset * 2.0 },
        label: Point { x: from + m.inset + 4.0, y: m.region },
    };
    let [edge, cluster, end] = m.parts;
    let regions = vec![
        region(RegionKind::Outside, 0.0, edge),
        region(RegionKind::Edge, edge, cluster),
        region(RegionKind::Cluster, cluster, end),
    ];
    let groups = members.iter().filter(|group| group.node && !group.names.is_empty());
    let groups = groups.map(|_| (true, Point { x: x_of(NODES), y: m.name })).collect();
    Layout { class, width: m.width, height: m.height, gates, chips, groups, regions }
}

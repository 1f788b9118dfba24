//! The figure from top to bottom: a rail with a row for each gate, and the nodes and pods as rows of chips.

use gauntlet_model::journey::Direction;

use super::{ChipPlace, Class, GatePlace, Layout, Members, Point, Rect, Region, RegionKind, Shape, fit};
use crate::gate::Gate;

const WIDTH: f64 = 366.0;
const HEIGHT: f64 = 248.0;
/// Where the rails run.
const REQUEST: f64 = 27.0;
const RESPONSE: f64 = 43.0;
const LEFT: f64 = 64.0;
/// So many chips stand in a row.
const CHIPS: usize = 3;

/// The row of each gate, and of the nodes.
const fn row(gate: Gate, direction: Direction) -> f64 {
    match (gate, direction) {
        (Gate::Internet, _) => 0.0,
        (Gate::Firewall, _) => 1.0,
        (Gate::EgressFirewall, _) => 1.4,
        (Gate::Waf, _) => 2.0,
        (Gate::NatGateway, _) => 2.8,
        (Gate::LoadBalancer, _) => 3.0,
        (Gate::ReverseProxy, _) => 4.0,
        (Gate::NetworkPolicy, Direction::Egress) => 4.2,
        (Gate::Dns, _) => 5.6,
        (Gate::Service, _) => 5.0,
        (Gate::NetworkPolicy, Direction::Ingress) => 6.0,
        (Gate::Pod, _) => 7.0,
    }
}

pub(super) fn layout(direction: Direction, members: &[Members]) -> Layout {
    let pitch = HEIGHT / 8.0;
    let middle = |row: f64| pitch * (row + 0.5);
    let mut chips = Vec::new();
    for group in members {
        // The nodes stand behind the balancer's name, the pods behind the pods'.
        let (y, left) = if group.node { (middle(3.0), 165.0) } else { (middle(7.0), 136.0) };
        let room = (WIDTH - 8.0 - left) / CHIPS as f64;
        for (column, (name, label)) in
            fit(group, CHIPS, ((room - 22.0) / 7.0) as usize).into_iter().enumerate()
        {
            let rect = Rect { x: left + column as f64 * room, y: y - 13.0, w: room - 4.0, h: 26.0 };
            let at = [Point { x: REQUEST, y }, Point { x: RESPONSE, y }];
            chips.push(ChipPlace { node: group.node, label, name, rect, at });
        }
    }
    let gates = Gate::path(direction)
        .iter()
        .map(|&gate| {
            let y = middle(row(gate, direction));
            let card =
                Rect { x: LEFT - 8.0, y: y - pitch / 2.0 + 1.0, w: WIDTH - LEFT + 4.0, h: pitch - 2.0 };
            let body = Rect { x: REQUEST - 19.0, y: y - 14.0, w: RESPONSE - REQUEST + 30.0, h: 28.0 };
            // Where chips fill the row, they say the state.
            let members =
                |node: bool| members.iter().any(|group| group.node == node && !group.names.is_empty());
            let taken = gate == Gate::Pod && members(false) || gate == Gate::LoadBalancer && members(true);
            GatePlace {
                gate,
                shape: Shape::Door,
                request: Point { x: REQUEST, y },
                response: Point { x: RESPONSE, y },
                body,
                card,
                name: Point { x: LEFT + 22.0, y: y + 5.0 },
                note: (!taken).then_some(Point { x: WIDTH - 12.0, y: y + 5.0 }),
                anchors: ["start", "end"],
            }
        })
        .collect();
    let region = |kind, from: f64, to: f64| Region {
        kind,
        rect: Rect { x: 1.0, y: pitch * from, w: WIDTH - 2.0, h: pitch * (to - from) },
        label: Point { x: LEFT, y: pitch * from },
    };
    let regions = vec![
        region(RegionKind::Outside, 0.0, 1.0),
        region(RegionKind::Edge, 1.0, 4.0),
        region(RegionKind::Cluster, 4.0, 8.0),
    ];
    Layout { class: Class::Narrow, width: WIDTH, height: HEIGHT, gates, chips, groups: Vec::new(), regions }
}

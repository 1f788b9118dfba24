//! Nothing overlaps, nothing leaves its place, and shared gates stay where they are.

use super::*;

fn names(count: usize, length: usize) -> Vec<String> {
    (0..count).map(|i| format!("{}{i}", "n".repeat(length))).collect()
}

/// As the stage asks for them: nodes only on the way in.
fn members(direction: Direction, count: usize, length: usize) -> Vec<Members> {
    let groups = if direction == Direction::Ingress { vec![true, false] } else { vec![false] };
    groups.into_iter().map(|node| Members { node, names: names(count, length) }).collect()
}

#[test]
fn nothing_overlaps_and_all_is_inside() {
    for class in Class::ALL {
        for direction in [Direction::Ingress, Direction::Egress] {
            for (count, length) in [(0, 0), (1, 3), (3, 6), (4, 40), (9, 12)] {
                let l = layout(class, direction, &members(direction, count, length));
                let whole = Rect { x: 0.0, y: 0.0, w: l.width, h: l.height };
                // The pods stand within their own gate; on a phone chips stand in their gate's row.
                let own = |place: &&GatePlace| class == Class::Narrow || place.gate != Gate::Pod;
                let gates = l.gates.iter().filter(own);
                let body = |place: &GatePlace| if class == Class::Narrow { place.card } else { place.body };
                let gates: Vec<Rect> = gates.map(body).collect();
                let chips: Vec<Rect> = l.chips.iter().map(|chip| chip.rect).collect();
                let together = [gates.as_slice(), chips.as_slice()].concat();
                let groups = if class == Class::Narrow { vec![gates, chips] } else { vec![together] };
                for boxes in groups {
                    for (i, a) in boxes.iter().enumerate() {
                        assert!(whole.holds(a), "{class:?} {direction:?} {count}: {a:?} outside");
                        for b in boxes.iter().skip(i + 1) {
                            assert!(!a.overlaps(b), "{class:?} {direction:?} {count}: {a:?} on {b:?}");
                        }
                    }
                }
            }
        }
    }
}

/// Which part of the figure a gate belongs to.
fn part(gate: Gate) -> RegionKind {
    match gate {
        Gate::Internet => RegionKind::Outside,
        Gate::Firewall | Gate::Waf | Gate::LoadBalancer | Gate::NatGateway | Gate::EgressFirewall => {
            RegionKind::Edge
        }
        _ => RegionKind::Cluster,
    }
}

#[test]
fn gates_stand_in_their_region() {
    for class in Class::ALL {
        for direction in [Direction::Ingress, Direction::Egress] {
            let l = layout(class, direction, &members(direction, 3, 6));
            for place in &l.gates {
                let kind = part(place.gate);
                let rect = l.regions.iter().find(|region| region.kind == kind).expect("drawn").rect;
                let [at, from, size] = match class {
                    Class::Narrow => [place.request.y, rect.y, rect.h],
                    // The client's packets wait before its window.
                    _ => [place.body.x + place.body.w / 2.0, rect.x, rect.w],
                };
                assert!((from..=from + size).contains(&at), "{class:?}: {:?} leaves {kind:?}", place.gate);
            }
        }
    }
}

#[test]
fn shared_gates_and_the_size_stay_when_the_direction_changes() {
    for class in Class::ALL {
        let a = layout(class, Direction::Ingress, &members(Direction::Ingress, 3, 6));
        let b = layout(class, Direction::Egress, &members(Direction::Egress, 3, 6));
        assert_eq!((a.width, a.height), (b.width, b.height));
        assert_eq!(a.regions, b.regions);
        for gate in [Gate::Internet, Gate::Pod] {
            assert_eq!(a.gate(gate), b.gate(gate), "{class:?} {gate:?}");
        }
    }
}

#[test]
fn long_names_are_cut_in_the_middle() {
    assert_eq!(shorten("web-5f7c9d-abcde", 9), "web-…bcde");
    assert_eq!(shorten("node-a", 9), "node-a");
}

//! Nothing overlaps, nothing leaves its place, and shared gates stay where they are.

use super::*;

fn names(count: usize, length: usize) -> Vec<String> {
    (0..count).map(|i| format!("{}{i}", "n".repeat(length))).collect()
}

/// As the stage asks for them: nodes only on the way in.
fn members(direction: Direction, count: usize, length: usize) -> Vec<Members> {
    [Gate::ReverseProxy, Gate::Pod]
        .into_iter()
        .filter(|gate| Gate::path(direction).contains(gate))
        .map(|gate| Members { gate, names: names(count, length) })
        .collect()
}

#[test]
fn nothing_overlaps_and_all_is_inside() {
    for class in Class::ALL {
        for direction in [Direction::Ingress, Direction::Egress] {
            for (count, length) in [(0, 0), (1, 3), (3, 6), (4, 40), (9, 12)] {
                let l = layout(class, direction, &members(direction, count, length));
                let whole = Rect { x: 0.0, y: 0.0, w: l.width, h: l.height };
                let mut boxes: Vec<Rect> = l.gates.iter().flat_map(|g| [g.card, g.post]).collect();
                boxes.extend(l.chips.iter().map(|c| c.rect));
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

#[test]
fn gates_stand_in_their_region() {
    for class in Class::ALL {
        for direction in [Direction::Ingress, Direction::Egress] {
            let l = layout(class, direction, &members(direction, 3, 6));
            for g in &l.gates {
                let kind = match slot(g.gate) {
                    s if s < 1.0 => RegionKind::Outside,
                    s if s < 3.0 => RegionKind::Edge,
                    _ => RegionKind::Cluster,
                };
                let region = l.regions.iter().find(|r| r.kind == kind).expect("drawn");
                assert!(region.rect.holds(&g.card), "{class:?}: {:?} leaves {kind:?}", g.gate);
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
            let at = |l: &Layout| l.gates.iter().find(|g| g.gate == gate).cloned();
            assert_eq!(at(&a), at(&b), "{class:?} {gate:?}");
        }
    }
}

#[test]
fn long_names_are_cut_in_the_middle() {
    assert_eq!(shorten("web-5f7c9d-abcde", 9), "web-…bcde");
    assert_eq!(shorten("node-a", 9), "node-a");
}

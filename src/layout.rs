//! Where everything on the stage stands: a pure function of size class, direction and the members to draw.
//!
//! Units are the user units of the figure's `viewBox`; the figure is scaled to the width it is given. Cards that both
//! directions share stand at the same place in both.

use gauntlet_model::journey::Direction;

use crate::gate::Gate;

/// A point in the figure's units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle in the figure's units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Whether two rectangles share any area.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.x + other.w <= self.x + self.w
            && other.y + other.h <= self.y + self.h
    }
}

/// The three shapes of the figure, chosen by the width it gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Class {
    /// Top to bottom, for phones.
    Narrow,
    /// Left to right, for the column of a blog.
    Medium,
    /// Left to right, with room.
    #[default]
    Wide,
}

impl Class {
    /// Every class, narrowest first.
    pub const ALL: [Self; 3] = [Self::Narrow, Self::Medium, Self::Wide];

    /// The class for a width in CSS pixels. The style sheet's container queries use the same two bounds.
    #[must_use]
    pub fn for_width(px: f64) -> Self {
        match px {
            px if px < 640.0 => Self::Narrow,
            px if px < 900.0 => Self::Medium,
            _ => Self::Wide,
        }
    }

    /// The class of each figure in a frame of a width: two stand side by side where there is room for that.
    #[must_use]
    pub fn for_frame(px: f64, two: bool) -> Self {
        Self::for_width(if two && px >= 640.0 { (px - 24.0) / 2.0 } else { px })
    }

    /// The name used in class attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Medium => "medium",
            Self::Wide => "wide",
        }
    }
}

/// A gate's place.
#[derive(Clone, Debug, PartialEq)]
pub struct GatePlace {
    /// Which gate.
    pub gate: Gate,
    /// Where requests pass it.
    pub request: Point,
    /// Where responses pass it.
    pub response: Point,
    /// The post that both lines run through.
    pub post: Rect,
    /// The card with its words.
    pub card: Rect,
}

/// A member's chip: a node or a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct ChipPlace {
    /// The gate it is drawn at.
    pub gate: Gate,
    /// Its name, shortened to fit.
    pub label: String,
    /// Its whole name.
    pub name: String,
    /// Its place.
    pub rect: Rect,
}

/// A part of the figure with a name: outside, edge, cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Which one.
    pub kind: RegionKind,
    /// Its extent.
    pub rect: Rect,
    /// Where its name stands: the left end of the base line.
    pub label: Point,
}

/// The three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// Nobody's and everybody's.
    Outside,
    /// The provider's edge in front of the cluster.
    Edge,
    /// The cluster.
    Cluster,
}

/// The members drawn at a gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// The gate.
    pub gate: Gate,
    /// Their names, in order.
    pub names: Vec<String>,
}

/// The whole figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Its class.
    pub class: Class,
    /// Width of the `viewBox`.
    pub width: f64,
    /// Height of the `viewBox`.
    pub height: f64,
    /// The gates in the order a request meets them.
    pub gates: Vec<GatePlace>,
    /// The nodes and pods.
    pub chips: Vec<ChipPlace>,
    /// The named parts.
    pub regions: Vec<Region>,
}

/// At most this many chips are drawn at a gate; the last one then stands for the rest.
pub const MAX_CHIPS: usize = 4;

struct Metrics {
    width: f64,
    margin: f64,
    card: (f64, f64),
    /// Distance between the starts of two neighbouring slots.
    pitch: f64,
    /// Top (or, narrow, left) of the lines.
    request: f64,
    response: f64,
    chip: (f64, f64),
    /// Average width of a character in a chip.
    char_width: f64,
}

const WIDE: Metrics = Metrics {
    width: 960.0,
    margin: 10.0,
    card: (132.0, 98.0),
    pitch: 162.0,
    request: 70.0,
    response: 94.0,
    chip: (120.0, 22.0),
    char_width: 6.6,
};

const MEDIUM: Metrics = Metrics {
    width: 660.0,
    margin: 6.0,
    card: (98.0, 128.0),
    pitch: 110.0,
    request: 70.0,
    response: 94.0,
    chip: (92.0, 22.0),
    char_width: 6.0,
};

const NARROW: Metrics = Metrics {
    width: 320.0,
    margin: 8.0,
    card: (232.0, 60.0),
    pitch: 84.0,
    request: 24.0,
    response: 46.0,
    chip: (70.0, 20.0),
    char_width: 5.8,
};

/// Lays the figure out.
#[must_use]
pub fn layout(class: Class, direction: Direction, members: &[Members]) -> Layout {
    match class {
        Class::Wide => across(class, &WIDE, direction, members),
        Class::Medium => across(class, &MEDIUM, direction, members),
        Class::Narrow => down(&NARROW, direction, members),
    }
}

/// The slot a gate stands in, counted from the internet; halves stand between two.
const fn slot(gate: Gate) -> f64 {
    match gate {
        Gate::Internet => 0.0,
        Gate::Edge | Gate::EgressFirewall => 1.0,
        Gate::LoadBalancer | Gate::NatGateway => 2.0,
        Gate::ReverseProxy => 3.0,
        Gate::ClusterEgress => 3.5,
        Gate::Service => 4.0,
        Gate::Pod => 5.0,
    }
}

fn across(class: Class, m: &Metrics, direction: Direction, members: &[Members]) -> Layout {
    let card_top = m.response + 24.0;
    let left = |slot: f64| m.margin + slot * m.pitch;
    let gates: Vec<_> = Gate::path(direction)
        .iter()
        .map(|&gate| {
            let x = left(slot(gate));
            let centre = x + m.card.0 / 2.0;
            GatePlace {
                gate,
                request: Point { x: centre, y: m.request },
                response: Point { x: centre, y: m.response },
                post: Rect {
                    x: centre - 13.0,
                    y: m.request - 14.0,
                    w: 26.0,
                    h: m.response - m.request + 28.0,
                },
                card: Rect { x, y: card_top, w: m.card.0, h: m.card.1 },
            }
        })
        .collect();
    let chip_top = card_top + m.card.1 + 8.0;
    let mut chips = Vec::new();
    for group in members {
        let x = left(slot(group.gate)) + (m.card.0 - m.chip.0) / 2.0;
        for (row, (name, label)) in fit(group, m).into_iter().enumerate() {
            let y = chip_top + row as f64 * (m.chip.1 + 5.0);
            chips.push(ChipPlace {
                gate: group.gate,
                label,
                name,
                rect: Rect { x, y, w: m.chip.0, h: m.chip.1 },
            });
        }
    }
    // Room for a full column of chips, so that the height never depends on what is drawn.
    let height = chip_top + MAX_CHIPS as f64 * (m.chip.1 + 5.0) + 10.0;
    let cut = |slot: f64| left(slot) - (m.pitch - m.card.0) / 2.0;
    let region = |kind, from: f64, to: f64| Region {
        kind,
        rect: Rect { x: from, y: 8.0, w: to - from, h: height - 10.0 },
        label: Point { x: from + 12.0, y: 28.0 },
    };
    let regions = vec![
        region(RegionKind::Outside, 0.0, cut(1.0)),
        region(RegionKind::Edge, cut(1.0), cut(3.0)),
        region(RegionKind::Cluster, cut(3.0), m.width - 1.0),
    ];
    Layout { class, width: m.width, height, gates, chips, regions }
}

fn down(m: &Metrics, direction: Direction, members: &[Members]) -> Layout {
    // Inside the cluster every slot keeps room for a row of chips, so that both directions have one height.
    const HEAD: f64 = 26.0;
    const CHIP_ROOM: f64 = 16.0;
    let top = |slot: f64| {
        let regions = if slot >= 3.0 { 2.0 } else { slot.min(1.0) };
        HEAD + slot * m.pitch + regions * HEAD + (slot - 3.0).max(0.0) * CHIP_ROOM
    };
    let gates: Vec<_> = Gate::path(direction)
        .iter()
        .map(|&gate| {
            let y = top(slot(gate));
            let centre = y + m.card.1 / 2.0;
            GatePlace {
                gate,
                request: Point { x: m.request, y: centre },
                response: Point { x: m.response, y: centre },
                post: Rect {
                    x: m.request - 14.0,
                    y: centre - 13.0,
                    w: m.response - m.request + 28.0,
                    h: 26.0,
                },
                card: Rect { x: 72.0, y, w: m.card.0, h: m.card.1 },
            }
        })
        .collect();
    let mut chips = Vec::new();
    for group in members {
        let y = top(slot(group.gate)) + m.card.1 + 2.0;
        for (column, (name, label)) in fit(group, m).into_iter().take(3).enumerate() {
            let x = 76.0 + column as f64 * (m.chip.0 + 6.0);
            chips.push(ChipPlace {
                gate: group.gate,
                label,
                name,
                rect: Rect { x, y, w: m.chip.0, h: m.chip.1 },
            });
        }
    }
    let height = top(5.0) + m.card.1 + m.chip.1 + 18.0;
    let region = |kind, from: f64, to: f64| Region {
        kind,
        rect: Rect { x: 1.0, y: from, w: m.width - 2.0, h: to - from },
        label: Point { x: 72.0 + 8.0, y: from + 17.0 },
    };
    let (edge, cluster) = (top(1.0) - HEAD, top(3.0) - HEAD);
    let regions = vec![
        region(RegionKind::Outside, 0.0, edge),
        region(RegionKind::Edge, edge, cluster),
        region(RegionKind::Cluster, cluster, height - 2.0),
    ];
    Layout { class: Class::Narrow, width: m.width, height, gates, chips, regions }
}

/// The chips' names and labels; the last one counts those left out.
fn fit(group: &Members, m: &Metrics) -> Vec<(String, String)> {
    let room = if m.chip.0 < 80.0 { 3 } else { MAX_CHIPS };
    let chars = ((m.chip.0 - 24.0) / m.char_width) as usize;
    let shown = if group.names.len() > room { room - 1 } else { group.names.len() };
    let mut out: Vec<_> =
        group.names.iter().take(shown).map(|name| (name.clone(), shorten(name, chars))).collect();
    if group.names.len() > shown {
        let more = format!("+{} more", group.names.len() - shown);
        out.push((more.clone(), more));
    }
    out
}

/// Cuts a name in the middle, where names differ least.
#[must_use]
pub fn shorten(name: &str, chars: usize) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= chars || chars < 5 {
        return name.to_owned();
    }
    let tail = (chars - 1) / 2;
    let head = chars - 1 - tail;
    let start: String = all.iter().take(head).collect();
    let end: String = all.iter().skip(all.len() - tail).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests;

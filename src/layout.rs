//! Where everything on the stage stands: a pure function of size class, direction and the members to draw.
//!
//! Units are the user units of the figure's `viewBox`; the figure is scaled to the width it is given. Gates that both
//! directions share stand at the same place in both, but for the NetworkPolicy, which guards the pod's door on the other side.

use gauntlet_model::journey::Direction;

use crate::gate::Gate;

mod across;
mod down;

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
            px if px < 600.0 => Self::Narrow,
            px if px < 900.0 => Self::Medium,
            _ => Self::Wide,
        }
    }

    /// How large the packet is drawn, in times a mark among many, whose disc is 17 units wide.
    #[must_use]
    pub const fn packet(self) -> f64 {
        match self {
            Self::Narrow => 1.5,
            Self::Medium | Self::Wide => 1.9,
        }
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

/// How a gate is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A doorway that packets pass through.
    Door,
    /// The client's window, or the world outside.
    Window,
    /// A plain box beside the path, such as the name server.
    Box,
    /// A fence that the lines to the pods run through.
    Fence,
    /// Nothing of its own: its pods stand for it.
    Pods,
}

/// A gate's place.
#[derive(Clone, Debug, PartialEq)]
pub struct GatePlace {
    /// Which gate.
    pub gate: Gate,
    /// How it is drawn.
    pub shape: Shape,
    /// Where requests pass it.
    pub request: Point,
    /// Where responses pass it.
    pub response: Point,
    /// The door, window, box or fence.
    pub body: Rect,
    /// All that a click on it may hit, with its words.
    pub card: Rect,
    /// The base line of its name.
    pub name: Point,
    /// The base line of its state, where there is room for one.
    pub note: Option<Point>,
    /// Where those lines are held: `start`, `middle` or `end`; the note's may differ.
    pub anchors: [&'static str; 2],
}

/// A member's chip: a node or a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct ChipPlace {
    /// A node rather than a pod.
    pub node: bool,
    /// Its name, shortened to fit.
    pub label: String,
    /// Its whole name.
    pub name: String,
    /// Its place.
    pub rect: Rect,
    /// Where requests and responses pass it.
    pub at: [Point; 2],
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

/// The nodes or the pods to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// Nodes rather than pods.
    pub node: bool,
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
    /// What the nodes and the pods are called, with where that stands.
    pub groups: Vec<(bool, Point)>,
    /// The named parts.
    pub regions: Vec<Region>,
}

impl Layout {
    /// A gate's place.
    #[must_use]
    pub fn gate(&self, gate: Gate) -> Option<&GatePlace> {
        self.gates.iter().find(|place| place.gate == gate)
    }
}

/// At most this many chips are drawn of nodes or of pods; the last one then counts the rest.
pub const MAX_CHIPS: usize = 4;

/// Lays the figure out.
#[must_use]
pub fn layout(class: Class, direction: Direction, members: &[Members]) -> Layout {
    match class {
        Class::Wide => across::layout(class, &across::WIDE, direction, members),
        Class::Medium => across::layout(class, &across::MEDIUM, direction, members),
        Class::Narrow => down::layout(direction, members),
    }
}

/// The chips' names and labels; the last one counts those left out.
fn fit(group: &Members, room: usize, chars: usize) -> Vec<(String, String)> {
    let shown = if group.names.len() > room { room - 1 } else { group.names.len() };
    let mut out: Vec<_> =
        group.names.iter().take(shown).map(|name| (name.clone(), shorten(name, chars))).collect();
    if group.names.len() > shown {
        let more = ["+", &(group.names.len() - shown).to_string(), " more"].concat();
        let label = if more.len() > chars { more.split(' ').next().unwrap_or_default() } else { &more };
        out.push((more.clone(), label.to_owned()));
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
    [start, end].join("…")
}

#[cfg(test)]
mod tests;

//! The way of packets on a layout: from gate to gate, through the node and to the pod that were chosen, as legs for the drawing.

use gauntlet_model::journey::{Direction, Verdict, Way};
use gauntlet_model::report::{Member, Report};

use crate::gate::Gate;
use crate::layout::{ChipPlace, Class, Layout, Point};
use crate::timeline::{Timeline, clamp};

/// Which way a leg's packet looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request.
    Request,
    /// A request that the layer it is at refuses.
    Attack,
    /// A response.
    Response,
    /// Where a request was stopped, for a drawing without gates: the figure marks it at the gate by itself.
    Blocked,
}

/// A packet's way from one point to another, and its wait there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Where it starts.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// When it leaves, in display milliseconds.
    pub depart: f64,
    /// When it arrives.
    pub arrive: f64,
    /// Until when it is seen waiting.
    pub until: f64,
    /// Its shape and color.
    pub kind: Kind,
    /// Drawn with a lock: nobody on this leg can read it.
    pub locked: bool,
}

impl Leg {
    /// Where the packet is at a moment, while this leg shows it. The vertex shader does the same.
    #[must_use]
    pub fn at(&self, moment: f64) -> Option<Point> {
        if moment < self.depart || moment >= self.until {
            return None;
        }
        let way = if self.arrive > self.depart {
            clamp((moment - self.depart) / (self.arrive - self.depart), 0.0, 1.0)
        } else {
            1.0
        };
        // Ease in and out: it leaves a gate and comes to rest at the next.
        let way = way * way * (3.0 - 2.0 * way);
        // The line between two heights is an S: a cubic whose handles lie at half its width.
        let along = way * (1.5 + way * (way - 1.5));
        let across = way * way * (3.0 - 2.0 * way);
        Some(Point {
            x: self.from.x + (self.to.x - self.from.x) * along,
            y: self.from.y + (self.to.y - self.from.y) * across,
        })
    }
}

/// The chip of the node or pod that was chosen; where only their number is drawn, that one.
fn chosen<'l>(report: &Report, layout: &'l Layout, node: bool) -> Option<&'l ChipPlace> {
    let of = |member: &&Member| member.node == node && (member.calls || member.chosen_at.is_some());
    let name = report.members.iter().find(of)?.name.as_str();
    let mut chips = layout.chips.iter().filter(|chip| chip.node == node);
    chips.clone().find(|chip| chip.name == name).or_else(|| chips.next_back())
}

/// Where a packet stops for a gate.
#[must_use]
pub fn stop(report: &Report, layout: &Layout, gate: Gate, way: Way) -> Option<Point> {
    let place = layout.gate(gate)?;
    let side = usize::from(way == Way::Response);
    let own = if side == 0 { place.request } else { place.response };
    let pod = || Some(chosen(report, layout, false)?.at[side]);
    Some(match (gate, report.direction) {
        (Gate::Pod, _) => pod().unwrap_or(own),
        // The fence stands across all lines to the pods.
        (Gate::NetworkPolicy, Direction::Ingress) if layout.class != Class::Narrow => {
            pod().map_or(own, |pod| Point { x: own.x, y: pod.y })
        }
        _ => own,
    })
}

/// The points of the way between two gates.
#[must_use]
pub fn points(report: &Report, layout: &Layout, from: Gate, to: Gate, way: Way) -> Vec<Point> {
    let node = || {
        let between = matches!(
            (from, to),
            (Gate::LoadBalancer, Gate::ReverseProxy) | (Gate::ReverseProxy, Gate::LoadBalancer)
        );
        let chip = chosen(report, layout, true).filter(|_| between && layout.class != Class::Narrow)?;
        Some(chip.at[usize::from(way == Way::Response)])
    };
    let ends = [from, to].map(|gate| stop(report, layout, gate, way));
    [ends[0], node(), ends[1]].into_iter().flatten().collect()
}

/// The legs of a journey on a layout, for the packets' drawing.
#[must_use]
pub fn legs(report: &Report, timeline: &Timeline, layout: &Layout) -> Vec<Leg> {
    let mut out = Vec::with_capacity(report.hops.len() + 2);
    for (index, (hop, step)) in report.hops.iter().zip(&timeline.steps).enumerate() {
        let points = points(report, layout, step.from, step.gate, step.way);
        let stops = matches!(hop.verdict, Verdict::Block | Verdict::Fail) && hop.way == Way::Request;
        let last = index + 1 == report.hops.len();
        let until = if last && !stops { f64::INFINITY } else { step.done };
        let kind = if step.way == Way::Response { Kind::Response } else { Kind::Request };
        let parts = points.len().saturating_sub(1).max(1) as f64;
        let took = (step.arrive - step.depart) / parts;
        for (part, pair) in points.windows(2).enumerate() {
            let [from, to] = *pair else { continue };
            let depart = step.depart + took * part as f64;
            let arrive = depart + took;
            // While it is judged it shows what it is to the layer that refuses it.
            let refused = hop.verdict == Verdict::Block && hop.way == Way::Request;
            let shown = if part as f64 + 1.0 < parts || refused { arrive } else { until };
            let leg = Leg { from, to, depart, arrive, until: shown, kind, locked: hop.locked };
            if arrive > depart || shown > depart {
                out.push(leg);
            }
            if refused && shown < until && part as f64 + 1.0 == parts {
                out.push(Leg {
                    from: to,
                    depart: arrive,
                    arrive,
                    until,
                    kind: Kind::Attack,
                    locked: false,
                    ..leg
                });
            }
        }
    }
    out
}

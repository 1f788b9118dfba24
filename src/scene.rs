//! What is on the stage at one phase of a journey: plain data that components draw and nothing else.

use gauntlet_model::journey::{Direction, Outcome, Verdict, Way};
use gauntlet_model::report::{Hop, Report};

use crate::gate::Gate;
use crate::layout::{Layout, Members, Point};
use crate::messages;
use crate::timeline::{Phase, Timeline, clamp};

/// How a gate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateState {
    /// The packet has not come here yet.
    Ahead,
    /// The packet is being judged here.
    Judging,
    /// It let the packet pass.
    Passed,
    /// It answered the request.
    Answered,
    /// It refused the packet by policy.
    Blocked,
    /// It could not pass the packet on.
    Failed,
    /// The story is over and the packet never came here.
    Unreached,
}

impl GateState {
    /// The name used in `data-state` attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Judging => "judging",
            Self::Passed => "passed",
            Self::Answered => "answered",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Unreached => "unreached",
        }
    }

    /// Whether the packet ended here.
    #[must_use]
    pub const fn stopped(self) -> bool {
        matches!(self, Self::Blocked | Self::Failed)
    }
}

/// A gate as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateView {
    /// Which gate.
    pub gate: Gate,
    /// How it stands.
    pub state: GateState,
    /// A few words on its state.
    pub note: String,
    /// The response passes it right now.
    pub replying: bool,
}

impl GateView {
    fn new(gate: Gate, state: GateState, note: &str) -> Self {
        Self { gate, state, note: note.to_owned(), replying: false }
    }
}

/// A node or pod as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberView {
    /// The gate it is drawn at.
    pub gate: Gate,
    /// Its name.
    pub name: String,
    /// Healthy or ready.
    pub up: bool,
    /// Chosen for this request.
    pub chosen: bool,
    /// One of those that are being chosen from right now.
    pub considered: bool,
}

/// What the packet carries on its outside, as it is written beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The gate it comes from.
    pub from: Gate,
    /// The gate it goes to; where the two are the same it is there.
    pub to: Gate,
    /// Request or response.
    pub way: Way,
    /// Its parts, and whether the gate before changed them: source and destination, or the response's status.
    pub parts: Vec<(String, bool)>,
}

/// Everything drawn at one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The gates in the order a request meets them.
    pub gates: Vec<GateView>,
    /// The nodes and pods.
    pub members: Vec<MemberView>,
    /// What is written beside the packet while it is under way or judged.
    pub tag: Option<Tag>,
    /// What happens right now, in a sentence.
    pub caption: String,
    /// The gate that it happens at.
    pub at: Gate,
    /// How the story ended, once it has.
    pub ended: Option<Outcome>,
}

/// Which way a leg's packet looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request.
    Request,
    /// A request that a control is going to refuse.
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
    /// Its shape and colour.
    pub kind: Kind,
    /// Drawn with a lock: nobody on this leg can read it.
    pub locked: bool,
}

/// How many hops have their verdict at a phase.
#[must_use]
pub fn decided(phase: Phase, hops: usize) -> usize {
    match phase {
        Phase::Before => 0,
        Phase::Travel(i) | Phase::Judge(i) => i,
        Phase::Silence | Phase::Done => hops,
    }
}

/// Draws a phase.
#[must_use]
pub fn scene(report: &Report, phase: Phase) -> Scene {
    let decided = decided(phase, report.hops.len());
    let done = report.hops.iter().take(decided).collect::<Vec<_>>();
    let judging = match phase {
        Phase::Judge(i) => report.hops.get(i).filter(|hop| hop.way == Way::Request),
        _ => None,
    };
    let over = matches!(phase, Phase::Silence | Phase::Done);
    let replying = match phase {
        Phase::Travel(i) => i.checked_sub(1),
        Phase::Judge(i) => Some(i),
        _ => None,
    };
    let replying = replying
        .and_then(|i| report.hops.get(i))
        .filter(|hop| hop.way == Way::Response)
        .map(|hop| Gate::of(hop.layer, report.direction));
    let gates = Gate::path(report.direction)
        .iter()
        .map(|&gate| GateView {
            replying: replying == Some(gate),
            ..gate_view(report, gate, &done, judging, over)
        })
        .collect();
    let at = judging
        .or(done.iter().rev().find(|hop| hop.way == Way::Request).copied())
        .or(report.hops.first())
        .map_or(Gate::Internet, |hop| Gate::of(hop.layer, report.direction));
    Scene {
        gates,
        members: member_views(report, phase),
        tag: tag(report, phase),
        caption: caption(report, phase, &done, judging),
        at,
        ended: (phase == Phase::Done).then_some(report.outcome),
    }
}

fn gate_view(report: &Report, gate: Gate, done: &[&Hop], judging: Option<&Hop>, over: bool) -> GateView {
    let here = |hop: &Hop| hop.way == Way::Request && Gate::of(hop.layer, report.direction) == gate;
    if let Some(hop) = judging.filter(|hop| here(hop)) {
        return GateView::new(gate, GateState::Judging, messages::doing(hop.layer, report.direction));
    }
    let Some(hop) = done.iter().rev().find(|hop| here(hop)) else {
        let state = if over { GateState::Unreached } else { GateState::Ahead };
        return GateView::new(gate, state, "");
    };
    let first = report.hops.first().is_some_and(|first| first.layer == hop.layer);
    match hop.verdict {
        Verdict::Block => GateView::new(gate, GateState::Blocked, messages::STAGE_NOTE_BLOCKED),
        Verdict::Fail => GateView::new(gate, GateState::Failed, messages::STAGE_NOTE_FAILED),
        Verdict::Answer => GateView::new(gate, GateState::Answered, &answered(hop)),
        Verdict::Pass if first => GateView::new(gate, GateState::Passed, messages::STAGE_NOTE_SENT),
        Verdict::Pass => GateView::new(gate, GateState::Passed, messages::STAGE_NOTE_PASSED),
    }
}

/// The hop that the packet is on its way to, or at, with the one that changed it last.
fn tag(report: &Report, phase: Phase) -> Option<Tag> {
    let (index, arrived) = match phase {
        Phase::Travel(i) => (i, false),
        Phase::Judge(i) => (i, true),
        _ => return None,
    };
    let hop = report.hops.get(index)?;
    let before = index.checked_sub(1).and_then(|last| report.hops.get(last));
    let to = Gate::of(hop.layer, report.direction);
    let from = before.map_or(to, |before| Gate::of(before.layer, report.direction));
    let parts = match (hop.way, hop.status) {
        (Way::Response, Some(_)) if arrived => return None,
        (Way::Response, Some(status)) => vec![(["HTTP ", &status.to_string()].concat(), false)],
        // A reset or a refusal has no status: its mark says enough. At a gate the response stands where its words would.
        (Way::Response, None) => return None,
        (Way::Request, _) => {
            // What was not known before is not changed.
            let changed = |now: &str, then: fn(&Hop) -> &str| {
                before.is_some_and(|before| then(before) != now && !then(before).is_empty())
            };
            let source = changed(&hop.source, |hop| &hop.source);
            let destination = changed(&hop.destination, |hop| &hop.destination);
            vec![(hop.source.clone(), source), (hop.destination.clone(), destination)]
        }
    };
    Some(Tag { from: if arrived { to } else { from }, to, way: hop.way, parts })
}

fn answered(hop: &Hop) -> String {
    match hop.status {
        Some(status) => {
            messages::fill(messages::STAGE_NOTE_ANSWERS_STATUS, &[("status", &status.to_string())])
        }
        None => messages::STAGE_NOTE_ANSWERS.to_owned(),
    }
}

fn caption(report: &Report, phase: Phase, done: &[&Hop], judging: Option<&Hop>) -> String {
    let verdict = |hop: &Hop| hop.why.first().cloned().unwrap_or_default();
    match phase {
        Phase::Before => messages::told_of(report),
        Phase::Done => report.client.clone(),
        Phase::Silence => match report.direction {
            Direction::Ingress => messages::STAGE_SILENCE_INGRESS.to_owned(),
            Direction::Egress => messages::STAGE_SILENCE_EGRESS.to_owned(),
        },
        Phase::Travel(_) | Phase::Judge(_) => match (judging, done.last()) {
            (Some(hop), _) => {
                [messages::layer_title(hop.layer), " ", messages::looks_at(hop.layer, report.direction), "."]
                    .concat()
            }
            (None, Some(hop)) if hop.way == Way::Request => verdict(hop),
            (None, Some(_)) => messages::STAGE_REPLY.to_owned(),
            (None, None) => messages::told_of(report),
        },
    }
}

/// The nodes and pods to draw beside a journey's gates.
#[must_use]
pub fn members(report: &Report) -> Vec<Members> {
    let mut out: Vec<Members> = Vec::new();
    for member in member_views(report, Phase::Before) {
        match out.iter_mut().find(|group| group.gate == member.gate) {
            Some(group) => group.names.push(member.name),
            None => out.push(Members { gate: member.gate, names: vec![member.name] }),
        }
    }
    out
}

fn member_views(report: &Report, phase: Phase) -> Vec<MemberView> {
    let decided = decided(phase, report.hops.len());
    // While a layer chooses, all that it may choose from are lit.
    let choosing = |node: bool| match phase {
        Phase::Judge(i) => report.members.iter().any(|member| {
            member.node == node && member.chosen_at.and_then(|at| usize::try_from(at).ok()) == Some(i)
        }),
        _ => false,
    };
    let gate = |node: bool| if node { Gate::ReverseProxy } else { Gate::Pod };
    let chosen = |at: u32| usize::try_from(at).is_ok_and(|at| at < decided);
    report
        .members
        .iter()
        .map(|member| MemberView {
            gate: gate(member.node),
            name: member.name.clone(),
            up: member.up,
            chosen: member.calls || member.chosen_at.is_some_and(chosen),
            considered: member.up && choosing(member.node),
        })
        .collect()
}

/// The legs of a journey on a layout, for the packets' drawing.
#[must_use]
pub fn legs(report: &Report, timeline: &Timeline, layout: &Layout) -> Vec<Leg> {
    let place = |gate: Gate, way: Way| {
        layout.gates.iter().find(|place| place.gate == gate).map(|place| match way {
            Way::Request => place.request,
            Way::Response => place.response,
        })
    };
    let unwelcome = report.outcome == Outcome::Blocked;
    let mut out = Vec::with_capacity(report.hops.len());
    for (hop, step) in report.hops.iter().zip(&timeline.steps) {
        let (Some(from), Some(to)) = (place(step.from, step.way), place(step.gate, step.way)) else {
            continue;
        };
        let kind = match (step.way, unwelcome) {
            (Way::Response, _) => Kind::Response,
            (Way::Request, true) => Kind::Attack,
            (Way::Request, false) => Kind::Request,
        };
        let stops = matches!(hop.verdict, Verdict::Block | Verdict::Fail) && hop.way == Way::Request;
        let last = report.hops.last() == Some(hop);
        out.push(Leg {
            from,
            to,
            depart: step.depart,
            arrive: step.arrive,
            until: if last && !stops { f64::INFINITY } else { step.done },
            kind,
            locked: hop.locked,
        });
    }
    out
}

impl Leg {
    /// Where the packet is at a moment, while this leg shows it.
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
        let eased = way * way * (3.0 - 2.0 * way);
        Some(Point {
            x: self.from.x + (self.to.x - self.from.x) * eased,
            y: self.from.y + (self.to.y - self.from.y) * eased,
        })
    }
}

//! What is on the stage at one phase of a journey: plain data that components draw and nothing else.

use gauntlet_model::journey::{Direction, Outcome, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::report::{Hop, Report};

use crate::gate::Gate;
use crate::layout::Members;
use crate::messages;
use crate::timeline::Phase;

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
    /// There is no such layer.
    Absent,
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
            Self::Absent => "absent",
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
    /// A node rather than a pod.
    pub node: bool,
    /// Its name.
    pub name: String,
    /// Healthy or ready.
    pub up: bool,
    /// Up, and slower than usual.
    pub slow: bool,
    /// Chosen for this request.
    pub chosen: bool,
    /// One of those that are being chosen from right now.
    pub considered: bool,
}

/// A line between two gates as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireView {
    /// The gate that a request comes from.
    pub from: Gate,
    /// The gate that it goes to.
    pub to: Gate,
    /// Encrypted: nobody on the way can read it.
    pub locked: bool,
    /// The request has passed it.
    pub lit: bool,
    /// The story is over and the request never passed it.
    pub unreached: bool,
    /// The response has passed it.
    pub back: bool,
}

/// Everything drawn at one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The gates in the order a request meets them.
    pub gates: Vec<GateView>,
    /// The lines between them.
    pub wires: Vec<WireView>,
    /// The nodes and pods.
    pub members: Vec<MemberView>,
    /// What happens right now, in a sentence.
    pub caption: String,
    /// The gate that it happens at.
    pub at: Gate,
    /// How the story ended, once it has.
    pub ended: Option<Outcome>,
    /// The gate that the response came back to, with its status.
    pub landed: Option<(Gate, u16)>,
}

impl Scene {
    /// Whether a gate has stopped the packet.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.gates.iter().any(|view| view.state.stopped())
    }
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
        .map(|hop| Gate::of(hop.layer));
    let gates: Vec<GateView> = Gate::path(report.direction)
        .iter()
        .map(|&gate| GateView {
            replying: replying == Some(gate),
            ..gate_view(report, gate, &done, judging, over)
        })
        .collect();
    let at = judging
        .or(done.iter().rev().find(|hop| hop.way == Way::Request).copied())
        .or(report.hops.first())
        .map_or(Gate::Internet, |hop| Gate::of(hop.layer));
    Scene {
        wires: wires(report, &gates, &done),
        gates,
        members: member_views(report, phase),
        caption: caption(report, phase, &done, judging),
        at,
        ended: (phase == Phase::Done).then_some(report.outcome),
        landed: match (report.hops.last(), report.hops.first()) {
            (Some(last), Some(first)) if phase == Phase::Done && last.way == Way::Response => {
                last.status.map(|status| (Gate::of(first.layer), status))
            }
            _ => None,
        },
    }
}

fn gate_view(report: &Report, gate: Gate, done: &[&Hop], judging: Option<&Hop>, over: bool) -> GateView {
    let here = |hop: &Hop| hop.way == Way::Request && Gate::of(hop.layer) == gate;
    if report.hops.iter().any(|hop| here(hop) && hop.verdict == Verdict::Absent) {
        return GateView::new(gate, GateState::Absent, messages::STAGE_NOTE_ABSENT);
    }
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
        Verdict::Pass | Verdict::Absent => {
            GateView::new(gate, GateState::Passed, messages::STAGE_NOTE_PASSED)
        }
    }
}

/// The lines between neighboring gates, and from the pod to the name server beside its way.
fn wires(report: &Report, gates: &[GateView], done: &[&Hop]) -> Vec<WireView> {
    let path = Gate::path(report.direction);
    let requests = || report.hops.iter().filter(|hop| hop.way == Way::Request);
    let mut locked = requests().nth(1).is_some_and(|hop| hop.locked);
    let mut wires = Vec::with_capacity(path.len());
    let mut last = path.first().copied();
    for &to in path.iter().skip(1) {
        let Some(from) = last else { break };
        match requests().rfind(|hop| Gate::of(hop.layer) == to) {
            // The gateway's jobs are the proxy's: what arrives there arrived at the proxy.
            Some(hop) if hop.layer != Layer::ApiGateway => locked = hop.locked,
            Some(_) => {}
            // Where nothing has come, the line is as the last gate would have passed it on.
            None => locked &= from != Gate::ReverseProxy,
        }
        let view = gates.iter().find(|view| view.gate == to);
        let state = view.map_or(GateState::Ahead, |view| view.state);
        let reached = match state {
            GateState::Ahead | GateState::Unreached => false,
            // It looks the same before and after.
            GateState::Absent => done.iter().any(|hop| Gate::of(hop.layer) == to),
            _ => true,
        };
        wires.push(WireView {
            from,
            to,
            locked,
            lit: reached,
            unreached: state == GateState::Unreached,
            back: false,
        });
        // A lookup goes to the name server and back.
        last = Some(if to == Gate::Dns { Gate::Pod } else { to });
    }
    let place = |gate: Gate| path.iter().position(|one| *one == gate);
    let mut from = report.hops.iter().rfind(|hop| hop.way == Way::Request).map(|hop| Gate::of(hop.layer));
    for hop in done.iter().filter(|hop| hop.way == Way::Response) {
        let to = Gate::of(hop.layer);
        if let (Some(high), Some(low)) = (from.and_then(place), place(to)) {
            for wire in &mut wires {
                let ends = (place(wire.from), place(wire.to));
                wire.back |= ends.0 >= Some(low) && ends.1 <= Some(high) && wire.to != Gate::Dns;
            }
        }
        from = Some(to);
    }
    wires
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
            (Some(hop), _) if hop.verdict == Verdict::Absent => verdict(hop),
            (Some(hop), _) => messages::looks_at(hop.layer, report.direction).to_owned(),
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
        match out.iter_mut().find(|group| group.node == member.node) {
            Some(group) => group.names.push(member.name),
            None => out.push(Members { node: member.node, names: vec![member.name] }),
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
    let chosen = |at: u32| usize::try_from(at).is_ok_and(|at| at < decided);
    report
        .members
        .iter()
        .map(|member| MemberView {
            node: member.node,
            name: member.name.clone(),
            up: member.up,
            slow: member.slow,
            chosen: member.calls || member.chosen_at.is_some_and(chosen),
            considered: member.up && choosing(member.node),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use gauntlet_explain::question;
    use gauntlet_model::question::{Asked, Question, ScenarioChange};

    use super::*;

    #[test]
    fn a_gate_that_is_absent_looks_so_all_the_time_and_is_passed_when_the_packet_comes() {
        for (preset, absent) in [("no-waf", Gate::Waf), ("no-nat", Gate::NatGateway)] {
            let preset = Some(preset.to_owned());
            let question =
                Question { scenario: None, preset, asked: Asked::Preset, change: ScenarioChange::None };
            let Ok(report) = question::tell(&question) else { panic!("{absent:?}") };
            let come = report.hops.iter().position(|hop| Gate::of(hop.layer) == absent);
            let phases = (0..report.hops.len()).flat_map(|at| [Phase::Travel(at), Phase::Judge(at)]);
            for phase in [Phase::Before].into_iter().chain(phases).chain([Phase::Done]) {
                let scene = scene(&report, phase);
                for view in &scene.gates {
                    let drawn = (view.state == GateState::Absent, view.note == messages::STAGE_NOTE_ABSENT);
                    assert_eq!(
                        drawn,
                        (view.gate == absent, view.gate == absent),
                        "{phase:?} {:?}",
                        view.gate
                    );
                }
                let into = scene.wires.iter().find(|wire| wire.to == absent);
                let passed = come.is_some_and(|come| decided(phase, report.hops.len()) > come);
                assert_eq!(into.map(|wire| (wire.lit, wire.unreached)), Some((passed, false)), "{phase:?}");
            }
        }
    }
}

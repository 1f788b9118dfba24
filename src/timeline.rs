//! A journey stretched onto a time a reader can follow: when the packet travels, waits at a gate and is judged.
//!
//! A moment is a number of display milliseconds since the story began; everything shown is a function of the report
//! and the moment, so going back is exact.

use gauntlet_model::journey::Way;
use gauntlet_model::report::Report;

use crate::gate::Gate;

/// Display milliseconds between two gates on the way there.
const TRAVEL: f64 = 850.0;
/// The way back is told more briefly: nothing is decided on it.
const TRAVEL_BACK: f64 = 420.0;
/// How long a layer's look at the packet is shown.
const JUDGE: f64 = 900.0;
const JUDGE_BACK: f64 = 90.0;
/// A caller that hears nothing waits; the wait is shown for this long, however long it truly is.
const SILENCE: f64 = 1_600.0;

/// How fast the story may be told, in times its own pace, with the words for it.
pub const SPEEDS: [(f64, &str); 5] = [(0.25, "0.25×"), (0.5, "0.5×"), (1.0, "1×"), (2.0, "2×"), (4.0, "4×")];
/// The place of the usual speed among them.
pub const USUAL: usize = 2;
/// One hop on the display's time line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Where the packet comes from; the same as `gate` for the second layer behind one gate.
    pub from: Gate,
    /// Where it is judged.
    pub gate: Gate,
    /// Request or response.
    pub way: Way,
    /// When it leaves `from`, in display milliseconds.
    pub depart: f64,
    /// When it reaches `gate`.
    pub arrive: f64,
    /// When the verdict stands.
    pub done: f64,
    /// When it reaches the layer, in simulated microseconds.
    pub at_us: u64,
    /// When it leaves the layer, in simulated microseconds.
    pub left_us: u64,
}

/// The steps of a journey; step `i` shows hop `i`.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// In the order of time.
    pub steps: Vec<Step>,
    /// When the story is over.
    pub end: f64,
    /// When the caller knows how it ended, in simulated microseconds.
    pub end_us: u64,
}

/// What is going on at a moment; changes a few times a second where the moment changes with every frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nothing has been sent yet.
    #[default]
    Before,
    /// On the way to the gate of a step; the verdict of the step before stands.
    Travel(usize),
    /// Being judged at the gate of a step.
    Judge(usize),
    /// The last verdict stands and the caller waits for an answer that never comes.
    Silence,
    /// Over.
    Done,
}

impl Timeline {
    /// Stretches a journey.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut steps: Vec<Step> = Vec::with_capacity(report.hops.len());
        let mut now = 0.0;
        for hop in &report.hops {
            let gate = Gate::of(hop.layer);
            let from = steps.last().map_or(gate, |step| step.gate);
            // The name server's answer takes the lookup back to the pod, where the call then begins.
            let from = if from == Gate::Dns { Gate::Pod } else { from };
            let (travel, judge) = match hop.way {
                Way::Request => (TRAVEL, JUDGE),
                Way::Response => (TRAVEL_BACK, JUDGE_BACK),
            };
            let arrive = now + if from == gate { 0.0 } else { travel };
            let done = arrive + judge;
            let (at_us, left_us) = (hop.at_us, hop.at_us.saturating_add(hop.took_us));
            steps.push(Step { from, gate, way: hop.way, depart: now, arrive, done, at_us, left_us });
            now = done;
        }
        let end = if report.silent { now + SILENCE } else { now };
        Self { steps, end, end_us: report.took_us }
    }

    /// What is going on at a moment.
    #[must_use]
    pub fn phase(&self, moment: f64) -> Phase {
        if moment <= 0.0 {
            return Phase::Before;
        }
        if moment >= self.end {
            return Phase::Done;
        }
        match self.steps.iter().position(|step| moment < step.done) {
            Some(i) if self.steps.get(i).is_some_and(|step| moment < step.arrive) => Phase::Travel(i),
            Some(i) => Phase::Judge(i),
            None => Phase::Silence,
        }
    }

    /// The simulated time at a moment, in microseconds. A wait that is shown shortened passes faster.
    #[must_use]
    pub fn clock(&self, moment: f64) -> u64 {
        let (mut then, mut then_us) = (0.0, 0);
        for step in &self.steps {
            for (now, now_us) in [(step.arrive, step.at_us), (step.done, step.left_us)] {
                if moment < now {
                    return between((then, then_us), (now, now_us), moment);
                }
                (then, then_us) = (now, now_us);
            }
        }
        if moment < self.end {
            between((then, then_us), (self.end, self.end_us), moment)
        } else {
            self.end_us
        }
    }

    /// The next verdict after a moment, or the end; `None` at the end.
    #[must_use]
    pub fn next(&self, moment: f64) -> Option<f64> {
        self.stops().find(|stop| *stop > moment + 0.5)
    }

    /// The verdict before a moment; `None` where there is none.
    #[must_use]
    pub fn previous(&self, moment: f64) -> Option<f64> {
        self.stops().filter(|stop| *stop < moment - 0.5).last()
    }

    /// The first hop of the request at a gate.
    #[must_use]
    pub fn hop_at(&self, gate: Gate) -> Option<usize> {
        self.steps.iter().position(|step| step.gate == gate)
    }

    fn stops(&self) -> impl Iterator<Item = f64> + '_ {
        self.steps.iter().map(|step| step.done).chain(std::iter::once(self.end))
    }
}

/// The simulated time between two known points of display time.
fn between(from: (f64, u64), to: (f64, u64), moment: f64) -> u64 {
    let part = (moment - from.0) / (to.0 - from.0);
    from.1 + (to.1.saturating_sub(from.1) as f64 * part) as u64
}

/// A value kept from `low` to `high`. Unlike `f64::clamp` it has no panic whose message prints floats, 4 KB of the first load.
#[must_use]
pub const fn clamp(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

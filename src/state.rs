//! What the reader set and what follows from it. Everything below the first few fields is derived.

use std::sync::Arc;

use gauntlet_model::report::{Offer, Report};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::layout::{self, Class, Layout};
use crate::playback::{Phase, SPEEDS, Timeline, USUAL, hold};
use crate::recorded;
use crate::scene::{self, Scene};
use crate::url::{Options, Settings};

mod gone;
mod told;

/// How long a story that is told again and again rests at its end, in milliseconds.
const REST: f64 = 1_500.0;

/// A journey, and how far it is told.
#[derive(Clone, Copy)]
pub struct Reel {
    /// What the layers made of the request.
    pub report: RwSignal<Arc<Report>>,
    /// The journey on the display's time line.
    pub timeline: Memo<Arc<Timeline>>,
    /// What is going on; follows the moment.
    pub phase: RwSignal<Phase>,
    /// What is on the stage.
    pub scene: Memo<Scene>,
}

impl Reel {
    fn new(report: Arc<Report>) -> Self {
        let report = RwSignal::new(report);
        let phase = RwSignal::new(Phase::Before);
        Self {
            report,
            timeline: Memo::new(move |_| Arc::new(Timeline::of(&report.get()))),
            phase,
            scene: Memo::new(move |_| scene::scene(&report.get(), phase.get())),
        }
    }

    /// The figure's geometry in one class.
    #[must_use]
    pub fn layout(self, class: Class) -> Layout {
        self.report.with(|report| layout::layout(class, report.direction, &scene::members(report)))
    }

    fn seek(self, moment: f64) {
        let phase = self.timeline.get_untracked().phase(moment);
        if self.phase.get_untracked() != phase {
            self.phase.set(phase);
        }
    }
}

/// Something that could not be shown as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// For the reader.
    pub shown: String,
    /// For the page around a frame, which may be of another origin: without anything that stands in a file.
    pub told: String,
}

impl From<String> for Warning {
    fn from(shown: String) -> Self {
        Self { told: shown.clone(), shown }
    }
}

/// The state of one stage.
#[derive(Clone, Copy)]
pub struct State {
    /// Direction and blocked request.
    pub settings: RwSignal<Settings>,
    /// The gate the reader chose to read about; otherwise the panel follows the packet.
    pub selected: RwSignal<Option<Gate>>,
    /// Whether the story should be moving.
    pub playing: RwSignal<bool>,
    /// The place in [`SPEEDS`].
    pub speed: RwSignal<usize>,
    /// Whether it begins again at its end.
    pub looping: RwSignal<bool>,
    /// Whether the stage can be seen at all.
    pub visible: RwSignal<bool>,
    /// Whether the reader asked for little motion.
    pub reduced: RwSignal<bool>,
    /// Counts the changes of the colors around, which the canvas has to read anew.
    pub dressed: RwSignal<u32>,
    /// The figure's shape.
    pub class: RwSignal<Class>,
    /// Whether the request on show is the reader's own rather than a story's.
    pub own: RwSignal<bool>,
    /// The preset in whose scenario it was sent, by name and title.
    pub preset: RwSignal<Option<Offer>>,
    /// The scenario's JSON, where a fix changed it or the author gave one.
    pub scenario: RwSignal<Option<String>>,
    /// The author's scenario: stories are then its own.
    pub given: RwSignal<Option<String>>,
    /// Where that came from, or itself packed: what stands for it in a link.
    pub given_at: RwSignal<Option<String>>,
    /// Whether what a link names is on its way.
    pub arriving: RwSignal<bool>,
    /// A scenario that has to be packed before a link can hold it.
    pub unpacked: RwSignal<Option<String>>,
    /// What the page's address set when the reader came, and what a reader's own request is called in it.
    pub arrived: RwSignal<Options>,
    /// What was wrong with the page's address.
    pub warnings: RwSignal<Vec<Warning>>,
    /// What the layers made of the request, and how far it is told.
    pub reel: Reel,
    /// The journey to compare with.
    pub beside: Reel,
    /// Whether both are shown.
    pub comparing: RwSignal<bool>,
    /// What became of the request before its fix, while the fixed one is on show.
    before: StoredValue<Option<Arc<Report>>>,
    /// Display milliseconds since the story began. Not reactive: it changes with every frame.
    moment: StoredValue<f64>,
    /// Changes when a moment is chosen rather than reached by playing.
    pub sought: RwSignal<u32>,
    /// Milliseconds that a story told again and again has rested at its end.
    rested: StoredValue<f64>,
    /// Counts what the engines were asked to show, so that only the answer to the last question is shown.
    turn: RwSignal<u32>,
    /// The same of what is to stand beside it.
    beside_turn: RwSignal<u32>,
}

impl State {
    /// A stage at the beginning of the story that the settings name.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let story = recorded::story(settings);
        Self {
            settings: RwSignal::new(settings),
            selected: RwSignal::new(None),
            playing: RwSignal::new(false),
            speed: RwSignal::new(USUAL),
            looping: RwSignal::new(false),
            visible: RwSignal::new(false),
            reduced: RwSignal::new(false),
            dressed: RwSignal::new(0),
            class: RwSignal::new(Class::default()),
            own: RwSignal::new(false),
            preset: RwSignal::new(None),
            scenario: RwSignal::new(None),
            given: RwSignal::new(None),
            given_at: RwSignal::new(None),
            arriving: RwSignal::new(false),
            unpacked: RwSignal::new(None),
            arrived: RwSignal::new(Options::default()),
            warnings: RwSignal::new(Vec::new()),
            reel: Reel::new(story.clone()),
            beside: Reel::new(story),
            comparing: RwSignal::new(false),
            before: StoredValue::new(None),
            moment: StoredValue::new(0.0),
            sought: RwSignal::new(0),
            rested: StoredValue::new(0.0),
            turn: RwSignal::new(0),
            beside_turn: RwSignal::new(0),
        }
    }

    /// The moment on show.
    #[must_use]
    pub fn moment(self) -> f64 {
        self.moment.get_value()
    }

    /// When all that is shown is over.
    #[must_use]
    pub fn end(self) -> f64 {
        let end = self.reel.timeline.with(|timeline| timeline.end);
        if self.comparing.get() { self.beside.timeline.with(|timeline| timeline.end).max(end) } else { end }
    }

    /// Whether all that is shown is over.
    #[must_use]
    pub fn over(self) -> bool {
        self.reel.phase.get() == Phase::Done
            && (!self.comparing.get() || self.beside.phase.get() == Phase::Done)
    }

    /// Shows a moment, within the story's bounds.
    pub fn seek(self, moment: f64) {
        let end = untrack(|| self.end());
        let moment = hold(moment, 0.0, end);
        self.moment.set_value(moment);
        self.rested.set_value(0.0);
        self.reel.seek(moment);
        if self.comparing.get_untracked() {
            self.beside.seek(moment);
        }
        if !self.playing.get_untracked() {
            self.sought.update(|times| *times = times.wrapping_add(1));
        }
        if moment >= end && self.playing.get_untracked() && !self.looping.get_untracked() {
            self.playing.set(false);
        }
    }

    /// Lets time pass, in milliseconds, at the speed that the reader chose.
    pub fn pass(self, passed: f64) {
        if !self.playing.get_untracked() {
            return;
        }
        let rested = self.rested.get_value() + passed;
        if !untrack(|| self.over()) {
            let speed = SPEEDS.get(self.speed.get_untracked()).map_or(1.0, |(speed, _)| *speed);
            self.seek(self.moment() + passed * speed);
        } else if rested > REST {
            self.seek(0.0);
        } else {
            self.rested.set_value(rested);
        }
    }

    /// Plays on, or again from the start where the story is over.
    pub fn play(self) {
        if untrack(|| self.over()) {
            self.seek(0.0);
        }
        self.playing.set(true);
    }

    /// Stands still.
    pub fn pause(self) {
        self.playing.set(false);
    }

    /// Plays, or stands still.
    pub fn toggle(self) {
        if self.playing.get_untracked() { self.pause() } else { self.play() }
    }

    /// On to the next verdict, and stands still there.
    pub fn step(self) {
        self.pause();
        self.advance();
    }

    /// On to the next verdict; from the end of a story that is told again and again to its start.
    pub fn advance(self) {
        let next = |reel: Reel| reel.timeline.get_untracked().next(self.moment());
        let nearest = self.reels().filter_map(next).fold(f64::INFINITY, f64::min);
        let again = self.looping.get_untracked() && self.playing.get_untracked() && untrack(|| self.over());
        self.seek(if again { 0.0 } else { nearest });
    }

    /// Back to the verdict before, and stands still there.
    pub fn step_back(self) {
        self.pause();
        let previous = |reel: Reel| reel.timeline.get_untracked().previous(self.moment());
        self.seek(self.reels().filter_map(previous).fold(0.0, f64::max));
    }

    /// To the moment at which a hop's verdict stands, and stands still there.
    pub fn go_to(self, hop: usize) {
        let done =
            self.reel.timeline.with_untracked(|timeline| timeline.steps.get(hop).map(|step| step.done));
        if let Some(done) = done {
            self.pause();
            self.selected.set(None);
            self.seek(done);
        }
    }

    /// One speed faster or slower.
    pub fn change_speed(self, faster: bool) {
        let now = self.speed.get_untracked();
        let wanted = if faster { now + 1 } else { now.saturating_sub(1) };
        self.speed.set(wanted.min(SPEEDS.len() - 1));
    }

    /// From the start. With little motion it waits there for the reader's step.
    pub fn replay(self) {
        self.seek(0.0);
        self.playing.set(!self.reduced.get_untracked());
    }

    fn reels(self) -> impl Iterator<Item = Reel> {
        let beside = self.comparing.get_untracked().then_some(self.beside);
        std::iter::once(self.reel).chain(beside)
    }

    /// The gate the panel is about.
    #[must_use]
    pub fn shown_gate(self) -> Gate {
        self.selected.get().unwrap_or_else(|| self.reel.scene.with(|scene| scene.at))
    }
}

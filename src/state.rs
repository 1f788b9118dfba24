//! What the reader set and what follows from it. Everything below the first few fields is derived.

use std::sync::Arc;

use gauntlet_sim::telling::{Offer, Telling};
use leptos::prelude::*;

use crate::gate::Gate;
use crate::layout::{self, Class, Layout};
use crate::playback::{Phase, Timeline, hold};
use crate::recorded;
use crate::scene::{self, Scene};
use crate::url::Settings;

/// The state of one stage.
#[derive(Clone, Copy)]
pub struct State {
    /// Direction and blocked request.
    pub settings: RwSignal<Settings>,
    /// The gate the reader chose to read about; otherwise the panel follows the packet.
    pub selected: RwSignal<Option<Gate>>,
    /// Whether the story should be moving.
    pub playing: RwSignal<bool>,
    /// Whether the stage can be seen at all.
    pub visible: RwSignal<bool>,
    /// Whether the reader asked for little motion.
    pub reduced: RwSignal<bool>,
    /// The figure's shape.
    pub class: RwSignal<Class>,
    /// Whether the request on show is the reader's own rather than a story's.
    pub own: RwSignal<bool>,
    /// The preset in whose scenario it was sent, by name and title.
    pub preset: RwSignal<Option<Offer>>,
    /// The scenario's JSON, where a fix changed it.
    pub scenario: RwSignal<Option<String>>,
    /// What was wrong with the page's address.
    pub warnings: RwSignal<Vec<String>>,
    /// What is going on; follows the moment.
    pub phase: RwSignal<Phase>,
    /// Display milliseconds since the story began. Not reactive: it changes with every frame.
    moment: StoredValue<f64>,
    /// What the layers made of the request.
    pub telling: RwSignal<Arc<Telling>>,
    /// The journey on the display's time line.
    pub timeline: Memo<Arc<Timeline>>,
    /// What is on the stage.
    pub scene: Memo<Scene>,
}

impl State {
    /// A stage at the beginning of the story that the settings name.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let telling = RwSignal::new(recorded::story(settings));
        let settings = RwSignal::new(settings);
        let phase = RwSignal::new(Phase::Before);
        Self {
            settings,
            selected: RwSignal::new(None),
            playing: RwSignal::new(false),
            visible: RwSignal::new(false),
            reduced: RwSignal::new(false),
            class: RwSignal::new(Class::default()),
            own: RwSignal::new(false),
            preset: RwSignal::new(None),
            scenario: RwSignal::new(None),
            warnings: RwSignal::new(Vec::new()),
            phase,
            moment: StoredValue::new(0.0),
            telling,
            timeline: Memo::new(move |_| Arc::new(Timeline::of(&telling.get()))),
            scene: Memo::new(move |_| scene::scene(&telling.get(), phase.get())),
        }
    }

    /// The figure's geometry in one class.
    #[must_use]
    pub fn layout(self, class: Class) -> Layout {
        self.telling.with(|telling| layout::layout(class, telling.direction, &scene::members(telling)))
    }

    /// The moment on show.
    #[must_use]
    pub fn moment(self) -> f64 {
        self.moment.get_value()
    }

    /// Shows a moment, within the story's bounds.
    pub fn seek(self, moment: f64) {
        let timeline = self.timeline.get_untracked();
        let moment = hold(moment, 0.0, timeline.end);
        self.moment.set_value(moment);
        let phase = timeline.phase(moment);
        if self.phase.get_untracked() != phase {
            self.phase.set(phase);
        }
        if phase == Phase::Done && self.playing.get_untracked() {
            self.playing.set(false);
        }
    }

    /// Plays on, or again from the start where the story is over.
    pub fn play(self) {
        if self.phase.get_untracked() == Phase::Done {
            self.seek(0.0);
        }
        self.playing.set(true);
    }

    /// Stands still.
    pub fn pause(self) {
        self.playing.set(false);
    }

    /// On to the next verdict, and stands still there.
    pub fn step(self) {
        self.pause();
        self.advance();
    }

    /// On to the next verdict.
    pub fn advance(self) {
        self.seek(self.timeline.get_untracked().next(self.moment()));
    }

    /// Back to the verdict before, and stands still there.
    pub fn step_back(self) {
        self.pause();
        self.seek(self.timeline.get_untracked().previous(self.moment()));
    }

    /// From the start. With little motion it waits there for the reader's step.
    pub fn replay(self) {
        self.seek(0.0);
        self.playing.set(!self.reduced.get_untracked());
    }

    /// Tells another story from its start.
    pub fn choose(self, settings: Settings) {
        if self.settings.get_untracked() == settings && !self.own.get_untracked() {
            return;
        }
        self.selected.set(None);
        self.settings.set(settings);
        self.own.set(false);
        self.preset.set(None);
        self.scenario.set(None);
        self.telling.set(recorded::story(settings));
        self.replay();
    }

    /// Tells of the reader's own request, from its start.
    #[cfg(feature = "csr")]
    pub fn show(self, telling: Telling, preset: Option<Offer>, scenario: Option<String>) {
        self.selected.set(None);
        self.own.set(true);
        self.preset.set(preset);
        self.scenario.set(telling.scenario.clone().or(scenario));
        self.settings.set(Settings { direction: telling.direction, blocked: false });
        self.telling.set(Arc::new(telling));
        self.replay();
    }

    /// The gate the panel is about.
    #[must_use]
    pub fn shown_gate(self) -> Gate {
        self.selected.get().unwrap_or_else(|| self.scene.with(|scene| scene.at))
    }
}

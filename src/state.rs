//! The state of the stage, in small parts. Each part changes only through its own methods; changes that touch several parts are in
//! `transport` and `told`.

use crate::gate::Gate;
use crate::recorded;
use crate::timeline::Phase;
use crate::url::{Options, Settings};

mod comparison;
mod environment;
mod guess;
mod notices;
mod playback;
mod selection;
mod shown;
mod subscriptions;
mod told;
mod track;
mod transport;
mod turns;
mod watched;

pub use comparison::Comparison;
pub use environment::Environment;
pub use guess::{Asks, Guess, Guesses};
pub use notices::{Notices, Warning};
pub use playback::{Playback, Start};
pub use selection::Selection;
pub use shown::{RequestLink, Scenario, Showing, Shown, Subject};
pub use track::Track;

/// The state of one stage.
#[derive(Clone, Copy)]
pub struct State {
    /// Playing, speed and the moment on show.
    pub playback: Playback,
    /// What the browser and the host page report.
    pub environment: Environment,
    /// The journey on show.
    pub shown: Shown,
    /// The journey it is compared with.
    pub comparison: Comparison,
    /// The gate that the reader chose to read about.
    pub selection: Selection,
    /// What the reader guesses.
    pub guess: Guess,
    /// Warnings, and what is still loading.
    pub notices: Notices,
}

impl State {
    /// A stage at the beginning of the story that the settings name.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let story = recorded::story(settings);
        Self {
            playback: Playback::new(),
            environment: Environment::new(),
            shown: Shown::new(settings, story.clone()),
            comparison: Comparison::new(story),
            selection: Selection::new(),
            guess: Guess::new(),
            notices: Notices::new(),
        }
    }

    /// Everything the page's address can hold, in its current state.
    #[must_use]
    pub fn options(self) -> Options {
        let Start { autoplay, start_at, at, predict } = self.playback.start.get();
        let (speed, looping) = (self.playback.speed.get(), self.playback.looping.get());
        let page = self.environment.page.get();
        let (settings, way, texts) = self.shown.now.with(Showing::link);
        // A link's request counts as soon as it starts loading.
        let (texts, way) = self.notices.arriving.get().unwrap_or((texts, way));
        Options { settings, way, texts, autoplay, start_at, at, predict, speed, looping, page }
    }

    /// Whether all that is shown is over.
    #[must_use]
    pub fn over(self) -> bool {
        self.shown.track.phase.get() == Phase::Done
            && (!self.comparison.on.get() || self.comparison.track.phase.get() == Phase::Done)
    }

    /// When all that is shown is over, in display milliseconds.
    #[must_use]
    pub fn end(self) -> f64 {
        let end = |track: Track| track.timeline.with(|timeline| timeline.end);
        let shown = end(self.shown.track);
        if self.comparison.on.get() { end(self.comparison.track).max(shown) } else { shown }
    }

    /// The gate the panel is about.
    #[must_use]
    pub fn shown_gate(self) -> Gate {
        self.selection.gate.get().unwrap_or_else(|| self.shown.track.scene.with(|scene| scene.at))
    }
}

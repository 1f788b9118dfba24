//! A journey and its progress.

use std::sync::Arc;

use gauntlet_model::report::Report;

use super::watched::Watched;
use crate::layout::{self, Class, Layout};
use crate::scene::{self, Scene};
use crate::signal::Derived;
use crate::timeline::{Phase, Timeline};

/// A journey and its progress.
#[derive(Clone, Copy)]
pub struct Track {
    /// What the layers made of the request.
    pub report: Watched<Arc<Report>>,
    /// The journey on the display's time line.
    pub timeline: Derived<Arc<Timeline>>,
    /// What is going on; follows the moment.
    pub phase: Watched<Phase>,
    /// What is on the stage.
    pub scene: Derived<Scene>,
}

impl Track {
    pub(super) fn new(report: Arc<Report>) -> Self {
        let report = Watched::new(report);
        let phase = Watched::new(Phase::Before);
        Self {
            report,
            timeline: Derived::new(move || Arc::new(Timeline::of(&report.get()))),
            phase,
            scene: Derived::new(move || scene::scene(&report.get(), phase.get())),
        }
    }

    /// The figure's geometry in one class.
    #[must_use]
    pub fn layout(self, class: Class) -> Layout {
        self.report.with(|report| layout::layout(class, report.direction, &scene::members(report)))
    }

    /// Replaces the journey; the caller sets the moment.
    pub(super) fn tell(self, report: Arc<Report>) {
        self.report.set(report);
    }

    pub(super) fn seek(self, moment: f64) {
        let phase = self.timeline.get_untracked().phase(moment);
        if self.phase.get_untracked() != phase {
            self.phase.set(phase);
        }
    }
}

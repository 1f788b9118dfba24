//! Puts a journey on the stage, and another beside it.

use std::sync::Arc;

use gauntlet_model::report::Report;

use super::shown::Showing;
use super::{State, Subject};
use crate::url::Settings;

impl State {
    /// Shows another journey; the caller says from which moment.
    pub fn show(self, now: Showing, report: Arc<Report>) {
        self.playback.forget_start();
        self.selection.close();
        self.shown.set(now, report);
    }

    /// The story that what is on show is compared with, in its own scenario: a story with the other of its direction, any other
    /// request with the plain one.
    #[must_use]
    pub fn other_story(self) -> Settings {
        self.shown.now.with_untracked(|now| {
            let Settings { direction, blocked } = now.settings;
            Settings { direction, blocked: now.is_story() && !blocked }
        })
    }

    /// What became of the request on show before its fix.
    #[must_use]
    pub fn before_its_fix(self) -> Option<Arc<Report>> {
        self.shown.now.with_untracked(|now| match &now.subject {
            Subject::Fixed(before) => Some(before.clone()),
            _ => None,
        })
    }

    /// Puts a journey beside the one on show; without any that is alone.
    pub fn stand_beside(self, report: Option<Arc<Report>>) {
        self.comparison.set_on(report.is_some());
        self.guess.leave();
        if let Some(report) = report {
            self.comparison.track.tell(report);
        }
        self.seek(self.playback.moment());
    }
}

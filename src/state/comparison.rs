//! The journey beside the one on show.

use std::sync::Arc;

use gauntlet_model::report::Report;

use super::track::Track;
use super::turns::Turns;
use super::watched::Watched;

/// The journey beside the one on show.
#[derive(Clone, Copy)]
pub struct Comparison {
    /// Whether both are shown.
    pub on: Watched<bool>,
    /// The journey to compare with.
    pub track: Track,
    /// Keeps a late answer from replacing a newer one.
    pub turns: Turns,
}

impl Comparison {
    pub(super) fn new(report: Arc<Report>) -> Self {
        let on = Watched::new(false);
        Self { on, track: Track::new(report), turns: Turns::new() }
    }

    pub(super) fn set_on(self, on: bool) {
        self.on.set(on);
    }
}

//! Warnings, and what is still loading.

use super::watched::Watched;
use gauntlet_model::composed::Problem;
use gauntlet_model::journey::Direction;

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

impl From<&Problem> for Warning {
    fn from(problem: &Problem) -> Self {
        let with = |text: &str| [&problem.place, ": ", text].concat();
        Self { shown: with(&problem.text), told: with(problem.outside.as_ref().unwrap_or(&problem.text)) }
    }
}

/// What a link says of a request: its texts, the scenario's address among them, and which way it goes.
pub type Link = (Vec<(&'static str, String)>, Option<Direction>);

/// Warnings, and what is still loading.
#[derive(Clone, Copy)]
pub struct Notices {
    /// What was wrong with the last request or link.
    pub warnings: Watched<Vec<Warning>>,
    /// What a link names, while it is loading.
    pub arriving: Watched<Option<Link>>,
}

impl Notices {
    pub(super) fn new() -> Self {
        let warnings = Watched::new(Vec::new());
        let arriving = Watched::new(None);
        Self { warnings, arriving }
    }

    /// Replaces all warnings.
    pub fn warn(self, warnings: Vec<Warning>) {
        self.warnings.set(warnings);
    }

    /// Removes all warnings.
    pub fn clear(self) {
        self.warn(Vec::new());
    }

    /// Sets what is loading; `None` when nothing is.
    pub fn set_arriving(self, arriving: Option<Link>) {
        self.arriving.set(arriving);
    }
}

//! Which journey is on show, and in which scenario.

use std::sync::Arc;

use gauntlet_model::journey::Direction;
use gauntlet_model::report::Report;

use super::track::Track;
use super::turns::Turns;
use super::watched::Watched;
use crate::url::{self, Settings};

/// A scenario's JSON, and what stands for it in a link: an address, or the scenario itself packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The JSON.
    pub text: String,
    /// Where it came from, or itself packed; `None` until it is packed.
    pub address: Option<String>,
}

/// What a request of the reader's own is called in a link: the texts of the address beside the scenario, and which way it goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestLink {
    /// The [`url::TEXTS`] that are set.
    pub texts: Vec<(&'static str, String)>,
    /// Which way it goes, where the link says so.
    pub way: Option<Direction>,
}

/// Whose request is on show.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A story's.
    Story,
    /// A preset's, by its name, in the preset's scenario.
    Preset(String),
    /// The reader's own.
    Own {
        /// The preset whose scenario it was sent in.
        within: Option<String>,
    },
    /// One whose fix was applied, and what became of it before.
    Fixed(Arc<Report>),
}

/// What is shown, except for its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Showing {
    /// Its direction, and whether it is a story's blocked request.
    pub settings: Settings,
    /// Whose request it is.
    pub subject: Subject,
    /// The scenario it was sent in, where that is neither the built-in one nor a preset's.
    pub scenario: Option<Scenario>,
    /// The scenario of the stories, if it is not the built-in one: the author's, or the reader's edited one.
    pub base: Option<Scenario>,
    /// What the request is called in a link.
    pub request: RequestLink,
    /// Whether the scenario could not be packed: a link then leaves it out.
    pub unpackable: bool,
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Which journey it is.
    pub now: Watched<Showing>,
    /// Its report and its progress.
    pub track: Track,
    /// Keeps a late answer from replacing a newer one.
    pub turns: Turns,
}

impl Showing {
    /// A story of the built-in scenario, as it was recorded.
    #[must_use]
    pub const fn built_in(settings: Settings) -> Self {
        let request = RequestLink { texts: Vec::new(), way: None };
        Self { settings, subject: Subject::Story, scenario: None, base: None, request, unpackable: false }
    }

    /// Whether it is one of the four stories.
    #[must_use]
    pub fn is_story(&self) -> bool {
        self.subject == Subject::Story
    }

    /// The preset in whose scenario the request was sent.
    #[must_use]
    pub const fn preset(&self) -> Option<&String> {
        match &self.subject {
            Subject::Preset(name) | Subject::Own { within: Some(name) } => Some(name),
            _ => None,
        }
    }

    /// Whether its scenario is another than the recorded one, so that the engines have to be asked.
    #[must_use]
    pub const fn is_elsewhere(&self) -> bool {
        self.scenario.is_some() || self.preset().is_some()
    }

    /// A scenario that has to be packed before a link can hold it.
    #[must_use]
    pub fn to_pack(&self) -> Option<&str> {
        let scenario = self.scenario.as_ref().filter(|scenario| scenario.address.is_none())?;
        (self.preset().is_none() && !self.unpackable).then_some(scenario.text.as_str())
    }

    /// What a link says of it: the story, the way of a request, and the [`url::TEXTS`].
    pub(super) fn link(&self) -> (Settings, Option<Direction>, Vec<(&'static str, String)>) {
        let mut texts = self.request.texts.clone();
        if let Some(address) = self.scenario.as_ref().and_then(|scenario| scenario.address.clone()) {
            // The last in their order.
            texts.push((url::SCENARIO, address));
        }
        (self.settings, self.request.way, texts)
    }
}

impl Shown {
    pub(super) fn new(settings: Settings, story: Arc<Report>) -> Self {
        let now = Watched::new(Showing::built_in(settings));
        Self { now, track: Track::new(story), turns: Turns::new() }
    }

    pub(super) fn set(self, now: Showing, report: Arc<Report>) {
        // Before the report: what reacts to the report reads this too.
        self.now.set(now);
        self.track.tell(report);
    }

    /// Stores the packed form of a scenario, or that it can't be packed and the link leaves it out. Does nothing if another scenario is
    /// on show by now.
    pub fn packed(self, text: &str, packed: Option<&str>) {
        if self.now.with_untracked(|now| now.to_pack() != Some(text)) {
            return;
        }
        self.now.update(|now| {
            now.unpackable = packed.is_none();
            let Showing { scenario, base, .. } = now;
            for scenario in [scenario, base].into_iter().flatten().filter(|scenario| scenario.text == text) {
                scenario.address = packed.map(str::to_owned);
            }
        });
    }
}

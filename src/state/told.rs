//! What is told on the stage: a story, a request that the engines were asked about, and what stands beside it.

use std::sync::Arc;

#[cfg(feature = "csr")]
use gauntlet_model::journey::Direction;
#[cfg(feature = "csr")]
use gauntlet_model::question::{Asked, Question};
#[cfg(feature = "csr")]
use gauntlet_model::report::Offer;
use gauntlet_model::report::Report;
use leptos::prelude::*;

use super::State;
use crate::recorded;
#[cfg(feature = "csr")]
use crate::text;
#[cfg(feature = "csr")]
use crate::url::TEXTS;
use crate::url::{Options, Settings};

impl State {
    /// Tells a story from its start, in the place of another or of the reader's own request.
    pub fn choose(self, settings: Settings) {
        self.take_turn();
        if self.settings.get_untracked() == settings && !self.own.get_untracked() {
            return;
        }
        self.arrived.update(|arrived| {
            arrived.leave_request();
            arrived.start_at = None;
        });
        #[cfg(feature = "csr")]
        if self.given.with_untracked(Option::is_some) {
            crate::stage::asking::story(self, settings);
            return;
        }
        self.unpacked.set(None);
        self.arrived.update(|arrived| arrived.texts.clear());
        self.selected.set(None);
        self.settings.set(settings);
        self.own.set(false);
        self.preset.set(None);
        self.scenario.set(None);
        self.before.set_value(None);
        self.tell(recorded::story(settings));
    }

    /// What the reader has set by now, as the page's address says it.
    #[must_use]
    pub fn options(self) -> Options {
        let mut options = self.arrived.get();
        options.settings = self.settings.get();
        (options.speed, options.looping) = (self.speed.get(), self.looping.get());
        options
    }

    /// Begins to ask what is to be shown: from now on no answer to an earlier question is.
    pub fn take_turn(self) -> u32 {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_untracked()
    }

    /// Whether nothing else was asked or chosen since.
    #[must_use]
    pub fn has_turn(self, turn: u32) -> bool {
        self.turn.get_untracked() == turn
    }

    /// Tells of what the engines were asked about, from its start: a story, a preset's request, one of the reader's own, or that
    /// with its fix, which then stands beside what it was before.
    #[cfg(feature = "csr")]
    pub fn show(
        self,
        report: Report,
        question: &Question,
        preset: Option<Offer>,
        before: Option<Arc<Report>>,
    ) {
        let story = match question.asked {
            Asked::Story { direction, blocked } => Some(Settings { direction, blocked }),
            _ => None,
        };
        let scenario = report.scenario.clone().or_else(|| question.scenario.clone());
        let given = untrack(|| self.given.with(|given| *given == scenario));
        let at = self.given_at.get_untracked().filter(|_| given);
        self.unpacked.set(scenario.clone().filter(|_| at.is_none() && preset.is_none()));
        self.arrived.update(|arrived| {
            arrived.leave_request();
            arrived.start_at = None;
            arrived.set_text("scenario", at.as_deref().unwrap_or_default());
            let name = preset.as_ref().map_or("", |offer| offer.name.as_str());
            // Written for a request that goes out, and for one that comes in against its host.
            let out = Some(report.direction).filter(|way| *way == Direction::Egress);
            match &report.link {
                _ if story.is_some() => {}
                _ if question.asked == Asked::Preset => {
                    arrived.set_text("request", name);
                    arrived.way = out;
                }
                Some(link) => {
                    let texts = [link.request.as_str(), &link.source_ip, &link.from, name];
                    for (place, text) in TEXTS.into_iter().zip(texts) {
                        arrived.set_text(place, text);
                    }
                    arrived.way = out.or(link.direction);
                }
                None => self.warnings.set(vec![text::STAGE_NOT_LINKED_REQUEST.to_owned().into()]),
            }
        });
        self.selected.set(None);
        self.own.set(story.is_none());
        self.preset.set(preset);
        self.scenario.set(scenario);
        self.settings.set(story.unwrap_or(Settings { direction: report.direction, blocked: false }));
        self.before.set_value(before);
        self.tell(Arc::new(report));
    }

    fn tell(self, report: Arc<Report>) {
        self.reel.report.set(report);
        if self.comparing.get_untracked() {
            self.find_beside();
        }
        self.replay();
    }

    /// Shows a second journey beside the first, once it is there, or the first alone again.
    pub fn compare(self, on: bool) {
        if on {
            self.find_beside();
        } else {
            self.beside_turn.update(|turn| *turn = turn.wrapping_add(1));
            self.comparing.set(false);
            self.seek(self.moment());
        }
    }

    /// What the request on show is compared with, in its own scenario: itself before its fix, a story with the other of its
    /// direction, any other request with the plain story.
    fn find_beside(self) {
        self.beside_turn.update(|turn| *turn = turn.wrapping_add(1));
        let Settings { direction, blocked } = self.settings.get_untracked();
        let other = Settings { direction, blocked: !self.own.get_untracked() && !blocked };
        if let Some(before) = self.before.get_value() {
            return self.stand_beside(Some(before));
        }
        #[cfg(feature = "csr")]
        if self.scenario.with_untracked(Option::is_some) || self.preset.with_untracked(Option::is_some) {
            return crate::stage::asking::beside(self, other, self.beside_turn.get_untracked());
        }
        self.stand_beside(Some(recorded::story(other)));
    }

    /// Whether a journey that was asked for is still to stand beside the one on show.
    #[must_use]
    pub fn awaits_beside(self, turn: u32) -> bool {
        self.beside_turn.get_untracked() == turn
    }

    /// Puts a journey beside the one on show; without any that is alone.
    pub fn stand_beside(self, report: Option<Arc<Report>>) {
        self.comparing.set(report.is_some());
        if let Some(report) = report {
            self.beside.report.set(report);
        }
        self.seek(self.moment());
    }
}

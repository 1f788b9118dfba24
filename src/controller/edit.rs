//! What is on the stage again, in a scenario that the reader has edited.

use gauntlet_model::composed::Problem;
use gauntlet_model::question::{Asked, Question};
use leptos::prelude::*;

use super::{asked, hear, tell_in};
use crate::messages;
use crate::state::{Scenario, State, Subject};

/// Asks again what is on the stage, in another scenario: its story, or else its request. Whoever saw how it ends sees how it
/// ends now; otherwise it is told from its start, unless nothing about it changed. Hands over how it ends, in a word or by its
/// code, or what is wrong.
pub fn edit_scenario(
    state: State,
    scenario: Option<String>,
    done: impl FnOnce(Result<String, Vec<Problem>>) + 'static,
) {
    let story = state.shown.now.with_untracked(|now| now.is_story().then_some(now.settings));
    let request = state.shown.track.report.with_untracked(|report| report.request.clone());
    let asked = story.map_or(Asked::Composed(request), asked);
    let question = Question { scenario, preset: None, asked, mended: false };
    let turn = state.shown.turns.take();
    hear(question, move |question, answer| {
        let report = match answer {
            Ok(report) => report,
            Err(wrong) => return done(Err(wrong)),
        };
        let code = report.code.as_deref();
        let ends = code.map_or_else(|| messages::outcome(report.outcome).to_owned(), str::to_owned);
        if !state.shown.turns.has(turn) {
            return done(Ok(ends));
        }
        let selected = state.selection.gate.get_untracked();
        let (moment, playing) = (state.playback.moment(), state.playback.playing.get_untracked());
        let over = untrack(|| state.over());
        let same = state.shown.track.report.with_untracked(|shown| **shown == report);
        let subject = if story.is_some() { Subject::Story } else { Subject::Own { within: None } };
        let base = question.scenario.clone().map(|text| Scenario { text, address: None });
        tell_in(state, report, question, subject, base);
        state.selection.set(selected);
        if same || over {
            state.resume(if over { f64::INFINITY } else { moment }, playing);
        }
        done(Ok(ends));
    });
}

//! Asks the engines on the reader's behalf: what is on the stage stays until they answer, and where something is wrong it stays
//! at that.

use std::sync::Arc;

use gauntlet_sim::question::{Asked, Problem, Question};
use gauntlet_sim::telling::{Offer, Telling};
use leptos::prelude::*;

use crate::state::State;

/// Asks, and shows the answer or hands over what is wrong.
pub fn ask(
    state: State,
    question: Question,
    offer: Option<Offer>,
    before: Option<Arc<Telling>>,
    done: impl FnOnce(Vec<Problem>) + 'static,
) {
    leptos::task::spawn_local(async move {
        match crate::engine::ask(&question).await {
            Ok(telling) => {
                done(Vec::new());
                state.show(telling, offer, question.scenario, before);
                super::live::bring_into_view(state);
            }
            Err(wrong) => done(wrong),
        }
    });
}

/// The request on show again, with its fix applied.
pub fn mend(state: State) {
    let request = state.reel.telling.with_untracked(|telling| telling.request.clone());
    let question = Question { mended: true, ..in_its_scenario(state, Asked::Composed(request)) };
    let before = Some(state.reel.telling.get_untracked());
    ask(state, question, None, before, move |problems| {
        let told = problems.iter().map(|problem| [&problem.place, ": ", &problem.text].concat());
        state.warnings.set(told.collect());
    });
}

/// A question about the scenario that the request on show was sent in.
pub fn in_its_scenario(state: State, asked: Asked) -> Question {
    let preset = state.preset.get_untracked().map(|offer| offer.name);
    Question { scenario: state.scenario.get_untracked(), preset, asked, mended: false }
}

//! The editors' commands: put a preset or the reader's own request on the stage, or the current one in an edited scenario.

use gauntlet_model::composed::Problem;
use gauntlet_model::editor::{Command, CommandResult};
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use leptos::prelude::*;

use super::{Done, ask, asked, hear, in_its_scenario, send_preset, tell_in, warn};
use crate::messages;
use crate::state::{Scenario, State, Subject};

/// Runs an editor's command and hands over the result.
pub fn run_command(state: State, command: Command, done: impl FnOnce(CommandResult) + 'static) {
    let told = |wrong: Vec<Problem>| if wrong.is_empty() { Ok(String::new()) } else { Err(wrong) };
    match command {
        Command::Request(asked) => send(state, asked, Box::new(move |wrong| done(told(wrong)))),
        Command::Scenario(scenario) => edit_scenario(state, scenario, done),
        Command::Preset(name) => send_preset(state, name, Box::new(move |wrong| done(told(wrong)))),
    }
}

/// A request of the reader's own, in the scenario of the one on show.
fn send(state: State, asked: Asked, done: Done) {
    let within = state.shown.now.with_untracked(|now| now.preset().cloned());
    ask(state, in_its_scenario(state, asked), Subject::Own { within }, done);
}

/// Another scenario; the built-in one where none is given.
fn edit_scenario(state: State, scenario: Option<String>, done: impl FnOnce(CommandResult) + 'static) {
    let change = ScenarioChange::None;
    ask_again(state, |asked| Question { scenario, preset: None, asked, change }, Box::new(done));
}

/// Takes a node or a pod down, or brings it back.
pub fn toggle(state: State, node: bool, name: String) {
    let change = ScenarioChange::Toggle { node, name };
    let told = move |result: CommandResult| {
        if let Err(wrong) = result {
            warn(state, &wrong);
        }
    };
    ask_again(state, |asked| Question { change, ..in_its_scenario(state, asked) }, Box::new(told));
}

/// Asks again what is on the stage, in another scenario: its story, or else its request. Whoever saw how it ends sees how it
/// ends now; otherwise it is told from its start, unless nothing about it changed. Hands over how it ends, in a word or by its
/// code, or what is wrong.
fn ask_again(state: State, question: impl FnOnce(Asked) -> Question, done: Box<dyn FnOnce(CommandResult)>) {
    let story = state.shown.now.with_untracked(|now| now.is_story().then_some(now.settings));
    let request = state.shown.track.report.with_untracked(|report| report.request.clone());
    let question = question(story.map_or(Asked::Composed(request), asked));
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
        let (selected, open) = (state.selection.gate.get_untracked(), state.selection.open.get_untracked());
        let (moment, playing) = (state.playback.moment(), state.playback.playing.get_untracked());
        let over = untrack(|| state.over());
        let same = state.shown.track.report.with_untracked(|shown| shown.tells_as(&report));
        let subject = if story.is_some() { Subject::Story } else { Subject::Own { within: None } };
        let text = report.scenario.clone().or_else(|| question.scenario.clone());
        let base = text.map(|text| Scenario { text, address: None });
        tell_in(state, report, question, subject, base);
        state.selection.set(selected);
        if open {
            state.selection.open_panel();
        }
        if same || over {
            state.resume(if over { f64::INFINITY } else { moment }, playing);
        }
        done(Ok(ends));
    });
}

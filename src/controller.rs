//! Decides what goes on the stage, and asks the engines for what is not recorded. The stage stays as it is until they answer, and if
//! something is wrong. Nothing else asks the engines.

use std::sync::Arc;

use gauntlet_model::composed::Problem;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Answer, Asked, Question, ScenarioChange};
use gauntlet_model::report::Report;

use crate::messages;
use crate::recorded;
use crate::state::{RequestLink, Scenario, Showing, State, Subject};
use crate::url::{REQUEST_TEXTS, Settings};

#[cfg(feature = "csr")]
mod arrival;
#[cfg(feature = "csr")]
mod editors;

#[cfg(feature = "csr")]
pub use arrival::{arrive, pack, show_link};
#[cfg(feature = "csr")]
pub use editors::{run_command, toggle};

/// Shows a story from its start, in place of another story or of the reader's own request.
pub fn choose(state: State, settings: Settings) {
    let turn = state.shown.turns.take();
    let (same, base) = state.shown.now.with_untracked(|now| {
        (now.settings == settings && now.is_story(), now.base.as_ref().map(|base| base.text.clone()))
    });
    if same {
        return;
    }
    if base.is_none() {
        return tell_built_in(state, settings);
    }
    let question =
        Question { scenario: base, preset: None, asked: asked(settings), change: ScenarioChange::None };
    hear(question, move |question, answer| match answer {
        Ok(report) if state.shown.turns.has(turn) => tell(state, report, question, Subject::Story),
        Ok(_) => {}
        Err(wrong) => warn(state, &wrong),
    });
}

/// Shows a preset from its start.
pub fn show_preset(state: State, name: String) {
    send_preset(state, name, warned(state));
}

/// The request of a preset, in the preset's scenario.
fn send_preset(state: State, name: String, done: Done) {
    let preset = Some(name.clone());
    let question = Question { scenario: None, preset, asked: Asked::Preset, change: ScenarioChange::None };
    ask(state, question, Subject::Preset(name), done);
}

/// Shows the story on show with its request blocked.
pub fn block(state: State) {
    state.notices.clear();
    let direction = state.shown.track.report.with_untracked(|report| report.direction);
    choose(state, Settings { direction, blocked: true });
}

/// Called with the problems, or with none when all went well. Boxed to one type, so the wasm holds its callers once.
type Done = Box<dyn FnOnce(Vec<Problem>)>;

/// One that tells it above the stage.
fn warned(state: State) -> Done {
    Box::new(move |problems| {
        if !problems.is_empty() {
            warn(state, &problems);
        }
    })
}

/// Asks, and shows the answer or hands over what is wrong.
fn ask(state: State, question: Question, subject: Subject, done: Done) {
    let turn = state.shown.turns.take();
    hear(question, move |question, answer| match answer {
        Ok(report) => {
            done(Vec::new());
            if state.shown.turns.has(turn) {
                state.notices.clear();
                tell(state, report, question, subject);
                state.environment.call();
            }
        }
        Err(wrong) => done(wrong),
    });
}

/// The request on show again, with its fix applied.
pub fn fix(state: State) {
    let before = state.shown.track.report.get_untracked();
    let asked = Asked::Composed(before.request.clone());
    let question = Question { change: ScenarioChange::Fix, ..in_its_scenario(state, asked) };
    ask(state, question, Subject::Fixed(before), warned(state));
}

/// Shows a second journey beside the first, once it is there, or the first alone again.
pub fn compare(state: State, on: bool) {
    if on {
        find_beside(state);
    } else {
        state.comparison.turns.take();
        state.stand_beside(None);
    }
}

/// What the request on show is compared with: itself before its fix, or a story in its own scenario.
fn find_beside(state: State) {
    let turn = state.comparison.turns.take();
    if let Some(before) = state.before_its_fix() {
        return state.stand_beside(Some(before));
    }
    let other = state.other_story();
    if !state.shown.now.with_untracked(Showing::is_elsewhere) {
        return state.stand_beside(Some(recorded::story(other)));
    }
    hear(in_its_scenario(state, asked(other)), move |_, answer| match answer {
        _ if !state.comparison.turns.has(turn) => {}
        Ok(report) => state.stand_beside(Some(Arc::new(report))),
        Err(wrong) => {
            state.stand_beside(None);
            warn(state, &wrong);
        }
    });
}

fn tell_built_in(state: State, settings: Settings) {
    show(state, Showing::built_in(settings), recorded::story(settings));
}

/// Shows the answer from its start.
fn tell(state: State, report: Report, question: Question, subject: Subject) {
    let base = state.shown.now.with_untracked(|now| now.base.clone());
    tell_in(state, report, question, subject, base);
}

fn tell_in(state: State, report: Report, question: Question, subject: Subject, base: Option<Scenario>) {
    let text = report.scenario.clone().or(question.scenario);
    let address = base.as_ref().filter(|base| Some(&base.text) == text.as_ref());
    let address = address.and_then(|base| base.address.clone());
    let settings = match question.asked {
        Asked::Story { direction, blocked } => Settings { direction, blocked },
        _ => Settings { direction: report.direction, blocked: false },
    };
    let request = match request_link(&report, &subject) {
        Some(request) => request,
        None => {
            state.notices.warn(vec![messages::STAGE_NOT_LINKED_REQUEST.to_owned().into()]);
            RequestLink::default()
        }
    };
    let scenario = text.map(|text| Scenario { text, address });
    let now = Showing { settings, subject, scenario, base, request, unpackable: false };
    show(state, now, Arc::new(report));
}

/// What the request is called in a link; `None` where a link can't hold it.
fn request_link(report: &Report, subject: &Subject) -> Option<RequestLink> {
    // Written for a request that goes out, and for one that comes in against its host.
    let out = Some(report.direction).filter(|way| *way == Direction::Egress);
    let (texts, way) = match subject {
        Subject::Story => return Some(RequestLink::default()),
        Subject::Preset(name) => ([name.as_str(), "", "", ""], out),
        Subject::Own { .. } | Subject::Fixed(_) => {
            let link = report.link.as_ref()?;
            let within = if let Subject::Own { within: Some(name) } = subject { name } else { "" };
            ([link.request.as_str(), &link.source_ip, &link.from, within], out.or(link.direction))
        }
    };
    let set = REQUEST_TEXTS.into_iter().zip(texts).filter(|(_, text)| !text.trim().is_empty());
    Some(RequestLink { texts: set.map(|(name, text)| (name, text.to_owned())).collect(), way })
}

fn show(state: State, now: Showing, report: Arc<Report>) {
    state.show(now, report);
    if state.comparison.on.get_untracked() {
        find_beside(state);
    }
    state.begin();
}

/// A question about the scenario that the request on show was sent in.
fn in_its_scenario(state: State, asked: Asked) -> Question {
    state.shown.now.with_untracked(|now| Question {
        scenario: now.scenario.as_ref().map(|scenario| scenario.text.clone()),
        preset: now.preset().cloned(),
        asked,
        change: ScenarioChange::None,
    })
}

const fn asked(settings: Settings) -> Asked {
    Asked::Story { direction: settings.direction, blocked: settings.blocked }
}

/// Tells above the stage what is wrong.
pub fn warn(state: State, problems: &[Problem]) {
    state.notices.warn(problems.iter().map(Into::into).collect());
}

/// Asks, and hands the answer over when it comes. One task serves all that ask, which keeps the wasm small.
fn hear(question: Question, then: impl FnOnce(Question, Answer) + 'static) {
    let then: Box<dyn FnOnce(Question, Answer)> = Box::new(then);
    #[cfg(feature = "csr")]
    leptos::task::spawn_local(async move {
        let answer = crate::engine::ask(&question).await;
        then(question, answer);
    });
    // Nobody asks anything of a page that is rendered natively.
    #[cfg(not(feature = "csr"))]
    drop((question, then));
}

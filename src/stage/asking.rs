//! Asks the engines on the reader's behalf: what is on the stage stays until they answer, and where something is wrong it stays
//! at that.

use std::sync::Arc;

use gauntlet_model::composed::Problem;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Answer, Asked, Question};
use gauntlet_model::report::{Offer, Report};
use leptos::prelude::*;

use crate::recorded;
use crate::state::{State, Warning};
use crate::text;
use crate::url::{self, Options, Settings};
use crate::words;

/// Asks, and shows the answer or hands over what is wrong.
pub fn ask(
    state: State,
    question: Question,
    offer: Option<Offer>,
    before: Option<Arc<Report>>,
    done: impl FnOnce(Vec<Problem>) + 'static,
) {
    let turn = state.take_turn();
    hear(question, move |question, answer| match answer {
        Ok(report) => {
            done(Vec::new());
            if state.has_turn(turn) {
                state.warnings.set(Vec::new());
                state.show(report, &question, offer, before);
                super::live::bring_into_view(state);
            }
        }
        Err(wrong) => done(wrong),
    });
}

/// Asks, and hands the answer over when it comes. One task serves all that ask, which keeps the wasm small.
fn hear(question: Question, then: impl FnOnce(Question, Answer) + 'static) {
    let then: Box<dyn FnOnce(Question, Answer)> = Box::new(then);
    leptos::task::spawn_local(async move {
        let answer = crate::engine::ask(&question).await;
        then(question, answer);
    });
}

/// A story of the author's scenario.
pub fn story(state: State, settings: Settings) {
    let question = Question {
        scenario: state.given.get_untracked(),
        preset: None,
        asked: asked(settings),
        mended: false,
    };
    let turn = state.take_turn();
    hear(question, move |question, answer| match answer {
        Ok(report) if state.has_turn(turn) => state.show(report, &question, None, None),
        Ok(_) => {}
        Err(wrong) => warn(state, &wrong),
    });
}

/// A story of the scenario on show, to stand beside what is on show.
pub fn beside(state: State, settings: Settings, turn: u32) {
    let question = in_its_scenario(state, asked(settings));
    hear(question, move |_, answer| match answer {
        _ if !state.awaits_beside(turn) => {}
        Ok(report) => state.stand_beside(Some(Arc::new(report))),
        Err(wrong) => {
            state.stand_beside(None);
            warn(state, &wrong);
        }
    });
}

const fn asked(settings: Settings) -> Asked {
    Asked::Story { direction: settings.direction, blocked: settings.blocked }
}

/// What the page's address or the page around asks for. Where that can't be shown, what is on the stage stays. Hands over what
/// was wrong, or nothing once it is on the stage.
pub fn arrive(state: State, options: Options, done: Box<dyn FnOnce(Vec<Problem>)>) {
    state.speed.set(options.speed);
    state.looping.set(options.looping);
    let now = untrack(|| state.options());
    let plain = options.texts.is_empty();
    state.arrived.set(options.clone());
    if plain {
        // The built-in story takes the place of the author's.
        if state.given.get_untracked().is_some() {
            state.given.set(None);
            state.given_at.set(None);
            state.own.set(true);
        }
        state.choose(options.settings);
        state.arrived.set(options.clone());
        begin(state, &options);
        return done(Vec::new());
    }
    if now.same_journey(&options) {
        begin(state, &options);
        return done(Vec::new());
    }
    state.arriving.set(true);
    let turn = state.take_turn();
    leptos::task::spawn_local(async move {
        let wrong = fetched(state, &options, turn).await.err().unwrap_or_default();
        if !wrong.is_empty() {
            // What is on show is still what it was.
            state.arrived.update(|arrived| (arrived.texts, arrived.way) = (now.texts, now.way));
        }
        state.arriving.set(false);
        done(wrong);
    });
}

/// Shows what the options name, once it is fetched and judged.
async fn fetched(state: State, options: &Options, turn: u32) -> Result<(), Vec<Problem>> {
    let scenario = match options.text("scenario") {
        None => None,
        Some(address) => Some(crate::engine::fetch(address).await.map_err(|text| {
            // A packed one would only hide what is wrong with it.
            let place = if address.starts_with("packed-") {
                text::STAGE_LINKED.to_owned()
            } else {
                format!("scenario {address}")
            };
            vec![Problem { place, text, outside: None }]
        })?),
    };
    let (request, within) = (options.text("request"), options.text("preset"));
    let named = |name: Option<&str>| {
        let mut offers = recorded::offers();
        offers.iter().position(|offer| Some(offer.name.as_str()) == name).map(|at| offers.swap_remove(at))
    };
    let text = |name: &str| options.text(name).unwrap_or_default().to_owned();
    let whole = named(request).filter(|_| scenario.is_none());
    // A word by itself would be taken for a host's name.
    if let (Some(request), None) = (request, &whole)
        && !request.contains(['.', ':', '/', ' '])
    {
        let text = ["found “", request, "”, expected a preset's name, a curl command or an address"].concat();
        return Err(vec![Problem { place: "request".to_owned(), text, outside: None }]);
    }
    let question = Question {
        scenario: scenario.clone(),
        preset: whole.as_ref().map(|offer| offer.name.as_str()).or(within).map(str::to_owned),
        asked: match (request, &whole) {
            (Some(_), Some(_)) => Asked::Preset,
            (Some(_), None) => Asked::Curl {
                command: text("request"),
                direction: options.way,
                source_ip: text("source-ip"),
                from: text("from"),
            },
            (None, _) => asked(options.settings),
        },
        mended: false,
    };
    let report = crate::engine::ask(&question).await?;
    if !state.has_turn(turn) {
        return Ok(());
    }
    let out = report.direction == Direction::Egress;
    let other_way = if out { "source-ip" } else { "from" };
    let unused = |name: &str| match &whole {
        Some(_) => !matches!(name, "request" | "scenario"),
        None => name == other_way,
    };
    let unused: Vec<_> = options.texts.iter().filter(|(name, _)| unused(name)).collect();
    if !unused.is_empty() {
        state.warnings.set(unused.iter().map(|(name, value)| url::unused(name, value).into()).collect());
    }
    state.given.set(scenario);
    state.given_at.set(options.text("scenario").map(str::to_owned));
    let sent = request.is_some();
    state.show(report, &question, whole.or_else(|| named(within)), None);
    // The link stays as the reader has it, but for the way out, which a link always says.
    let way = options.way.or(Some(Direction::Egress).filter(|_| out && sent));
    state.arrived.set(Options { way, ..options.clone() });
    begin(state, options);
    Ok(())
}

/// The moment to begin at, and whether it plays from there.
fn begin(state: State, options: &Options) {
    if !options.autoplay {
        state.pause();
    }
    if let Some(moment) = options.start_at {
        state.pause();
        state.seek(f64::from(moment));
    }
}

/// Tells above the stage what is wrong.
pub fn warn(state: State, problems: &[Problem]) {
    state.warnings.set(problems.iter().map(told).collect());
}

/// What is wrong, in a line: what the reader sees, and what a page around may know.
pub fn told(problem: &Problem) -> Warning {
    let with = |text: &str| [&problem.place, ": ", text].concat();
    Warning { shown: with(&problem.text), told: with(problem.outside.as_ref().unwrap_or(&problem.text)) }
}

/// Packs the scenario on show, where a link can't name it, so that the link holds it whole.
pub fn pack(state: State) {
    let Some(scenario) = state.unpacked.get() else { return };
    leptos::task::spawn_local(async move {
        let packed = crate::engine::pack(&scenario).await;
        // Meanwhile another may be on show.
        if state.unpacked.with_untracked(|now| now.as_ref() != Some(&scenario)) {
            return;
        }
        match packed {
            Ok(packed) => {
                if state.given.with_untracked(|given| given.as_ref() == Some(&scenario)) {
                    state.given_at.set(Some(packed.clone()));
                }
                state.arrived.update(|arrived| arrived.set_text("scenario", &packed));
            }
            Err(text) => {
                warn(state, &[Problem { place: text::STAGE_NOT_LINKED.to_owned(), text, outside: None }]);
            }
        }
        state.unpacked.set(None);
    });
}

/// The request on show again, with its fix applied.
pub fn mend(state: State) {
    let request = state.reel.report.with_untracked(|report| report.request.clone());
    let question = Question { mended: true, ..in_its_scenario(state, Asked::Composed(request)) };
    let before = Some(state.reel.report.get_untracked());
    ask(state, question, None, before, move |problems| warn(state, &problems));
}

/// A question about the scenario that the request on show was sent in.
pub fn in_its_scenario(state: State, asked: Asked) -> Question {
    let preset = state.preset.get_untracked().map(|offer| offer.name);
    Question { scenario: state.scenario.get_untracked(), preset, asked, mended: false }
}

/// Asks again what is on the stage, in another scenario: its story, or else its request. Whoever saw how it ends sees how it
/// ends now; otherwise it is told from its start, unless nothing about it changed. Hands over how it ends, in a word or by its
/// code, or what is wrong.
pub fn change(
    state: State,
    scenario: Option<String>,
    done: impl FnOnce(Result<String, Vec<Problem>>) + 'static,
) {
    let settings = state.settings.get_untracked();
    let story = (!state.own.get_untracked()).then_some(settings);
    let request = state.reel.report.with_untracked(|report| report.request.clone());
    let asked = story.map_or(Asked::Composed(request), asked);
    let question = Question { scenario, preset: None, asked, mended: false };
    let turn = state.take_turn();
    hear(question, move |question, answer| {
        let report = match answer {
            Ok(report) => report,
            Err(wrong) => return done(Err(wrong)),
        };
        let code = report.code.as_deref();
        let ends = code.map_or_else(|| words::outcome(report.outcome).to_owned(), str::to_owned);
        if !state.has_turn(turn) {
            return done(Ok(ends));
        }
        let selected = state.selected.get_untracked();
        let (moment, playing, over) =
            (state.moment(), state.playing.get_untracked(), untrack(|| state.over()));
        let same = state.reel.report.with_untracked(|shown| **shown == report);
        state.given.set(question.scenario.clone());
        state.given_at.set(None);
        state.show(report, &question, None, None);
        state.selected.set(selected);
        if same || over {
            state.seek(if over { f64::INFINITY } else { moment });
            state.playing.set(playing);
        }
        done(Ok(ends));
    });
}

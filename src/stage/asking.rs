//! Asks the engines on the reader's behalf: what is on the stage stays until they answer, and where something is wrong it stays
//! at that.

use std::sync::Arc;

use gauntlet_sim::question::{Asked, Problem, Question};
use gauntlet_sim::telling::{Offer, Telling};
use leptos::prelude::*;

use crate::recorded;
use crate::state::{State, Warning};
use crate::text;
use crate::url::{Options, Settings};
use crate::words;

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
                state.show(telling, offer, question.scenario, before, None);
                super::live::bring_into_view(state);
            }
            Err(wrong) => done(wrong),
        }
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
    leptos::task::spawn_local(async move {
        match crate::engine::ask(&question).await {
            Ok(telling) => state.show(telling, None, question.scenario, None, Some(settings)),
            Err(wrong) => warn(state, &wrong),
        }
    });
}

const fn asked(settings: Settings) -> Asked {
    Asked::Story { direction: settings.direction, blocked: settings.blocked }
}

/// What the page's address asks for. Where that can't be shown, what is on the stage stays, with a warning.
pub fn arrive(state: State, options: Options) {
    state.speed.set(options.speed);
    state.looping.set(options.looping);
    let now = state.arrived.get_untracked();
    let plain = options.request.is_none() && options.scenario.is_none();
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
        return;
    }
    if (&now.request, &now.scenario) == (&options.request, &options.scenario)
        && options.settings == state.settings.get_untracked()
    {
        begin(state, &options);
        return;
    }
    state.arriving.set(true);
    leptos::task::spawn_local(async move {
        if let Err(wrong) = fetched(state, &options).await {
            warn(state, &wrong);
        }
        state.arriving.set(false);
    });
}

/// Shows what the options name, once it is fetched and judged.
async fn fetched(state: State, options: &Options) -> Result<(), Vec<Problem>> {
    let scenario = match &options.scenario {
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
    let offer = options.request.as_ref().and_then(|request| {
        recorded::offers().into_iter().find(|offer| offer.name == *request && scenario.is_none())
    });
    let question = Question {
        scenario: scenario.clone(),
        preset: offer.as_ref().map(|offer| offer.name.clone()),
        asked: match (&options.request, &offer) {
            (Some(_), Some(_)) => Asked::Preset,
            (Some(request), None) => Asked::Curl { command: request.clone(), direction: None },
            (None, _) => asked(options.settings),
        },
        mended: false,
    };
    let telling = crate::engine::ask(&question).await?;
    let story = options.request.is_none().then_some(options.settings);
    state.given.set(scenario.clone());
    state.given_at.set(options.scenario.clone());
    state.show(telling, offer, scenario, None, story);
    state.arrived.set(options.clone());
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

fn warn(state: State, problems: &[Problem]) {
    let warnings = problems.iter().map(|problem| {
        let with = |text: &str| [&problem.place, ": ", text].concat();
        Warning { shown: with(&problem.text), told: with(problem.outside.as_ref().unwrap_or(&problem.text)) }
    });
    state.warnings.set(warnings.collect());
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
                state.arrived.update(|arrived| arrived.scenario = Some(packed));
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
    let request = state.reel.telling.with_untracked(|telling| telling.request.clone());
    let question = Question { mended: true, ..in_its_scenario(state, Asked::Composed(request)) };
    let before = Some(state.reel.telling.get_untracked());
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
    let request = state.reel.telling.with_untracked(|telling| telling.request.clone());
    let asked = story.map_or(Asked::Composed(request), asked);
    let question = Question { scenario, preset: None, asked, mended: false };
    leptos::task::spawn_local(async move {
        let telling = match crate::engine::ask(&question).await {
            Ok(telling) => telling,
            Err(wrong) => return done(Err(wrong)),
        };
        let code = telling.code.as_deref();
        let ends = code.map_or_else(|| words::outcome(telling.outcome).to_owned(), str::to_owned);
        let selected = state.selected.get_untracked();
        let (moment, playing, over) =
            (state.moment(), state.playing.get_untracked(), untrack(|| state.over()));
        let same = state.reel.telling.with_untracked(|shown| **shown == telling);
        state.given.set(question.scenario.clone());
        state.given_at.set(None);
        state.show(telling, None, question.scenario, None, story);
        state.selected.set(selected);
        if same || over {
            state.seek(if over { f64::INFINITY } else { moment });
            state.playing.set(playing);
        }
        done(Ok(ends));
    });
}

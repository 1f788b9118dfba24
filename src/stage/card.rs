//! The card beside the glass: the story before it begins, what the layer at work does, and in the end the verdict, what the client sees
//! and what to do next.

use gauntlet_model::journey::Outcome;
use gauntlet_model::report::{Lesson, Offer, Report};
use leptos::prelude::*;

use crate::controller;
use crate::gate::Gate;
use crate::guess;
use crate::markup::{El, el, on_part};
use crate::messages;
use crate::state::{Asks, State, Subject};
use crate::timeline::Phase;

use super::glass;
use super::spent::{self, spent};

/// The card.
#[component]
pub fn Card(state: State) -> impl IntoView {
    let look = move || {
        Some(match state.shown.track.scene.with(|scene| scene.ended) {
            None => "card caption".to_owned(),
            Some(Outcome::Answered) => "card caption answered".to_owned(),
            Some(_) => "card caption stopped".to_owned(),
        })
    };
    let acts = [("primary", Act::Fix), ("why", Act::Why), ("next quiet", Act::Next)];
    let acts = acts.map(|(class, act)| {
        el("button")
            .set("type", "button")
            .class(class)
            .bind("hidden", move || act.hidden(state).then(String::new))
            .on("click", move |_| act.go(state))
            .bind_text(move || act.name(state))
    });
    let guesses = el("div")
        .class("guess")
        .set("role", "group")
        .set("tabindex", "-1")
        .bind_inner(move || guesses(state))
        .on("click", move |event| answer(state, &event));
    el("section")
        .bind("class", look)
        .set("aria-label", messages::STAGE_CARD_TITLE)
        .with(el("p").class("story").set("tabindex", "0").bind_inner(move || told(state)))
        .with(el("div").class("now").set("tabindex", "0").bind_inner(move || now(state)))
        .with(el("div").class("sees").bind_inner(move || sees(state)))
        .with(guesses)
        .with(el("div").class("card-acts").with_all(acts.into()))
}

/// What a guess can be, while the reader is asked for one.
fn guesses(state: State) -> String {
    let chip = |value: &str, class: &str, text: &str| {
        el("button").set("type", "button").class(class).set("data-guess", value).text(text)
    };
    let asks = state.guess.now.with(|now| now.asks);
    state.shown.track.report.with(|report| {
        let chips = match asks {
            Asks::Nothing => return String::new(),
            Asks::Where => {
                let mut chips: Vec<El> = guess::choices(report)
                    .map(|gate| chip(gate.id(), "chip of-gate", messages::gate(gate, report.direction).short))
                    .collect();
                chips.push(chip("", "chip", messages::STAGE_GUESS_THROUGH));
                chips.push(chip("off", "quiet", messages::STAGE_GUESS_OFF));
                chips
            }
            Asks::What => {
                let mut all = vec![el("strong").text(messages::what(report.direction))];
                let choices = report.endings.iter().flat_map(|endings| endings.choices.iter().enumerate());
                all.extend(choices.map(|(at, text)| chip(&at.to_string(), "chip", text)));
                all
            }
        };
        el("div").with_all(chips).into_inner()
    })
}

/// Takes a guess.
fn answer(state: State, event: &leptos::ev::Event) {
    let Some(value) = on_part(event, "[data-guess]").and_then(|chip| chip.get_attribute("data-guess")) else {
        return;
    };
    if state.guess.asks(Asks::What) {
        if let Ok(at) = value.parse() {
            state.guess_ending(at);
        }
    } else if value == "off" {
        #[cfg(feature = "csr")]
        super::browser::want_to_guess(state, false);
    } else {
        let path = Gate::path(state.shown.track.report.with_untracked(|report| report.direction));
        state.guess_place(path.iter().copied().find(|gate| gate.id() == value));
    }
    // What had the focus is gone.
    #[cfg(feature = "csr")]
    super::focus::to_play();
}

/// What the request was refused for, what comes of that, in the end what the client sees, and how well the reader has guessed so far.
fn sees(state: State) -> String {
    let scene = state.shown.track.scene;
    let (caption, stopped, ended) =
        scene.with(|scene| (scene.caption.clone(), scene.stopped(), scene.ended.is_some()));
    let asks = state.guess.now.with(|now| now.asks);
    // A question needs the room.
    if asks == Asks::What || !stopped && !ended {
        return String::new();
    }
    let report = state.shown.track.report.get();
    let stop = guess::stop(&report).map(|(_, hop)| hop);
    let found = stop.and_then(|hop| hop.found.as_ref()).map(glass::found);
    // Why it was stopped stands above already.
    let repeats = stop.is_some_and(|hop| hop.why.first() == Some(&caption));
    let mut sees = el("p").words(if repeats { "" } else { &caption });
    state.guess.now.with(|now| {
        if ended && now.place.is_some() {
            let endings = report.endings.as_ref().zip(now.ending);
            if let Some((answer, right)) = endings
                .and_then(|(all, at)| Some((all.choices.get(at)?, usize::try_from(all.right) == Ok(at))))
            {
                let text = if right {
                    messages::STAGE_GUESS_ANSWER_RIGHT
                } else {
                    messages::STAGE_GUESS_ANSWER_WRONG
                };
                let said = messages::fill(text, &[("answer", answer)]);
                sees = sees.text(" ").with(el("span").class("said").words(&said));
            }
            let (right, tried) = (now.right.to_string(), now.tried().to_string());
            let tally = messages::fill(messages::STAGE_GUESS_TALLY, &[("right", &right), ("of", &tried)]);
            sees = sees.text(" ").with(el("small").text(&tally));
        }
        el("div").with_all(found.into_iter().collect()).with(sees).into_inner()
    })
}

/// What the reader's first guess overlooked.
fn reveal(state: State, report: &Report) -> Option<El> {
    let place = state.guess.now.with(|now| now.place.filter(|_| now.ending.is_none()))?;
    Some(el("p").class("reveal").words(&guess::reveal(report, place)))
}

/// What a reader may do at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Send the request again with its fix.
    Fix,
    /// Read on.
    Why,
    /// See something related.
    Next,
}

impl Act {
    fn name(self, state: State) -> String {
        match self {
            Self::Fix => messages::STAGE_CARD_FIX.to_owned(),
            Self::Why => messages::STAGE_CARD_WHY.to_owned(),
            Self::Next => {
                let name = next(state).map_or(messages::STAGE_CARD_BLOCK.to_owned(), |offer| offer.title);
                [messages::STAGE_CARD_NEXT, " ", &name].concat()
            }
        }
    }

    fn hidden(self, state: State) -> bool {
        let track = state.shown.track;
        match self {
            // A question needs the room.
            Self::Why => {
                track.phase.get() == Phase::Before || state.guess.now.with(|now| now.asks == Asks::What)
            }
            _ => {
                track.scene.with(|scene| scene.ended.is_none())
                    || self == Self::Fix && track.report.with(|report| report.fix.is_none())
            }
        }
    }

    fn go(self, state: State) {
        match self {
            Self::Fix => controller::fix(state),
            Self::Why => {
                state.selection.open_panel();
                #[cfg(feature = "csr")]
                super::focus::soon(".inspector");
            }
            Self::Next => match untrack(|| next(state)) {
                Some(offer) => {
                    controller::show_preset(state, offer.name);
                    // This button goes away.
                    #[cfg(feature = "csr")]
                    super::focus::to_play();
                }
                None => controller::block(state),
            },
        }
    }
}

/// What comes next: none where that is the story's own blocked request.
fn next(state: State) -> Option<Offer> {
    state.shown.track.report.with(|report| report.next.clone())
}

/// The story before it begins, or a preset's name and question, and what the reader is asked to guess.
fn told(state: State) -> String {
    // An author may say something of the end alone.
    let lesson = state.shown.track.report.with(|report| report.lesson.clone().filter(asks));
    let mut told = el("p");
    if state.guess.now.with(|now| now.asks == Asks::Where) {
        told = told.with(el("strong").class("verdict").text(messages::STAGE_GUESS_WHERE)).text(" ");
    }
    match lesson {
        Some(lesson) => {
            told.with(el("strong").words(&lesson.title)).text(" ").with(el("span").words(&lesson.question))
        }
        None => told.with(el("span").words(&story(state))),
    }
    .into_inner()
}

/// Whether something is said before it begins.
fn asks(lesson: &Lesson) -> bool {
    !(lesson.title.is_empty() && lesson.question.is_empty())
}

/// What is told, in a sentence or two. The built-in words tell of the built-in scenario and no other.
pub(super) fn story(state: State) -> String {
    state.shown.now.with(|now| match &now.subject {
        Subject::Preset(_) => state.shown.track.report.with(|report| lesson_of(report)).unwrap_or_default(),
        Subject::Fixed(_) => messages::MENDED_STORY.to_owned(),
        Subject::Own { .. } => messages::OWN_STORY.to_owned(),
        Subject::Story if now.scenario.is_some() => state
            .shown
            .track
            .report
            .with(|report| lesson_of(report).unwrap_or_else(|| messages::told_of(report))),
        Subject::Story => messages::story(now.settings.direction, now.settings.blocked).to_owned(),
    })
}

/// What a preset, or an author, says before it begins.
fn lesson_of(report: &Report) -> Option<String> {
    let lesson = report.lesson.as_ref().filter(|lesson| asks(lesson))?;
    Some([&lesson.title, ". ", &lesson.question].concat())
}

/// What happens now in plain words, for a picture's caption.
#[cfg(feature = "csr")]
pub(super) fn spoken(state: State) -> String {
    if state.shown.track.phase.get() == Phase::Before {
        return story(state);
    }
    let caption = state.shown.track.scene.with(|scene| scene.caption.clone());
    if state.shown.track.scene.with(|scene| scene.ended.is_none()) {
        return caption;
    }
    let (outcome, code, why) = state
        .shown
        .track
        .report
        .with(|report| (messages::ending(report), report.code.clone(), report.why.clone()));
    let code = code.map(|code| [": ", &code, "."].concat()).unwrap_or_else(|| ".".to_owned());
    [outcome, &code, " ", &why, " ", &caption].concat().replace("  ", " ")
}

fn now(state: State) -> String {
    let track = state.shown.track;
    let asks = state.guess.now.with(|now| now.asks == Asks::What);
    let (ended, stopped) = track.scene.with(|scene| (scene.ended.is_some(), scene.stopped()));
    let phase = track.phase.get();
    track.report.with(|report| {
        let mut now = el("div");
        if asks || ended || stopped {
            now = now.with(el("p").with(verdict(report))).text(" ");
            let why = if asks || report.why.is_empty() { None } else { Some(el("p").words(&report.why)) };
            let lesson = report.lesson.as_ref().filter(|lesson| ended && !asks && !lesson.lesson.is_empty());
            // A lesson needs the room.
            let spent = if asks || lesson.is_some() || !ended { None } else { spent(report) };
            let lesson = lesson.map(|lesson| el("p").class("lesson").words(&lesson.lesson));
            for part in [why, reveal(state, report), spent, lesson].into_iter().flatten() {
                now = now.with(part).text(" ");
            }
        } else if phase != Phase::Before {
            now = track.scene.with(|scene| now.with(el("p").words(&scene.caption)));
        }
        now.into_inner()
    })
}

/// The outcome, and who decided it.
pub(super) fn verdict(report: &Report) -> El {
    let text = match report.outcome {
        Outcome::Blocked => messages::STAGE_CARD_BY,
        _ => messages::STAGE_CARD_AT,
    };
    let answered = report.outcome == Outcome::Answered && !report.breach;
    let class = if answered { "outcome answered" } else { "outcome stopped" };
    let verdict = el("span").class("verdict").with(el("strong").class(class).text(messages::ending(report)));
    let Some((code, (_, stop))) = report.code.as_ref().zip(guess::stop(report)) else {
        let by = spent::by(report).filter(|_| answered);
        let Some(by) = by else { return verdict };
        return verdict.text(" ").text(&messages::fill(messages::STAGE_CARD_BY, &[("layer", &by)]));
    };
    let by = messages::fill(text, &[("layer", messages::layer(stop.layer))]);
    verdict.text(" ").text(&by).text(" ").with(el("code").words(code))
}

//! What the page's address or the page around asks for, and the packing of what a link has to hold.

use gauntlet_model::composed::Problem;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use leptos::prelude::*;

use super::{Done, asked, choose, request_link, show, tell_built_in, warn};
use crate::messages;
use crate::state::{RequestLink, Scenario, Showing, State, Subject};
use crate::url::{self, Options};

/// Shows what is asked for. Where that can't be shown, what is on the stage stays. Hands over what was wrong, or nothing once it
/// is on the stage.
pub fn arrive(state: State, options: Options, done: Done) {
    let now = untrack(|| state.options());
    state.playback.set_speed(options.speed);
    state.playback.set_looping(options.looping);
    if state.environment.page.with_untracked(|page| *page != options.page) {
        state.environment.page.set(options.page.clone());
    }
    if options.texts.is_empty() {
        // The built-in story takes the place of the author's.
        if state.shown.now.with_untracked(|now| now.base.is_some()) {
            state.shown.turns.take();
            tell_built_in(state, options.settings);
        } else {
            choose(state, options.settings);
        }
        begin(state, &options);
        return done(Vec::new());
    }
    if now.same_journey(&options) {
        begin(state, &options);
        return done(Vec::new());
    }
    start_as(state, &options);
    state.notices.set_arriving(Some((options.texts.clone(), options.way)));
    let turn = state.shown.turns.take();
    leptos::task::spawn_local(async move {
        let wrong = fetched(state, &options, turn).await.err().unwrap_or_default();
        state.notices.set_arriving(None);
        done(wrong);
    });
}

/// Shows what the options name, once it is fetched and judged.
async fn fetched(state: State, options: &Options, turn: u32) -> Result<(), Vec<Problem>> {
    let scenario = match options.text(url::SCENARIO) {
        None => None,
        Some(address) => Some(crate::engine::fetch(address).await.map_err(|text| {
            // A packed one would only hide what is wrong with it.
            let place = if address.starts_with("packed-") {
                messages::STAGE_LINKED.to_owned()
            } else {
                ["scenario ", address].concat()
            };
            vec![Problem { place, text, outside: None }]
        })?),
    };
    let (request, within) = (options.text("request"), options.text("preset"));
    // A word by itself is a preset's name: it would be taken for a host's.
    let word = request.filter(|request| !request.contains(['.', ':', '/', ' ']));
    let whole = word.filter(|_| scenario.is_none()).map(str::to_owned);
    if let (Some(request), None) = (word, &whole) {
        let text = ["found “", request, "”, expected a preset's name, a curl command or an address"].concat();
        return Err(vec![Problem { place: "request".to_owned(), text, outside: None }]);
    }
    let text = |name: &str| options.text(name).unwrap_or_default().to_owned();
    let question = Question {
        scenario: scenario.clone(),
        preset: whole.clone().or(within.map(str::to_owned)),
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
        change: ScenarioChange::None,
    };
    let report = crate::engine::ask(&question).await?;
    if !state.shown.turns.has(turn) {
        return Ok(());
    }
    let out = report.direction == Direction::Egress;
    warn_of_unused(state, options, whole.is_some(), if out { "source-ip" } else { "from" });
    let subject = match (request, whole) {
        (None, _) => Subject::Story,
        (Some(_), Some(name)) => Subject::Preset(name),
        (Some(_), None) => Subject::Own { within: within.map(str::to_owned) },
    };
    if request_link(&report, &subject).is_none() {
        state.notices.warn(vec![messages::STAGE_NOT_LINKED_REQUEST.to_owned().into()]);
    }
    let texts = options.texts.iter().filter(|(name, _)| *name != url::SCENARIO).cloned().collect();
    // The link stays as the reader has it, but for the way out, which a link always says.
    let way = options.way.or(Some(Direction::Egress).filter(|_| out && request.is_some()));
    let address = options.text(url::SCENARIO).map(str::to_owned);
    let base = scenario.map(|text| Scenario { text, address });
    let settings = match subject {
        Subject::Story => options.settings,
        _ => url::Settings { direction: report.direction, blocked: false },
    };
    let request = RequestLink { texts, way };
    let now = Showing { settings, subject, scenario: base.clone(), base, request, unpackable: false };
    show(state, now, report.into());
    begin(state, options);
    Ok(())
}

/// Tells which parts of a link have nothing to do with its request.
fn warn_of_unused(state: State, options: &Options, preset: bool, other_way: &str) {
    let unused =
        |name: &str| if preset { !matches!(name, "request" | "scenario") } else { name == other_way };
    let unused: Vec<_> = options.texts.iter().filter(|(name, _)| unused(name)).collect();
    if !unused.is_empty() {
        state.notices.warn(unused.iter().map(|(name, value)| url::unused(name, value).into()).collect());
    }
}

fn start_as(state: State, options: &Options) {
    state.playback.set_start(options.start());
}

/// The moment to begin at, and whether it plays from there.
fn begin(state: State, options: &Options) {
    start_as(state, options);
    if options.autoplay == Some(false) {
        state.pause();
    }
    if let Some(moment) = options.start_at {
        state.pause();
        state.seek(f64::from(moment));
    }
    if let Some(gate) = options.at
        && !state.go_to_gate(gate)
    {
        state.notices.warn(vec![url::unused("at", gate.id()).into()]);
    }
}

/// Shows what a link in the article names, and plays it: up to the layer that the link names, or to the end.
pub fn show_link(state: State, link: &str) {
    let Options { speed, looping, page, .. } = untrack(|| state.options());
    let kept = Options { speed, looping, page, ..Options::default() };
    let (options, _) = url::read_onto(kept, link);
    let at = options.at;
    let done = move |wrong: Vec<Problem>| {
        if wrong.is_empty() {
            state.play_up_to(at);
        } else {
            warn(state, &wrong);
        }
    };
    state.notices.clear();
    arrive(state, options, Box::new(done));
    state.environment.call();
}

/// Packs the scenario on show, where a link can't name it, so that the link holds it whole.
pub fn pack(state: State) {
    let Some(scenario) = state.shown.now.with(|now| now.to_pack().map(str::to_owned)) else { return };
    leptos::task::spawn_local(async move {
        let packed = crate::engine::pack(&scenario).await;
        if state.shown.now.with_untracked(|now| now.to_pack() != Some(&scenario)) {
            // Meanwhile another is on show.
            return;
        }
        if let Err(text) = &packed {
            let place = messages::STAGE_NOT_LINKED.to_owned();
            warn(state, &[Problem { place, text: text.clone(), outside: None }]);
        }
        state.shown.packed(&scenario, packed.as_deref().ok());
    });
}

//! Whether a reader's guess is right, and what it overlooked: worked out from the report alone.

use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::report::{Hop, Report};

use crate::gate::Gate;
use crate::messages::{self, fill};
use crate::timeline::Timeline;

/// The gates that a request can stop at: all but the one that sends it.
pub fn choices(report: &Report) -> impl Iterator<Item = Gate> + use<> {
    Gate::path(report.direction).iter().copied().skip(1)
}

/// The hop that stopped the request, with its place; none where it was answered.
#[must_use]
pub fn stop(report: &Report) -> Option<(usize, &Hop)> {
    report.hops.iter().enumerate().find(|(_, hop)| hop.code.is_some() && hop.way == Way::Request)
}

/// Whether the guess is right. Without a gate it says that the request gets through.
#[must_use]
pub fn is_right(report: &Report, guess: Option<Gate>) -> bool {
    stop(report).map(|(_, hop)| Gate::of(hop.layer)) == guess
}

/// The moment at which the request has stopped and the client does not know it yet; none where both fall together.
#[must_use]
pub fn halt(report: &Report, timeline: &Timeline) -> Option<f64> {
    let (at, _) = stop(report)?;
    timeline.steps.get(at).map(|step| step.done).filter(|done| *done < timeline.end)
}

/// What the guess overlooked.
#[must_use]
pub fn reveal(report: &Report, guess: Option<Gate>) -> String {
    let name = |gate: Gate| messages::gate(gate, report.direction).name;
    let said = match guess {
        Some(gate) => fill(messages::STAGE_GUESS_SAID, &[("gate", name(gate))]),
        None => messages::STAGE_GUESS_SAID_THROUGH.to_owned(),
    };
    let visited = guess.and_then(|gate| {
        report.hops.iter().rfind(|hop| Gate::of(hop.layer) == gate && hop.way == Way::Request)
    });
    let why = match (visited, stop(report)) {
        _ if is_right(report, guess) => messages::STAGE_GUESS_RIGHT.to_owned(),
        _ if guess.is_none() => messages::STAGE_GUESS_STOPPED.to_owned(),
        (Some(hop), _) if matches!(hop.verdict, Verdict::Pass | Verdict::Answer | Verdict::Absent) => {
            let why = hop.why.first().map(String::as_str).unwrap_or_default();
            fill(messages::STAGE_GUESS_PASSED, &[("why", why)])
        }
        (_, Some((_, hop))) => {
            let looks_at = messages::looks_at(hop.layer, report.direction);
            fill(messages::STAGE_GUESS_BEFORE, &[("looks_at", looks_at)])
        }
        (_, None) => messages::STAGE_GUESS_NOT_ASKED.to_owned(),
    };
    [&said, " ", &why].concat()
}

#[cfg(test)]
mod tests {
    use gauntlet_explain::{preset, question, report};
    use gauntlet_model::ask::SEED;
    use gauntlet_model::journey::Direction;
    use gauntlet_model::question::{Asked, Question, ScenarioChange};
    use gauntlet_scenario::Scenario;

    use super::*;

    /// The four stories and all presets.
    fn all() -> Vec<(String, Report)> {
        let scenario = Scenario::built_in();
        let mut all = Vec::new();
        for direction in [Direction::Ingress, Direction::Egress] {
            for blocked in [false, true] {
                let told = report::run(&scenario, &scenario.story(direction, blocked), SEED);
                all.push((format!("{direction:?} {blocked}"), told));
            }
        }
        for preset in preset::all() {
            let preset = preset.name.to_owned();
            let asked = Question {
                scenario: None,
                preset: Some(preset.clone()),
                asked: Asked::Preset,
                change: ScenarioChange::None,
            };
            match question::tell(&asked) {
                Ok(report) => all.push((preset, report)),
                Err(wrong) => panic!("{preset}: {wrong:?}"),
            }
        }
        all
    }

    #[test]
    fn one_guess_is_right_of_each_request_and_every_other_is_told_why_not() {
        for (name, report) in all() {
            let guesses: Vec<_> = choices(&report).map(Some).chain([None]).collect();
            let right: Vec<_> = guesses.iter().filter(|guess| is_right(&report, **guess)).collect();
            assert_eq!(right.len(), 1, "{name}: {right:?}");
            for guess in &guesses {
                let told = reveal(&report, *guess);
                assert!(!told.contains('{') && !told.contains("  "), "{name}, {guess:?}: {told}");
                let owned = told.contains(messages::STAGE_GUESS_RIGHT);
                assert_eq!(owned, is_right(&report, *guess), "{name}, {guess:?}: {told}");
            }
        }
    }

    #[test]
    fn what_the_client_sees_is_among_four_that_differ() {
        for (name, report) in all() {
            let Some(endings) = &report.endings else {
                assert_eq!(stop(&report), None, "{name}");
                continue;
            };
            let different: std::collections::BTreeSet<_> = endings.choices.iter().collect();
            assert_eq!((endings.choices.len(), different.len()), (4, 4), "{name}: {:?}", endings.choices);
            let right = usize::try_from(endings.right).ok().and_then(|at| endings.choices.get(at));
            let seen = right.map(String::as_str).unwrap_or_default();
            match seen.strip_prefix("HTTP ") {
                Some(status) => assert!(report.client.contains(status), "{name}: {seen}, {}", report.client),
                None => assert!(report.hops.last().is_some_and(|hop| hop.status.is_none()), "{name}: {seen}"),
            }
            let silent = ["Lookup hangs", "No reply", "TLS hangs", "No response"].contains(&seen);
            assert_eq!(report.silent, silent, "{name}: {seen}");
        }
    }

    #[test]
    fn the_second_question_comes_after_the_verdict_and_before_the_end() {
        for (name, report) in all() {
            let timeline = Timeline::of(&report);
            if let Some(halt) = halt(&report, &timeline) {
                let Some((at, _)) = stop(&report) else { panic!("{name} halts and does not stop") };
                let decided = crate::scene::decided(timeline.phase(halt), report.hops.len());
                assert!(decided > at && halt < timeline.end, "{name} at {halt}");
            }
        }
    }
}

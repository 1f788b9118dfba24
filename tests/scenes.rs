//! The pure half of the view, natively: time line, phases, scenes and legs of the four stories.
#![allow(clippy::unwrap_used)]

use gauntlet_app::gate::Gate;
use gauntlet_app::guess::{choices, reveal};
use gauntlet_app::layout::{Class, layout};
use gauntlet_app::route::{Kind, legs};
use gauntlet_app::scene::{GateState, members, scene};
use gauntlet_app::timeline::{Phase, Timeline};
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_model::report::Report;
use gauntlet_scenario::Scenario;

fn stories() -> Vec<Report> {
    let scenario = Scenario::built_in();
    let tell =
        |direction, blocked| gauntlet_explain::report::run(&scenario, &scenario.story(direction, blocked), 7);
    [
        (Direction::Ingress, false),
        (Direction::Ingress, true),
        (Direction::Egress, false),
        (Direction::Egress, true),
    ]
    .map(|(direction, blocked)| tell(direction, blocked))
    .into()
}

#[test]
fn stepping_there_and_back_meets_the_same_moments() {
    for told in stories() {
        let timeline = Timeline::of(&told);
        let mut there = vec![0.0];
        while *there.last().unwrap() < timeline.end {
            there.push(timeline.next(*there.last().unwrap()).unwrap_or(timeline.end));
        }
        let mut back = vec![timeline.end];
        while *back.last().unwrap() > 0.0 {
            back.push(timeline.previous(*back.last().unwrap()).unwrap_or(0.0));
        }
        back.reverse();
        assert_eq!(there, back, "{:?}", told.direction);
        assert!(there.len() > told.hops.len(), "every verdict is a stop");
        assert_eq!((timeline.next(timeline.end), timeline.previous(0.0)), (None, None));
    }
}

#[test]
fn the_clock_follows_the_journey_and_never_runs_back() {
    for told in stories() {
        let timeline = Timeline::of(&told);
        for (index, (hop, step)) in told.hops.iter().zip(&timeline.steps).enumerate() {
            // Two layers behind one gate: the display leaves the way between them out.
            let next = told.hops.get(index + 1).map_or(told.took_us, |next| next.at_us);
            let shown = timeline.clock(step.done);
            assert!((hop.at_us + hop.took_us..=next).contains(&shown), "{:?}: {shown}", hop.layer);
        }
        assert_eq!((timeline.clock(0.0), timeline.clock(timeline.end)), (0, told.took_us));
        let shown: Vec<u64> = (0..=(timeline.end as u32 + 100)).map(|ms| timeline.clock(ms.into())).collect();
        assert!(shown.is_sorted());
    }
}

#[test]
fn time_never_runs_back_and_phases_follow_it() {
    for told in stories() {
        let timeline = Timeline::of(&told);
        let mut last = Phase::Before;
        let mut moment = 0.0;
        while moment < timeline.end + 100.0 {
            let phase = timeline.phase(moment);
            let order = |phase: Phase| match phase {
                Phase::Before => (0, 0),
                Phase::Travel(i) => (1, 2 * i),
                Phase::Judge(i) => (1, 2 * i + 1),
                Phase::Silence => (2, 0),
                Phase::Done => (3, 0),
            };
            assert!(order(phase) >= order(last), "{last:?} then {phase:?}");
            last = phase;
            moment += 7.0;
        }
        assert_eq!(last, Phase::Done);
    }
}

#[test]
fn the_last_scene_shows_the_outcome() {
    for told in stories() {
        let shown = scene(&told, Phase::Done);
        assert_eq!(shown.ended, Some(told.outcome));
        let stopped: Vec<_> =
            shown.gates.iter().filter(|gate| gate.state.stopped()).map(|gate| gate.gate).collect();
        match told.outcome {
            Outcome::Answered => {
                assert!(stopped.is_empty());
                assert!(shown.gates.iter().any(|gate| gate.state == GateState::Answered));
            }
            _ => {
                let stopped_by = told.hops.iter().find(|hop| hop.code.is_some()).unwrap();
                assert_eq!(stopped, [Gate::of(stopped_by.layer)]);
                assert!(shown.gates.iter().any(|gate| gate.state == GateState::Unreached));
            }
        }
    }
}

#[test]
fn what_is_said_at_a_gate_is_true_of_its_direction() {
    for told in stories() {
        let judging: Vec<_> = (0..told.hops.len()).map(|hop| scene(&told, Phase::Judge(hop))).collect();
        let at = |gate: Gate| {
            let notes = judging.iter().flat_map(|scene| &scene.gates);
            let notes = notes.filter(move |view| view.gate == gate && view.state == GateState::Judging);
            notes.map(|view| view.note.clone()).collect::<Vec<_>>()
        };
        let captions: Vec<_> = judging.iter().map(|scene| scene.caption.as_str()).collect();
        match told.direction {
            Direction::Egress => {
                assert_eq!(at(Gate::Pod), ["makes the call"]);
                assert!(
                    captions.contains(&"The pod makes the call.")
                        && !captions.contains(&"The pod handles the request.")
                );
            }
            Direction::Ingress if told.outcome == Outcome::Answered => {
                assert!(at(Gate::Pod).contains(&"handles it".to_owned()));
                assert!(captions.contains(&"The pod handles the request."));
            }
            Direction::Ingress => assert_eq!(at(Gate::Pod), Vec::<String>::new()),
        }
        let before = scene(&told, Phase::Before).caption;
        let source = [&told.request.source_ip, &told.request.from].map(String::as_str).concat();
        assert!(before.contains(&told.request.url) && before.contains(&source), "{before}");
    }
}

#[test]
fn the_lookup_goes_in_clear_and_the_call_past_it_encrypted() {
    for told in stories().into_iter().filter(|told| told.direction == Direction::Egress) {
        let wires = scene(&told, Phase::Done).wires;
        let locked = |from: Gate, to: Gate| {
            wires.iter().find(|wire| wire.from == from && wire.to == to).map(|wire| wire.locked)
        };
        assert_eq!(locked(Gate::Pod, Gate::Dns), Some(false));
        assert_eq!(locked(Gate::Pod, Gate::NetworkPolicy), Some(true));
    }
}

#[test]
fn before_the_first_step_no_gate_has_decided() {
    for told in stories() {
        let shown = scene(&told, Phase::Before);
        assert!(shown.gates.iter().all(|gate| gate.state == GateState::Ahead));
        let chosen: Vec<_> = shown.members.iter().filter(|member| member.chosen).collect();
        let expected = usize::from(told.direction == Direction::Egress);
        assert_eq!(chosen.len(), expected, "only a calling pod is known beforehand: {chosen:?}");
    }
}

#[test]
fn one_packet_is_seen_until_it_is_stopped() {
    for told in stories() {
        let timeline = Timeline::of(&told);
        let layout = layout(Class::Wide, told.direction, &members(&told));
        let legs = legs(&told, &timeline, &layout);
        assert!(legs.len() >= told.hops.len());
        let mut moment = 0.0;
        while moment < timeline.end {
            let seen = legs.iter().filter(|leg| leg.at(moment).is_some()).count();
            let silent = timeline.phase(moment) == Phase::Silence;
            assert_eq!(seen, usize::from(!silent), "{:?} at {moment}", told.direction);
            moment += 11.0;
        }
        // What it is shows at the gate that refuses it, and not before.
        let attack: Vec<_> = legs.iter().filter(|leg| leg.kind == Kind::Attack).collect();
        assert_eq!(attack.len(), usize::from(told.outcome == Outcome::Blocked));
        assert!(attack.iter().all(|leg| leg.from == leg.to));
    }
}

#[test]
fn the_balancer_and_the_service_are_seen_to_choose() {
    let told = stories().remove(0);
    let shown = scene(&told, Phase::Done);
    let chosen: Vec<_> = shown.members.iter().filter(|member| member.chosen).collect();
    assert_eq!(chosen.iter().map(|member| member.node).collect::<Vec<_>>(), [true, false]);
    assert!(chosen.iter().all(|member| member.up), "only those that are up: {chosen:?}");
}

/// The four stories and all presets.
fn journeys() -> Vec<(String, Report)> {
    let mut all: Vec<_> = stories().into_iter().map(|told| (told.request.url.clone(), told)).collect();
    for preset in gauntlet_explain::preset::all() {
        let preset = preset.name.to_owned();
        let question = Question {
            scenario: None,
            preset: Some(preset.clone()),
            asked: Asked::Preset,
            change: ScenarioChange::None,
        };
        all.push((preset, gauntlet_explain::question::tell(&question).unwrap()));
    }
    all
}

#[test]
fn no_sentence_in_the_figure_is_over_25_words() {
    let mut counted = 0;
    for (name, told) in journeys() {
        let lesson = told.lesson.iter().flat_map(|lesson| [&lesson.question, &lesson.lesson]);
        let mut texts: Vec<String> =
            lesson.chain([&told.why, &told.client]).chain(&told.fix).cloned().collect();
        texts.extend(told.hops.iter().flat_map(|hop| hop.why.clone()));
        for gate in choices(&told).map(Some).chain([None]) {
            texts.push(reveal(&told, gate));
        }
        for text in texts {
            for sentence in text.replace(['!', '?'], ".").split(". ") {
                counted += 1;
                let words = sentence.split_whitespace().count();
                assert!(words <= 25, "{name}: {words} words: {sentence}");
            }
        }
    }
    assert!(counted > 1_000, "{counted}");
}

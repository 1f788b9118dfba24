//! A node or a pod that is taken down or brought back, as a click on it does.

use gauntlet_explain::question::tell;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_model::report::{Member, Report};
use gauntlet_scenario::Scenario;

const STORY: Asked = Asked::Story { direction: Direction::Ingress, blocked: false };

fn run(scenario: Option<String>, change: ScenarioChange) -> Report {
    let told = tell(&Question { scenario, preset: None, asked: STORY, change });
    told.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

fn toggle(scenario: Option<String>, member: &Member) -> Report {
    run(scenario, ScenarioChange::Toggle { node: member.node, name: member.name.clone() })
}

#[test]
fn each_changes_alone_and_comes_back() {
    let before = run(None, ScenarioChange::None);
    assert!(before.members.iter().any(|one| one.node) && before.members.iter().any(|one| !one.node));
    for (at, member) in before.members.iter().enumerate() {
        // A pod is made slow before it is taken down.
        let slows = |up: bool| up && !member.node;
        let clicked = |from: &Report, up: bool| {
            let once = toggle(from.scenario.clone(), member);
            if !slows(up) {
                return once;
            }
            assert!(once.members.iter().enumerate().all(|(other, one)| one.slow == (other == at)));
            toggle(once.scenario, member)
        };
        let after = clicked(&before, member.up);
        for (other, (was, is)) in before.members.iter().zip(&after.members).enumerate() {
            assert_eq!(was.up != is.up, at == other, "{} after {}", was.name, member.name);
        }
        let back = clicked(&after, !member.up);
        let read = |text: Option<String>| Scenario::from_json(&text.unwrap()).unwrap();
        assert_eq!(read(back.scenario), Scenario::built_in(), "{}: nothing else is changed", member.name);
        // The scenario it returns gives the same journey when it is run again.
        let again = run(after.scenario.clone(), ScenarioChange::None);
        assert_eq!(again.hops, after.hops, "{}", member.name);
    }
}

#[test]
fn without_any_that_is_up_the_layer_before_them_fails() {
    for (node, code) in [(true, "load_balancer.no_healthy_node"), (false, "service.no_ready_endpoints")] {
        let mut told = run(None, ScenarioChange::None);
        while let Some(up) = told.members.iter().find(|one| one.node == node && one.up).cloned() {
            assert_eq!(told.outcome, Outcome::Answered);
            told = toggle(told.scenario.clone(), &up);
            if !node {
                told = toggle(told.scenario.clone(), &up);
            }
        }
        assert_eq!(told.code.as_deref(), Some(code));
    }
}

#[test]
fn a_slow_pod_is_waited_for_and_then_passed_over() {
    let mut told = run(None, ScenarioChange::None);
    let usual = told.took_us;
    let standing = |told: &Report| told.members.iter().map(|one| one.up).collect::<Vec<_>>();
    let before = standing(&told);
    let chosen = told.members.iter().find(|one| !one.node && one.chosen_at.is_some()).cloned().unwrap();
    told = toggle(told.scenario.clone(), &chosen);
    assert_eq!(told.outcome, Outcome::Answered, "the proxy tries the next pod");
    assert!(told.took_us >= usual + 60_000_000, "after it has waited for 60 s: {}", told.took_us);
    assert_eq!(standing(&told), before, "a slow pod is still ready");
    let others: Vec<Member> =
        told.members.iter().filter(|one| !one.node && one.up && one.name != chosen.name).cloned().collect();
    for other in &others {
        told = toggle(told.scenario.clone(), other);
    }
    assert_eq!(told.code.as_deref(), Some("pod.too_slow"), "with all of them slow there is no other");
    // What is offered makes one answer in time.
    let fixed = run(told.scenario.clone(), ScenarioChange::Fix);
    assert_eq!(fixed.outcome, Outcome::Answered);
}

#[test]
fn a_name_that_is_none_is_told() {
    for (node, place) in [(true, "node"), (false, "pod")] {
        let change = ScenarioChange::Toggle { node, name: "web-9".to_owned() };
        let problems = tell(&Question { scenario: None, preset: None, asked: STORY, change }).unwrap_err();
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!(problem.place, place);
        assert!(problem.text.starts_with("found web-9, expected one of "), "{}", problem.text);
    }
}

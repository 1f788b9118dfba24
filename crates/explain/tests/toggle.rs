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
        let after = toggle(None, member);
        for (other, (was, is)) in before.members.iter().zip(&after.members).enumerate() {
            assert_eq!(was.up != is.up, at == other, "{} after {}", was.name, member.name);
        }
        let back = toggle(after.scenario.clone(), member);
        assert_eq!((&back.members, &back.hops), (&before.members, &before.hops), "{}", member.name);
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
        }
        assert_eq!(told.code.as_deref(), Some(code));
    }
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

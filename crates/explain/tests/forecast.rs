//! How a request would end, told before it is sent, is how it ends when it is.

use gauntlet_explain::diagnosis::Symptom;
use gauntlet_explain::question::tell;
use gauntlet_explain::{forecast, preset, run};
use gauntlet_model::ask::SEED;
use gauntlet_model::composed::Composed;
use gauntlet_model::editor::Forecast;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_scenario::BUILT_IN;

fn question(preset: Option<&str>, scenario: Option<&str>, asked: Asked) -> Question {
    let own = |text: &str| text.to_owned();
    Question { scenario: scenario.map(own), preset: preset.map(own), asked, change: ScenarioChange::None }
}

fn composed(url: &str) -> Asked {
    Asked::Composed(Composed { url: url.to_owned(), body: "x".to_owned(), ..Composed::default() })
}

#[test]
fn it_says_of_every_preset_and_story_what_the_report_says() {
    let presets = preset::all().into_iter().map(|preset| {
        let parts = preset.request();
        (preset.name, question(Some(preset.name), None, Asked::Composed(parts)))
    });
    let stories = [Direction::Ingress, Direction::Egress].into_iter().flat_map(|direction| {
        [false, true].map(|blocked| ("a story", question(None, None, Asked::Story { direction, blocked })))
    });
    let (mut outcomes, mut breaches) = (Vec::new(), 0);
    for (name, question) in presets.chain(stories) {
        let told = tell(&question).unwrap();
        let Forecast { outcome, by, breach, .. } = forecast::of(&question).unwrap();
        assert_eq!((outcome, breach), (told.outcome, told.breach), "{name}");
        assert_eq!(by.is_some(), told.code.is_some(), "{name}");
        outcomes.push(outcome);
        breaches += u32::from(breach);
    }
    for outcome in [Outcome::Answered, Outcome::Blocked, Outcome::Failed] {
        assert!(outcomes.contains(&outcome), "{outcome:?}");
    }
    assert!(breaches > 0);
}

#[test]
fn it_names_the_layer_and_what_the_client_sees() {
    let rows = [
        ("sql-injection", Some("the WAF"), "HTTP 403"),
        ("harmless", None, "HTTP 200"),
        ("blocked-address", Some("the network firewall"), "No reply"),
        ("mistyped-host", Some("DNS"), "Name not found"),
    ];
    for (name, by, client) in rows {
        let preset = preset::named(name).unwrap();
        let told = forecast::of(&question(Some(name), None, Asked::Composed(preset.request()))).unwrap();
        assert_eq!((told.by.as_deref(), told.client.as_str()), (by, client), "{name}");
        let ask =
            gauntlet_explain::question::composed(&preset.scenario().unwrap(), &preset.request()).unwrap();
        let seen = run(&preset.scenario().unwrap(), &ask, SEED).client;
        assert_eq!(told.client, Symptom::of(&seen).short(), "{name}");
    }
}

#[test]
fn an_unknown_host_is_offered_in_the_scenario_on_show() {
    let unknown = composed("https://shop.example/a");
    let instead = |preset, scenario, asked: &Asked| {
        forecast::of(&question(preset, scenario, asked.clone())).unwrap().instead
    };
    let (host, request) = instead(None, None, &unknown).unwrap();
    assert_eq!((host.as_str(), request.url.as_str()), ("site.example", "https://site.example/a"));
    assert_eq!((request.body.as_str(), request.direction), ("x", None));
    let renamed = BUILT_IN.replace("site.example", "one.example");
    let (host, _) = instead(Some("harmless"), Some(&renamed), &unknown).unwrap();
    assert_eq!(host, "one.example");
    assert_eq!(instead(Some("no-lookups"), None, &unknown), None, "nobody is asked there");
    assert_eq!(instead(None, None, &composed("https://site.example/")), None);
}

#[test]
fn what_is_wrong_is_told_as_it_is_when_sent() {
    let rows = [
        question(None, None, composed("ftp://site.example/")),
        question(None, Some("{"), composed("https://site.example/")),
        question(Some("no-such-preset"), None, composed("https://site.example/")),
        question(None, None, composed("")),
    ];
    for row in rows {
        let wrong = forecast::of(&row).unwrap_err();
        assert!(!wrong.is_empty());
        assert_eq!(Err(wrong), tell(&row), "{row:?}");
    }
}

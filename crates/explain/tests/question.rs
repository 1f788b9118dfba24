//! What is asked from outside: read whole or refused with its place, and the answer survives its journey as bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_explain::preset;
use gauntlet_explain::question::{answer, tell};
use gauntlet_explain::report::record;
use gauntlet_model::composed::Composed;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::question::{Asked, MAX_COMMAND, Question, ScenarioChange, read};
use gauntlet_model::report::recorded;
use gauntlet_scenario::{BUILT_IN, Scenario};
use proptest::prelude::*;

fn composed(url: &str) -> Composed {
    Composed { url: url.to_owned(), ..Composed::default() }
}

fn asked(asked: Asked) -> Question {
    Question { scenario: None, preset: None, asked, change: ScenarioChange::None }
}

#[test]
fn every_story_is_told_as_its_parts_are() {
    let scenario = Scenario::built_in();
    let (stories, _) = recorded(&record(&scenario).unwrap()).unwrap();
    assert_eq!(stories.len(), 4);
    for story in stories {
        // The form that a story fills, sent again unchanged, tells the same.
        let again = tell(&asked(Asked::Composed(story.request.clone()))).unwrap();
        assert_eq!(again.outcome, story.outcome);
        assert_eq!(again.code, story.code);
        assert_eq!(again.request, story.request);
        assert_eq!(again.hops.len(), story.hops.len());
    }
}

/// What an author says of a story goes with it, and with nothing else that is asked in that scenario.
#[test]
fn an_authors_words_go_with_their_story() {
    let said = r#""title": "Two visitors", "caption": "Only one was let in.", "blocked": true"#;
    let scenario = BUILT_IN.replacen(r#""blocked": true"#, said, 1);
    assert_ne!(scenario, BUILT_IN);
    let told = |asked: Asked, mended| {
        let change = if mended { ScenarioChange::Fix } else { ScenarioChange::None };
        tell(&Question { scenario: Some(scenario.clone()), preset: None, asked, change }).unwrap().lesson
    };
    let story = |direction, blocked| Asked::Story { direction, blocked };
    let lesson = told(story(Direction::Ingress, true), false).unwrap();
    let words = [&lesson.title, &lesson.question, &lesson.lesson];
    assert_eq!(words, ["Two visitors", "", "Only one was let in."]);
    assert_eq!(told(story(Direction::Ingress, true), true), None, "its fix ends otherwise");
    assert_eq!(told(story(Direction::Ingress, false), false), None);
    assert_eq!(told(story(Direction::Egress, true), false), None);
    assert_eq!(told(Asked::Composed(composed("https://site.example/")), false), None);
}

#[test]
fn the_direction_follows_the_host_unless_it_is_given() {
    let rows = [
        ("https://site.example/", None, Direction::Ingress),
        ("site.example", None, Direction::Ingress),
        ("https://api.payments.example/v1?a=b c", None, Direction::Egress),
        ("https://api.payments.example/v1", Some(Direction::Ingress), Direction::Ingress),
        ("https://site.example?q=1", Some(Direction::Egress), Direction::Egress),
    ];
    for (url, direction, expected) in rows {
        let told = tell(&asked(Asked::Composed(Composed { direction, ..composed(url) }))).unwrap();
        assert_eq!(told.direction, expected, "{url}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    let with = |change: fn(&mut Composed)| {
        let mut parts = composed("https://site.example/");
        change(&mut parts);
        asked(Asked::Composed(parts))
    };
    let sent = |command: String, source_ip: &str, from: &str| {
        let (source_ip, from) = (source_ip.to_owned(), from.to_owned());
        asked(Asked::Curl { command, direction: None, source_ip, from })
    };
    let curl = |command: String| sent(command, "", "");
    let rows: [(Question, &str, &str); 11] = [
        (with(|p| p.url = "gopher://x/".into()), "address", "gopher"),
        (with(|p| p.url = String::new()), "address", "expected a host name"),
        (with(|p| p.method = "ü".into()), "request line", "ü"),
        (with(|p| p.headers = "no colon".into()), "header", "expected"),
        (with(|p| p.source_ip = "10.0.0".into()), "source address", "10.0.0"),
        (with(|p| p.source_ip = "2001:db8::1".into()), "source address", "family"),
        (
            with(|p| (p.url, p.from) = ("https://a.example/".into(), "shop/none".into())),
            "calling pod",
            "shop/web-1",
        ),
        (sent("https://site.example/".into(), "somewhere", ""), "source address", "somewhere"),
        (sent("https://a.example/".into(), "", "shop/none"), "calling pod", "shop/web-1"),
        (curl("curl 'https://site.example/".into()), "curl", "expected"),
        (curl("x".repeat(MAX_COMMAND + 1)), "curl", "at most"),
    ];
    for (question, place, text) in rows {
        let problems = tell(&question).unwrap_err();
        let told = format!("{}: {}", problems[0].place, problems[0].text);
        assert!(told.contains(place) && told.contains(text), "{told}: names {place} and {text}");
    }
    let scenario = Some(BUILT_IN.replace("\"nodePort\": 30443", "\"nodePort\": \"x\""));
    let story = Asked::Story { direction: Direction::Ingress, blocked: false };
    let problems =
        tell(&Question { scenario, preset: None, asked: story, change: ScenarioChange::None }).unwrap_err();
    assert!(problems[0].text.contains("/loadBalancer/nodePort"), "{problems:?}");
}

/// `example.com` is no slip of `api.payments.example`: nobody who asks for the one means the other.
#[test]
fn a_name_is_offered_only_where_it_is_near() {
    let rows = [
        ("https://api.paymnets.example/", Some("api.payments.example")),
        ("https://api.payments.exmaple/", Some("api.payments.example")),
        ("https://example.com/", None),
        ("https://www.payments.example/", None),
        ("https://payments.example/", None),
    ];
    for (url, near) in rows {
        let told = tell(&asked(Asked::Composed(composed(url)))).unwrap();
        assert_eq!(told.code.as_deref(), Some("dns.no_such_name"), "{url}");
        assert_eq!(told.fix.is_some(), near.is_some(), "{url}: {:?}", told.fix);
        let stopped = told.hops.iter().find(|hop| hop.code.is_some()).unwrap();
        let why = stopped.why.join(" ");
        assert_eq!(why.contains("The closest name"), near.is_some(), "{url}: {why}");
        assert!(near.is_none_or(|near| why.contains(near)), "{url}: {why}");
    }
}

#[test]
fn a_scenario_that_is_wrong_is_told_in_bounds_and_outside_without_what_it_holds() {
    let scenario =
        format!("{{\"secret\": 1, \"waf\": {{{}}}}}", "\"hunter2\": 3, ".repeat(200) + "\"mode\": 1");
    let story = Asked::Story { direction: Direction::Ingress, blocked: false };
    let problems = tell(&Question { scenario: Some(scenario), ..asked(story) }).unwrap_err();
    assert_eq!(problems.len(), 11, "ten, and how many more");
    assert_eq!(problems[10].text, "there are at least 90 more problems");
    assert!(problems[0].text.contains("secret"), "{problems:?}");
    for problem in &problems[..10] {
        let outside = problem.outside.as_deref().unwrap();
        assert!(outside.contains("line 1, column "), "{outside}");
        assert!(!outside.contains("hunter2") && !outside.contains("secret"), "{outside}");
    }
}

#[test]
fn a_fix_can_be_asked_for_and_its_scenario_asked_again() {
    for preset in preset::all() {
        let question = Question {
            scenario: None,
            preset: Some(preset.name.to_owned()),
            asked: Asked::Preset,
            change: ScenarioChange::None,
        };
        let stopped = tell(&question).unwrap();
        let mended = tell(&Question { change: ScenarioChange::Fix, ..question });
        if stopped.outcome == Outcome::Answered {
            assert_eq!(mended.unwrap_err()[0].place, "fix", "{}", preset.name);
            continue;
        }
        let mended = mended.unwrap();
        assert_eq!((mended.outcome, &mended.code), (Outcome::Answered, &None), "{}", preset.name);
        let again = Question {
            scenario: mended.scenario.clone(),
            preset: None,
            asked: Asked::Composed(mended.request.clone()),
            change: ScenarioChange::None,
        };
        assert_eq!(
            tell(&again).unwrap().hops,
            mended.hops,
            "{}: the scenario it gave tells the same",
            preset.name
        );
    }
}

#[test]
fn an_answer_survives_as_bytes() {
    let question = asked(Asked::Composed(composed("https://site.example/?q=<script>")));
    let bytes = answer(&question.to_bytes().unwrap());
    assert_eq!(read(&bytes).unwrap(), tell(&question));
    assert_eq!(tell(&question).unwrap().outcome, Outcome::Blocked);
}

proptest! {
    #[test]
    fn no_bytes_and_no_parts_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        parts in proptest::array::uniform8(".{0,40}"),
    ) {
        prop_assert!(read(&answer(&bytes)).is_ok());
        let [method, url, headers, body, source_ip, from, tls_version, at] = parts;
        let parts = Composed { direction: None, method, url, headers, body, source_ip, from, tls_version, insecure: false, at, family: None };
        prop_assert!(read(&answer(&asked(Asked::Composed(parts)).to_bytes().unwrap())).is_ok());
    }
}

//! What a site sets: strictness, exemptions, how much of a body is read.

use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::{run, trace::Trace};
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{BodyLimit, Exemption, Signature, WafMode};

fn asking(scenario: &Scenario, q: &str) -> Ask {
    let mut ask = scenario.story(Direction::Ingress, false);
    ask.request.query = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
    ask
}

fn exempting(rows: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::built_in();
    let one = |(rule, field): &(&str, &str)| Exemption { rule: (*rule).into(), field: (*field).into() };
    scenario.waf.exemptions = rows.iter().map(one).collect();
    scenario
}

fn answered(scenario: &Scenario, ask: &Ask) -> bool {
    run(scenario, ask, SEED).outcome == Outcome::Answered
}

#[test]
fn a_rule_skips_the_field_that_it_is_exempted_for() {
    let rows: &[(&[(&str, &str)], bool)] = &[
        (&[], false),
        (&[("xss-script-tag", "query.q")], true),
        (&[("xss-script-tag", "query")], true),
        (&[("xss-script-tag", "QUERY.Q")], true),
        (&[("xss-script-tag", "query.p")], false),
        (&[("xss-script-tag", "body")], false),
        (&[("xss-event-handler", "query.q")], false),
    ];
    for (exemptions, passes) in rows {
        let scenario = exempting(exemptions);
        assert_eq!(answered(&scenario, &asking(&scenario, "<script src=x>")), *passes, "{exemptions:?}");
    }
}

/// The fix changes the scenario and not the request, is proved, and costs what it says: the attack passes in that field, no other.
#[test]
fn the_fix_exempts_each_field_from_each_rule_that_matched() {
    let mut scenario = Scenario::built_in();
    scenario.waf.paranoia_level = 2;
    for text in ["' OR 1=1 --", "../../etc/passwd", "x'; cat /etc/passwd", "<script>alert(1)</script>"] {
        let ask = asking(&scenario, text);
        let journey = run(&scenario, &ask, SEED);
        let remedy = Remedy::of(&scenario, &ask, SEED, &journey).unwrap();
        assert_eq!(remedy.ask, ask, "{text}");
        assert!(!remedy.scenario.waf.exemptions.is_empty(), "{text}");
        assert!(answered(&remedy.scenario, &ask), "{text}");
        let mut other = ask.clone();
        other.request.query = other.request.query.replacen("q=", "p=", 1);
        assert!(!answered(&remedy.scenario, &other), "{text}");
        let written = Scenario::from_json(&remedy.scenario.to_json().written()).unwrap();
        assert_eq!(written, remedy.scenario, "{text}");
    }
}

#[test]
fn many_fields_are_exempted_by_the_part_that_they_are_in() {
    let scenario = Scenario::built_in();
    let mut ask = asking(&scenario, "x");
    let attack = |at: usize| format!("p{at}=%27%20OR%201=1--");
    ask.request.query = (0..300).map(attack).collect::<Vec<_>>().join("&");
    let remedy = Remedy::of(&scenario, &ask, SEED, &run(&scenario, &ask, SEED)).unwrap();
    assert!(remedy.scenario.waf.exemptions.iter().all(|one| one.field == "query"));
    assert!(answered(&remedy.scenario, &ask));
}

#[test]
fn each_strict_rule_is_asked_at_the_second_level_alone() {
    let rows = [
        ("it's here'", "sqli-quote"),
        ("select a name from the list", "sqli-keywords"),
        ("a <b>bold</b> word", "xss-element"),
        ("see ../readme", "traversal-step"),
        ("make && make install", "command-sign"),
        ("Dear {{name}}", "template-sign"),
        ("http://billing.internal/x", "ssrf-private"),
    ];
    for (text, rule) in rows {
        let mut scenario = Scenario::built_in();
        assert!(answered(&scenario, &asking(&scenario, text)), "{text}");
        scenario.waf.paranoia_level = 2;
        let journey = run(&scenario, &asking(&scenario, text), SEED);
        let log = journey.hops.iter().filter_map(|hop| hop.log.as_deref()).collect::<String>();
        assert!(log.contains(&format!("[msg \"{rule}\"]")), "{text}: {log}");
        assert!(log.contains("[tag \"paranoia-level/2\"]"), "{text}: {log}");
    }
    let strict: Vec<&str> =
        Signature::ALL.iter().filter(|rule| rule.level() > 1).map(|rule| rule.name()).collect();
    let mut told: Vec<&str> = rows.iter().map(|(_, rule)| *rule).collect();
    told.sort_unstable();
    let mut all = strict.clone();
    all.sort_unstable();
    assert_eq!(told, all);
}

/// Numbers that nobody has reserved, and each once.
#[test]
fn each_rule_has_a_number_of_its_own() {
    let mut numbers: Vec<u32> = Signature::ALL.iter().map(|rule| rule.id()).collect();
    assert!(numbers.iter().all(|id| (440_000..600_000).contains(id)), "{numbers:?}");
    numbers.sort_unstable();
    let all = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

fn posted(scenario: &Scenario, before: usize, text: &str) -> Ask {
    let mut ask = scenario.story(Direction::Ingress, false);
    ask.request.method = "POST".to_owned();
    ask.request.set_header("Content-Type", "text/plain");
    ask.request.body = format!("{}{text}", "é ".repeat(before / 3));
    ask
}

/// The body's limit, the bytes before an attack, and what becomes of it.
#[test]
fn what_comes_after_the_inspected_part_of_a_body_passes_unread() {
    let attack = "<script src=x>";
    let rows = [
        (BodyLimit::Reject, 300, "blocked"),
        (BodyLimit::Reject, 9_000, "413"),
        (BodyLimit::InspectPrefix, 300, "blocked"),
        (BodyLimit::InspectPrefix, 8_100, "blocked"),
        (BodyLimit::InspectPrefix, 9_000, "unread"),
    ];
    for (limit, before, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.waf.body_limit = limit;
        let journey = run(&scenario, &posted(&scenario, before, attack), SEED);
        let told = |wanted: &str| {
            journey.hops.iter().flat_map(|hop| &hop.why).any(|why| why.text().contains(wanted))
        };
        let found = match journey.outcome {
            Outcome::Answered if told("passed unread") => "unread",
            Outcome::Answered => "answered",
            _ if journey.hops.iter().any(|hop| hop.log.as_deref().is_some_and(|log| log.contains("413"))) => {
                "413"
            }
            _ => "blocked",
        };
        assert_eq!(found, expected, "{limit:?} {before}");
    }
}

#[test]
fn a_firewall_that_only_detects_warns_of_the_score_as_well() {
    let mut scenario = Scenario::built_in();
    scenario.waf.mode = WafMode::Detect;
    let journey: Trace = run(&scenario, &asking(&scenario, "<script src=x>\"\n"), SEED);
    let log = journey.hops.iter().filter_map(|hop| hop.log.as_deref()).collect::<Vec<_>>().join("\n");
    for part in [
        "Warning. [id \"541100\"] [msg \"xss-script-tag\"] [data \"Matched Data found within ARGS:q: <script src=x>\\x22\\x0a\"]",
        "Warning. Matched \"Operator `Ge' with parameter `5'",
        "[id \"949110\"]",
    ] {
        assert!(log.contains(part), "{log}: wanted {part}");
    }
}

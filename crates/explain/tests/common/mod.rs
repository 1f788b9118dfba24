//! What several test files share: the built-in scenario's requests, and a checked run.

#![allow(dead_code, reason = "each test file uses a part of it")]

use gauntlet_explain::reason::Reason;
use gauntlet_explain::run;
use gauntlet_explain::trace::Trace;
use gauntlet_model::ask::Ask;
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::{Direction, Way};
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsClient;
use gauntlet_scenario::Scenario;

pub fn ingress(url: &str) -> Ask {
    ask(Direction::Ingress, url)
}

pub fn egress(url: &str) -> Ask {
    ask(Direction::Egress, url)
}

/// A `GET` of `http(s)://host[:port]/path`.
pub fn ask(direction: Direction, url: &str) -> Ask {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (host, target) = rest.split_once('/').unwrap();
    let text = format!("GET /{target} HTTP/1.1\nHost: {host}\n\n");
    Ask {
        direction,
        scheme: if scheme == "http" { Scheme::Http } else { Scheme::Https },
        tls: TlsClient::default(),
        server: None,
        family: None,
        request: Request::parse(text.as_bytes()).unwrap(),
        source_ip: None,
        from: None,
    }
}

/// Runs, and checks what holds for every journey.
pub fn checked(scenario: &Scenario, ask: &Ask, seed: u64) -> Trace {
    let journey = run(scenario, ask, seed);
    assert_eq!(journey, run(scenario, ask, seed), "the same seed gives the same journey");
    let mut now = Micros::ZERO;
    let mut back = false;
    for hop in &journey.hops {
        assert!(hop.at_us >= now, "time runs back at {}", hop.layer);
        now = hop.at_us + hop.took_us;
        assert!(!back || hop.way == Way::Response, "a request hop after a response hop");
        back = hop.way == Way::Response;
        assert!(!hop.why.is_empty(), "{} says nothing", hop.layer);
        hop.why.iter().for_each(filled);
    }
    assert!(journey.ends_us >= now, "ends {} before its last hop {now}", journey.ends_us);
    journey.why.iter().chain(journey.proposal.as_ref().map(|fix| &fix.reason)).for_each(filled);
    journey
}

/// Every placeholder of a reason's sentence has its value.
pub fn filled(reason: &Reason) {
    for part in reason.key.template().texts().into_iter().flat_map(|text| text.split('{').skip(1)) {
        let name = part.split(['}', ':']).next().unwrap();
        assert!(
            gauntlet_explain::reason::value(reason, name).is_some(),
            "{{{name}}} is not filled in {reason:?}"
        );
    }
    assert!(!reason.text().contains(['{', '}', '?']) || reason.value.is_some(), "{}", reason.text());
}

/// The journey's end in one line: code or `answered`, then what the client sees.
pub fn end(journey: &Trace) -> String {
    let client = serde_json::to_value(journey.client).unwrap();
    let code = journey.code.map_or("answered".to_owned(), |code| code.to_string());
    let detail = match client["kind"].as_str().unwrap() {
        "http_status" => format!("{} from {}", client["status"], client["from"].as_str().unwrap()),
        "tls_failure" if client["clear_text"].is_string() => {
            format!("tls clear text from {}", client["clear_text"].as_str().unwrap())
        }
        "tls_failure" => {
            let why = client["certificate"].as_str().or(client["alert"].as_str()).unwrap();
            format!("tls {why} from {}", client["from"].as_str().unwrap())
        }
        kind => match client["phase"].as_str() {
            None | Some("connecting") => kind.to_owned(),
            Some("response") if kind != "timeout" => kind.to_owned(),
            Some(phase) => format!("{kind} {phase}"),
        },
    };
    format!("{code}: {detail}")
}

//! A request as it stands in a link: opening the link sends the same request from the same place, with the same outcome.
//!
//! What anybody gets who leaves it out is left out, so that the common link stays short.

use gauntlet_model::ask::Ask;
use gauntlet_model::curl;
use gauntlet_model::journey::Direction;
use gauntlet_model::report::Link;
use gauntlet_scenario::Scenario;
use gauntlet_sim::path;

/// The link to a request, or nothing where its command is longer than one that is read, or where curl sends no such request.
#[must_use]
pub fn of(scenario: &Scenario, ask: &Ask) -> Option<Link> {
    let request = curl::exactly(ask);
    if request.len() > curl::MAX_BYTES || !curl::sends(ask, &request) {
        return None;
    }
    let by_host = scenario.direction_of(&ask.request, ask.server.as_ref());
    let usual = scenario.story(ask.direction, false);
    let usual = Ask { request: ask.request.clone(), ..usual };
    let (mut source_ip, mut from) = (String::new(), String::new());
    match ask.direction {
        Direction::Ingress => {
            let client = path::client(scenario, ask);
            if client != path::client(scenario, &usual) {
                source_ip = client.to_string();
            }
        }
        Direction::Egress => {
            let name = |ask: &Ask| {
                let pod = scenario.pods.get(path::caller(scenario, ask)?)?;
                Some(pod.full_name())
            };
            if let Some(caller) = name(ask).filter(|caller| Some(caller) != name(&usual).as_ref()) {
                from = caller;
            }
        }
    }
    Some(Link { request, direction: Some(ask.direction).filter(|way| *way != by_host), source_ip, from })
}

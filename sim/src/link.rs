//! A request as a link names it: whoever opens the link sends the same, from the same place, and is answered the same.
//!
//! What anybody gets who leaves it out is left out, so that the common link stays short.

use serde::{Deserialize, Serialize};

use crate::http::curl;
use crate::journey::Direction;
use crate::path::{self, Ask};
use crate::scenario::Scenario;

/// What a link says of a request. [`crate::question::Asked::Curl`] takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// An address alone, or the `curl` command: method, headers, body and TLS.
    pub request: String,
    /// Which way, where the host would send it the other.
    pub direction: Option<Direction>,
    /// The client's address, where it is another than the story's; else empty.
    pub source_ip: String,
    /// The calling pod as `namespace/name`, where it is another than the story's; else empty.
    pub from: String,
}

impl Link {
    /// The link to a request, or nothing where its command is longer than one that is read.
    #[must_use]
    pub fn of(scenario: &Scenario, ask: &Ask) -> Option<Self> {
        let request = curl::exactly(ask);
        if request.len() > curl::MAX_BYTES {
            return None;
        }
        let by_host = scenario.direction_of(&ask.request);
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
                    Some([&pod.namespace, "/", &pod.name].concat())
                };
                if let Some(caller) = name(ask).filter(|caller| Some(caller) != name(&usual).as_ref()) {
                    from = caller;
                }
            }
        }
        Some(Self { request, direction: Some(ask.direction).filter(|way| *way != by_host), source_ip, from })
    }
}

//! A question to the simulation from outside it, as one piece of data: which scenario, which request. And its answer.
//!
//! Both travel as postcard bytes, so that the engines can run in a module, or on a thread, of their own.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::http::{Request, curl};
use crate::journey::Direction;
use crate::path::{Ask, SEED};
use crate::scenario::Scenario;
use crate::scenario::model::Scheme;
use crate::telling::Telling;

/// The longest curl command that is read, in bytes.
pub const MAX_COMMAND: usize = 96 * 1024;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// The scenario's JSON; the built-in one when left out.
    pub scenario: Option<String>,
    /// The request.
    pub asked: Asked,
}

/// Which request to run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Asked {
    /// One of the scenario's own.
    Story {
        /// Inbound or outbound.
        direction: Direction,
        /// The one that is blocked.
        blocked: bool,
    },
    /// The reader's.
    Curl {
        /// A `curl` command, or an address alone.
        command: String,
        /// Which way; a request to one of the scenario's own hosts is ingress when left out.
        direction: Option<Direction>,
        /// The client's address (ingress); empty for the story's.
        source_ip: String,
        /// The calling pod as `namespace/name` (egress); empty for the story's.
        from: String,
    },
}

/// What is wrong with a question: where, and what was found and expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The part of the question: `scenario`, `curl`, `source address`, `calling pod`.
    pub place: String,
    /// What was found there and what was expected.
    pub text: String,
}

/// The answer: what is told of the journey, or everything that is wrong with the question.
pub type Answer = Result<Telling, Vec<Problem>>;

impl Question {
    /// As bytes to send.
    ///
    /// # Errors
    /// Never for a question; the format could refuse types that it does not have.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }
}

/// Reads an [`Answer`] from the bytes that [`answer`] gave.
///
/// # Errors
/// Where the bytes are none of an answer.
pub fn read(bytes: &[u8]) -> Result<Answer, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// Answers a packed question with a packed [`Answer`]. Bytes that are no question get an answer that says so.
#[must_use]
pub fn answer(question: &[u8]) -> Vec<u8> {
    let told: Answer = match postcard::from_bytes::<Question>(question) {
        Ok(question) => tell(&question),
        Err(_) => Err(vec![Problem {
            place: "question".to_owned(),
            text: "found bytes of another format, expected those of this version".to_owned(),
        }]),
    };
    postcard::to_allocvec(&told).unwrap_or_default()
}

/// Runs the question's request in its scenario.
///
/// # Errors
/// Everything that is wrong with the scenario, or else the first thing that is wrong with the request.
pub fn tell(question: &Question) -> Answer {
    let scenario = match &question.scenario {
        None => Scenario::built_in(),
        Some(text) => Scenario::from_json(text).map_err(|errors| {
            let problem = |text: String| Problem { place: "scenario".to_owned(), text };
            errors.errors.iter().map(|error| problem(error.to_string())).collect::<Vec<_>>()
        })?,
    };
    let ask = ask(&scenario, &question.asked).map_err(|problem| vec![problem])?;
    Ok(Telling::run(&scenario, &ask, SEED))
}

fn ask(scenario: &Scenario, asked: &Asked) -> Result<Ask, Problem> {
    match asked {
        Asked::Story { direction, blocked } => Ok(scenario.story(*direction, *blocked)),
        Asked::Curl { command, direction, source_ip, from } => {
            let wrong = |place: &str, text: String| Problem { place: place.to_owned(), text };
            if command.len() > MAX_COMMAND {
                let text = format!("found {} bytes, expected at most {MAX_COMMAND}", command.len());
                return Err(wrong("curl", text));
            }
            let (scheme, request) = read_command(command).map_err(|text| wrong("curl", text))?;
            let mut ask = for_request(scenario, *direction, scheme, request);
            match ask.direction {
                Direction::Ingress if !source_ip.trim().is_empty() => {
                    let address = source_ip.trim().parse().map_err(|_| {
                        wrong("source address", format!("found {source_ip}, expected an IP address"))
                    })?;
                    ask.source_ip =
                        Some(of_family(scenario, address).map_err(|text| wrong("source address", text))?);
                }
                Direction::Egress if !from.trim().is_empty() => {
                    ask.from =
                        Some(calling(scenario, from.trim()).map_err(|text| wrong("calling pod", text))?);
                }
                _ => {}
            }
            Ok(ask)
        }
    }
}

/// A command that begins with `curl`, or an address alone.
fn read_command(command: &str) -> Result<(Scheme, Request), String> {
    let command = command.trim();
    let whole = if command.starts_with("curl ") { command.to_owned() } else { format!("curl {command}") };
    curl::parse(&whole).map_err(|error| error.to_string())
}

/// A request from where the scenario's own of its direction comes from.
#[must_use]
pub fn for_request(
    scenario: &Scenario,
    direction: Option<Direction>,
    scheme: Scheme,
    request: Request,
) -> Ask {
    let direction = direction.unwrap_or_else(|| {
        if scenario.is_own_host(&request) { Direction::Ingress } else { Direction::Egress }
    });
    Ask { scheme, request, ..scenario.story(direction, false) }
}

/// A client's address, which must be of the balancer's family.
///
/// # Errors
/// What was found and expected.
pub fn of_family(scenario: &Scenario, address: IpAddr) -> Result<IpAddr, String> {
    let balancer = scenario.load_balancer.address;
    if address.is_ipv4() == balancer.is_ipv4() {
        return Ok(address);
    }
    Err(format!("found {address}, expected the family of the balancer's {balancer}"))
}

/// A calling pod, which must be one of the scenario's.
///
/// # Errors
/// What was found and expected.
pub fn calling(scenario: &Scenario, from: &str) -> Result<String, String> {
    if scenario.pod(from).is_some() {
        return Ok(from.to_owned());
    }
    let names: Vec<String> =
        scenario.pods.iter().map(|pod| format!("{}/{}", pod.namespace, pod.name)).collect();
    Err(format!("found {from}, expected one of {}", names.join(", ")))
}

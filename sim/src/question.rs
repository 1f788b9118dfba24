//! A question to the simulation from outside it, as one piece of data: which scenario, which request. And its answer.
//!
//! Both travel as postcard bytes, so that the engines can run in a module, or on a thread, of their own.

use std::net::IpAddr;

use gauntlet_slip::{listed, nearest, short};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::explain;
use crate::http::Request;
use crate::http::curl::{self, Command};
use crate::journey::Direction;
use crate::packet::TlsClient;
use crate::path::{Ask, SEED};
use crate::preset;
use crate::remedy::Remedy;
use crate::scenario::model::{Scheme, TlsVersion};
use crate::scenario::{BUILT_IN, Scenario, editing};
use crate::telling::Telling;

/// The longest curl command that is read, in bytes.
pub const MAX_COMMAND: usize = curl::MAX_BYTES;

/// How many problems of a scenario an answer tells: a page shows them all at once.
const MAX_TOLD: usize = 10;
/// What a target's bytes may not be, beside those beyond ASCII.
const SPACE: &AsciiSet = &AsciiSet::EMPTY.add(b' ');

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// The scenario's JSON; the built-in one when left out.
    pub scenario: Option<String>,
    /// The name of a preset whose scenario serves instead; see [`crate::preset`].
    pub preset: Option<String>,
    /// The request.
    pub asked: Asked,
    /// Whether to tell of it as it goes with its fix applied; see [`crate::remedy`].
    pub mended: bool,
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
    /// The preset's.
    Preset,
    /// The reader's, in parts.
    Composed(Composed),
    /// The reader's, as a command.
    Curl {
        /// A `curl` command, or an address alone.
        command: String,
        /// Which way; a request to one of the scenario's own hosts is ingress when left out.
        direction: Option<Direction>,
        /// The client's address, which an inbound request comes from; the story's when empty.
        source_ip: String,
        /// The pod that makes an outbound one, as `namespace/name`; the story's when empty.
        from: String,
    },
}

/// A request in the parts that a form has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Composed {
    /// Which way; a request to one of the scenario's own hosts is ingress when left out.
    pub direction: Option<Direction>,
    /// The method; `GET` when empty.
    pub method: String,
    /// The address, with `https://` or `http://`; `https://` when it has neither.
    pub url: String,
    /// The headers, one a line as `Name: value`, but for `Host` and `Content-Length`.
    pub headers: String,
    /// The body.
    pub body: String,
    /// The client's address, which an inbound request comes from; the story's when empty.
    pub source_ip: String,
    /// The pod that makes an outbound one, as `namespace/name`; the story's when empty.
    pub from: String,
    /// The newest version of TLS that the client speaks, such as `1.2`; 1.3 when empty.
    pub tls_version: String,
    /// Whether the client takes any certificate.
    pub insecure: bool,
}

impl Composed {
    /// The parts of a request that is run, and from where it comes.
    #[must_use]
    pub fn of(ask: &Ask, source_ip: String, from: String) -> Self {
        let written =
            |name: &str| !["host", "content-length"].iter().any(|own| name.eq_ignore_ascii_case(own));
        let headers = ask.request.headers.iter().filter(|header| written(&header.name));
        let lines: Vec<String> = headers.map(|header| [&header.name, ": ", &header.value].concat()).collect();
        Self {
            direction: Some(ask.direction),
            method: ask.request.method.clone(),
            url: ask.request.url(ask.scheme),
            headers: lines.join("\n"),
            body: ask.request.body.clone(),
            source_ip,
            from,
            tls_version: ask.tls.max_version.name().to_owned(),
            insecure: ask.tls.insecure,
        }
    }

    /// The request, as its message's text is read.
    ///
    /// # Errors
    /// Which part is wrong, and how.
    pub fn read(&self) -> Result<Command, Problem> {
        let max_version = match self.tls_version.trim() {
            "" => TlsVersion::default(),
            version => TlsVersion::named(version).ok_or_else(|| {
                wrong(
                    "TLS version",
                    format!("found {}, expected one of 1.0, 1.1, 1.2 and 1.3", short(version)),
                )
            })?,
        };
        let (scheme, rest) = match self.url.trim().split_once("://") {
            None => (Scheme::Https, self.url.trim()),
            Some((name, rest)) if name.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            Some((name, rest)) if name.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            Some((name, _)) => {
                return Err(wrong(
                    "address",
                    format!("found {}://, expected https:// or http://", short(name)),
                ));
            }
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, target) = rest.split_at(at);
        let slash = if target.starts_with('/') { "" } else { "/" };
        let method = if self.method.trim().is_empty() { "GET" } else { self.method.trim() };
        // As a browser does: beyond ASCII and spaces a target is percent-encoded.
        let target = utf8_percent_encode(target, SPACE).to_string();
        let mut text = [method, " ", slash, &target, " HTTP/1.1\r\nHost: ", host, "\r\n"].concat();
        for line in self.headers.lines().filter(|line| !line.trim().is_empty()) {
            text.push_str(line);
            text.push_str("\r\n");
        }
        if !self.body.is_empty() {
            text = text + "Content-Length: " + &self.body.len().to_string() + "\r\n";
        }
        text.push_str("\r\n");
        text.push_str(&self.body);
        let request = Request::parse(text.as_bytes()).map_err(|error| {
            wrong(&error.place, format!("found {}, expected {}", error.found, error.expected))
        })?;
        Ok(Command { scheme, request, tls: TlsClient { max_version, insecure: self.insecure } })
    }
}

/// What is wrong with a question: where, and what was found and expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The part of the question: `scenario`, `curl`, `source address`, `calling pod`.
    pub place: String,
    /// What was found there and what was expected.
    pub text: String,
    /// The same for whoever must not see what a file holds: without the value that was found.
    pub outside: Option<String>,
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
            outside: None,
        }]),
    };
    postcard::to_allocvec(&told).unwrap_or_default()
}

/// Runs the question's request in its scenario.
///
/// # Errors
/// Everything that is wrong with the scenario, or else the first thing that is wrong with the request.
pub fn tell(question: &Question) -> Answer {
    let preset = question.preset.as_deref().map(preset::named).transpose();
    let preset = preset.map_err(|text| vec![wrong("preset", text)])?;
    let scenario = match (&question.scenario, &preset) {
        (None, None) => Scenario::built_in(),
        (None, Some(preset)) => preset.scenario().map_err(|text| vec![wrong("preset", text)])?,
        (Some(text), _) => Scenario::from_json(text).map_err(|errors| {
            let told = errors.errors.iter().take(MAX_TOLD).map(|error| Problem {
                outside: Some(format!(
                    "found no scenario, expected one (line {}, column {}): `gauntlet check` tells what is wrong there",
                    error.line, error.column
                )),
                ..wrong("scenario", error.to_string())
            });
            let left = errors.errors.len().saturating_sub(MAX_TOLD);
            let more = (left > 0).then(|| {
                let least = if errors.more { "at least " } else { "" };
                wrong("scenario", format!("there are {least}{left} more problems"))
            });
            told.chain(more).collect::<Vec<_>>()
        })?,
    };
    let of_preset = match (&question.asked, &preset) {
        (Asked::Preset, None) => {
            return Err(vec![wrong("preset", "found none, expected its name".to_owned())]);
        }
        (Asked::Preset, Some(preset)) => Some(Asked::Composed(preset.request())),
        _ => None,
    };
    let ask =
        ask(&scenario, of_preset.as_ref().unwrap_or(&question.asked)).map_err(|problem| vec![problem])?;
    if question.mended {
        let journey = explain::run(&scenario, &ask, SEED);
        let remedy = Remedy::of(&scenario, &ask, SEED, &journey)
            .ok_or_else(|| vec![wrong("fix", "found a request that needs none or has none".to_owned())])?;
        let told = Telling::run(&remedy.scenario, &remedy.ask, SEED);
        let text = match (&question.scenario, &preset) {
            (Some(text), _) => text.clone(),
            (None, Some(preset)) => preset.scenario_text().map_err(|text| vec![wrong("preset", text)])?,
            (None, None) => BUILT_IN.to_owned(),
        };
        let text = editing::changed(&text, &scenario, &remedy.scenario);
        return Ok(Telling { scenario: Some(text), ..told });
    }
    Ok(Telling::run(&scenario, &ask, SEED))
}

fn ask(scenario: &Scenario, asked: &Asked) -> Result<Ask, Problem> {
    match asked {
        Asked::Story { direction, blocked } => Ok(scenario.story(*direction, *blocked)),
        // Stands for its request, which the caller has put in its place.
        Asked::Preset => Err(wrong("preset", "found none, expected its name".to_owned())),
        Asked::Composed(parts) => composed(scenario, parts),
        Asked::Curl { command, direction, source_ip, from } => {
            if command.len() > MAX_COMMAND {
                let text = format!("found {} bytes, expected at most {MAX_COMMAND}", command.len());
                return Err(wrong("curl", text));
            }
            let command = read_command(command).map_err(|text| wrong("curl", text))?;
            sent_from(scenario, for_request(scenario, *direction, command), source_ip, from)
        }
    }
}

fn wrong(place: &str, text: String) -> Problem {
    Problem { place: place.to_owned(), text, outside: None }
}

/// A request in parts, ready to run.
///
/// # Errors
/// The first part that is wrong, and how.
pub fn composed(scenario: &Scenario, parts: &Composed) -> Result<Ask, Problem> {
    let ask = for_request(scenario, parts.direction, parts.read()?);
    sent_from(scenario, ask, &parts.source_ip, &parts.from)
}

/// With where it comes from, as far as that is told.
fn sent_from(scenario: &Scenario, mut ask: Ask, source_ip: &str, from: &str) -> Result<Ask, Problem> {
    let (source_ip, from) = (source_ip.trim(), from.trim());
    if ask.direction == Direction::Ingress && !source_ip.is_empty() {
        let place = "source address";
        let address = source_ip
            .parse()
            .map_err(|_| wrong(place, format!("found {}, expected an IP address", short(source_ip))))?;
        ask.source_ip = Some(of_family(scenario, address).map_err(|text| wrong(place, text))?);
    }
    if ask.direction == Direction::Egress && !from.is_empty() {
        ask.from = Some(calling(scenario, from).map_err(|text| wrong("calling pod", text))?);
    }
    Ok(ask)
}

/// A command that begins with `curl`, or an address alone.
fn read_command(command: &str) -> Result<Command, String> {
    let command = command.trim();
    let whole = if command.starts_with("curl ") { command.to_owned() } else { format!("curl {command}") };
    curl::parse(&whole).map_err(|error| error.to_string())
}

/// A request from where the scenario's own of its direction comes from.
#[must_use]
pub fn for_request(
    scenario: &Scenario,
    direction: Option<Direction>,
    Command { scheme, request, tls }: Command,
) -> Ask {
    let direction = direction.unwrap_or_else(|| scenario.direction_of(&request));
    Ask { scheme, request, tls, ..scenario.story(direction, false) }
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
    let names = || names.iter().map(String::as_str);
    let near = nearest(from, names()).map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    Err(format!("found {}{near}, expected one of {}", short(from), listed(names())))
}

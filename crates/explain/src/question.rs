//! A question to the engines as data (which scenario, which request), and its answer.
//!
//! Both travel as postcard bytes, so the engines can run in another wasm module or on another thread.

use std::net::IpAddr;

use gauntlet_slip::{listed, nearest, short};

use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::composed::{Composed, Problem};
use gauntlet_model::curl::{self, Command};
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Answer, Asked, MAX_COMMAND, Question, ScenarioChange};
use gauntlet_model::report::Report;
use gauntlet_scenario::model::Pod;
use gauntlet_scenario::{BUILT_IN, Scenario, editing};

use crate::preset::{self, Preset};
use crate::remedy::Remedy;
use crate::{report, toggle};

/// How many problems of a scenario an answer tells: a page shows them all at once.
const MAX_TOLD: usize = 10;

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
    let preset = named(question)?;
    let scenario = scenario_of(question, preset.as_ref())?;
    let of_preset = match (&question.asked, &preset) {
        (Asked::Preset, None) => {
            return Err(vec![Problem::of("preset", "found none, expected its name".to_owned())]);
        }
        (Asked::Preset, Some(preset)) => Some(Asked::Composed(preset.request())),
        _ => None,
    };
    let ask =
        ask(&scenario, of_preset.as_ref().unwrap_or(&question.asked)).map_err(|problem| vec![problem])?;
    // Where it ends there is a next step; a request in a preset's scenario goes on as the preset does.
    let next = match (&preset, &question.asked) {
        (Some(preset), _) => preset.next(),
        (None, Asked::Story { direction, blocked }) => preset::after_story(*direction, *blocked),
        _ => None,
    };
    let mut steps = Vec::new();
    let changed = match &question.change {
        ScenarioChange::None => None,
        ScenarioChange::Fix => {
            let remedy = Remedy::found(&scenario, &ask, SEED).ok_or_else(|| {
                vec![Problem::of("fix", "found a request that needs none or has none".to_owned())]
            })?;
            steps = remedy.steps;
            Some((remedy.scenario, remedy.ask))
        }
        ScenarioChange::Toggle { node, name } => {
            let changed = toggle::toggled(&scenario, *node, name).map_err(|known| {
                let known = listed(known.iter().map(String::as_str));
                let text = format!("found {}, expected one of {known}", short(name));
                vec![Problem::of(if *node { "node" } else { "pod" }, text)]
            })?;
            Some((changed, ask.clone()))
        }
    };
    if let Some((changed, ask)) = changed {
        let told = report::run(&changed, &ask, SEED);
        let text = match (&question.scenario, &preset) {
            (Some(text), _) => text.clone(),
            (None, Some(preset)) => {
                preset.scenario_text().map_err(|text| vec![Problem::of("preset", text)])?
            }
            (None, None) => BUILT_IN.to_owned(),
        };
        // A toggle changes the state; a fix names its fields.
        let mut fields = if steps.is_empty() { vec!["state"] } else { Vec::new() };
        steps.iter().for_each(|fix| fix.fields(&mut fields));
        let text = editing::changed(&text, &scenario, &changed, &fields);
        return Ok(Report { scenario: Some(text), next, ..told });
    }
    let lesson = match (&preset, &question.asked) {
        (Some(preset), _) if of_preset.is_some() => Some(preset.lesson()),
        (_, Asked::Story { direction, blocked }) => scenario.lesson(*direction, *blocked),
        _ => None,
    };
    Ok(Report { lesson, next, ..report::run(&scenario, &ask, SEED) })
}

/// The question's preset.
pub(crate) fn named(question: &Question) -> Result<Option<Preset>, Vec<Problem>> {
    let preset = question.preset.as_deref().map(preset::named).transpose();
    preset.map_err(|text| vec![Problem::of("preset", text)])
}

/// The scenario of a question: its own, or else the preset's, or else the built-in one.
pub(crate) fn scenario_of(question: &Question, preset: Option<&Preset>) -> Result<Scenario, Vec<Problem>> {
    match (&question.scenario, preset) {
        (None, None) => Ok(Scenario::built_in()),
        (None, Some(preset)) => preset.scenario().map_err(|text| vec![Problem::of("preset", text)]),
        (Some(text), _) => Scenario::from_json(text).map_err(|errors| {
            let told = errors.errors.iter().take(MAX_TOLD).map(|error| Problem {
                outside: Some(format!(
                    "found no scenario, expected one (line {}, column {}): `gauntlet check` tells what is wrong there",
                    error.line, error.column
                )),
                ..Problem::of("scenario", error.to_string())
            });
            let left = errors.errors.len().saturating_sub(MAX_TOLD);
            let more = (left > 0).then(|| {
                let least = if errors.more { "at least " } else { "" };
                Problem::of("scenario", format!("there are {least}{left} more problems"))
            });
            told.chain(more).collect()
        }),
    }
}

pub(crate) fn ask(scenario: &Scenario, asked: &Asked) -> Result<Ask, Problem> {
    match asked {
        Asked::Story { direction, blocked } => Ok(scenario.story(*direction, *blocked)),
        // The caller has already replaced this with the preset's request.
        Asked::Preset => Err(Problem::of("preset", "found none, expected its name".to_owned())),
        Asked::Composed(parts) => composed(scenario, parts),
        Asked::Curl { command, direction, source_ip, from } => {
            if command.len() > MAX_COMMAND {
                let text = format!("found {} bytes, expected at most {MAX_COMMAND}", command.len());
                return Err(Problem::of("curl", text));
            }
            let command = read_command(command).map_err(|text| Problem::of("curl", text))?;
            sent_from(scenario, for_request(scenario, *direction, command), source_ip, from)
        }
    }
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
            .map_err(|_| Problem::of(place, format!("found {}, expected an IP address", short(source_ip))))?;
        ask.source_ip = Some(of_family(scenario, address).map_err(|text| Problem::of(place, text))?);
    }
    if ask.direction == Direction::Egress && !from.is_empty() {
        ask.from = Some(calling(scenario, from).map_err(|text| Problem::of("calling pod", text))?);
    }
    Ok(ask)
}

/// A command that begins with `curl`, or an address alone, which is taken as it is.
fn read_command(command: &str) -> Result<Command, String> {
    let command = command.trim();
    let read = if curl::is_command(command) { curl::parse(command) } else { curl::parse_address(command) };
    read.map_err(|error| error.to_string())
}

/// A request from where the scenario's own of its direction comes from.
#[must_use]
pub fn for_request(
    scenario: &Scenario,
    direction: Option<Direction>,
    Command { scheme, request, tls, server, family }: Command,
) -> Ask {
    let direction = direction.unwrap_or_else(|| scenario.direction_of(&request, server.as_ref()));
    Ask { scheme, request, tls, server, family, ..scenario.story(direction, false) }
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
    let names: Vec<String> = scenario.pods.iter().map(Pod::full_name).collect();
    let names = || names.iter().map(String::as_str);
    let near = nearest(from, names()).map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    Err(format!("found {}{near}, expected one of {}", short(from), listed(names())))
}

//! `gauntlet trace`: one request, one journey.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gauntlet_explain as explain;
use gauntlet_explain::obstacle::{self, Obstacle};
use gauntlet_explain::own_host;
use gauntlet_explain::preset::{self, Preset};
use gauntlet_explain::question;
use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::trace::Trace;
use gauntlet_model::ask::{Ask, SEED, Server};
use gauntlet_model::curl::{self, Command};
use gauntlet_model::http::{MAX_BODY_BYTES, MAX_HEAD_BYTES, Request, Scheme as SimScheme};
use gauntlet_model::journey::{self, Outcome};
use gauntlet_model::report::Lesson;
use gauntlet_model::tls::TlsClient;
use gauntlet_scenario::Scenario;

use serde::Serialize;

use crate::output::{self, Format};
use crate::text::Run;
use crate::{input, text};

/// The arguments of `gauntlet trace`.
#[derive(Args)]
pub struct Arguments {
    /// A scenario file. Default: the built-in scenario.
    scenario: Option<PathBuf>,
    /// A file with one HTTP/1.1 request: request line, headers, an empty line, body.
    #[arg(long, value_name = "FILE.http")]
    request: Option<PathBuf>,
    /// A curl command instead of a file. Its address (http or https) decides about TLS.
    #[arg(long, value_name = "'curl ...'", conflicts_with_all = ["request", "scheme"])]
    curl: Option<String>,
    /// Call this host instead, such as one of the scenario’s. Path, headers and body stay.
    #[arg(long, value_name = "HOST", conflicts_with_all = ["story", "preset"])]
    as_host: Option<String>,
    /// One of the scenario’s own four requests, instead of a file.
    #[arg(long, conflicts_with_all = ["request", "curl", "direction", "scheme"])]
    story: Option<Story>,
    /// A ready-made request in its own scenario, such as sql-injection. `gauntlet presets` lists them.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["request", "curl", "story", "direction", "scheme", "scenario"])]
    preset: Option<String>,
    /// Direction. Default: ingress if the host is one of the scenario’s own, otherwise egress.
    #[arg(long)]
    direction: Option<Direction>,
    /// The client’s address, for ingress. Default: the story’s.
    #[arg(long, value_name = "IP")]
    source_ip: Option<IpAddr>,
    /// The calling pod, for egress. Default: the story’s.
    #[arg(long, value_name = "NAMESPACE/POD")]
    from: Option<String>,
    /// Whether the request travels inside TLS.
    #[arg(long, default_value = "https")]
    scheme: Scheme,
    /// How to print the journey.
    #[arg(long, default_value = "text")]
    format: Format,
    /// The seed for every random choice.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Story {
    Ingress,
    IngressBlocked,
    Egress,
    EgressBlocked,
}

impl Story {
    /// As a scenario tells them apart.
    const fn parts(self) -> (journey::Direction, bool) {
        match self {
            Self::Ingress => (journey::Direction::Ingress, false),
            Self::IngressBlocked => (journey::Direction::Ingress, true),
            Self::Egress => (journey::Direction::Egress, false),
            Self::EgressBlocked => (journey::Direction::Egress, true),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Direction {
    Ingress,
    Egress,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scheme {
    Https,
    Http,
}

/// Runs the request and prints its journey; gives the exit code.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let preset = arguments.preset.as_deref().map(preset::named).transpose();
    let preset = preset.map_err(|error| output::one_line(&format!("--preset: {error}")))?;
    let scenario = match (&arguments.scenario, &preset) {
        (None, None) => Scenario::built_in(),
        (None, Some(preset)) => preset.scenario().map_err(|error| format!("--preset: {error}"))?,
        (Some(path), _) => input::scenario(path)?.1,
    };
    let ask = ask(arguments, &scenario, preset.as_ref()).map_err(|problem| output::one_line(&problem))?;
    let journey = explain::run(&scenario, &ask, arguments.seed);
    let remedy = Remedy::of(&scenario, &ask, arguments.seed, &journey);
    // Sent from elsewhere it may end otherwise, and teach something else.
    let as_it_is = arguments.source_ip.is_none() && arguments.from.is_none();
    let lesson = match (&preset, arguments.story.map(Story::parts)) {
        _ if !as_it_is => None,
        (Some(preset), _) => Some(preset.lesson()),
        (None, Some((direction, blocked))) => scenario.lesson(direction, blocked),
        (None, None) => None,
    };
    let also = match journey.code {
        Some(_) => obstacle::of(&scenario, &ask, arguments.seed),
        None => Vec::new(),
    };
    let run = Run {
        scenario: &scenario.title,
        ask: &ask,
        journey: &journey,
        fix: remedy.as_ref(),
        also: &also,
        as_host: own_host::offer(&scenario, &ask).map(|offer| offer.host),
        lesson: lesson.as_ref(),
    };
    output::print(&printed(&run, arguments.format)?)?;
    Ok(u8::from(journey.outcome != Outcome::Answered))
}

fn ask(arguments: &Arguments, scenario: &Scenario, preset: Option<&Preset>) -> Result<Ask, String> {
    let mut ask = match (&arguments.request, &arguments.curl, arguments.story) {
        _ if let Some(preset) = preset => question::composed(scenario, &preset.request())
            .map_err(|problem| format!("--preset: {}: {}", problem.place, problem.text))?,
        (_, Some(command), _) => {
            let command = curl::parse_with(command, &named).map_err(|error| format!("--curl: {error}"))?;
            question::for_request(scenario, arguments.direction(), command)
        }
        (Some(path), _, _) => {
            let bytes = input::bytes(path, MAX_HEAD_BYTES + MAX_BODY_BYTES + 2)?;
            let request =
                Request::parse(&bytes).map_err(|error| format!("{}: {error}", input::name(path)))?;
            let scheme = match arguments.scheme {
                Scheme::Https => SimScheme::Https,
                Scheme::Http => SimScheme::Http,
            };
            let command = Command { scheme, request, tls: TlsClient::default(), server: None, family: None };
            question::for_request(scenario, arguments.direction(), command)
        }
        (None, None, Some(story)) => {
            let (direction, blocked) = story.parts();
            scenario.story(direction, blocked)
        }
        (None, None, None) => {
            return Err(
                "trace: found no request, expected one, such as --preset sql-injection, --story ingress, \
                 --curl 'curl https://site.example/' or --request FILE.http"
                    .to_owned(),
            );
        }
    };
    if let Some(host) = &arguments.as_host {
        Server::of(host, ask.scheme, &ask.request, |_, _| None)
            .map_err(|error| format!("--as-host: found {}, expected {}", error.found, error.expected))?;
        ask = question::for_request(scenario, arguments.direction(), own_host::called(&ask, host));
    }
    if let Some(address) = arguments.source_ip {
        if ask.direction == journey::Direction::Egress {
            return Err(format!(
                "--source-ip: found {address}, expected none: the request is egress (use --from)"
            ));
        }
        let address = question::of_family(scenario, address);
        ask.source_ip = Some(address.map_err(|error| format!("--source-ip: {error}"))?);
    }
    if let Some(from) = &arguments.from {
        if ask.direction == journey::Direction::Ingress {
            return Err(format!(
                "--from: found {from}, expected none: the request is ingress (use --source-ip)"
            ));
        }
        ask.from = Some(question::calling(scenario, from).map_err(|error| format!("--from: {error}"))?);
    }
    Ok(ask)
}

impl Arguments {
    fn direction(&self) -> Option<journey::Direction> {
        self.direction.map(|direction| match direction {
            Direction::Ingress => journey::Direction::Ingress,
            Direction::Egress => journey::Direction::Egress,
        })
    }
}

/// What is printed as JSON: the journey, what lets the request through, what else is in its way, and what a preset asks and teaches.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    journey: &'a Trace,
    fix: Option<&'a Remedy>,
    also: &'a [Obstacle],
    curl: Curl,
    /// A host to call instead of one the scenario doesn't have.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_host: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lesson: Option<&'a Lesson>,
}

/// The command that sends the request, and how it ends.
#[derive(Serialize)]
struct Curl {
    command: String,
    says: String,
    exit: u8,
}

/// The journey as it is printed.
fn printed(run: &Run<'_>, format: Format) -> Result<String, String> {
    match format {
        Format::Text => Ok(text::render(run)),
        Format::Json => {
            let &Run { ask, journey, fix, also, lesson, .. } = run;
            let as_host = run.as_host.as_deref();
            let (exit, _) = curl::exit(&journey.client);
            let curl = Curl {
                command: curl::command(ask),
                says: curl::says(ask, &journey.client, journey.phrase),
                exit,
            };
            output::json(&Printed { journey, fix, also, curl, as_host, lesson })
        }
    }
}

/// A file that a command names, as curl would read it.
fn named(file: &str) -> Result<Option<String>, String> {
    let path = Path::new(file);
    if file != "-" && !path.exists() {
        return Ok(None);
    }
    input::text(path, MAX_BODY_BYTES).map(Some).map_err(|problem| format!("a text: {problem}"))
}

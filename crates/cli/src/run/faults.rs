//! What happens in a run and when, as it is written: `10s=slow-pod:shop/web-1=300%`.

use std::fmt::Write;
use std::path::Path;

use gauntlet_sim::traffic::command::Command;
use gauntlet_sim::traffic::events::LAST;
use gauntlet_sim::traffic::replay::Run;

use crate::input;

/// What a fault is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Pod,
    Node,
    Source,
    Service,
    Port,
    File,
    Nothing,
}

/// A fault: its name, its number (`docs/traffic.md`), what it is for, what it takes where that is fixed, and what it does.
type Fault = (&'static str, u32, Of, Option<u32>, &'static str);

const FAULTS: [Fault; 26] = [
    ("kill-pod", 0, Of::Pod, Some(0), "its container dies and is started again"),
    ("crash-loop", 1, Of::Pod, Some(0), "it dies again and again"),
    ("slow-pod", 2, Of::Pod, None, "it takes so many percent of its time, such as slow-pod:shop/web-1=300%"),
    ("unready-pod", 3, Of::Pod, Some(0), "its readiness probes fail"),
    ("restore-pod", 4, Of::Pod, Some(0), "it works as it should"),
    ("fail-node", 5, Of::Node, Some(0), "it says nothing any more, and its pods are gone with it"),
    ("refuse-node", 6, Of::Node, Some(0), "it refuses every connection, and its pods are gone with it"),
    ("drain-node", 7, Of::Node, Some(0), "it gets no new connections, and its pods move"),
    ("restore-node", 8, Of::Node, Some(0), "it works again"),
    (
        "rate",
        9,
        Of::Source,
        None,
        "a source sends so much of its rate: rate:shoppers=500% is a spike, 0% nothing",
    ),
    (
        "rollout",
        10,
        Of::Service,
        Some(1),
        "its pods are replaced one by one, each when the one before is ready",
    ),
    ("rollout-without-probes", 10, Of::Service, Some(0), "the same without readiness probes"),
    ("expire-certificate", 11, Of::Nothing, Some(1), "the certificate has expired"),
    ("renew-certificate", 11, Of::Nothing, Some(0), "and is valid again"),
    ("close-port", 12, Of::Port, Some(1), "the firewall drops what comes to a port"),
    ("open-port", 12, Of::Port, Some(0), "and lets it in again"),
    ("waf-detect", 13, Of::Nothing, Some(1), "the WAF only takes note"),
    ("waf-block", 13, Of::Nothing, Some(0), "and does as the scenario says again"),
    ("waf-blind", 14, Of::Nothing, Some(1), "the WAF passes TLS through unread"),
    ("waf-reads", 14, Of::Nothing, Some(0), "and does as the scenario says again"),
    ("deny-all", 15, Of::Nothing, Some(1), "a NetworkPolicy that lets nothing in replaces all others"),
    ("undo-deny-all", 15, Of::Nothing, Some(0), "the scenario’s own are back"),
    ("empty-allow-list", 16, Of::Nothing, Some(1), "the egress firewall approves nothing"),
    ("fill-allow-list", 16, Of::Nothing, Some(0), "and approves what it did"),
    ("no-dns", 17, Of::Nothing, Some(1), "no outside name has an address"),
    ("dns", 17, Of::Nothing, Some(0), "and all have them again"),
];

/// Goes over to another scenario.
const SCENARIO: &str = "scenario";

impl Of {
    const fn name(self) -> &'static str {
        match self {
            Self::Pod => "NAMESPACE/POD",
            Self::Node => "NODE",
            Self::Source => "SOURCE",
            Self::Service => "NAMESPACE/SERVICE",
            Self::Port => "PORT",
            Self::File => "FILE",
            Self::Nothing => "",
        }
    }
}

/// All faults, a line each.
pub fn list() -> String {
    let mut out = String::new();
    let more = [(SCENARIO, 0, Of::File, Some(0), "the run goes on in another scenario")];
    for (name, _, of, _, does) in FAULTS.iter().chain(&more) {
        let value = if matches!(*name, "slow-pod" | "rate") { "=PERCENT%" } else { "" };
        let colon = if *of == Of::Nothing { "" } else { ":" };
        let written = format!("{name}{colon}{}{value}", of.name());
        let _ = writeln!(out, "{written:<42}{does}");
    }
    out
}

/// A time such as `90s`, in nanoseconds.
pub fn time(text: &str) -> Result<u64, String> {
    let wrong = || format!("found `{text}`, expected a time up to 78h, such as 500ms, 90s, 5m or 2h");
    let digits = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return Err(wrong()),
    };
    let nanos = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    nanos.filter(|nanos| *nanos <= LAST).ok_or_else(wrong)
}

/// Gives a run a command as it is written.
pub fn give(run: &mut Run, text: &str) -> Result<(), String> {
    let Some((at, what)) = text.split_once('=') else {
        return Err(format!("found `{text}`, expected TIME=FAULT, such as 10s=kill-pod:shop/web-1"));
    };
    let at = time(at)?;
    let (name, of) = what.split_once(':').unwrap_or((what, ""));
    if name == SCENARIO {
        let (_, scenario) = input::scenario(Path::new(of))?;
        let place = run.another(scenario).map_err(|limit| limit.to_string())?;
        return run.command(at, Command::Configure(place)).map_err(|limit| limit.to_string());
    }
    let Some((_, kind, target, value, _)) = FAULTS.iter().find(|fault| fault.0 == name) else {
        let names: Vec<&str> = FAULTS.iter().map(|fault| fault.0).chain([SCENARIO]).collect();
        return Err(format!("found the fault `{name}`, expected one of {}", names.join(", ")));
    };
    let (of, value) = match (value, of.rsplit_once('=')) {
        (Some(value), _) => (of, *value),
        (None, Some((of, percent))) => (of, share(*kind, percent)?),
        (None, None) => return Err(format!("found `{what}`, expected a share after it, such as =300%")),
    };
    let place = placed(run, *target, of)?;
    let command = Command::of(*kind, place, value).ok_or_else(|| format!("found no fault {kind}"))?;
    run.command(at, command).map_err(|limit| limit.to_string())
}

/// A share in percent: of a source's rate it counts in thousandths.
fn share(kind: u32, text: &str) -> Result<u32, String> {
    let wrong = || format!("found `{text}`, expected a share from 0% to 1000000%");
    let percent: u32 = text.strip_suffix('%').and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
    if percent > 1_000_000 {
        return Err(wrong());
    }
    Ok(if kind == 9 { percent * 10 } else { percent })
}

/// The place of what a fault is for.
fn placed(run: &Run, target: Of, name: &str) -> Result<u32, String> {
    let names: Vec<String> = match target {
        Of::Pod => run.state.names.pods.clone(),
        Of::Node => run.state.names.nodes.clone(),
        Of::Source => run.input().mix.sources.iter().map(|source| source.name.clone()).collect(),
        Of::Service => {
            let services = &run.state.epoch.scenario.services;
            services.iter().map(|one| format!("{}/{}", one.namespace, one.name)).collect()
        }
        Of::Port => {
            let port = name.parse::<u16>().ok().filter(|port| *port > 0);
            return port
                .map(u32::from)
                .ok_or_else(|| format!("found the port `{name}`, expected 1 to 65535"));
        }
        Of::Nothing | Of::File => {
            return if name.is_empty() {
                Ok(0)
            } else {
                Err(format!("found `:{name}`, expected nothing there"))
            };
        }
    };
    names.iter().position(|one| one == name).map(|at| at as u32).ok_or_else(|| {
        let what = target.name().to_lowercase();
        format!("found the {what} `{name}`, expected one of {}", names.join(", "))
    })
}

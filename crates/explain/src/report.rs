//! A journey as a page tells it: every sentence already written, so that whoever shows it needs no engine and no scenario.
//!
//! It travels from where the simulation runs to where it is shown as [postcard](https://postcard.jamesmunns.com/wire-format)
//! bytes.

use std::net::SocketAddr;
use std::sync::Arc;

use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::composed::Composed;
use gauntlet_model::curl;
use gauntlet_model::http::Message;
use gauntlet_model::journey::{ClientSees, Direction, TlsEnd, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::report::{Change, Endings, Found, Hop, Member, Report, Seen};
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::service::selects;
use gauntlet_sim::path::{self, Journey};

use crate::diagnosis::{Symptom, causes, symptoms};
use crate::messages::{self, Template};
use crate::obstacle::obstacles;
use crate::reason::Reason;
use crate::remedy::Remedy;
use crate::{link, preset, trace, visibility};

/// Runs a request and tells its journey.
#[must_use]
pub fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Report {
    of(scenario, &path::decide(scenario, &Arc::new(ask.clone()), seed), seed)
}

/// Tells a journey that was decided under a seed.
#[must_use]
pub fn of(scenario: &Scenario, journey: &Journey, seed: u64) -> Report {
    let (ask, trace) = (&*journey.ask, trace::trace(scenario, journey));
    // Clear text where TLS was expected is not a response: the client rejects it.
    let unreadable = matches!(trace.client, ClientSees::TlsFailure(TlsEnd::ClearText(_)));
    Report {
        direction: trace.direction,
        outcome: trace.outcome,
        code: trace.code.map(|code| code.to_string()),
        request: composed(scenario, journey),
        link: link::of(scenario, ask),
        why: trace.why.first().map(Reason::text).unwrap_or_default(),
        client: messages::client_sees(&trace.client, trace.direction),
        curl: curl::command(ask),
        says: curl::says(ask, &trace.client, trace.phrase),
        silent: matches!(trace.client, ClientSees::Timeout { .. }),
        took_us: trace.ends_us.get(),
        fix: Remedy::of(scenario, ask, seed, &trace).map(|remedy| remedy.text()),
        also: trace.code.map(|_| also(scenario, journey, seed)).unwrap_or_default(),
        breach: trace.breach.is_some(),
        endings: trace.code.map(|_| endings(trace.direction, &trace.client)),
        hops: trace.hops.iter().map(|one| hop(one, unreadable)).collect(),
        members: members(scenario, journey),
        scenario: None,
        lesson: None,
        next: None,
    }
}

/// What else stands in a stopped request's way, layer by layer.
fn also(scenario: &Scenario, journey: &Journey, seed: u64) -> Vec<String> {
    obstacles(scenario, journey, seed).into_iter().map(|one| one.why.text()).collect()
}

/// How many other ends a reader guesses from.
const OTHER_ENDS: usize = 3;

/// What the caller sees, among the ends that most causes in this direction look like.
fn endings(direction: Direction, client: &ClientSees) -> Endings {
    let seen = Symptom::of(client);
    let mut likely: Vec<_> = symptoms(direction).into_iter().filter(|one| *one != seen).collect();
    // The least likely goes, of several the last. Without sorting, which is more code, they stay in an order that tells nothing.
    while likely.len() > OTHER_ENDS {
        let last = (0..likely.len()).rev();
        let least = last.min_by_key(|at| likely.get(*at).map(|one| causes(direction, *one).count()));
        likely.remove(least.unwrap_or_default());
    }
    let right = likely.partition_point(|one| *one < seen);
    likely.insert(right, seen);
    Endings {
        choices: likely.into_iter().map(Symptom::short).collect(),
        right: u32::try_from(right).unwrap_or_default(),
    }
}

/// The request's parts, with where it came from.
fn composed(scenario: &Scenario, journey: &Journey) -> Composed {
    let ask = &journey.ask;
    let sender = journey.hops.first().map(|hop| hop.before.flow.source.ip());
    match (ask.direction, sender) {
        (Direction::Ingress, Some(sender)) => Composed::of(ask, sender.to_string(), String::new()),
        _ => {
            let caller = journey.pod().and_then(|(at, _)| scenario.pods.get(at));
            let caller = caller.map(|pod| [&pod.namespace, "/", &pod.name].concat()).unwrap_or_default();
            Composed::of(ask, String::new(), caller)
        }
    }
}

fn hop(hop: &trace::Hop, unreadable: bool) -> Hop {
    let new = hop.after.rewrites.get(hop.before.rewrites.len()..).unwrap_or_default();
    Hop {
        layer: hop.layer,
        way: hop.way,
        at_us: hop.at_us.get(),
        took_us: hop.took_us.get(),
        source: hop.before.source.to_string(),
        destination: known(hop.before.destination),
        verdict: hop.verdict,
        code: hop.code.map(|code| code.to_string()),
        rule: hop.rule.clone(),
        why: hop.why.iter().map(Reason::text).collect(),
        saw: visibility::of(hop)
            .into_iter()
            .map(|seen| Seen { part: seen.part, field: seen.field.to_owned(), value: seen.value })
            .collect(),
        found: found(hop),
        changed: new
            .iter()
            .map(|change| Change {
                field: change.field.clone(),
                from: change.from.clone(),
                to: change.to.clone(),
            })
            .collect(),
        table: remembered(hop),
        log: hop.log.clone(),
        locked: matches!(hop.before.tls.state, TlsState::Encrypted | TlsState::Inspected),
        status: match &hop.after.message {
            Message::Response(response) if !unreadable => Some(response.status),
            _ => None,
        },
    }
}

/// What a WAF refused a message for: the field and what it held.
fn found(hop: &trace::Hop) -> Option<Found> {
    let reason = hop.why.first().filter(|_| hop.layer == Layer::Waf && hop.verdict == Verdict::Block)?;
    Some(Found { field: reason.field.as_ref()?.to_string(), value: reason.value.as_ref()?.to_string() })
}

/// An address and port, once the address is known.
fn known(address: SocketAddr) -> String {
    if address.ip().is_unspecified() { String::new() } else { address.to_string() }
}

/// What a layer keeps of a connection that it passes on: who talks to whom, and what stands for whom.
fn remembered(hop: &trace::Hop) -> Option<String> {
    if hop.way == Way::Response || hop.verdict != Verdict::Pass {
        return None;
    }
    let (there, left) = (&hop.before, &hop.after);
    let (source, destination) = (there.source.to_string(), there.destination.to_string());
    let values = |target: &str, of: Template| {
        Some(of.fill(&[("source", &source), ("destination", &destination), ("target", target)]))
    };
    match hop.layer {
        Layer::Firewall | Layer::NetworkPolicy | Layer::EgressFirewall => {
            values("", messages::TELLING_PASSES)
        }
        // A Service that only gave its list keeps nothing.
        Layer::Service if there.destination == left.destination => None,
        Layer::LoadBalancer | Layer::Service => {
            values(&left.destination.to_string(), messages::TELLING_GOES_TO)
        }
        Layer::NatGateway => values(&left.source.to_string(), messages::TELLING_GOES_OUT_AS),
        _ => None,
    }
}

/// The nodes on the way in, and the pods that could handle (ingress) or did make (egress) the request.
fn members(scenario: &Scenario, journey: &Journey) -> Vec<Member> {
    let (node, pod, direction) = (journey.node(), journey.pod(), journey.ask.direction);
    let chosen_at = |chosen: Option<(usize, usize)>, at: usize| {
        chosen.filter(|(place, _)| *place == at).and_then(|(_, hop)| u32::try_from(hop).ok())
    };
    let mut out = Vec::new();
    if direction == Direction::Ingress {
        out.extend(scenario.load_balancer.nodes.iter().enumerate().map(|(at, one)| {
            let up = scenario.state.node(&one.name).healthy && scenario.load_balancer.leads_on(at);
            let (standing, hint) = match up {
                true => (messages::TELLING_MEMBER_HEALTHY, messages::TELLING_MEMBER_STOP),
                false => (messages::TELLING_MEMBER_UNHEALTHY, messages::TELLING_MEMBER_START),
            };
            Member {
                node: true,
                name: one.name.clone(),
                up,
                slow: false,
                standing: standing.into(),
                hint: hint.into(),
                chosen_at: chosen_at(node, at),
                calls: false,
            }
        }));
    }
    let service = journey
        .route()
        .and_then(|at| scenario.reverse_proxy.routes.get(at))
        .and_then(|route| scenario.service_of(route))
        .map(|(_, service)| service)
        .or(scenario.services.first());
    let mut names = scenario.pod_names();
    let pods = scenario.pods.iter().enumerate().filter(|(_, pod)| {
        direction == Direction::Egress || service.is_none_or(|service| selects(service, pod))
    });
    out.extend(pods.map(|(at, one)| {
        let state = scenario.state.pod(one);
        let (up, slow) = (state.ready, state.ready && state.service_time_us.is_some());
        let (standing, hint) = match (up, slow) {
            (false, _) => (messages::TELLING_MEMBER_NOT_READY, messages::TELLING_MEMBER_START),
            (true, true) => (messages::TELLING_MEMBER_SLOW, messages::TELLING_MEMBER_STOP),
            (true, false) => (messages::TELLING_MEMBER_READY, messages::TELLING_MEMBER_SLOW_DOWN),
        };
        // A pod that calls out does so whether it is ready or not.
        let hint = if direction == Direction::Ingress { hint } else { "" };
        Member {
            node: false,
            name: names.get_mut(at).map(std::mem::take).unwrap_or_default().into_owned(),
            up,
            slow,
            standing: standing.into(),
            hint: hint.into(),
            chosen_at: chosen_at(pod, at),
            calls: direction == Direction::Egress && pod.is_some_and(|(place, _)| place == at),
        }
    }));
    // The calling pod first: where not all fit, it must be among those drawn.
    if let Some(at) = out.iter().position(|member| member.calls) {
        let caller = out.remove(at);
        out.insert(0, caller);
    }
    out
}

/// The scenario's four stories, told and packed with the presets that stand beside them as chips, for
/// [`recorded`](gauntlet_model::report::recorded) to unpack: ingress, ingress blocked, egress, egress blocked.
///
/// # Errors
/// See [`Report::to_bytes`].
pub fn record(scenario: &Scenario) -> Result<Vec<u8>, postcard::Error> {
    let stories = [Direction::Ingress, Direction::Egress].into_iter().flat_map(|direction| {
        [false, true].map(|blocked| {
            let told = run(scenario, &scenario.story(direction, blocked), SEED);
            Report { next: preset::after_story(direction, blocked), ..told }
        })
    });
    postcard::to_allocvec(&(stories.collect::<Vec<_>>(), preset::chips()))
}

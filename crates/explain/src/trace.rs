//! A whole journey explained: each packet written out, each decision in reasons, each log line.

use std::borrow::Cow;
use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::code::Code;
use gauntlet_model::http::{Refusal, Signal};
use gauntlet_model::journey::{ClientSees, Direction, Outcome, TlsEnd, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Packet;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::Absent;
use gauntlet_sim::layer::{Decision, waf};
use gauntlet_sim::path;
use gauntlet_sim::path::journey::{self as decided, Carried, Decided, Journey};
use gauntlet_sim::world::World;
use serde::Serialize;

use crate::fix::Fix;
use crate::layer::Explanation;
use crate::messages;
use crate::messages::key;
use crate::reason::Reason;
use crate::value::Value;

mod log;
mod passed_on;
mod written;

use written::packet;

/// One layer's part in the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// The layer.
    pub layer: Layer,
    /// Request or response.
    pub way: Way,
    /// When the packet arrives here, since the journey began.
    pub at_us: Micros,
    /// How long the layer keeps it.
    pub took_us: Micros,
    /// What the layer did.
    pub verdict: Verdict,
    /// The code, where the layer blocked or failed it.
    pub code: Option<Code>,
    /// The name of the rule, route or policy that decided, where there is one.
    pub rule: Option<String>,
    /// What was looked at and why it decided so, the deciding reason first.
    pub why: Vec<Reason>,
    /// What a layer of that kind would write to its log, where it writes.
    pub log: Option<String>,
    /// The packet as it arrived.
    pub before: Packet,
    /// The packet as it left; the same as `before` where nothing changed.
    pub after: Packet,
    /// The member the layer chose (a node, an endpoint, a pod), by its name in the scenario.
    pub chose: Option<String>,
}

/// Everything that happened to one request, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// Which way it went.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// The layer that blocked or failed it.
    pub layer: Option<Layer>,
    /// The code of the block or failure.
    pub code: Option<Code>,
    /// What the caller observes.
    pub client: ClientSees,
    /// Why it was blocked or failed, the deciding reason first; empty when answered.
    pub why: Vec<Reason>,
    /// What the layer that stopped it proposes; `Remedy::of` tells whether it suffices.
    #[serde(skip)]
    pub proposal: Option<Fix>,
    /// The WAF's reading of the request, reused when the proposal is tried.
    #[serde(skip)]
    pub reading: Option<waf::Reading>,
    /// The attack that reached the app, which answered it: what a firewall would have called it. None where nothing of the kind did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach: Option<Code>,
    /// The hops in the order of time: first the request's, then the response's.
    pub hops: Vec<Hop>,
    /// When the caller knows how it ended.
    pub ends_us: Micros,
    /// The phrase that the reverse proxy writes behind the status, where it answers for itself.
    #[serde(skip)]
    pub phrase: Option<&'static str>,
}

/// Decides a request's journey and explains it. The same scenario, ask and seed give the same trace, byte for byte.
#[must_use]
pub fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Trace {
    trace(scenario, &path::decide(scenario, &Arc::new(ask.clone()), seed))
}

/// Explains a journey.
#[must_use]
pub fn trace(scenario: &Scenario, journey: &Journey) -> Trace {
    let mut hops = Vec::with_capacity(journey.hops.len());
    let (mut why, mut proposal) = (Vec::new(), None);
    let world = World::start(scenario);
    for (at, hop) in journey.hops.iter().enumerate() {
        let told = explain(scenario, &world, journey, hop);
        if journey.stop.is_some_and(|stop| stop.hop == at) {
            (why, proposal) = (told.why.clone(), told.fix);
        }
        hops.push(Hop {
            layer: hop.layer,
            way: hop.way,
            at_us: hop.at_us,
            took_us: hop.took_us,
            verdict: hop.verdict,
            code: hop.code,
            rule: told.rule,
            why: told.why,
            log: None,
            before: packet(scenario, journey, &hop.before),
            after: packet(scenario, journey, &hop.after),
            chose: chose(scenario, hop),
        });
    }
    for at in 0..hops.len() {
        let line = log::line(scenario, journey, &hops, at);
        if let Some(hop) = hops.get_mut(at) {
            hop.log = line;
        }
    }
    let stop = journey.stop.as_ref();
    Trace {
        direction: journey.ask.direction,
        outcome: journey.outcome(),
        layer: stop.and_then(|stop| journey.hops.get(stop.hop)).map(|hop| hop.layer),
        code: stop.map(|stop| stop.code),
        client: journey.client,
        why,
        reading: proposal.is_some().then(|| journey.reading.clone()).flatten(),
        proposal,
        breach: breach(scenario, journey),
        hops,
        ends_us: journey.ends_us,
        phrase: match journey.client {
            ClientSees::HttpStatus { status, from: Layer::ReverseProxy } => {
                Some(crate::layer::reverse_proxy::phrase(scenario.reverse_proxy.kind, status))
            }
            _ => None,
        },
    }
}

/// The attack that an inbound request carried to the app.
pub(crate) fn breach(scenario: &Scenario, journey: &Journey) -> Option<Code> {
    let arrived = |hop: &decided::Hop| hop.layer == Layer::Pod && hop.verdict == Verdict::Answer;
    let arrived = journey.ask.direction == Direction::Ingress && journey.hops.iter().any(arrived);
    arrived.then(|| waf::attack(&scenario.waf, &journey.ask.request, journey.reading.as_ref())).flatten()
}

/// What the layer that stopped a journey proposes, and nothing else of it.
#[must_use]
pub fn proposal(scenario: &Scenario, journey: &Journey) -> Option<Fix> {
    let hop = journey.hops.get(journey.stop?.hop)?;
    explain(scenario, &World::start(scenario), journey, hop).fix
}

/// Explains what a layer decided, or did with a response.
pub(crate) fn explain(
    scenario: &Scenario,
    world: &World,
    journey: &Journey,
    hop: &decided::Hop,
) -> Explanation {
    let (ask, flow) = (&*journey.ask, hop.before.flow);
    let (hello, request) = (ask.hello(), &ask.request);
    let why = |reason| Explanation::of(reason);
    match &hop.decided {
        Decided::Sends => {
            why(Reason::new(key::INTERNET_SENDS).field("source").value(flow.source.ip()).expected(asked(ask)))
        }
        Decided::Calls(caller) => why(Reason::new(key::POD_CALLS)
            .rule(&*pod_name(scenario, *caller))
            .field("host")
            .value(asked(ask))),
        Decided::Absent(layer, _) => crate::layer::absent::explain(scenario, *layer, flow),
        Decided::Firewall(decision) => crate::layer::firewall::explain(&scenario.firewall, flow, decision),
        Decided::Waf(decision) => {
            let mut told = crate::layer::waf::explain(scenario, ask, decision, journey.reading.as_ref());
            if matches!(decision, Decision::Pass(_, passed) if passed.reads()) {
                told.why.push(crate::layer::load_balancer::relayed(
                    scenario.waf_connects_from(),
                    flow.source.ip(),
                ));
            }
            told
        }
        Decided::LoadBalancer(decision) => {
            crate::layer::load_balancer::explain(scenario, world, flow, decision)
        }
        Decided::ReverseProxy(decision) => {
            crate::layer::reverse_proxy::explain(scenario, hello, journey, hop, decision)
        }
        Decided::ApiGateway(decision) => {
            let gateway = scenario.api_gateway.as_ref();
            gateway
                .map(|gateway| crate::layer::api_gateway::explain(gateway, world, request, decision))
                .unwrap_or_default()
        }
        Decided::Service(at, decision) => {
            let route = at.and_then(|at| Some((at, scenario.reverse_proxy.routes.get(at)?)));
            crate::layer::service::explain(scenario, world, route, flow.source.ip(), decision)
        }
        Decided::NetworkPolicy(from, to, decision) => {
            let ends = (from.end(scenario), to.end(scenario));
            let asked = (flow.protocol, flow.destination.port());
            let told = crate::layer::network_policy::explain(scenario, ends, asked, decision);
            let proxy = || crate::layer::absent::put_back(scenario, Absent::ReverseProxy);
            // A policy that lets the proxy in is no mistake: what is missing is the proxy.
            match told.fix {
                Some(fix) if ask.direction == Direction::Ingress => {
                    Explanation { fix: proxy().or(Some(fix)), ..told }
                }
                fix => Explanation { fix, ..told },
            }
        }
        Decided::LookupDenied(caller, decision) => {
            crate::layer::dns::lookup_denied(scenario, caller.end(scenario), ask.connects_to(), decision)
        }
        Decided::Dns(caller, decision, lookup) => {
            let (from, host) = (caller.end(scenario), ask.connects_to());
            crate::layer::dns::explain(scenario, from, host, decision, lookup.as_ref())
        }
        Decided::Pod(at, decision) => {
            let pod = scenario.pods.get(*at);
            let told = |pod| crate::layer::pod::explain(scenario, world, (*at, pod), decision);
            pod.map(told).unwrap_or_default()
        }
        Decided::NatGateway(decision) => {
            let mut told = crate::layer::nat_gateway::explain(&scenario.nat_gateway, flow, decision);
            let pod = journey.pod().and_then(|(at, _)| scenario.pods.get(at));
            if let Some(pod) = pod.filter(|pod| pod.address != flow.source.ip()) {
                let node = Reason::new(key::NAT_GATEWAY_NODE).rule(&pod.node_name).field("source");
                told.why.push(node.value(pod.address).expected(flow.source.ip()));
            }
            told
        }
        Decided::EgressFirewall(decision) => {
            crate::layer::egress_firewall::explain(scenario, flow, hello, request, decision)
        }
        Decided::External(decision) => {
            crate::layer::external::explain(scenario, &request.host, flow, decision)
        }
        Decided::Receives => why(received(journey.client, hop)),
        Decided::NatBack { public, inside } => why(Reason::new(key::NAT_GATEWAY_REPLY)
            .field("destination")
            .value(public.port())
            .expected(*inside)),
        Decided::Reply { request, known } => match journey.hops.get(*request) {
            Some(there) => why(reply(there, *known)),
            None => Explanation::default(),
        },
        Decided::Answers(layer, status) => {
            let balancer = journey.stop.and_then(|stop| journey.hops.get(stop.hop));
            let balancer = balancer.is_some_and(|hop| hop.layer == Layer::LoadBalancer);
            let there = *layer == Layer::Waf && balancer && !scenario.lacks(Layer::LoadBalancer);
            let key = if there { key::WAF_UPSTREAM } else { key::ABSENT_UPSTREAM };
            why(Reason::new(key).expected(*status))
        }
        Decided::Upstream { layer, failure, status, .. } => Explanation::new(
            crate::layer::reverse_proxy::upstream(scenario, journey, *layer, *failure, *status),
        ),
    }
}

/// A request's method and address.
fn asked(ask: &Ask) -> String {
    format!("{} {}", ask.request.method, ask.url())
}

fn pod_name(scenario: &Scenario, at: Option<usize>) -> Cow<'_, str> {
    at.and_then(|at| scenario.pods.get(at)).map_or(Cow::Borrowed(""), |pod| scenario.pod_name(pod))
}

/// What the caller gets, and what it makes of a certificate that it does not trust.
fn received(client: ClientSees, hop: &decided::Hop) -> Reason {
    let value = match hop.before.message {
        Carried::Refusal(Refusal { alert: Some(alert), .. }) => {
            Value::Phrase(messages::VALUE_ALERT, vec![("alert", Value::Word(alert.name()))])
        }
        Carried::Refusal(Refusal { signal: Signal::TcpClose, .. }) => Value::Words(messages::VALUE_ENDED),
        Carried::Refusal(_) | Carried::Request(_) => Value::Words(messages::VALUE_RESET),
        Carried::Response(_) => hop.before.message.status().unwrap_or_default().into(),
    };
    let inside = hop.layer == Layer::Pod;
    match client {
        ClientSees::TlsFailure(TlsEnd::Refused(distrust)) => match distrust.alert() {
            Some(alert) => Reason::new(key::INTERNET_REFUSES).value(alert.name()),
            None => Reason::new(key::INTERNET_CLOSES),
        },
        ClientSees::TlsFailure(TlsEnd::ClearText(_)) => Reason::new(key::INTERNET_CLEAR_TEXT),
        _ => Reason::new(if inside { key::POD_RECEIVES } else { key::INTERNET_RECEIVES }).value(value),
    }
}

/// Why a layer lets a reply pass.
fn reply(decided::Hop { layer, before, after, .. }: &decided::Hop, known: bool) -> Reason {
    let (there, left) = (before.flow, after.flow);
    let connection = || {
        let ends = vec![("source", there.source.into()), ("destination", there.destination.into())];
        Value::Phrase(messages::VALUE_CONNECTION, ends)
    };
    match layer {
        Layer::NetworkPolicy if known => {
            Reason::new(key::NETWORK_POLICY_REPLY).field("connections").value(connection())
        }
        _ if known => Reason::new(key::REPLY_KNOWN).field("connections").value(connection()),
        Layer::Waf if there.tls != left.tls => Reason::new(key::REPLY_SEALED),
        Layer::LoadBalancer if before.relays() != after.relays() => Reason::new(key::LOAD_BALANCER_REPLY_OWN),
        Layer::LoadBalancer => Reason::new(key::LOAD_BALANCER_REPLY).field("source").value(there.destination),
        Layer::ReverseProxy if there.tls == TlsState::Plain => Reason::new(key::REVERSE_PROXY_REPLY),
        Layer::ReverseProxy => Reason::new(key::REVERSE_PROXY_REPLY_TLS),
        Layer::Service if there.destination == left.destination => Reason::new(key::SERVICE_REPLY_LISTED),
        Layer::Service => Reason::new(key::SERVICE_REPLY).field("source").value(there.destination),
        _ => Reason::new(key::REPLY_UNREAD),
    }
}

/// The member that a layer chose, by its name in the scenario.
fn chose(scenario: &Scenario, hop: &decided::Hop) -> Option<String> {
    match hop.decided {
        Decided::Calls(caller) => Some(pod_name(scenario, caller).into_owned()),
        Decided::LoadBalancer(Decision::Pass(at, _)) | Decided::Absent(_, Some(at)) => {
            scenario.load_balancer.nodes.get(at).map(|node| node.name.clone())
        }
        Decided::Service(_, Decision::Pass(endpoint, _)) => {
            Some(pod_name(scenario, Some(endpoint.pod)).into_owned())
        }
        Decided::Pod(at, Decision::Pass(..)) => Some(pod_name(scenario, Some(at)).into_owned()),
        Decided::Dns(_, Decision::Pass(address, _), _) => Some(address.to_string()),
        Decided::NatGateway(Decision::Pass(public, _)) => Some(public.to_string()),
        Decided::External(Decision::Pass(at, ())) => scenario.externals.get(at).map(|api| api.host.clone()),
        _ => None,
    }
}

//! What becomes of a kind of request, as far as no state decides it: the engines themselves are asked once, in worlds that force
//! every branch, and their journeys are kept as endings.

use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::code::Code;
use gauntlet_model::journey::{Direction, Outcome, Way as Direct};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    NodeFailure, NodeState, NoneHealthy, PodState, Service, SessionAffinity, Upstream,
};

use super::cause::{Cause, Ended, Seen};
use super::command::deny_all;
use super::events::Nanos;
use crate::layer::reverse_proxy::upstream::Failure;
use crate::layer::{Reply, api_gateway, service, timing, waf};
use crate::path::journey::{Decided, Hop};
use crate::path::{self, Journey, decide_in, remote};
use crate::rng;
use crate::world::{World, nat};

/// Nanoseconds of a time of the engines.
#[must_use]
pub const fn nanos(time: Micros) -> Nanos {
    time.get().saturating_mul(1_000)
}

/// How a request ends, and how long after it was decided its client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How.
    pub ended: Ended,
    /// How long after.
    pub after: Nanos,
}

/// What becomes of a kind of request.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is asked.
    pub ask: Arc<Ask>,
    /// Whether it is an attack that the WAF's rules know, read or not.
    pub attack: bool,
    /// The pod that calls, by its place in the scenario, where one does.
    pub caller: Option<usize>,
    /// Whether the firewall lets it in, and so keeps an entry for it.
    pub tracked: bool,
    /// From sending it to the moment at which what has state decides: all of it at once, when the request is at the pod or the NAT
    /// gateway.
    pub there: Nanos,
    /// The rest.
    pub way: Way,
}

/// How a request goes on.
#[derive(Clone, Debug)]
pub enum Way {
    /// It ends the same way always; counted from sending it.
    Ends(Ending),
    /// Inbound, as far as the balancer.
    In(Box<Inbound>),
    /// Outbound, as far as the NAT gateway.
    Out(Outbound),
}

/// An inbound request before the balancer.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// As it comes to the balancer, where there is one.
    pub flow: Option<Flow>,
    /// No node takes part.
    pub no_node: Ending,
    /// The chosen node is silent, or refuses.
    pub down: [Ending; 2],
    /// Behind the balancer.
    pub then: Then,
}

/// An inbound request behind the balancer.
#[derive(Clone, Debug)]
pub enum Then {
    /// It ends the same way always.
    Ends(Ending),
    /// It is for a Service's pods.
    Goes(Goes),
}

/// An inbound request on its way to a Service's pods.
#[derive(Clone, Debug)]
pub struct Goes {
    /// The caller whose rate the gateway limits, by its place, what it gets beyond, and how long before the pod that is judged.
    pub limited: Option<(usize, Ending, Nanos)>,
    /// The Service, by its place.
    pub service: usize,
    /// The port of its endpoints.
    pub port: u16,
    /// Where its turns stand still: one client stays on one pod.
    pub turn: Option<u64>,
    /// No endpoint is ready.
    pub none_ready: Ending,
    /// Its endpoints.
    pub members: Vec<Member>,
    /// The chosen pod refuses the connection.
    pub refused: Ending,
    /// It closes the connection without a response.
    pub closed: Ending,
    /// It resets the connection.
    pub reset: Ending,
    /// It has too many requests and answers 503.
    pub overloaded: Ending,
    /// Nothing answers at its address.
    pub unreachable: Ending,
    /// The response comes too late. Time counts from when the proxy stops waiting.
    pub slow: Ending,
}

/// A pod that a Service selects.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its place in the scenario.
    pub pod: usize,
    /// What becomes of a request there.
    pub fate: Fate,
}

/// What becomes of a request at a pod that works.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It is answered, so long after the app is done.
    Answers(Ending),
    /// It is stopped, and how that looks from the proxy, where it may try again.
    Stops(Ending, Option<Failure>),
}

/// An outbound request before the NAT gateway.
#[derive(Clone, Copy, Debug)]
pub struct Outbound {
    /// Where it goes: ports are held for each destination.
    pub to: (std::net::SocketAddr, Protocol),
    /// No port is free.
    pub exhausted: Ending,
    /// The rest.
    pub rest: Ending,
}

/// The scenarios that force what a world can't: pods that work at once, too long, on another port, or full, or behind a closed policy
/// (and no balancer that uses nodes that fail their checks), and callers without a token.
#[derive(Clone, Debug)]
pub struct Forced {
    quick: Scenario,
    slow: Scenario,
    deaf: Scenario,
    denied: Scenario,
    full: Scenario,
    spent: Scenario,
}

impl Forced {
    /// Those of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let mut quick = scenario.clone();
        quick.pods.iter_mut().for_each(|pod| pod.service_time_us = Micros::ZERO);
        let with = |change: &dyn Fn(&mut Scenario)| {
            let mut forced = quick.clone();
            change(&mut forced);
            forced
        };
        let slow =
            with(&|one| one.pods.iter_mut().for_each(|pod| pod.service_time_us = Micros::new(u64::MAX)));
        // No Service leads to port 0.
        let deaf = with(&|one| one.pods.iter_mut().for_each(|pod| pod.container_port = 0));
        let spent = with(&|one| {
            if let Some(limit) = one.api_gateway.as_mut().and_then(|gateway| gateway.rate_limit.as_mut()) {
                limit.burst = 0;
            }
        });
        let denied = with(&|one| {
            deny_all(one);
            one.load_balancer.when_none_healthy = NoneHealthy::FailClosed;
        });
        let full = with(&|one| one.pods.iter_mut().for_each(|pod| pod.max_requests = 1));
        Self { slow, deaf, full, denied, spent, quick }
    }
}

/// A world in which all works, but that only those pods are ready.
fn world(scenario: &Scenario, ready: impl Fn(usize) -> bool) -> World {
    let pods = (0..scenario.pods.len()).map(|at| PodState { ready: ready(at), ..PodState::default() });
    let consumers = World::start(scenario).consumers.iter().map(|_| Default::default()).collect();
    let nodes = vec![NodeState::default(); scenario.load_balancer.nodes.len()];
    World { nodes, pods: pods.collect(), consumers, nat: Default::default() }
}

/// The ending of a journey, counted from a moment of it.
fn ending(journey: &Journey, from: Micros) -> Ending {
    let cause = journey.stop.map(|stop| Cause::Code(stop.code));
    let ended = Ended { outcome: journey.outcome(), cause, seen: Seen::from(journey.client) };
    let lost = journey.tries.iter().fold(Micros::ZERO, |lost, one| lost + one.took);
    Ending { ended, after: nanos(journey.ends_us - lost - from) }
}

fn asked(hop: &Hop, layer: Layer) -> bool {
    hop.layer == layer && hop.way == Direct::Request
}

/// The moment at which a request is at the last layer that it reaches.
fn last(journey: &Journey) -> Micros {
    let hop = journey.hops.iter().rev().find(|hop| hop.way == Direct::Request);
    let lost = journey.tries.iter().fold(Micros::ZERO, |lost, one| lost + one.took);
    hop.map_or(Micros::ZERO, |hop| hop.at_us + timing::judging(hop.layer) - lost)
}

impl Plan {
    /// The plan for a kind of request.
    #[must_use]
    pub fn of(scenario: &Scenario, forced: &Forced, ask: &Arc<Ask>) -> Self {
        let quick = &forced.quick;
        let base = decide_in(quick, &world(quick, |_| true), ask, 0);
        let attack = ask.direction == Direction::Ingress
            && waf::attack(&scenario.waf, &ask.request, base.reading.as_ref()).is_some();
        let tracked = ask.direction == Direction::Ingress
            && base.hops.iter().any(|hop| asked(hop, Layer::Firewall) && hop.code.is_none());
        let (there, way) = match ask.direction {
            Direction::Ingress => inbound(scenario, forced, ask, &base),
            Direction::Egress => outbound(scenario, ask, &base),
        };
        let outbound = ask.direction == Direction::Egress;
        let caller = if outbound { path::caller(scenario, ask) } else { None };
        Self { ask: Arc::clone(ask), attack, caller, tracked, there: nanos(there), way }
    }
}

fn inbound(scenario: &Scenario, forced: &Forced, ask: &Arc<Ask>, base: &Journey) -> (Micros, Way) {
    let quick = &forced.quick;
    let stop = base.stop.map(|stop| stop.code);
    let early = |code: Code| {
        matches!(code.layer(), Layer::Internet | Layer::Firewall | Layer::Waf)
            || code == Code::LoadBalancerListenerMissing
    };
    if stop.is_some_and(early) {
        return (Micros::ZERO, Way::Ends(ending(base, Micros::ZERO)));
    }
    let (there, then) = behind(scenario, forced, ask, base);
    let balanced = |hop: &Hop| remote::balanced(scenario.load_balancer.mode, &base.hops, &hop.before);
    let flow = base.hops.iter().find(|hop| asked(hop, Layer::LoadBalancer)).map(balanced);
    let with = |of: &Scenario, state: NodeState| {
        let mut world = world(of, |_| true);
        world.nodes.iter_mut().for_each(|node| *node = state);
        ending(&decide_in(of, &world, ask, 0), there)
    };
    let down =
        |failure| with(quick, NodeState { down_for_us: Some(Micros::ZERO), failure, ..NodeState::default() });
    let inbound = Inbound {
        flow,
        no_node: with(&forced.denied, NodeState { healthy: false, ..NodeState::default() }),
        down: [down(NodeFailure::Silent), down(NodeFailure::Refuses)],
        then,
    };
    (there, Way::In(Box::new(inbound)))
}

/// What is behind the balancer, and when a request is there.
fn behind(scenario: &Scenario, forced: &Forced, ask: &Arc<Ask>, base: &Journey) -> (Micros, Then) {
    let quick = &forced.quick;
    let to_service = base
        .stop
        .is_none_or(|stop| matches!(stop.code.layer(), Layer::Service | Layer::NetworkPolicy | Layer::Pod));
    let route = base.route().and_then(|route| scenario.reverse_proxy.routes.get(route));
    let (Some(route), true) = (route, to_service) else {
        let there = last(base);
        return (there, Then::Ends(ending(base, there)));
    };
    // Where there is no such Service, or it has no such port, it has no endpoint either.
    let target = scenario.service_of(route);
    let exposed = target.and_then(|(_, of)| of.ports.iter().find(|exposed| exposed.port == route.port));
    let alone = |of: &Scenario, pod: usize| decide_in(of, &world(of, |at| at == pod), ask, 0);
    let selected =
        target.filter(|_| exposed.is_some()).into_iter().flat_map(|(_, of)| service::selected(scenario, of));
    let journeys: Vec<(usize, Journey)> = selected.map(|(pod, _)| (pod, alone(quick, pod))).collect();
    // The way to a pod is the same for all; where none works, as far as one comes.
    let works = journeys.iter().find(|(_, journey)| journey.stop.is_none());
    let there = works.map_or_else(|| last(base), |(_, journey)| last(journey));
    let sends_to = scenario.reverse_proxy.sends_to();
    let members = journeys.iter().map(|(pod, journey)| {
        let ending = ending(journey, there);
        let fate = match journey.stop {
            None => Fate::Answers(ending),
            Some(stop) => {
                let layer = journey.hops.get(stop.hop).map_or(Layer::Pod, |hop| hop.layer);
                let again = !matches!(stop.reply, Reply::Http(_)) && layer != Layer::ReverseProxy;
                Fate::Stops(ending, again.then(|| Failure::of(layer, stop.reply, sends_to)))
            }
        };
        Member { pod: *pod, fate }
    });
    let members: Vec<Member> = members.collect();
    let one = works.or(journeys.first()).map_or(usize::MAX, |(pod, _)| *pod);
    let broken = |of: &Scenario, state: PodState| {
        let mut world = world(of, |at| at == one);
        if let Some(pod) = world.pods.get_mut(one) {
            *pod = state;
        }
        ending(&decide_in(of, &world, ask, 0), there)
    };
    let fine = PodState::default();
    let waited = nanos(scenario.reverse_proxy.read_timeout());
    let mut slow = broken(&forced.slow, fine);
    slow.after = slow.after.saturating_sub(waited);
    let mut unreachable = broken(&forced.denied, fine);
    unreachable.ended =
        Ended { outcome: Outcome::Failed, cause: Some(Cause::Unreachable), ..unreachable.ended };
    let gate = base.hops.iter().find_map(|hop| match hop.decided {
        Decided::ApiGateway(api_gateway::Decision::Pass(consumer, passed)) => {
            passed.left.map(|_| (consumer, hop.at_us - timing::link_into(Layer::ApiGateway)))
        }
        _ => None,
    });
    let limited = gate.map(|(consumer, judged)| {
        let world = world(&forced.spent, |_| true);
        let refused = ending(&decide_in(&forced.spent, &world, ask, 0), there);
        (consumer, refused, nanos(there - judged))
    });
    let is_fixed =
        |of: &Service| of.session_affinity == SessionAffinity::ClientIp && sends_to == Upstream::VirtualIp;
    let by_name = target.is_some_and(|(_, of)| service::is_headless(of) && sends_to == Upstream::VirtualIp);
    let goes = Goes {
        limited,
        service: target.map_or(0, |(at, _)| at),
        port: exposed.map_or(0, |exposed| if by_name { exposed.port } else { exposed.target_port }),
        turn: target
            .is_none_or(|(_, of)| is_fixed(of))
            .then(|| rng::mix_of(0, scenario.reverse_proxy.address)),
        none_ready: ending(&decide_in(quick, &world(quick, |_| false), ask, 0), there),
        members,
        refused: broken(&forced.deaf, fine),
        closed: broken(quick, PodState { crashes: true, ..fine }),
        reset: broken(quick, PodState { crashes: true, resets: true, ..fine }),
        overloaded: broken(&forced.full, PodState { requests_in_flight: 1, ..fine }),
        unreachable,
        slow,
    };
    (there, Then::Goes(goes))
}

fn outbound(scenario: &Scenario, ask: &Arc<Ask>, base: &Journey) -> (Micros, Way) {
    let gateway = base.hops.iter().find(|hop| asked(hop, Layer::NatGateway));
    let no_route = base.stop.is_some_and(|stop| stop.code == Code::NatGatewayNoRoute);
    let Some(hop) = gateway.filter(|_| !no_route) else {
        return (Micros::ZERO, Way::Ends(ending(base, Micros::ZERO)));
    };
    let mut full = world(scenario, |_| true);
    full.nat.ports_in_use = u32::MAX;
    let there = hop.at_us;
    let exhausted = ending(&decide_in(scenario, &full, ask, 0), there);
    let to = (hop.before.flow.destination, hop.before.flow.protocol);
    (there, Way::Out(Outbound { to, exhausted, rest: ending(base, there) }))
}

/// How many ports a gateway has towards one destination, and how long each is held after its connection is closed.
#[must_use]
pub fn ports(scenario: &Scenario) -> (u64, Nanos) {
    let (config, limits) = (&scenario.nat_gateway, nat::limits(&scenario.nat_gateway));
    (u64::from(limits.most) * nat::publics(config).count() as u64, nanos(limits.time_wait))
}

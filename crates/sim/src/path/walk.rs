//! One request's walk through its layers: each decides, and changes the packet where it passes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::journey::{Answer, Carried, Decided, Form, Hop, Journey, Party, Rewrite, Snapshot, Span, Stopped};
use super::remote;
use gauntlet_model::ask::{Ask, Family};
use gauntlet_model::journey::{Direction, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::time::Micros;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::Scenario;

use crate::layer::load_balancer::pick::Picker;
use crate::layer::network_policy::{self, End};
use crate::layer::reverse_proxy::upstream::Try;
use crate::layer::{
    Decision, api_gateway, dns, egress_firewall, external, firewall, load_balancer, nat_gateway, pod,
    reverse_proxy, service, timing, waf,
};
use crate::rng;
use crate::world::World;
use crate::world::connections::Filters;
use crate::world::nat::Table;

/// The layers in the order in which an inbound request meets them.
pub const INGRESS: [Layer; 9] = [
    Layer::Internet,
    Layer::Firewall,
    Layer::Waf,
    Layer::LoadBalancer,
    Layer::ReverseProxy,
    Layer::ApiGateway,
    Layer::Service,
    Layer::NetworkPolicy,
    Layer::Pod,
];

/// The layers in the order in which an outbound request meets them.
pub const EGRESS: [Layer; 6] =
    [Layer::Pod, Layer::Dns, Layer::NetworkPolicy, Layer::NatGateway, Layer::EgressFirewall, Layer::External];

/// Where in [`INGRESS`] the proxy is, which tries what follows.
const TRYING: usize = 4;

/// The most hops that a journey has: there and back.
const MAX_HOPS: usize = 2 * INGRESS.len();
/// Room for the rewrites of a usual journey: there, and turned round on the way back.
const USUAL_REWRITES: usize = 16;

/// Stands for an address that is not known yet: the caller has a name only.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// A walk that is under way.
pub(super) struct Walk<'a> {
    pub scenario: &'a Scenario,
    pub world: &'a World,
    pub ask: &'a Ask,
    pub hello: Hello<'a>,
    pub seed: u64,
    pub now: Micros,
    /// The packet as it stands.
    pub packet: Snapshot,
    pub hops: Vec<Hop>,
    pub rewrites: Vec<Rewrite>,
    pub filters: Filters,
    pub nat: Table,
    /// What the WAF read.
    pub reading: Option<waf::Reading>,
    pub chosen: Chosen,
    /// The proxy's tries that failed, but for the last.
    pub tries: Vec<Try>,
}

/// What the layers so far chose, by its place in the scenario.
#[derive(Clone, Copy, Default)]
pub(super) struct Chosen {
    pub caller: Option<usize>,
    pub route: Option<usize>,
    pub service: Option<service::Decision>,
    pub endpoint: Option<service::Endpoint>,
}

/// The layers that a request meets.
pub(super) const fn order(direction: Direction) -> &'static [Layer] {
    match direction {
        Direction::Ingress => &INGRESS,
        Direction::Egress => &EGRESS,
    }
}

/// Decides one request's journey.
pub(super) fn decide(mut walk: Walk<'_>, ask: &Arc<Ask>) -> Journey {
    let mut stop = walk.through(order(ask.direction));
    while let Some(before) = stop.and_then(|stop| walk.try_again(stop)) {
        walk.back_to(before);
        stop = walk.through(&INGRESS[TRYING..]);
    }
    let (client, ends_us) = walk.back(stop);
    let Walk { hops, rewrites, reading, tries, .. } = walk;
    Journey { ask: Arc::clone(ask), hops, rewrites, tries, reading, stop, client, ends_us }
}

impl<'a> Walk<'a> {
    pub(super) fn new(scenario: &'a Scenario, world: &'a World, ask: &'a Ask, seed: u64) -> Self {
        let caller = super::caller(scenario, ask);
        let address = caller.and_then(|at| scenario.pods.get(at)).map_or(UNKNOWN, |pod| pod.address);
        let (from, to, purpose) = match ask.direction {
            Direction::Ingress => (super::client(scenario, ask), scenario.site_address(), "client"),
            Direction::Egress => (address, ask.connects_to_ip().unwrap_or(UNKNOWN), "pod"),
        };
        let flow = Flow {
            source: SocketAddr::new(from, rng::client_port(seed, purpose)),
            destination: SocketAddr::new(to, ask.port()),
            protocol: Protocol::Tcp,
            tls: ask.tls_state(),
        };
        Self {
            scenario,
            world,
            ask,
            hello: ask.hello(),
            seed,
            now: Micros::ZERO,
            packet: Snapshot { flow, message: Carried::Request(Form::Sent), rewrites: Span::default() },
            hops: Vec::with_capacity(MAX_HOPS),
            rewrites: Vec::with_capacity(USUAL_REWRITES),
            filters: Filters::default(),
            nat: Table::default(),
            reading: None,
            chosen: Chosen { caller, ..Chosen::default() },
            tries: Vec::new(),
        }
    }

    /// Takes the packet through layers, and tells where it was stopped.
    fn through(&mut self, layers: &[Layer]) -> Option<Stopped> {
        layers.iter().find_map(|layer| {
            let decided = self.judge(*layer)?;
            self.pass(decided)
        })
    }

    /// What a layer decides about the packet as it stands; `None` where it does not stand in its way.
    pub(super) fn judge(&mut self, layer: Layer) -> Option<Decided> {
        let (scenario, world) = (self.scenario, self.world);
        let (request, flow) = (&self.ask.request, self.packet.flow);
        if scenario.lacks(layer) {
            return super::absent::decide(scenario, world, layer, flow);
        }
        Some(match (layer, self.ask.direction) {
            (Layer::Internet, _) => Decided::Sends,
            (Layer::Firewall, _) => Decided::Firewall(firewall::decide(&scenario.firewall, flow)),
            (Layer::Waf, _) => {
                let before = self.reading.take();
                let (decision, reading) = waf::decide(scenario, flow, self.hello, request, before);
                self.reading = reading;
                Decided::Waf(decision)
            }
            (Layer::LoadBalancer, _) => {
                let mut picker = Picker::new(self.seed);
                Decided::LoadBalancer(load_balancer::decide(
                    &scenario.load_balancer,
                    world,
                    remote::balanced(scenario.load_balancer.mode, &self.hops, &self.packet),
                    &mut picker,
                ))
            }
            (Layer::ReverseProxy, _) => {
                let peer = reverse_proxy::Peer {
                    address: remote::client(scenario, &self.hops, &self.packet).ip(),
                    named: remote::named(scenario, &self.hops).is_some(),
                };
                let (tls, port) = (flow.tls, self.ask.port());
                Decided::ReverseProxy(reverse_proxy::decide(scenario, tls, port, peer, self.hello, request))
            }
            (Layer::ApiGateway, _) => {
                let gateway = scenario.api_gateway.as_ref()?;
                // It judged before the first try.
                let now = Micros::new(self.now.get() - self.lost().get());
                Decided::ApiGateway(api_gateway::decide(gateway, world, request, now)?)
            }
            (Layer::Service, _) => Decided::Service(self.chosen.route, self.chosen.service?),
            (Layer::NetworkPolicy, direction) => {
                let (from, to) = match direction {
                    Direction::Ingress => {
                        // Where there is no proxy, it is the client itself that connects.
                        let client = || Party::Address(flow.source.ip());
                        let from = self.chosen.route.map_or_else(client, |_| Party::Proxy);
                        (from, Party::Pod(self.chosen.endpoint?.pod))
                    }
                    Direction::Egress => (self.caller(), Party::Address(flow.destination.ip())),
                };
                let (protocol, port) = (flow.protocol, flow.destination.port());
                let ends = (from.end(scenario), to.end(scenario));
                let decision = network_policy::decide(scenario, ends.0, ends.1, protocol, port);
                Decided::NetworkPolicy(from, to, decision)
            }
            (Layer::Pod, Direction::Ingress) => {
                let endpoint = self.chosen.endpoint?;
                let pod = scenario.pods.get(endpoint.pod)?;
                let waits = match self.chosen.route {
                    Some(_) => scenario.reverse_proxy.read_timeout(),
                    None => timing::RESPONSE_TIMEOUT,
                };
                let decision = pod::decide(pod, world.pod(endpoint.pod), (endpoint.port, flow.tls), waits);
                Decided::Pod(endpoint.pod, decision)
            }
            (Layer::Pod, Direction::Egress) => Decided::Calls(self.chosen.caller),
            (Layer::Dns, _) => {
                let caller = self.caller();
                match dns::lookup(scenario, caller.end(scenario), self.ask.connects_to()) {
                    // What is stopped is the lookup, not the request that waits for it.
                    Some(denied @ Decision::Stop(_)) => Decided::LookupDenied(caller, denied),
                    reached => Decided::Dns(caller, self.looked_up(), reached),
                }
            }
            (Layer::NatGateway, _) => {
                self.masquerade();
                let (config, table, flow) = (&scenario.nat_gateway, &mut self.nat, self.packet.flow);
                Decided::NatGateway(nat_gateway::decide(config, world.nat, table, flow, self.now))
            }
            (Layer::EgressFirewall, _) => {
                let list = &scenario.egress_firewall;
                Decided::EgressFirewall(egress_firewall::decide(list, flow, self.hello, request))
            }
            (Layer::External, _) => {
                Decided::External(external::decide(scenario, &request.host, flow, timing::RESPONSE_TIMEOUT))
            }
        })
    }

    /// What the caller's lookup leads to. A pod prefers the family that it has an address of.
    pub(super) fn looked_up(&self) -> dns::Decision {
        let (ask, own) = (self.ask, self.caller().end(self.scenario).address);
        dns::decide(self.scenario, ask.connects_to(), Family::of(own), ask.family)
    }

    fn caller(&self) -> Party {
        self.chosen.caller.map_or(Party::Address(UNKNOWN), Party::Pod)
    }

    /// Takes the packet through a layer that has decided, and tells whether it was stopped there.
    pub(super) fn pass(&mut self, decided: Decided) -> Option<Stopped> {
        let layer = decided.layer();
        if !self.hops.is_empty() {
            self.now = self.now + timing::link_into(layer);
        }
        if matches!(decided, Decided::NatGateway(_)) {
            self.masquerade();
        }
        let (before, at_us) = (self.packet, self.now);
        let is_absent = matches!(decided, Decided::Absent(..));
        let mut took_us = if is_absent { Micros::ZERO } else { timing::judging(layer) };
        let mut verdict = if is_absent { Verdict::Absent } else { Verdict::Pass };
        if layer == Layer::Dns && !is_absent {
            took_us = took_us + dns::searching(self.scenario, self.ask.connects_to(), self.ask.family);
        }
        let stop = decided.stop();
        if let Some((code, _, after)) = stop {
            verdict = code.verdict();
            took_us = took_us + after;
        } else {
            if let Some(connections) = self.filters.of(layer).filter(|_| !is_absent) {
                connections.open(before.flow);
            }
            if matches!(decided, Decided::ReverseProxy(_)) {
                took_us = took_us + self.lost();
            }
            if let Some(took) = self.change(&decided) {
                verdict = Verdict::Answer;
                took_us = took_us + took;
            }
        }
        self.now = self.now + took_us;
        let place = self.hops.len();
        let (code, after) = (stop.map(|(code, ..)| code), self.packet);
        self.hops.push(Hop {
            layer,
            way: Way::Request,
            at_us,
            took_us,
            verdict,
            code,
            decided,
            before,
            after,
        });
        stop.map(|(code, reply, _)| Stopped { hop: place, code, reply })
    }

    /// Does to the packet what a layer does that lets it pass. Gives how long the last layer works on its answer.
    fn change(&mut self, decided: &Decided) -> Option<Micros> {
        let scenario = self.scenario;
        match *decided {
            Decided::Waf(Decision::Pass(opened, passed)) => {
                if opened == waf::Opened::Yes {
                    self.set_tls(Layer::Waf, TlsState::Inspected);
                }
                if passed.reads() {
                    self.relay(Layer::Waf, scenario.waf_connects_from());
                }
            }
            Decided::Absent(Layer::ReverseProxy, _) => self.unrouted(),
            Decided::LoadBalancer(Decision::Pass(node, passed)) => {
                let balancer = &scenario.load_balancer;
                let node = balancer.nodes.get(node)?;
                if passed.reads {
                    self.relay(Layer::LoadBalancer, balancer.connects_from());
                }
                let to = SocketAddr::new(node.address, balancer.node_port);
                self.set_destination(Layer::LoadBalancer, to);
                if scenario.node_hides_source() {
                    let port = self.packet.flow.source.port();
                    self.set_source(Layer::LoadBalancer, SocketAddr::new(node.address, port));
                }
            }
            Decided::ReverseProxy(Decision::Pass(route, _)) => {
                self.chosen.route = Some(route);
                self.proxied(route);
            }
            Decided::ApiGateway(Decision::Pass(consumer, _)) => {
                if let Carried::Request(Form::Proxied(forwarded) | Form::Shaped(forwarded, _)) =
                    self.packet.message
                {
                    self.set_headers(Layer::ApiGateway, Form::Shaped(forwarded, consumer));
                }
            }
            Decided::Service(_, Decision::Pass(endpoint, _)) => {
                self.chosen.endpoint = Some(endpoint);
                let pod = scenario.pods.get(endpoint.pod)?;
                self.set_destination(Layer::Service, SocketAddr::new(pod.address, endpoint.port));
            }
            Decided::Pod(pod, Decision::Pass(status, ())) => {
                self.packet = self.answer(&self.packet, Carried::Response(Answer::Pod(pod, status)));
                let state = self.world.pod(pod);
                return scenario.pods.get(pod).map(|pod| state.service_time(pod));
            }
            Decided::Calls(_) if self.ask.connects_to_ip().is_none() => self.look_up(),
            Decided::Dns(_, Decision::Pass(address, _), _) => self.call(address),
            Decided::NatGateway(Decision::Pass(public, _)) => self.set_source(Layer::NatGateway, public),
            Decided::External(Decision::Pass(at, ())) => {
                let api = scenario.externals.get(at)?;
                let answer = Carried::Response(Answer::External(at, api.status));
                self.packet = self.answer(&self.packet, answer);
                return Some(api.service_time_us);
            }
            _ => {}
        }
        None
    }

    /// The first packet that leaves the caller is the question to the name server, unless the address is known.
    fn look_up(&mut self) {
        let flow = &mut self.packet.flow;
        flow.destination = SocketAddr::new(dns::server(self.scenario, flow.source.ip()), dns::PORT);
        (flow.protocol, flow.tls) = (Protocol::Udp, TlsState::Plain);
    }

    /// The address is known: what goes on from here is the call.
    pub(super) fn call(&mut self, address: IpAddr) {
        let (ask, flow) = (self.ask, &mut self.packet.flow);
        flow.destination = SocketAddr::new(address, ask.port());
        (flow.protocol, flow.tls) = (Protocol::Tcp, ask.tls_state());
    }
}

impl Party {
    /// The end of the connection that it is.
    #[must_use]
    pub fn end(self, scenario: &Scenario) -> End<'_> {
        let proxy = &scenario.reverse_proxy;
        let (address, pod) = match self {
            Self::Pod(at) => match scenario.pods.get(at) {
                Some(pod) => (pod.address, Some((&*pod.namespace, &*pod.name, &pod.labels))),
                None => (UNKNOWN, None),
            },
            Self::Proxy => (proxy.address, Some((&*proxy.namespace, "reverse-proxy", &proxy.labels))),
            Self::Address(address) => (address, None),
        };
        End { address, pod }
    }
}

//! Inbound: from the internet to a pod.

use std::net::SocketAddr;

use super::back::back;
use super::walk::{
    Halt, Walk, append_header, remove_header, set_destination, set_header, set_source, set_tls,
};
use super::{Ask, timing};
use crate::explain::{self, Explanation};
use crate::http::{Message, Response};
use crate::journey::{Direction, Journey};
use crate::layer::load_balancer::pick::Picker;
use crate::layer::network_policy::End;
use crate::layer::waf::Opened;
use crate::layer::{
    Decision, Layer, api_gateway, firewall, load_balancer, network_policy, pod, reverse_proxy, service, waf,
};
use crate::packet::{Packet, Protocol, Tls, TlsState};
use crate::reason::Reason;
use crate::rng;
use crate::scenario::Scenario;
use crate::scenario::model::{ApiGateway, Consumer, Route, Scheme};
use crate::words::key;

pub(super) fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Journey {
    let mut walk = Walk::new(first_packet(scenario, ask, seed));
    let halt = forward(&mut walk, scenario, ask, seed).err();
    let (client, ends) = back(&mut walk, halt.as_ref(), None);
    walk.journey(Direction::Ingress, halt, client, ends)
}

/// The TLS side of a client's first packet. An address is never sent as a server name (RFC 6066, section 3).
pub(super) fn client_tls(ask: &Ask) -> Tls {
    let named = || ask.request.host_ip().is_none().then(|| ask.request.host.clone());
    match ask.scheme {
        Scheme::Https => Tls { state: TlsState::Encrypted, sni: named(), client: ask.tls },
        Scheme::Http => Tls { state: TlsState::Plain, sni: None, client: ask.tls },
    }
}

fn first_packet(scenario: &Scenario, ask: &Ask, seed: u64) -> Packet {
    Packet {
        source: SocketAddr::new(super::client(scenario, ask), rng::client_port(seed, "client")),
        destination: SocketAddr::new(scenario.load_balancer.address, ask.request.port(ask.scheme)),
        protocol: Protocol::Tcp,
        tls: client_tls(ask),
        message: Message::Request(ask.request.clone()),
        rewrites: Vec::new(),
    }
}

fn forward(walk: &mut Walk, scenario: &Scenario, ask: &Ask, seed: u64) -> Result<(), Halt> {
    let sends = Reason::new(key::INTERNET_SENDS)
        .field("source")
        .value(walk.packet.source.ip().to_string())
        .expected(format!("{} {}", ask.request.method, ask.request.url(ask.scheme)));
    let sent: Decision<(), (), ()> = Decision::Pass((), ());
    walk.through(
        Layer::Internet,
        sent,
        Explanation { why: vec![sends], ..Explanation::default() },
        |_, ()| None,
    )?;
    let request = &ask.request;
    let tls = walk.packet.tls.clone();
    let hello = tls.hello();

    let flow = walk.packet.flow();
    let decision = firewall::decide(&scenario.firewall, flow);
    let told = explain::firewall::explain(&scenario.firewall, flow, &decision);
    walk.through(Layer::Firewall, decision, told, |_, ()| None)?;

    let flow = walk.packet.flow();
    let decision = waf::decide(scenario, flow, hello, request);
    let told = explain::waf::explain(scenario, hello, request, &decision);
    walk.through(Layer::Waf, decision, told, |packet, opened| {
        if *opened == Opened::Yes {
            set_tls(packet, Layer::Waf, TlsState::Inspected);
        }
        None
    })?;

    let balancer = &scenario.load_balancer;
    let flow = walk.packet.flow();
    let decision = load_balancer::decide(balancer, flow, &mut Picker::new(seed));
    let told = explain::load_balancer::explain(balancer, flow, &decision);
    walk.through(Layer::LoadBalancer, decision, told, |packet, at| {
        let node = balancer.nodes.get(*at)?;
        set_destination(packet, Layer::LoadBalancer, SocketAddr::new(node.address, balancer.node_port));
        Some(node.name.clone())
    })?;

    let decision = reverse_proxy::decide(scenario, walk.packet.tls.state, hello, request);
    let told = explain::reverse_proxy::explain(scenario, hello, request, &decision);
    let routes = &scenario.reverse_proxy.routes;
    let at = walk.through(Layer::ReverseProxy, decision, told, |packet, at| {
        proxied(packet, scenario, routes.get(*at)?, seed);
        None
    })?;
    let Some(route) = routes.get(at) else { return Ok(()) };

    if let Some(gateway) = &scenario.api_gateway
        && let Some(decision) = api_gateway::decide(gateway, request, walk.now)
    {
        let told = explain::api_gateway::explain(gateway, request, &decision);
        walk.through(Layer::ApiGateway, decision, told, |packet, consumer| {
            shaped(packet, gateway, gateway.consumers.get(*consumer)?);
            None
        })?;
    }

    let from = walk.packet.source.ip();
    let decision = service::decide(scenario, route, from, seed);
    let told = explain::service::explain(scenario, (at, route), from, &decision);
    let endpoint = walk.through(Layer::Service, decision, told, |packet, endpoint| {
        let pod = scenario.pods.get(endpoint.pod)?;
        set_destination(packet, Layer::Service, SocketAddr::new(pod.address, endpoint.port));
        Some(pod.name.clone())
    })?;
    let Some(chosen) = scenario.pods.get(endpoint.pod) else { return Ok(()) };
    let port = endpoint.port;

    let proxy = &scenario.reverse_proxy;
    let from = End { address: proxy.address, pod: Some((&proxy.namespace, "reverse-proxy", &proxy.labels)) };
    let to = End { address: chosen.address, pod: Some((&chosen.namespace, &chosen.name, &chosen.labels)) };
    let decision = network_policy::decide(scenario, from, to, Protocol::Tcp, port);
    let told = explain::network_policy::explain(scenario, (from, to), (Protocol::Tcp, port), &decision);
    walk.through(Layer::NetworkPolicy, decision, told, |_, ()| None)?;

    let decision = pod::decide(chosen, port, timing::UPSTREAM_TIMEOUT);
    let told = explain::pod::explain((endpoint.pod, chosen), &decision);
    let status = walk.through(Layer::Pod, decision, told, |_, _| Some(chosen.name.clone()))?;
    let body = format!("{} answers {}\n", chosen.name, ask.request.path);
    walk.answered(chosen.service_time_us, Message::Response(Response::text(status, body)));
    Ok(())
}

/// What the proxy does to a request that it routes: it opens a connection of its own, in clear text, and says in headers
/// whom it speaks for.
fn proxied(packet: &mut Packet, scenario: &Scenario, route: &Route, seed: u64) {
    const BY: Layer = Layer::ReverseProxy;
    let client = packet.source.ip().to_string();
    let scheme = if packet.tls.state == TlsState::Plain { "http" } else { "https" };
    if packet.tls.state != TlsState::Plain {
        set_tls(packet, BY, TlsState::Terminated);
    }
    append_header(packet, BY, "X-Forwarded-For", &client);
    set_header(packet, BY, "X-Forwarded-Proto", scheme);
    let own = SocketAddr::new(scenario.reverse_proxy.address, rng::client_port(seed, "reverse_proxy"));
    set_source(packet, BY, own);
    if let Some(service) = service::address(scenario, route) {
        set_destination(packet, BY, service);
    }
}

/// What the gateway does to a request that it passes on: the key stays behind, the caller's name goes with it.
fn shaped(packet: &mut Packet, gateway: &ApiGateway, consumer: &Consumer) {
    const BY: Layer = Layer::ApiGateway;
    remove_header(packet, BY, &gateway.key_header);
    set_header(packet, BY, "X-Consumer-Username", &consumer.name);
    for (name, value) in &gateway.set_headers {
        set_header(packet, BY, name, value);
    }
}

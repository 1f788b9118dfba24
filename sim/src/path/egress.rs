//! Outbound: from a pod to an external API.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::back::back;
use super::ingress::client_tls;
use super::walk::{Halt, Walk, set_source};
use super::{Ask, timing};
use crate::explain::{self, Explanation};
use crate::http::{Message, Response};
use crate::journey::{Direction, Journey};
use crate::layer::nat_gateway::Table;
use crate::layer::network_policy::End;
use crate::layer::{Decision, Layer, dns, egress_firewall, external, network_policy};
use crate::packet::{Packet, Protocol};
use crate::reason::Reason;
use crate::rng;
use crate::scenario::Scenario;
use crate::scenario::model::Pod;
use crate::words::key;

/// Stands for an address that is not known yet, before DNS.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

pub(super) fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Journey {
    let caller = super::caller(scenario, ask);
    let address = caller.map_or(UNKNOWN, |pod| pod.address);
    let mut walk = Walk::new(Packet {
        source: SocketAddr::new(address, rng::client_port(seed, "pod")),
        destination: SocketAddr::new(UNKNOWN, ask.request.port(ask.scheme)),
        protocol: Protocol::Tcp,
        tls: client_tls(ask),
        message: Message::Request(ask.request.clone()),
        rewrites: Vec::new(),
    });
    let mut nat = Table::default();
    let halt = forward(&mut walk, scenario, ask, caller, &mut nat).err();
    let (client, ends) = back(&mut walk, halt.as_ref(), Some(&nat));
    walk.journey(Direction::Egress, halt, client, ends)
}

fn forward(
    walk: &mut Walk,
    scenario: &Scenario,
    ask: &Ask,
    caller: Option<&Pod>,
    nat: &mut Table,
) -> Result<(), Halt> {
    let name = caller.map_or("", |pod| pod.name.as_str());
    let calls = Reason::new(key::POD_CALLS).rule(name).field("host").value(format!(
        "{} {}",
        ask.request.method,
        ask.request.url(ask.scheme)
    ));
    let sent: Decision<(), (), ()> = Decision::Pass((), ());
    let told = Explanation { why: vec![calls], ..Explanation::default() };
    walk.through(Layer::Pod, sent, told, |_, ()| Some(name.to_owned()))?;
    let request = &ask.request;
    let tls = walk.packet.tls.clone();
    let hello = tls.hello();

    let from = End {
        address: walk.packet.source.ip(),
        pod: caller.map(|pod| (pod.namespace.as_str(), pod.name.as_str(), &pod.labels)),
    };
    let lookup = dns::lookup(scenario, from, request);
    if let Some(denied @ network_policy::Decision::Stop(_)) = lookup {
        // What is stopped is the lookup, not the request that waits for it.
        if let Some(server) = &scenario.cluster_dns {
            walk.packet.destination = SocketAddr::new(server.address, 53);
            walk.packet.protocol = Protocol::Udp;
        }
        let told = explain::dns::lookup_denied(scenario, from, request, &denied);
        walk.through(Layer::NetworkPolicy, denied, told, |_, ()| None)?;
    }
    let decision = dns::decide(scenario, request);
    let told = explain::dns::explain(scenario, from, request, &decision, lookup.as_ref());
    walk.through(Layer::Dns, decision, told, |packet, address| {
        packet.destination.set_ip(*address);
        Some(address.to_string())
    })?;

    let to = End { address: walk.packet.destination.ip(), pod: None };
    let port = walk.packet.destination.port();
    let decision = network_policy::decide(scenario, from, to, Protocol::Tcp, port);
    let told = explain::network_policy::explain(scenario, (from, to), (Protocol::Tcp, port), &decision);
    walk.through(Layer::NetworkPolicy, decision, told, |_, ()| None)?;

    let flow = walk.packet.flow();
    let decision = nat.open(&scenario.nat_gateway, flow, walk.now);
    let told = explain::nat_gateway::explain(&scenario.nat_gateway, flow, &decision);
    walk.through(Layer::NatGateway, decision, told, |packet, public| {
        set_source(packet, Layer::NatGateway, *public);
        Some(public.to_string())
    })?;

    let flow = walk.packet.flow();
    let decision = egress_firewall::decide(&scenario.egress_firewall, flow, hello, request);
    let told = explain::egress_firewall::explain(scenario, flow, hello, request, &decision);
    walk.through(Layer::EgressFirewall, decision, told, |_, ()| None)?;

    let decision = external::decide(scenario, &request.host, flow, timing::RESPONSE_TIMEOUT);
    let told = explain::external::explain(scenario, &request.host, flow, &decision);
    let at = walk
        .through(Layer::External, decision, told, |_, at| Some(scenario.externals.get(*at)?.host.clone()))?;
    let Some(api) = scenario.externals.get(at) else { return Ok(()) };
    let body = format!("{} answers {}\n", api.host, ask.request.path);
    walk.answered(api.service_time_us, Message::Response(Response::text(api.status, body)));
    Ok(())
}

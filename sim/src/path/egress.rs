//! Outbound: from a pod to an external API.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::back::back;
use super::ingress::client_tls;
use super::walk::{Halt, Walk, set_source};
use super::{Ask, timing};
use crate::http::{Message, Response};
use crate::journey::{Direction, Journey};
use crate::layer::nat_gateway::Table;
use crate::layer::network_policy::End;
use crate::layer::{Layer, Passed, dns, egress_firewall, external, network_policy};
use crate::packet::{Packet, Protocol, Tls, TlsState};
use crate::reason::Reason;
use crate::rng;
use crate::scenario::Scenario;
use crate::scenario::model::Pod;
use crate::words::key;

/// Stands for an address that is not known yet: the caller has a name only.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

pub(super) fn run(scenario: &Scenario, ask: &Ask, seed: u64) -> Journey {
    let caller = super::caller(scenario, ask);
    let address = caller.map_or(UNKNOWN, |pod| pod.address);
    let known = ask.request.host_ip().unwrap_or(UNKNOWN);
    let mut walk = Walk::new(Packet {
        source: SocketAddr::new(address, rng::client_port(seed, "pod")),
        destination: SocketAddr::new(known, ask.request.port(ask.scheme)),
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
    // The first packet that leaves is the question to the name server, unless the address is known.
    let server = ask.request.host_ip().is_none().then(|| dns::server(scenario, walk.packet.source.ip()));
    walk.through(Layer::Pod, Ok(Passed::new((), None, vec![calls])), |packet, ()| {
        if let Some(server) = server {
            packet.destination = SocketAddr::new(server, dns::PORT);
            packet.protocol = Protocol::Udp;
            packet.tls = Tls { state: TlsState::Plain, sni: None, client: ask.tls };
        }
        Some(name.to_owned())
    })?;

    let from = End {
        address: walk.packet.source.ip(),
        pod: caller.map(|pod| (pod.namespace.as_str(), pod.name.as_str(), &pod.labels)),
    };
    let mut ruling = dns::decide(scenario, &ask.request);
    if let Some(looked_up) = dns::lookup(scenario, from, &ask.request) {
        match looked_up {
            // What is stopped is the lookup, not the request that waits for it.
            Err(stopped) => walk.through::<()>(Layer::NetworkPolicy, Err(stopped), |_, ()| None)?,
            Ok(passed) => ruling = dns::after_lookup(ruling, passed.why),
        }
    }
    walk.through(Layer::Dns, ruling, |packet, address| {
        packet.destination = SocketAddr::new(*address, ask.request.port(ask.scheme));
        packet.protocol = Protocol::Tcp;
        packet.tls = client_tls(ask);
        Some(address.to_string())
    })?;

    let to = End { address: walk.packet.destination.ip(), pod: None };
    let port = walk.packet.destination.port();
    let ruling = network_policy::decide(scenario, from, to, Protocol::Tcp, port);
    walk.through(Layer::NetworkPolicy, ruling, |_, ()| None)?;

    let ruling = nat.open(&scenario.nat_gateway, &walk.packet, walk.now);
    walk.through(Layer::NatGateway, ruling, |packet, public| {
        set_source(packet, Layer::NatGateway, *public);
        Some(public.to_string())
    })?;

    let ruling = egress_firewall::decide(scenario, &walk.packet);
    walk.through(Layer::EgressFirewall, ruling, |_, ()| None)?;

    let ruling = external::decide(scenario, &ask.request.host, &walk.packet, timing::RESPONSE_TIMEOUT);
    let api = walk.through(Layer::External, ruling, |_, api| Some(api.host.clone()))?;
    let body = format!("{} answers {}\n", api.host, ask.request.path);
    walk.answered(api.service_time_us, Message::Response(Response::text(api.status, body)));
    Ok(())
}

//! The client's address as the balancer and the proxy see it, and the addresses in `X-Forwarded-For`.

use std::net::{IpAddr, SocketAddr};

use gauntlet_model::packet::Flow;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{BalancerMode, ProxyKind};

use super::journey::{Decided, Hop, Snapshot};
use crate::layer::Decision;

/// The source that the balancer sends in a PROXY protocol line, if it sends one.
#[must_use]
pub fn named(scenario: &Scenario, hops: &[Hop]) -> Option<SocketAddr> {
    let balanced = |hop: &&Hop| matches!(hop.decided, Decided::LoadBalancer(Decision::Pass(..)));
    let hop = hops.iter().find(balanced).filter(|_| scenario.load_balancer.names_client())?;
    Some(hop.before.flow.source)
}

/// The address that the proxy takes for the client's: its connection's source, the one in the PROXY protocol line, or, if it trusts the
/// layers before it, the first in `X-Forwarded-For`. `hops` are those before the proxy.
#[must_use]
pub fn client(scenario: &Scenario, hops: &[Hop], packet: &Snapshot) -> SocketAddr {
    let proxy = &scenario.reverse_proxy;
    let named = named(scenario, hops).filter(|_| proxy.proxy_protocol);
    let mut client = named.unwrap_or(packet.flow.source);
    if packet.relays() > 0 && proxy.trust_forwarded {
        client.set_ip(first(hops));
    }
    client
}

/// The source that the first forwarding layer saw. Nothing rewrites it before that layer, so it is the client.
fn first(hops: &[Hop]) -> IpAddr {
    hops.first().map_or(IpAddr::from([0; 4]), |hop| hop.before.flow.source.ip())
}

/// The flow that the balancer's choice is based on. At L7 it uses the client's address from `X-Forwarded-For`.
#[must_use]
pub fn balanced(mode: BalancerMode, hops: &[Hop], packet: &Snapshot) -> Flow {
    let mut flow = packet.flow;
    if packet.relays() > 0 && mode == BalancerMode::L7 {
        flow.source.set_ip(first(hops));
    }
    flow
}

/// The address that ingress-nginx writes into a new `X-Forwarded-For`, as it does unless `compute-full-forwarded-for` is on.
#[must_use]
pub fn anew(scenario: &Scenario, hops: &[Hop]) -> Option<IpAddr> {
    let passed = |hop: &Hop| matches!(hop.decided, Decided::ReverseProxy(Decision::Pass(..)));
    let at =
        hops.iter().position(passed).filter(|_| scenario.reverse_proxy.kind == ProxyKind::IngressNginx)?;
    Some(client(scenario, hops.get(..at)?, &hops.get(at)?.before).ip())
}

/// The addresses that layers added to `X-Forwarded-For`, in order, as many as `packet` of them.
pub fn forwarded(scenario: &Scenario, hops: &[Hop], packet: u8) -> impl Iterator<Item = IpAddr> {
    let seen = move |hop: &Hop| match hop.decided {
        Decided::ReverseProxy(Decision::Pass(..)) => {
            let named = named(scenario, hops).filter(|_| scenario.reverse_proxy.proxy_protocol);
            Some(named.unwrap_or(hop.before.flow.source).ip())
        }
        Decided::Waf(_) | Decided::LoadBalancer(_) if hop.after.relays() > hop.before.relays() => {
            Some(hop.before.flow.source.ip())
        }
        _ => None,
    };
    hops.iter().filter_map(seen).take(packet.into())
}

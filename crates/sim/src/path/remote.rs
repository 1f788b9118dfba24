//! Whom the balancer and the proxy take for their client, and whom each layer noted in `X-Forwarded-For`.

use std::net::{IpAddr, SocketAddr};

use gauntlet_model::packet::Flow;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{BalancerMode, ProxyKind};

use super::journey::{Decided, Hop, Snapshot};
use crate::layer::Decision;

/// The source that the balancer names before the connection, where it does.
#[must_use]
pub fn named(scenario: &Scenario, hops: &[Hop]) -> Option<SocketAddr> {
    let balanced = |hop: &&Hop| matches!(hop.decided, Decided::LoadBalancer(Decision::Pass(..)));
    let hop = hops.iter().find(balanced).filter(|_| scenario.load_balancer.names_client())?;
    Some(hop.before.flow.source)
}

/// What the proxy takes for the client, of a packet that has come to it past these hops: the end of its connection, or whom the
/// balancer names, or whom the layers that it trusts speak for.
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

/// Whom the first layer that sent the request on saw: the one that sent it, which nobody hides on the way there.
fn first(hops: &[Hop]) -> IpAddr {
    hops.first().map_or(IpAddr::from([0; 4]), |hop| hop.before.flow.source.ip())
}

/// The flow by which a balancer chooses: one that reads requests knows the client that a layer before it spoke for.
#[must_use]
pub fn balanced(mode: BalancerMode, hops: &[Hop], packet: &Snapshot) -> Flow {
    let mut flow = packet.flow;
    if packet.relays() > 0 && mode == BalancerMode::L7 {
        flow.source.set_ip(first(hops));
    }
    flow
}

/// With whom ingress-nginx starts the header anew, as it does unless `compute-full-forwarded-for` is on: whom it takes for the client.
#[must_use]
pub fn anew(scenario: &Scenario, hops: &[Hop]) -> Option<IpAddr> {
    let passed = |hop: &Hop| matches!(hop.decided, Decided::ReverseProxy(Decision::Pass(..)));
    let at =
        hops.iter().position(passed).filter(|_| scenario.reverse_proxy.kind == ProxyKind::IngressNginx)?;
    Some(client(scenario, hops.get(..at)?, &hops.get(at)?.before).ip())
}

/// Whom the layers that sent the request on spoke for, one after the other, as many as a packet tells of.
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

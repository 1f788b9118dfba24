//! Whom the balancer and the proxy take for their client.

use std::net::SocketAddr;

use gauntlet_model::packet::Flow;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::BalancerMode;

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
    let mut remote = peer(scenario, hops, packet);
    if let Some(client) = packet.chain().iter().next().filter(|_| proxy.trust_forwarded) {
        remote.set_ip(client);
    }
    remote
}

/// The end of the proxy's connection, or whom the balancer names there.
pub(super) fn peer(scenario: &Scenario, hops: &[Hop], packet: &Snapshot) -> SocketAddr {
    let named = named(scenario, hops).filter(|_| scenario.reverse_proxy.proxy_protocol);
    named.unwrap_or(packet.flow.source)
}

impl Snapshot {
    /// The flow by which a balancer chooses: one that reads requests knows the client that a layer before it spoke for.
    #[must_use]
    pub fn balanced(&self, mode: BalancerMode) -> Flow {
        let mut flow = self.flow;
        if let Some(client) = self.chain().iter().next().filter(|_| mode == BalancerMode::L7) {
            flow.source.set_ip(client);
        }
        flow
    }
}

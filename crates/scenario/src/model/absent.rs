//! The layers that a scenario goes without.

use std::net::IpAddr;

use gauntlet_model::layer::Layer;

use super::balancer::inside;
use super::{ExternalTrafficPolicy, Node, Pod, Scenario, Service};
use crate::fields::names;

/// A layer that can be missing, by the name of its part of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum Absent {
    /// Everything reaches the site, whatever its address and port.
    Firewall,
    /// Nobody reads requests, and TLS ends at the proxy.
    Waf,
    /// The way leads to the first node alone, up or down; it listens on the balancer's ports.
    LoadBalancer,
    /// The connection reaches the first Service as it was opened: nobody ends TLS, and nobody reads the host.
    ReverseProxy,
    /// The network plugin enforces no policy.
    NetworkPolicies,
    /// Pods go out with their own addresses.
    NatGateway,
    /// Every destination can be reached.
    EgressFirewall,
}

names!(Absent {
    Firewall: "firewall",
    Waf: "waf",
    LoadBalancer: "loadBalancer",
    ReverseProxy: "reverseProxy",
    NetworkPolicies: "networkPolicies",
    NatGateway: "natGateway",
    EgressFirewall: "egressFirewall",
});

impl Absent {
    /// The layer.
    #[must_use]
    pub const fn layer(self) -> Layer {
        match self {
            Self::Firewall => Layer::Firewall,
            Self::Waf => Layer::Waf,
            Self::LoadBalancer => Layer::LoadBalancer,
            Self::ReverseProxy => Layer::ReverseProxy,
            Self::NetworkPolicies => Layer::NetworkPolicy,
            Self::NatGateway => Layer::NatGateway,
            Self::EgressFirewall => Layer::EgressFirewall,
        }
    }
}

impl Scenario {
    /// Whether a layer is not there. The gateway's jobs are the proxy's, and go with it.
    #[must_use]
    pub fn lacks(&self, layer: Layer) -> bool {
        let layer = if layer == Layer::ApiGateway { Layer::ReverseProxy } else { layer };
        self.absent.iter().any(|one| one.layer() == layer)
    }

    /// The node that the way leads to where there is no balancer.
    #[must_use]
    pub fn only_node(&self) -> Option<&Node> {
        self.load_balancer.nodes.first().filter(|_| self.lacks(Layer::LoadBalancer))
    }

    /// The address that the site's name leads to: the balancer's, or the only node's.
    #[must_use]
    pub fn site_address(&self) -> IpAddr {
        self.only_node().map_or(self.load_balancer.address, |node| node.address)
    }

    /// The address that the WAF connects from.
    #[must_use]
    pub fn waf_connects_from(&self) -> IpAddr {
        self.waf.own_address.unwrap_or_else(|| inside(self.load_balancer.address, 0x10))
    }

    /// Whether a node replaces the source of traffic to the node port with its own address. Without a proxy it does not.
    #[must_use]
    pub fn node_hides_source(&self) -> bool {
        self.load_balancer.external_traffic_policy == ExternalTrafficPolicy::Cluster
            && !self.lacks(Layer::ReverseProxy)
    }

    /// The node that a pod runs on, where the balancer knows it.
    #[must_use]
    pub fn node_of(&self, pod: &Pod) -> Option<&Node> {
        self.load_balancer.nodes.iter().find(|node| node.name == pod.node_name)
    }

    /// The Service that takes every connection where there is no proxy to route it.
    #[must_use]
    pub fn only_service(&self) -> Option<&Service> {
        self.services.first().filter(|_| self.lacks(Layer::ReverseProxy))
    }
}

//! The layers by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A layer: one engine with one job. Its `snake_case` name is the first half of every code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Where inbound requests come from.
    Internet,
    /// The network firewall: addresses, ports, protocol.
    Firewall,
    /// The web application firewall: the content of HTTP requests.
    Waf,
    /// The load balancer in front of the nodes.
    LoadBalancer,
    /// The reverse proxy (ingress controller): ends TLS, routes by host and path.
    ReverseProxy,
    /// The API gateway, where the proxy does its jobs as well: callers, rates, shapes of requests.
    ApiGateway,
    /// The Kubernetes Service: a stable virtual address.
    Service,
    /// Kubernetes NetworkPolicy, in both directions.
    NetworkPolicy,
    /// The pod: the app.
    Pod,
    /// The cluster's name service.
    Dns,
    /// The NAT gateway: one public source address.
    NatGateway,
    /// The egress firewall: approved destinations only.
    EgressFirewall,
    /// The external API that a pod calls.
    External,
}

impl Layer {
    /// The name in codes and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Firewall => "firewall",
            Self::Waf => "waf",
            Self::LoadBalancer => "load_balancer",
            Self::ReverseProxy => "reverse_proxy",
            Self::ApiGateway => "api_gateway",
            Self::Service => "service",
            Self::NetworkPolicy => "network_policy",
            Self::Pod => "pod",
            Self::Dns => "dns",
            Self::NatGateway => "nat_gateway",
            Self::EgressFirewall => "egress_firewall",
            Self::External => "external",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

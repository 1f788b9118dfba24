//! The gates on the stage: which layers stand behind each, and the order a direction meets them in.

use gauntlet_model::journey::Direction;
use gauntlet_model::layer::Layer;

/// One station on the stage. Most gates are one layer; two of them hold a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gate {
    /// The far end: a client (ingress) or an external API (egress).
    Internet,
    /// The network firewall and the WAF.
    Edge,
    /// The load balancer.
    LoadBalancer,
    /// The reverse proxy.
    ReverseProxy,
    /// The Service.
    Service,
    /// The pod, with the NetworkPolicy that guards its door.
    Pod,
    /// The way out of the cluster: name service and NetworkPolicy.
    ClusterEgress,
    /// The NAT gateway.
    NatGateway,
    /// The egress firewall.
    EgressFirewall,
}

const INGRESS: [Gate; 6] =
    [Gate::Internet, Gate::Edge, Gate::LoadBalancer, Gate::ReverseProxy, Gate::Service, Gate::Pod];
const EGRESS: [Gate; 5] =
    [Gate::Pod, Gate::ClusterEgress, Gate::NatGateway, Gate::EgressFirewall, Gate::Internet];

impl Gate {
    /// The gates of a direction, in the order a request meets them.
    #[must_use]
    pub const fn path(direction: Direction) -> &'static [Self] {
        match direction {
            Direction::Ingress => &INGRESS,
            Direction::Egress => &EGRESS,
        }
    }

    /// The gate a layer stands at in a direction.
    #[must_use]
    pub const fn of(layer: Layer, direction: Direction) -> Self {
        match layer {
            Layer::Internet | Layer::External => Self::Internet,
            Layer::Firewall | Layer::Waf => Self::Edge,
            Layer::LoadBalancer => Self::LoadBalancer,
            Layer::ReverseProxy | Layer::ApiGateway => Self::ReverseProxy,
            Layer::Service => Self::Service,
            Layer::NetworkPolicy => match direction {
                Direction::Ingress => Self::Pod,
                Direction::Egress => Self::ClusterEgress,
            },
            Layer::Pod => Self::Pod,
            Layer::Dns => Self::ClusterEgress,
            Layer::NatGateway => Self::NatGateway,
            Layer::EgressFirewall => Self::EgressFirewall,
        }
    }

    /// The name used in element ids.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Edge => "edge",
            Self::LoadBalancer => "load-balancer",
            Self::ReverseProxy => "reverse-proxy",
            Self::Service => "service",
            Self::Pod => "pod",
            Self::ClusterEgress => "cluster-egress",
            Self::NatGateway => "nat-gateway",
            Self::EgressFirewall => "egress-firewall",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_gates_are_the_two_ends() {
        let shared: Vec<_> = INGRESS.iter().filter(|gate| EGRESS.contains(gate)).collect();
        assert_eq!(shared, [&Gate::Internet, &Gate::Pod]);
    }
}

//! The gates on the stage: which layers stand behind each, and the order a direction meets them in.

use gauntlet_model::journey::Direction;
use gauntlet_model::layer::Layer;

/// One station on the stage. Most gates are one layer; two of them hold a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gate {
    /// The far end: a client (ingress) or an external API (egress).
    Internet,
    /// The network firewall.
    Firewall,
    /// The web application firewall.
    Waf,
    /// The load balancer.
    LoadBalancer,
    /// The reverse proxy, with the API gateway's jobs where it does them as well.
    ReverseProxy,
    /// The Service.
    Service,
    /// The NetworkPolicy, at the pod's door on the way in and on the way out.
    NetworkPolicy,
    /// The pod.
    Pod,
    /// The cluster's name server.
    Dns,
    /// The NAT gateway.
    NatGateway,
    /// The egress firewall.
    EgressFirewall,
}

const INGRESS: [Gate; 8] = [
    Gate::Internet,
    Gate::Firewall,
    Gate::Waf,
    Gate::LoadBalancer,
    Gate::ReverseProxy,
    Gate::Service,
    Gate::NetworkPolicy,
    Gate::Pod,
];
const EGRESS: [Gate; 6] =
    [Gate::Pod, Gate::Dns, Gate::NetworkPolicy, Gate::NatGateway, Gate::EgressFirewall, Gate::Internet];

impl Gate {
    /// The gates of a direction, in the order a request meets them.
    #[must_use]
    pub const fn path(direction: Direction) -> &'static [Self] {
        match direction {
            Direction::Ingress => &INGRESS,
            Direction::Egress => &EGRESS,
        }
    }

    /// The gate of a name, on either path.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        INGRESS.into_iter().chain(EGRESS).find(|gate| gate.id() == id)
    }

    /// The gate a layer stands at.
    #[must_use]
    pub const fn of(layer: Layer) -> Self {
        match layer {
            Layer::Internet | Layer::External => Self::Internet,
            Layer::Firewall => Self::Firewall,
            Layer::Waf => Self::Waf,
            Layer::LoadBalancer => Self::LoadBalancer,
            Layer::ReverseProxy | Layer::ApiGateway => Self::ReverseProxy,
            Layer::Service => Self::Service,
            Layer::NetworkPolicy => Self::NetworkPolicy,
            Layer::Pod => Self::Pod,
            Layer::Dns => Self::Dns,
            Layer::NatGateway => Self::NatGateway,
            Layer::EgressFirewall => Self::EgressFirewall,
        }
    }

    /// The name used in element ids.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Firewall => "firewall",
            Self::Waf => "waf",
            Self::LoadBalancer => "load-balancer",
            Self::ReverseProxy => "reverse-proxy",
            Self::Service => "service",
            Self::NetworkPolicy => "network-policy",
            Self::Pod => "pod",
            Self::Dns => "dns",
            Self::NatGateway => "nat-gateway",
            Self::EgressFirewall => "egress-firewall",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_gates_are_the_two_ends_and_the_policy() {
        let shared: Vec<_> = INGRESS.iter().filter(|gate| EGRESS.contains(gate)).collect();
        assert_eq!(shared, [&Gate::Internet, &Gate::NetworkPolicy, &Gate::Pod]);
    }
}

//! The load balancer, its nodes, and how it finds out which of them work.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gauntlet_model::time::Micros;

use crate::fields::{fields, names};

/// The load balancer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct LoadBalancer {
    /// Its public address.
    pub address: IpAddr,
    /// The address it connects to the nodes from, if it reads requests and so opens its own connections. Left out:
    /// 10.0.0.20, or 2001:db8::20 where its public address is one of IPv6.
    pub own_address: Option<IpAddr>,
    /// The ports it listens on.
    pub listeners: Vec<u16>,
    /// What it balances; HTTP requests when left out, as far as it can read them.
    pub mode: BalancerMode,
    /// How it picks a node.
    pub algorithm: Algorithm,
    /// How it finds out which nodes work.
    pub health_check: HealthCheck,
    /// What it does when no node passes its check; refuses when left out.
    pub when_none_healthy: NoneHealthy,
    /// The port on every node that leads to the reverse proxy.
    pub node_port: u16,
    /// What a node does with traffic to that port that comes from outside the cluster; `Cluster` when left out, as in Kubernetes.
    pub external_traffic_policy: ExternalTrafficPolicy,
    /// Whether it starts each connection with a line that names the client (PROXY protocol). Only at L4.
    pub proxy_protocol: bool,
    /// The nodes.
    pub nodes: Vec<Node>,
}

fields!(LoadBalancer {
    address: "address",
    own_address: "ownAddress"[optional],
    listeners: "listeners",
    mode: "mode"[optional],
    algorithm: "algorithm",
    health_check: "healthCheck" [or HealthCheck::default()],
    when_none_healthy: "whenNoneHealthy"[optional],
    node_port: "nodePort",
    external_traffic_policy: "externalTrafficPolicy"[optional],
    proxy_protocol: "proxyProtocol"[optional],
    nodes: "nodes",
});

impl LoadBalancer {
    /// The address that it connects from.
    #[must_use]
    pub fn connects_from(&self) -> IpAddr {
        self.own_address.unwrap_or_else(|| inside(self.address, 0x20))
    }

    /// Whether it sends the PROXY protocol line.
    #[must_use]
    pub fn names_client(&self) -> bool {
        self.proxy_protocol && self.mode == BalancerMode::L4
    }

    /// Whether a node can pass connections on. With `Local`, a node without a proxy pod cannot.
    #[must_use]
    pub fn leads_on(&self, at: usize) -> bool {
        self.external_traffic_policy != ExternalTrafficPolicy::Local
            || self.nodes.get(at).is_some_and(|node| node.proxy_pod)
    }
}

/// An internal address of the same family as another, ending in the given digits.
pub(super) fn inside(like: IpAddr, last: u8) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::new(10, 0, 0, last / 16 * 10)),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last.into())),
    }
}

/// What a node does with outside traffic to the proxy's node port (Kubernetes, `externalTrafficPolicy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum ExternalTrafficPolicy {
    /// Passes it to a proxy pod on any node, and replaces the source with its own address.
    Cluster,
    /// Passes it only to a proxy pod on the same node, and keeps the source. A node without one fails the balancer's health check.
    Local,
}

names!(ExternalTrafficPolicy { Cluster: "Cluster", Local: "Local" });

/// The layer that the balancer works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum BalancerMode {
    /// HTTP: it can answer for itself, where TLS was opened before it or there is none.
    L7,
    /// Connections: it reads no content and can only refuse or reset.
    L4,
}

names!(BalancerMode { L7: "L7", L4: "L4" });

/// How the load balancer picks among the nodes that take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum Algorithm {
    /// In turn, starting where the seed says.
    RoundRobin,
    /// In turn by weight, evenly spread (nginx's smooth weighted round robin).
    WeightedRoundRobin,
    /// By chance.
    Random,
    /// The node with the fewest open connections.
    LeastConnections,
    /// Of two nodes by chance the one with fewer open connections.
    PowerOfTwoChoices,
    /// By a hash of the client's address, so that one client stays on one node and losing a node moves only its own clients.
    ConsistentHash,
}

names!(Algorithm {
    RoundRobin: "round_robin",
    WeightedRoundRobin: "weighted_round_robin",
    Random: "random",
    LeastConnections: "least_connections",
    PowerOfTwoChoices: "power_of_two_choices",
    ConsistentHash: "consistent_hash",
});

/// When a node counts as healthy. Left out: AWS Application Load Balancer's values, 30 s, 5 s, 5 and 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct HealthCheck {
    /// The time between two checks of a node, in microseconds.
    pub interval_us: Micros,
    /// How long a check waits for its answer, in microseconds.
    pub timeout_us: Micros,
    /// How many checks in a row must pass before a node takes part again.
    pub healthy_threshold: u32,
    /// How many in a row must fail before it is taken out.
    pub unhealthy_threshold: u32,
}

fields!(HealthCheck {
    interval_us: "intervalUs" [or HealthCheck::default().interval_us],
    timeout_us: "timeoutUs" [or HealthCheck::default().timeout_us],
    healthy_threshold: "healthyThreshold" [or HealthCheck::default().healthy_threshold],
    unhealthy_threshold: "unhealthyThreshold" [or HealthCheck::default().unhealthy_threshold],
});

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            interval_us: Micros::from_millis(30_000),
            timeout_us: Micros::from_millis(5_000),
            healthy_threshold: 5,
            unhealthy_threshold: 2,
        }
    }
}

/// What a balancer does when no node passes its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum NoneHealthy {
    /// Refuses: none is better than a broken one.
    FailClosed,
    /// Uses all of them: perhaps it is the check that is broken.
    FailOpen,
}

names!(NoneHealthy { FailClosed: "fail_closed", FailOpen: "fail_open" });

/// A node of the cluster.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Its share under `weighted_round_robin`; 1 when left out. 0 drains it under every algorithm, as in HAProxy: no new connections.
    pub weight: u32,
    /// Whether a proxy pod runs on it and is ready; `true` when left out. It matters to the external traffic policy `Local`.
    pub proxy_pod: bool,
}

fields!(Node {
    name: "name",
    address: "address",
    weight: "weight" [or 1],
    proxy_pod: "proxyPod" [or true],
});

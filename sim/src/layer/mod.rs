//! The layers by name, and the gates on the stage that they stand behind. Each layer's engine has a file of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::packet::Alert;
use crate::time::Micros;

pub mod api_gateway;
pub mod connections;
pub mod dns;
pub mod egress_firewall;
pub mod external;
pub mod firewall;
pub mod load_balancer;
pub mod nat_gateway;
pub mod network_policy;
pub mod pod;
pub mod reverse_proxy;
pub mod service;
pub mod timing;
pub mod waf;

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

/// What an engine decides about a packet, as small facts: which rule by its place, which field, what did not fit. What can be said
/// of it is made afterwards, by [`crate::explain`], and only when somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<T, P, S> {
    /// It passes: what the layer chose for it, such as a node, and why.
    Pass(T, P),
    /// It is stopped.
    Stop(Stop<S>),
}

/// How a packet is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop<S> {
    /// Which of the layer's ways to stop it.
    pub code: Code,
    /// What the sender gets back.
    pub reply: Reply,
    /// How long the layer waits before it answers.
    pub after: Micros,
    /// Why, in the layer's own terms.
    pub why: S,
}

/// What the sender of a stopped packet gets back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nothing.
    Silence,
    /// The connection is refused while it is being opened.
    Refuse,
    /// The open connection is reset.
    Reset,
    /// The TLS handshake ends in this alert.
    Alert(Alert),
    /// An HTTP response with this status.
    Http(u16),
    /// The name has no address.
    NoSuchName,
}

impl<T, P, S> Decision<T, P, S> {
    /// Stops it, at once.
    pub(crate) const fn stop(code: Code, reply: Reply, why: S) -> Self {
        Self::Stop(Stop { code, reply, after: Micros::ZERO, why })
    }

    /// What was chosen, where it passes.
    ///
    /// # Errors
    /// How it is stopped.
    pub fn chosen(self) -> Result<T, Stop<S>> {
        match self {
            Self::Pass(chosen, _) => Ok(chosen),
            Self::Stop(stop) => Err(stop),
        }
    }
}

/// Whether a `*.x` pattern or a plain name covers a host; the star covers one label (Kubernetes Ingress, RFC 6125).
#[must_use]
pub fn host_covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent)),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

//! The layers by name, and the gates on the stage that they stand behind. Each layer's engine has a file of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::journey::Verdict;
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::text;
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

/// What an engine decides about a packet: it passes, with what was chosen for it, or it is stopped.
pub type Ruling<T> = Result<Passed<T>, Box<Stopped>>;

/// A packet that passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed<T> {
    /// What the layer chose, such as a node.
    pub chosen: T,
    /// The rule, route or policy that let it through.
    pub rule: Option<String>,
    /// What was looked at.
    pub why: Vec<Reason>,
}

/// A packet that is stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// `Block` by policy, `Fail` for what is broken or missing.
    pub verdict: Verdict,
    /// The second half of the code.
    pub reason: &'static str,
    /// The rule, route or policy that decided.
    pub rule: Option<String>,
    /// Why, the deciding reason first.
    pub why: Vec<Reason>,
    /// What the sender gets back.
    pub reply: Reply,
    /// The smallest change that would let it through.
    pub fix: Option<Fix>,
    /// How long the layer waits before it answers.
    pub after: Micros,
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
    Alert(&'static str),
    /// An HTTP response with this status.
    Http(u16),
    /// The name has no address.
    NoSuchName,
}

impl<T> Passed<T> {
    pub(crate) fn new(chosen: T, rule: Option<String>, why: Vec<Reason>) -> Self {
        Self { chosen, rule, why }
    }
}

impl Stopped {
    pub(crate) fn blocked(reason: &'static str, reply: Reply, why: Vec<Reason>) -> Self {
        Self { verdict: Verdict::Block, reason, rule: None, why, reply, fix: None, after: Micros::ZERO }
    }

    pub(crate) fn failed(reason: &'static str, reply: Reply, why: Vec<Reason>) -> Self {
        Self { verdict: Verdict::Fail, ..Self::blocked(reason, reply, why) }
    }

    pub(crate) fn by(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    pub(crate) fn after(mut self, wait: Micros) -> Self {
        self.after = wait;
        self
    }

    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
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

/// How many names a sentence lists.
pub(crate) const MAX_LISTED: usize = 20;

/// Joins names for a sentence; of many the first, and how many more there are.
pub(crate) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let mut items = items.into_iter();
    let first: Vec<String> = items.by_ref().take(MAX_LISTED).map(|item| item.to_string()).collect();
    let names = if first.is_empty() { text::VALUE_NONE.to_owned() } else { first.join(", ") };
    // Counted without making their texts, where the iterator knows.
    let more = match items.size_hint() {
        (least, Some(most)) if least == most => least,
        _ => items.count(),
    };
    match more {
        0 => names,
        more => text::VALUE_AND_MORE.fill(&[("names", &names), ("more", &more.to_string())]),
    }
}

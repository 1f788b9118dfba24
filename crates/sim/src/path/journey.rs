//! A journey as it was decided: the request once, and for every hop a few numbers. What can be told of it is made by
//! [`gauntlet_explain::explain`], when somebody asks.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use gauntlet_model::ask::Ask;
use gauntlet_model::code::Code;
use gauntlet_model::http::{Refusal, Scheme};
use gauntlet_model::journey::{ClientSees, Outcome, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;

use crate::layer::reverse_proxy::upstream::{Failure, Try};
use crate::layer::{
    Reply, api_gateway, dns, egress_firewall, external, firewall, load_balancer, nat_gateway, network_policy,
    pod, reverse_proxy, service, waf,
};

/// Everything that happened to one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// What was asked.
    pub ask: Arc<Ask>,
    /// The hops in the order of time: first the request's, then the response's.
    pub hops: Vec<Hop>,
    /// What the layers changed, in order; each hop knows its part.
    pub rewrites: Vec<Rewrite>,
    /// The proxy's failed tries before the one that the hops show.
    pub tries: Vec<Try>,
    /// What the WAF read, where it did: its decision is told of that.
    pub reading: Option<waf::Reading>,
    /// Where and how it was stopped.
    pub stop: Option<Stopped>,
    /// What the caller observes.
    pub client: ClientSees,
    /// When the caller knows how it ended.
    pub ends_us: Micros,
}

/// Where and how a journey was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The hop, by its place.
    pub hop: usize,
    /// The code.
    pub code: Code,
    /// What the layer sent back.
    pub reply: Reply,
}

/// One layer's part in a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The layer.
    pub layer: Layer,
    /// Request or response.
    pub way: Way,
    /// When the packet arrives here, since the journey began.
    pub at_us: Micros,
    /// How long the layer keeps it.
    pub took_us: Micros,
    /// What the layer did.
    pub verdict: Verdict,
    /// The code, where the layer blocked or failed it, or answers for a failure behind it.
    pub code: Option<Code>,
    /// What it decided.
    pub decided: Decided,
    /// The packet as it arrived.
    pub before: Snapshot,
    /// The packet as it left.
    pub after: Snapshot,
}

/// A packet at one point of its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Addresses and TLS state.
    pub flow: Flow,
    /// The message.
    pub message: Carried,
    /// What the layers passed so far changed in it: a part of [`Journey::rewrites`].
    pub rewrites: Span,
}

/// A part of a list, from one place up to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: usize,
    /// The one after the last.
    pub end: usize,
}

/// What a packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The request, in the form that the layers so far gave it.
    Request(Form),
    /// A response.
    Response(Answer),
    /// The connection is refused, reset or closed, or its TLS handshake fails.
    Refusal(Refusal),
}

/// The form of a request, by what was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it was sent.
    Sent,
    /// With `X-Forwarded-For`, from layers that read the request and forwarded it over their own connections: the number of those
    /// layers.
    Relayed(u8),
    /// The proxy says in headers whom it speaks for.
    Proxied(Forwarded),
    /// The API gateway kept the key of the caller at that place and put its name there.
    Shaped(Forwarded, usize),
}

/// Whom a proxy speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// The number of layers that added to `X-Forwarded-For`, including the proxy.
    pub by: u8,
    /// How the client spoke to the proxy.
    pub scheme: Scheme,
}

/// Where a response comes from. Members are told by their place in the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A pod's app, with its status.
    Pod(usize, u16),
    /// An external API.
    External(usize, u16),
    /// A layer that wrote it itself.
    Layer(u16),
    /// The reverse proxy, in its own words.
    Proxy(u16),
}

/// A change that a layer made to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The layer.
    pub layer: Layer,
    /// What it changed.
    pub change: Change,
}

/// What changed: from one value to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The sender's address and port.
    Source(SocketAddr, SocketAddr),
    /// The receiver's address and port.
    Destination(SocketAddr, SocketAddr),
    /// The TLS state.
    Tls(TlsState, TlsState),
    /// The request's headers.
    Headers(Form, Form),
}

/// An end of a connection, by its place in the scenario where it is a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// That pod.
    Pod(usize),
    /// The reverse proxy.
    Proxy,
    /// What has that address.
    Address(IpAddr),
}

/// What a layer decided, or did with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The internet sends the request.
    Sends,
    /// The pod at that place, if there is one, makes the call.
    Calls(Option<usize>),
    /// There is no such layer here. Without a balancer it is that node which the connection comes to.
    Absent(Layer, Option<usize>),
    /// The network firewall.
    Firewall(firewall::Decision),
    /// The WAF.
    Waf(waf::Decision),
    /// The load balancer.
    LoadBalancer(load_balancer::Decision),
    /// The reverse proxy.
    ReverseProxy(reverse_proxy::Decision),
    /// The API gateway.
    ApiGateway(api_gateway::Decision),
    /// The Service of the route at that place, or the one for all where there is no proxy.
    Service(Option<usize>, service::Decision),
    /// NetworkPolicy, from one end to another.
    NetworkPolicy(Party, Party, network_policy::Decision),
    /// NetworkPolicy keeps that caller's lookup from the name server.
    LookupDenied(Party, network_policy::Decision),
    /// The name service, asked by a caller, and how the lookup came to it.
    Dns(Party, dns::Decision, Option<network_policy::Decision>),
    /// The pod at that place.
    Pod(usize, pod::Decision),
    /// The NAT gateway.
    NatGateway(nat_gateway::Decision),
    /// The egress firewall.
    EgressFirewall(egress_firewall::Decision),
    /// The external API.
    External(external::Decision),
    /// On the way back: the caller has it.
    Receives,
    /// On the way back: the NAT gateway finds the pod that a public address and port stand for.
    NatBack {
        /// The public address and port.
        public: SocketAddr,
        /// The pod's.
        inside: SocketAddr,
    },
    /// On the way back: passed by what the request left behind.
    Reply {
        /// The hop of the request, by its place.
        request: usize,
        /// Whether the layer knows the connection.
        known: bool,
    },
    /// On the way back: that layer answers with that status for what failed behind it.
    Answers(Layer, u16),
    /// On the way back: the proxy turns a failure behind it into a response of its own.
    Upstream {
        /// The layer that failed.
        layer: Layer,
        /// How that looks from the proxy.
        failure: Failure,
        /// The proxy's status.
        status: u16,
        /// The proxy's code.
        code: Code,
    },
}

impl Decided {
    /// The layer that decides on a request; what happens on the way back is not among it.
    pub(super) const fn layer(&self) -> Layer {
        match self {
            Self::Firewall(_) => Layer::Firewall,
            Self::Absent(layer, _) | Self::Answers(layer, _) => *layer,
            Self::Waf(_) => Layer::Waf,
            Self::LoadBalancer(_) => Layer::LoadBalancer,
            Self::ReverseProxy(_) | Self::Upstream { .. } => Layer::ReverseProxy,
            Self::ApiGateway(_) => Layer::ApiGateway,
            Self::Service(..) => Layer::Service,
            Self::NetworkPolicy(..) | Self::LookupDenied(..) => Layer::NetworkPolicy,
            Self::Dns(..) => Layer::Dns,
            Self::Pod(..) | Self::Calls(_) => Layer::Pod,
            Self::NatGateway(_) | Self::NatBack { .. } => Layer::NatGateway,
            Self::EgressFirewall(_) => Layer::EgressFirewall,
            Self::External(_) => Layer::External,
            Self::Sends | Self::Receives | Self::Reply { .. } => Layer::Internet,
        }
    }

    /// How it stops the packet, where it does.
    #[must_use]
    pub const fn stop(&self) -> Option<(Code, Reply, Micros)> {
        macro_rules! stop {
            ($($layer:ident: $decision:expr),+) => {
                $(if let $layer::Decision::Stop(stop) = $decision {
                    return Some((stop.code, stop.reply, stop.after));
                })+
            };
        }
        match self {
            Self::Firewall(decision) => stop!(firewall: decision),
            Self::Waf(decision) => stop!(waf: decision),
            Self::LoadBalancer(decision) => stop!(load_balancer: decision),
            Self::ReverseProxy(decision) => stop!(reverse_proxy: decision),
            Self::ApiGateway(decision) => stop!(api_gateway: decision),
            Self::Service(_, decision) => stop!(service: decision),
            Self::NetworkPolicy(_, _, decision) | Self::LookupDenied(_, decision) => {
                stop!(network_policy: decision);
            }
            Self::Dns(_, decision, _) => stop!(dns: decision),
            Self::Pod(_, decision) => stop!(pod: decision),
            Self::NatGateway(decision) => stop!(nat_gateway: decision),
            Self::EgressFirewall(decision) => stop!(egress_firewall: decision),
            Self::External(decision) => stop!(external: decision),
            Self::Sends
            | Self::Calls(_)
            | Self::Receives
            | Self::NatBack { .. }
            | Self::Reply { .. }
            | Self::Absent(..)
            | Self::Answers(..)
            | Self::Upstream { .. } => {}
        }
        None
    }
}

impl Snapshot {
    /// How many layers have added to `X-Forwarded-For` so far.
    #[must_use]
    pub const fn relays(&self) -> u8 {
        match self.message {
            Carried::Request(Form::Relayed(by)) => by,
            Carried::Request(Form::Proxied(forwarded) | Form::Shaped(forwarded, _)) => forwarded.by,
            _ => 0,
        }
    }
}

impl Carried {
    /// The status, where it is a response.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Response(
                Answer::Pod(_, status)
                | Answer::External(_, status)
                | Answer::Layer(status)
                | Answer::Proxy(status),
            ) => Some(status),
            Self::Request(_) | Self::Refusal(_) => None,
        }
    }
}

impl Journey {
    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match &self.stop {
            None => Outcome::Answered,
            Some(stop) => match stop.code.verdict() {
                Verdict::Block => Outcome::Blocked,
                _ => Outcome::Failed,
            },
        }
    }

    /// The node that the balancer chose, or the only one, and the hop where it did, by their places.
    #[must_use]
    pub fn node(&self) -> Option<(usize, usize)> {
        self.hops.iter().enumerate().find_map(|(at, hop)| match hop.decided {
            Decided::LoadBalancer(load_balancer::Decision::Pass(node, _))
            | Decided::Absent(_, Some(node)) => Some((node, at)),
            _ => None,
        })
    }

    /// The pod that the Service chose, or that makes the call, and the hop where it came in, by their places.
    #[must_use]
    pub fn pod(&self) -> Option<(usize, usize)> {
        self.hops.iter().enumerate().find_map(|(at, hop)| match hop.decided {
            Decided::Service(_, service::Decision::Pass(endpoint, _)) => Some((endpoint.pod, at)),
            Decided::Calls(Some(pod)) => Some((pod, at)),
            _ => None,
        })
    }

    /// The route that the proxy chose, by its place.
    #[must_use]
    pub fn route(&self) -> Option<usize> {
        self.hops.iter().find_map(|hop| match hop.decided {
            Decided::ReverseProxy(reverse_proxy::Decision::Pass(route, _)) => Some(route),
            _ => None,
        })
    }
}

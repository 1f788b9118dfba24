//! The scenario's validated shape. Kubernetes' words and spelling where Kubernetes has them.

use std::net::IpAddr;

use gauntlet_model::http::Scheme;
use gauntlet_model::journey::Direction;
use gauntlet_model::packet::Protocol;

use crate::fields::{fields, names};

mod absent;
mod api_gateway;
mod balancer;
pub(crate) mod cluster;
mod edge;
mod network_policy;
mod outbound;
mod proxy;
mod rules;
mod state;
mod values;

pub use crate::order::ByName;
pub use absent::Absent;
pub use api_gateway::{ApiGateway, Consumer, RateLimit};
pub use balancer::{
    Algorithm, BalancerMode, ExternalTrafficPolicy, HealthCheck, LoadBalancer, Node, NoneHealthy,
};
pub use cluster::{ClusterDns, ClusterIp, Pod, Service, ServicePort, SessionAffinity};
pub use edge::{
    Action, AttackFamily, BodyLimit, CustomRule, Exemption, Firewall, FirewallRule, TextMatch, TlsInspection,
    Waf, WafMode,
};
pub use network_policy::{
    EgressRule, IngressRule, IpBlock, LabelSelector, NetworkPolicy, Operator, Peer, PolicyPort, PolicyType,
    Requirement,
};
pub use outbound::{AllowedName, EgressFirewall, External, NameDialect, NatGateway, NatPreset};
pub use proxy::{PathType, ProxyKind, ReverseProxy, Route, UnknownServerName, Upstream};
pub use rules::{FAMILIES, Signature};
pub use state::{ConsumerState, NatState, NodeFailure, NodeState, PodState, State};
pub use values::{Date, PortRange};

/// Everything around one cluster. Built by [`Scenario::from_json`], which validates it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Scenario {
    /// Where an editor finds the schema of this file; nothing else reads it.
    pub schema: Option<String>,
    /// `"2"`: the format's version. A file of version 1 opens too.
    pub version: String,
    /// What the scenario shows, for the page and the terminal.
    pub title: String,
    /// The day on which all of it happens, for certificates; without it, none has expired.
    pub date: Option<Date>,
    /// The layers that are not there: what is told of them here counts for nothing.
    pub absent: Vec<Absent>,
    /// The network firewall at the edge.
    pub firewall: Firewall,
    /// The web application firewall at the edge.
    pub waf: Waf,
    /// The load balancer and its nodes.
    pub load_balancer: LoadBalancer,
    /// The reverse proxy (ingress controller).
    pub reverse_proxy: ReverseProxy,
    /// The API gateway's jobs, where the proxy does them as well.
    pub api_gateway: Option<ApiGateway>,
    /// The Services.
    pub services: Vec<Service>,
    /// The pods.
    pub pods: Vec<Pod>,
    /// The labels of namespaces, by name, beside `kubernetes.io/metadata.name`, which each has.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<crate::table::ByName<String>>"))]
    pub namespaces: ByName<ByName<String>>,
    /// The NetworkPolicies.
    pub network_policies: Vec<NetworkPolicy>,
    /// The pods' name server, if NetworkPolicies are to judge lookups. Without it nothing judges them, and its address is the
    /// usual 10.96.0.10.
    pub cluster_dns: Option<ClusterDns>,
    /// The cluster's view of outside names: name to addresses.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<Vec<IpAddr>>"))]
    pub dns: ByName<Vec<IpAddr>>,
    /// The NAT gateway.
    pub nat_gateway: NatGateway,
    /// The egress firewall.
    pub egress_firewall: EgressFirewall,
    /// The external APIs.
    pub externals: Vec<External>,
    /// The state of all of it when the request comes. What is left out is up and idle.
    pub state: State,
    /// The requests behind the stage's two controls.
    pub stories: Vec<Story>,
}

fields!(Scenario {
    schema: "$schema"[optional],
    version: "version",
    title: "title",
    date: "date"[optional],
    absent: "absent"[optional],
    firewall: "firewall",
    waf: "waf",
    load_balancer: "loadBalancer",
    reverse_proxy: "reverseProxy",
    api_gateway: "apiGateway"[optional],
    services: "services",
    pods: "pods",
    namespaces: "namespaces"[optional],
    network_policies: "networkPolicies"[optional],
    cluster_dns: "clusterDns"[optional],
    dns: "dns",
    nat_gateway: "natGateway",
    egress_firewall: "egressFirewall",
    externals: "externals",
    state: "state"[optional],
    stories: "stories",
});

/// One of the stage's requests.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Story {
    /// Inbound or outbound.
    pub direction: Direction,
    /// Whether it is shown with the blocked request switched on.
    pub blocked: bool,
    /// `https` or `http`.
    pub scheme: Scheme,
    /// The HTTP/1.1 message; lines end in `\n` or `\r\n`.
    pub request: String,
    /// The client's address (ingress).
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress).
    pub from: Option<String>,
    /// What the story is called, in a few words: it stands on the card before the request is sent. Plain text, in one line.
    pub title: Option<String>,
    /// What your readers are to ask themselves, beside the title. Don't give the end away.
    pub question: Option<String>,
    /// What your readers are to take from it: it stands under the verdict at the end.
    pub caption: Option<String>,
}

fields!(Story {
    direction: "direction",
    blocked: "blocked",
    scheme: "scheme",
    request: "request",
    source_ip: "sourceIP"[optional],
    from: "from"[optional],
    title: "title"[optional],
    question: "question"[optional],
    caption: "caption"[optional],
});

names!(vocabulary Scheme { Https: "https", Http: "http" });

names!(vocabulary Direction { Ingress: "ingress", Egress: "egress" });

names!(vocabulary Protocol { Tcp: "TCP", Udp: "UDP" });

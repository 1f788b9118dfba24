//! The scenario's validated shape. Kubernetes' words and spelling where Kubernetes has them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

use crate::journey::Direction;
use crate::packet::Protocol;
use crate::time::Micros;

mod network_policy;

pub use network_policy::{
    EgressRule, IngressRule, IpBlock, LabelSelector, NetworkPolicy, Peer, PolicyPort, PolicyType,
};

/// Everything around one cluster. Built by [`Scenario::from_json`], which validates it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// `"1"`: the format's version.
    pub version: String,
    /// What the scenario shows, for the page and the terminal.
    pub title: String,
    /// The network firewall at the edge.
    pub firewall: Firewall,
    /// The web application firewall at the edge.
    pub waf: Waf,
    /// The load balancer and its nodes.
    pub load_balancer: LoadBalancer,
    /// The reverse proxy (ingress controller).
    pub reverse_proxy: ReverseProxy,
    /// The Services.
    pub services: Vec<Service>,
    /// The pods.
    pub pods: Vec<Pod>,
    /// The NetworkPolicies.
    #[serde(default)]
    pub network_policies: Vec<NetworkPolicy>,
    /// The cluster's view of outside names: name to addresses.
    pub dns: BTreeMap<String, Vec<IpAddr>>,
    /// The NAT gateway.
    pub nat_gateway: NatGateway,
    /// The egress firewall.
    pub egress_firewall: EgressFirewall,
    /// The external APIs.
    pub externals: Vec<External>,
    /// The requests behind the stage's two controls.
    pub stories: Vec<Story>,
}

/// What a network rule does with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Lets it pass.
    Allow,
    /// Discards it without a word: the sender times out.
    Drop,
    /// Answers with a refusal.
    Reject,
}

/// Ordered rules, the first match decides.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Firewall {
    /// The rules in order.
    pub rules: Vec<FirewallRule>,
    /// What happens to a packet that no rule matches.
    pub default_action: Action,
}

/// One rule of the network firewall; a field left out matches everything.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirewallRule {
    /// The rule's name.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// Source networks, in CIDR notation.
    #[serde(default)]
    pub sources: Vec<IpNet>,
    /// Destination ports.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// Protocol.
    #[serde(default)]
    pub protocol: Option<Protocol>,
}

/// What the web application firewall does with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WafMode {
    /// Stops the request with a 403.
    Block,
    /// Notes the match and lets the request pass.
    Detect,
    /// Looks at nothing.
    Off,
}

/// Whether the edge can read encrypted requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsInspection {
    /// Holds the certificate: decrypts, inspects, encrypts again.
    Inspect,
    /// Passes TLS through unread: blind to the request.
    PassThrough,
}

/// The web application firewall.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waf {
    /// Block, detect or off.
    pub mode: WafMode,
    /// Whether it reads encrypted requests.
    pub tls: TlsInspection,
    /// The attack families it looks for.
    pub families: Vec<AttackFamily>,
    /// The anomaly score at which a request is stopped.
    pub threshold: u32,
    /// The largest body it reads, in bytes; a larger one is refused with 413.
    pub max_body_bytes: usize,
}

/// A family of attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttackFamily {
    /// SQL injection (CWE-89).
    SqlInjection,
    /// Cross-site scripting (CWE-79).
    CrossSiteScripting,
    /// Path traversal (CWE-22).
    PathTraversal,
    /// Command injection (CWE-78).
    CommandInjection,
    /// Scanners and probes, by their user agent.
    Scanner,
}

/// The load balancer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadBalancer {
    /// Its public address.
    pub address: IpAddr,
    /// The ports it listens on.
    pub listeners: Vec<u16>,
    /// How it picks a node.
    pub algorithm: Algorithm,
    /// The port on every node that leads to the reverse proxy.
    pub node_port: u16,
    /// The nodes.
    pub nodes: Vec<Node>,
}

/// How the load balancer picks among healthy nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// In turn, starting where the seed says.
    RoundRobin,
    /// By a hash of the source address, so that one client stays on one node.
    SourceHash,
}

/// A node of the cluster.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Whether it passes the balancer's health check.
    pub healthy: bool,
}

/// The reverse proxy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReverseProxy {
    /// The proxy's own address inside the cluster.
    pub address: IpAddr,
    /// The namespace that the proxy's pod runs in, for NetworkPolicies.
    pub namespace: String,
    /// The labels of the proxy's pod, for NetworkPolicies.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// The names its certificate covers; `*.x` covers one label.
    pub certificate_names: Vec<String>,
    /// The routes.
    pub routes: Vec<Route>,
}

/// How a route's path is compared (Kubernetes Ingress).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum PathType {
    /// The whole path, to the letter.
    Exact,
    /// By whole path elements.
    Prefix,
}

/// One route: host and path to a Service and its port.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Route {
    /// The route's name.
    pub name: String,
    /// The host; `*.x` covers one label.
    pub host: String,
    /// The path.
    pub path: String,
    /// How the path is compared.
    pub path_type: PathType,
    /// The Service's name.
    pub service: String,
    /// The Service's port.
    pub port: u16,
}

/// A Service of type ClusterIP.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// Its name, unique in the scenario.
    pub name: String,
    /// Its virtual address.
    #[serde(rename = "clusterIP")]
    pub cluster_ip: IpAddr,
    /// The labels a pod must carry to belong to it.
    pub selector: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServicePort {
    /// The port that clients use.
    pub port: u16,
    /// The port on the pods.
    pub target_port: u16,
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pod {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// The node it runs on.
    pub node: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Whether it passes its readiness probe.
    pub ready: bool,
    /// The port its container listens on.
    pub port: u16,
    /// The status it answers with.
    #[serde(default = "ok")]
    pub status: u16,
    /// How long it works on a request, in microseconds.
    pub service_time_us: Micros,
}

const fn ok() -> u16 {
    200
}

/// The NAT gateway.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NatGateway {
    /// The one public address that every pod shares.
    pub public_address: IpAddr,
    /// The first port it hands out.
    pub first_port: u16,
    /// The last port it hands out.
    pub last_port: u16,
    /// How many of them other connections hold to every destination; 0 when left out.
    #[serde(default)]
    pub ports_in_use: u16,
}

/// The egress firewall.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EgressFirewall {
    /// What happens to a destination that is not on the list: `drop` or `reject`.
    pub default_action: Action,
    /// The destinations that are approved.
    pub allow: Vec<AllowedName>,
}

/// One approved destination.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllowedName {
    /// The rule's name.
    pub name: String,
    /// The host name; `*.x` covers every depth below `x`, not `x` itself (as in Kubernetes' network-policy-api).
    pub host: String,
    /// The ports.
    pub ports: Vec<u16>,
}

/// An API somewhere on the internet.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct External {
    /// Its host name.
    pub host: String,
    /// Its address.
    pub address: IpAddr,
    /// Networks it accepts calls from; empty accepts all.
    #[serde(default)]
    pub allow_sources: Vec<IpNet>,
    /// The status it answers with.
    #[serde(default = "ok")]
    pub status: u16,
    /// How long it works on a call, in microseconds.
    pub service_time_us: Micros,
}

/// One of the stage's requests.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    #[serde(default, rename = "sourceIP")]
    pub source_ip: Option<IpAddr>,
    /// The calling pod as `namespace/name` (egress).
    #[serde(default)]
    pub from: Option<String>,
}

/// Whether the request travels inside TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// TLS, port 443.
    #[default]
    Https,
    /// Clear text, port 80.
    Http,
}

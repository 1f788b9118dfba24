//! The scenario's validated shape. Kubernetes' words and spelling where Kubernetes has them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::journey::Direction;
use crate::packet::Protocol;
use crate::scenario::decode::{fields, names};
use crate::time::Micros;

mod edge;
mod network_policy;

pub use edge::{Action, AttackFamily, Firewall, FirewallRule, TlsInspection, Waf, WafMode};
pub use network_policy::{
    EgressRule, IngressRule, IpBlock, LabelSelector, NetworkPolicy, Peer, PolicyPort, PolicyType,
};

/// Everything around one cluster. Built by [`Scenario::from_json`], which validates it.
#[derive(Clone, Debug, PartialEq)]
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

fields!(Scenario {
    version: "version",
    title: "title",
    firewall: "firewall",
    waf: "waf",
    load_balancer: "loadBalancer",
    reverse_proxy: "reverseProxy",
    services: "services",
    pods: "pods",
    network_policies: "networkPolicies"[optional],
    dns: "dns",
    nat_gateway: "natGateway",
    egress_firewall: "egressFirewall",
    externals: "externals",
    stories: "stories",
});

/// The load balancer.
#[derive(Clone, Debug, PartialEq)]
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

fields!(LoadBalancer {
    address: "address",
    listeners: "listeners",
    algorithm: "algorithm",
    node_port: "nodePort",
    nodes: "nodes",
});

/// How the load balancer picks among healthy nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// In turn, starting where the seed says.
    RoundRobin,
    /// By a hash of the source address, so that one client stays on one node.
    SourceHash,
}

names!(Algorithm { RoundRobin: "round_robin", SourceHash: "source_hash" });

/// A node of the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Whether it passes the balancer's health check.
    pub healthy: bool,
}

fields!(Node { name: "name", address: "address", healthy: "healthy" });

/// The reverse proxy.
#[derive(Clone, Debug, PartialEq)]
pub struct ReverseProxy {
    /// The proxy's own address inside the cluster.
    pub address: IpAddr,
    /// The namespace that the proxy's pod runs in, for NetworkPolicies.
    pub namespace: String,
    /// The labels of the proxy's pod, for NetworkPolicies.
    pub labels: BTreeMap<String, String>,
    /// The names its certificate covers; `*.x` covers one label.
    pub certificate_names: Vec<String>,
    /// The largest body it takes, in bytes; 1 MiB when left out, as in nginx.
    pub max_body_bytes: usize,
    /// The routes.
    pub routes: Vec<Route>,
}

fields!(ReverseProxy {
    address: "address",
    namespace: "namespace",
    labels: "labels"[optional],
    certificate_names: "certificateNames",
    max_body_bytes: "maxBodyBytes" [or 1_048_576],
    routes: "routes",
});

/// How a route's path is compared (Kubernetes Ingress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathType {
    /// The whole path, to the letter.
    Exact,
    /// By whole path elements.
    Prefix,
}

names!(PathType { Exact: "Exact", Prefix: "Prefix" });

/// One route: host and path to a Service and its port.
#[derive(Clone, Debug, PartialEq)]
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

fields!(Route {
    name: "name",
    host: "host",
    path: "path",
    path_type: "pathType",
    service: "service",
    port: "port",
});

/// A Service of type ClusterIP.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// Its name, unique in the scenario.
    pub name: String,
    /// Its virtual address.
    pub cluster_ip: IpAddr,
    /// The labels a pod must carry to belong to it.
    pub selector: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

fields!(Service {
    namespace: "namespace",
    name: "name",
    cluster_ip: "clusterIP",
    selector: "selector",
    ports: "ports",
});

/// A port of a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePort {
    /// The port that clients use.
    pub port: u16,
    /// The port on the pods.
    pub target_port: u16,
}

fields!(ServicePort { port: "port", target_port: "targetPort" });

/// A pod.
#[derive(Clone, Debug, PartialEq)]
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
    pub status: u16,
    /// How long it works on a request, in microseconds.
    pub service_time_us: Micros,
    /// Whether it crashes on the request, although it was ready when it was chosen.
    pub crashes: bool,
    /// How many requests it takes at once; no limit when left out or 0.
    pub max_requests: u32,
    /// How many it works on already.
    pub requests_in_flight: u32,
}

fields!(Pod {
    namespace: "namespace",
    name: "name",
    address: "address",
    node: "node",
    labels: "labels",
    ready: "ready",
    port: "port",
    status: "status" [or 200],
    service_time_us: "serviceTimeUs",
    crashes: "crashes"[optional],
    max_requests: "maxRequests"[optional],
    requests_in_flight: "requestsInFlight"[optional],
});

/// The NAT gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct NatGateway {
    /// The one public address that every pod shares.
    pub public_address: IpAddr,
    /// The first port it hands out.
    pub first_port: u16,
    /// The last port it hands out.
    pub last_port: u16,
    /// How many of them other connections hold to every destination; 0 when left out.
    pub ports_in_use: u16,
    /// Whether the pods' network has its default route to the gateway; it has when left out.
    pub default_route: bool,
}

fields!(NatGateway {
    public_address: "publicAddress",
    first_port: "firstPort",
    last_port: "lastPort",
    ports_in_use: "portsInUse"[optional],
    default_route: "defaultRoute" [or true],
});

/// The egress firewall.
#[derive(Clone, Debug, PartialEq)]
pub struct EgressFirewall {
    /// What happens to a destination that is not on the list: `drop` or `reject`.
    pub default_action: Action,
    /// The destinations that are approved.
    pub allow: Vec<AllowedName>,
}

fields!(EgressFirewall { default_action: "defaultAction", allow: "allow" });

/// One approved destination.
#[derive(Clone, Debug, PartialEq)]
pub struct AllowedName {
    /// The rule's name.
    pub name: String,
    /// The host name; `*.x` covers every depth below `x`, not `x` itself (as in Kubernetes' network-policy-api).
    pub host: String,
    /// The ports.
    pub ports: Vec<u16>,
}

fields!(AllowedName { name: "name", host: "host", ports: "ports" });

/// An API somewhere on the internet.
#[derive(Clone, Debug, PartialEq)]
pub struct External {
    /// Its host name.
    pub host: String,
    /// Its address.
    pub address: IpAddr,
    /// Networks it accepts calls from; empty accepts all.
    pub allow_sources: Vec<IpNet>,
    /// The status it answers with.
    pub status: u16,
    /// How long it works on a call, in microseconds.
    pub service_time_us: Micros,
}

fields!(External {
    host: "host",
    address: "address",
    allow_sources: "allowSources" [optional],
    status: "status" [or 200],
    service_time_us: "serviceTimeUs",
});

/// One of the stage's requests.
#[derive(Clone, Debug, PartialEq)]
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
}

fields!(Story {
    direction: "direction",
    blocked: "blocked",
    scheme: "scheme",
    request: "request",
    source_ip: "sourceIP"[optional],
    from: "from"[optional],
});

/// Whether the request travels inside TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// TLS, port 443.
    #[default]
    Https,
    /// Clear text, port 80.
    Http,
}

names!(Scheme { Https: "https", Http: "http" });

names!(Direction { Ingress: "ingress", Egress: "egress" });

names!(Protocol { Tcp: "TCP", Udp: "UDP" });

//! The way out: NAT gateway, egress firewall, the APIs outside.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Action;
use gauntlet_model::time::Micros;

use crate::fields::{fields, names};

/// The NAT gateway.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct NatGateway {
    /// The public address that every pod shares.
    pub public_address: IpAddr,
    /// Further ones, used when the first has no port left.
    pub more_addresses: Vec<IpAddr>,
    /// The cloud, or the router, that it works like; without it, only `firstPort` and `lastPort` limit it, and a port stays in TIME_WAIT
    /// for 60 s.
    pub preset: Option<NatPreset>,
    /// The first port it hands out; 1024 when left out.
    pub first_port: u16,
    /// The last port it hands out; 65535 when left out.
    pub last_port: u16,
    /// How many ports of an address one node gets, where the gateway deals them out by node (GCP; 64 there when left out).
    pub ports_per_node: Option<u16>,
    /// Whether the pods' network has a default route to the gateway; `true` when left out.
    pub default_route: bool,
    /// Whether each node replaces its pods' addresses with its own before the gateway sees the packet, as on most clusters
    /// (`ip-masq-agent`); `false` when left out.
    pub node_masquerade: bool,
}

fields!(NatGateway {
    public_address: "publicAddress",
    more_addresses: "moreAddresses"[optional],
    preset: "preset"[optional],
    first_port: "firstPort" [or 1024],
    last_port: "lastPort" [or 65_535],
    ports_per_node: "portsPerNode"[optional],
    default_route: "defaultRoute" [or true],
    node_masquerade: "nodeMasquerade"[optional],
});

/// A cloud's NAT gateway, or a Linux router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum NatPreset {
    /// At most 55,000 connections from an address to one destination
    /// (<https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>).
    Aws,
    /// 64,512 ports an address
    /// (<https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource>).
    Azure,
    /// 64,512 ports an address, dealt out to nodes, 64 each by default
    /// (<https://cloud.google.com/nat/docs/ports-and-addresses>).
    Gcp,
    /// A Linux router's source NAT: a closed connection's port can be used again at once, and of several public addresses each pair of
    /// pod and destination has one.
    Linux,
}

names!(NatPreset { Aws: "aws", Azure: "azure", Gcp: "gcp", Linux: "linux" });

/// The egress firewall.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct EgressFirewall {
    /// What happens to a destination that is not on the list: `drop` or `reject`.
    pub default_action: Action,
    /// What a name that begins with a star or a dot covers; as in Kubernetes when left out.
    pub dialect: NameDialect,
    /// The destinations that are approved.
    pub allow: Vec<AllowedName>,
}

fields!(EgressFirewall { default_action: "defaultAction", dialect: "dialect"[optional], allow: "allow" });

/// What a name that begins with a star or a dot covers: products disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum NameDialect {
    /// `*.x` covers every depth below `x`, not `x` itself (network-policy-api, `domainNames`).
    Kubernetes,
    /// `.x` covers `x` itself and every depth below it (AWS Network Firewall, domain lists).
    Aws,
    /// `*.x` covers one label below `x` (Cilium, `toFQDNs.matchPattern`).
    Cilium,
}

names!(NameDialect { Kubernetes: "kubernetes", Aws: "aws", Cilium: "cilium" });

/// One approved destination.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct AllowedName {
    /// The rule's name.
    pub name: String,
    /// The host name; what `*.x` and `.x` cover is a matter of the dialect.
    pub host: Option<String>,
    /// Networks, for destinations that are approved by their address.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::table::Network>"))]
    pub cidrs: Vec<IpNet>,
    /// The ports.
    pub ports: Vec<u16>,
}

fields!(AllowedName { name: "name", host: "host"[optional], cidrs: "cidrs"[optional], ports: "ports" });

/// An API somewhere on the internet.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct External {
    /// Its host name.
    pub host: String,
    /// Its address.
    pub address: IpAddr,
    /// Networks it accepts calls from; empty accepts all.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::table::Network>"))]
    pub allow_sources: Vec<IpNet>,
    /// The status it answers with.
    pub status: u16,
    /// How long it takes to answer a call, in microseconds.
    pub service_time_us: Micros,
}

fields!(External {
    host: "host",
    address: "address",
    allow_sources: "allowSources" [optional],
    status: "status" [or 200],
    service_time_us: "serviceTimeUs",
});

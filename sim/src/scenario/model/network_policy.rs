//! NetworkPolicy, in Kubernetes' own words (networking.k8s.io/v1).

use std::collections::BTreeMap;

use ipnet::IpNet;
use serde::Deserialize;

use crate::packet::Protocol;

/// A NetworkPolicy (networking.k8s.io/v1).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkPolicy {
    /// Its name.
    pub name: String,
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// The pods it applies to, by their labels; empty selects all.
    #[serde(default)]
    pub pod_selector: LabelSelector,
    /// The directions it closes.
    pub policy_types: Vec<PolicyType>,
    /// What may come in.
    #[serde(default)]
    pub ingress: Vec<IngressRule>,
    /// What may go out.
    #[serde(default)]
    pub egress: Vec<EgressRule>,
}

/// The direction a policy closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum PolicyType {
    /// Inbound.
    Ingress,
    /// Outbound.
    Egress,
}

/// Labels that must all be carried.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelSelector {
    /// Label to value.
    #[serde(default)]
    pub match_labels: BTreeMap<String, String>,
}

/// One `ingress` entry: any of `from` on any of `ports`; an empty list allows all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IngressRule {
    /// The peers.
    #[serde(default)]
    pub from: Vec<Peer>,
    /// The ports.
    #[serde(default)]
    pub ports: Vec<PolicyPort>,
}

/// One `egress` entry: any of `to` on any of `ports`; an empty list allows all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EgressRule {
    /// The peers.
    #[serde(default)]
    pub to: Vec<Peer>,
    /// The ports.
    #[serde(default)]
    pub ports: Vec<PolicyPort>,
}

/// A peer: pods by label (of the policy's own namespace, or of the namespaces selected), or a block of addresses.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Peer {
    /// Pods by their labels; left out, all pods of the selected namespaces.
    #[serde(default)]
    pub pod_selector: Option<LabelSelector>,
    /// Namespaces by their labels; each carries `kubernetes.io/metadata.name`. Left out, the policy's own namespace.
    #[serde(default)]
    pub namespace_selector: Option<LabelSelector>,
    /// Addresses.
    #[serde(default)]
    pub ip_block: Option<IpBlock>,
}

/// A block of addresses with holes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IpBlock {
    /// The block.
    pub cidr: IpNet,
    /// The holes in it.
    #[serde(default)]
    pub except: Vec<IpNet>,
}

/// A port or, with `endPort`, a range.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyPort {
    /// Protocol.
    #[serde(default = "tcp")]
    pub protocol: Protocol,
    /// The first port.
    pub port: u16,
    /// The last port, where it is a range.
    #[serde(default)]
    pub end_port: Option<u16>,
}

const fn tcp() -> Protocol {
    Protocol::Tcp
}

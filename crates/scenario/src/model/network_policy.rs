//! NetworkPolicy, in Kubernetes' own words (networking.k8s.io/v1).

use ipnet::IpNet;

use super::ByName;
use gauntlet_model::packet::Protocol;

use crate::decode;
use crate::errors::ScenarioErrors;
use crate::fields::{fields, names};

/// A NetworkPolicy (networking.k8s.io/v1).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct NetworkPolicy {
    /// Its name.
    pub name: String,
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// The pods it applies to, by their labels; empty selects all.
    pub pod_selector: LabelSelector,
    /// The directions it closes; when left out, ingress, and egress where it has `egress` rules.
    pub policy_types: Option<Vec<PolicyType>>,
    /// What may come in.
    pub ingress: Vec<IngressRule>,
    /// What may go out.
    pub egress: Vec<EgressRule>,
}

fields!(NetworkPolicy {
    name: "name",
    namespace: "namespace",
    pod_selector: "podSelector"[optional],
    policy_types: "policyTypes"[optional],
    ingress: "ingress"[optional],
    egress: "egress"[optional],
});

impl NetworkPolicy {
    /// Whether it closes a direction.
    #[must_use]
    pub fn closes(&self, direction: PolicyType) -> bool {
        match &self.policy_types {
            Some(types) => types.contains(&direction),
            None => direction == PolicyType::Ingress || !self.egress.is_empty(),
        }
    }

    /// Reads one policy on its own.
    ///
    /// # Errors
    /// The first place that is no JSON, or all problems of the shape.
    pub fn from_json(text: &str) -> Result<Self, ScenarioErrors> {
        decode::read(text)
    }
}

/// The direction a policy closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum PolicyType {
    /// Inbound.
    Ingress,
    /// Outbound.
    Egress,
}

names!(PolicyType { Ingress: "Ingress", Egress: "Egress" });

/// Labels that must all be as asked for; an empty selector selects everything.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct LabelSelector {
    /// Label to value.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub match_labels: ByName<String>,
    /// Further requirements.
    pub match_expressions: Vec<Requirement>,
}

fields!(LabelSelector {
    match_labels: "matchLabels"[optional],
    match_expressions: "matchExpressions"[optional],
});

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Requirement {
    /// The label.
    pub key: String,
    /// How it is compared.
    pub operator: Operator,
    /// What it is compared with.
    pub values: Vec<String>,
}

fields!(Requirement { key: "key", operator: "operator", values: "values"[optional] });

/// How a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum Operator {
    /// The label is there and has one of the values.
    In,
    /// The label is not there, or has none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
}

names!(Operator { In: "In", NotIn: "NotIn", Exists: "Exists", DoesNotExist: "DoesNotExist" });

/// One `ingress` entry: any of `from` on any of `ports`; an empty list allows all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct IngressRule {
    /// The peers.
    pub from: Vec<Peer>,
    /// The ports.
    pub ports: Vec<PolicyPort>,
}

fields!(IngressRule { from: "from"[optional], ports: "ports"[optional] });

/// One `egress` entry: any of `to` on any of `ports`; an empty list allows all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct EgressRule {
    /// The peers.
    pub to: Vec<Peer>,
    /// The ports.
    pub ports: Vec<PolicyPort>,
}

fields!(EgressRule { to: "to"[optional], ports: "ports"[optional] });

/// A peer: pods by label (of the policy's own namespace, or of the namespaces selected), or a block of addresses.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Peer {
    /// Pods by their labels; left out, all pods of the selected namespaces.
    pub pod_selector: Option<LabelSelector>,
    /// Namespaces by their labels; each carries `kubernetes.io/metadata.name`. Left out, the policy's own namespace.
    pub namespace_selector: Option<LabelSelector>,
    /// Addresses.
    pub ip_block: Option<IpBlock>,
}

fields!(Peer {
    pod_selector: "podSelector"[optional],
    namespace_selector: "namespaceSelector"[optional],
    ip_block: "ipBlock"[optional],
});

/// A block of addresses with holes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct IpBlock {
    /// The block.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::Network"))]
    pub cidr: IpNet,
    /// The holes in it.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::table::Network>"))]
    pub except: Vec<IpNet>,
}

fields!(IpBlock { cidr: "cidr", except: "except"[optional] });

/// A port or, with `endPort`, a range.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct PolicyPort {
    /// Protocol.
    pub protocol: Protocol,
    /// The first port; every port of the protocol when left out.
    pub port: Option<u16>,
    /// The last port, where it is a range.
    pub end_port: Option<u16>,
}

fields!(PolicyPort {
    protocol: "protocol" [or Protocol::Tcp],
    port: "port" [optional],
    end_port: "endPort" [optional],
});

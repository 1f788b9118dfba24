//! What runs in the cluster: Services, pods, the name server.

use std::net::IpAddr;

use super::ByName;
use gauntlet_model::time::Micros;

use crate::decode::{Decode, Reader};
use crate::encode::Encode;
use crate::fields::{fields, names};
use crate::json::Json;
use crate::patch::whole;

/// What a namespace and a name tell from all others of its kind.
pub(crate) trait Named {
    fn name(&self) -> &str;
    fn namespace(&self) -> &str;
}

/// `namespace/name`.
pub(crate) fn full_name(one: &impl Named) -> String {
    [one.namespace(), "/", one.name()].concat()
}

/// A Service of type ClusterIP, or a headless one.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Service {
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// Its name, unique in its namespace.
    pub name: String,
    /// Its virtual address, or `None` for a headless one.
    pub cluster_ip: ClusterIp,
    /// Whether one client stays on one pod; `None` when left out.
    pub session_affinity: SessionAffinity,
    /// The labels a pod must carry to belong to it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub selector: ByName<String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

impl Named for Service {
    fn name(&self) -> &str {
        &self.name
    }

    fn namespace(&self) -> &str {
        &self.namespace
    }
}

fields!(Service {
    namespace: "namespace",
    name: "name",
    cluster_ip: "clusterIP",
    session_affinity: "sessionAffinity"[optional],
    selector: "selector",
    ports: "ports",
});

/// The virtual address of a Service: kube-proxy turns it into a pod's. A headless Service has none: its name leads to the
/// pods' own addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterIp(pub Option<IpAddr>);

whole!(ClusterIp);

impl Decode for ClusterIp {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        match value {
            Some(Json::Text(text)) if text == "None" => Self(None),
            Some(Json::Text(text)) if text.parse::<IpAddr>().is_err() => {
                reader.wrong("an address such as 10.96.0.20, or None for a headless Service");
                Self(None)
            }
            value => Self(Some(IpAddr::decode(value, reader))),
        }
    }
}

impl Encode for ClusterIp {
    fn encode(&self) -> Json {
        self.0.map_or_else(|| Json::from("None"), |address| address.encode())
    }
}

/// Whether one client stays on one pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum SessionAffinity {
    /// Every connection is spread anew.
    None,
    /// By the address that the Service sees: behind a proxy that is the proxy's.
    ClientIp,
}

names!(SessionAffinity { None: "None", ClientIp: "ClientIP" });

/// The pods that look names up for the others.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ClusterDns {
    /// The address that pods send their lookups to.
    pub address: IpAddr,
    /// The namespace of its pods.
    pub namespace: String,
    /// The labels of its pods.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub labels: ByName<String>,
    /// The domains in which a pod looks for a name: what its `/etc/resolv.conf` has after `search`, such as
    /// `shop.svc.cluster.local`.
    pub search_domains: Vec<String>,
    /// A name with fewer dots than this is looked for in each search domain first. Kubernetes sets it to 5. Resolvers take 1 by themselves.
    pub ndots: u16,
}

fields!(ClusterDns {
    address: "address",
    namespace: "namespace",
    labels: "labels"[optional],
    search_domains: "searchDomains"[optional],
    ndots: "ndots"[or 1],
});

/// A port of a Service.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ServicePort {
    /// The port that clients use.
    pub port: u16,
    /// The port on the pods.
    pub target_port: u16,
}

fields!(ServicePort { port: "port", target_port: "targetPort" });

/// A pod.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Pod {
    /// Its namespace.
    pub namespace: String,
    /// Its name, unique in its namespace.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// The node it runs on.
    pub node_name: String,
    /// Its labels.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub labels: ByName<String>,
    /// The port its container listens on.
    pub container_port: u16,
    /// The status it answers with.
    pub status: u16,
    /// How long it takes to answer a request, in microseconds.
    pub service_time_us: Micros,
    /// How many requests it takes at once; no limit when left out or 0.
    pub max_requests: u32,
}

impl Pod {
    /// `namespace/name`: what tells it from every other pod.
    #[must_use]
    pub fn full_name(&self) -> String {
        full_name(self)
    }
}

impl Named for Pod {
    fn name(&self) -> &str {
        &self.name
    }

    fn namespace(&self) -> &str {
        &self.namespace
    }
}

fields!(Pod {
    namespace: "namespace",
    name: "name",
    address: "address",
    node_name: "nodeName",
    labels: "labels",
    container_port: "containerPort",
    status: "status" [or 200],
    service_time_us: "serviceTimeUs",
    max_requests: "maxRequests"[optional],
});

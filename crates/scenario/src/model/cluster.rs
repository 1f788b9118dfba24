//! What runs in the cluster: Services, pods, the name server.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

use gauntlet_model::time::Micros;

use crate::decode::{Decode, Reader};
use crate::encode::Encode;
use crate::fields::{fields, names};
use crate::json::Json;
use crate::merge::{Merge, leaf};
use crate::patch::{Patch, whole};

/// A Service of type ClusterIP, or a headless one.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Service {
    /// Its namespace: it selects pods of this namespace only.
    pub namespace: String,
    /// Its name, unique in the scenario.
    pub name: String,
    /// Its virtual address, or `None` for a headless one.
    pub cluster_ip: ClusterIp,
    /// Whether one client stays on one pod; `None` when left out.
    pub session_affinity: SessionAffinity,
    /// The labels a pod must carry to belong to it.
    pub selector: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
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
leaf!(ClusterIp);

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
    fn encode(&self) -> Value {
        self.0.map_or_else(|| Value::from("None"), |address| address.encode())
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
    pub labels: BTreeMap<String, String>,
}

fields!(ClusterDns { address: "address", namespace: "namespace", labels: "labels"[optional] });

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

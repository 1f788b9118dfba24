//! The reverse proxy: its certificate and its routes.

use std::net::IpAddr;

use gauntlet_model::tls::TlsVersion;

use super::{ByName, Date};
use crate::fields::{fields, names};

/// The reverse proxy.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ReverseProxy {
    /// The proxy's own address inside the cluster.
    pub address: IpAddr,
    /// The namespace that the proxy's pod runs in, for NetworkPolicies.
    pub namespace: String,
    /// The labels of the proxy's pod, for NetworkPolicies.
    #[cfg_attr(feature = "schema", schemars(with = "crate::table::ByName<String>"))]
    pub labels: ByName<String>,
    /// The names its certificate covers; `*.x` covers one label.
    pub certificate_names: Vec<String>,
    /// The last day on which the certificate is valid; without end when left out.
    pub certificate_not_after: Option<Date>,
    /// The oldest version of TLS it speaks; 1.2 when left out, as in ingress-nginx.
    pub min_tls_version: TlsVersion,
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
    certificate_not_after: "certificateNotAfter"[optional],
    min_tls_version: "minTlsVersion" [or TlsVersion::V1_2],
    max_body_bytes: "maxBodyBytes" [or 1_048_576],
    routes: "routes",
});

/// How a route's path is compared (Kubernetes Ingress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum PathType {
    /// The whole path, to the letter.
    Exact,
    /// By whole path elements.
    Prefix,
}

names!(PathType { Exact: "Exact", Prefix: "Prefix" });

/// One route: host and path to a Service and its port.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
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
    /// The Service's namespace. Required only if several namespaces have a Service of that name.
    pub namespace: Option<String>,
    /// The Service's port.
    pub port: u16,
}

fields!(Route {
    name: "name",
    host: "host",
    path: "path",
    path_type: "pathType",
    service: "service",
    namespace: "namespace"[optional],
    port: "port",
});

names!(vocabulary TlsVersion { V1_0: "1.0", V1_1: "1.1", V1_2: "1.2", V1_3: "1.3" });

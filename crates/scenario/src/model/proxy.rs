//! The reverse proxy: its certificate and its routes.

use std::net::IpAddr;

use ipnet::IpNet;

use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsVersion;

use super::{ByName, Date};
use crate::fields::{fields, names};

/// The reverse proxy.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct ReverseProxy {
    /// Which program it is: they differ in what they route, retry and answer. ingress-nginx when left out.
    pub kind: ProxyKind,
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
    /// The largest body it takes, in bytes; 1 MiB when left out, as in nginx; HAProxy and Envoy take any until told otherwise.
    pub max_body_bytes: usize,
    /// Where it sends requests. Left out: `virtual_ip` for plain nginx, and `endpoints` for the others, as their controllers do.
    pub upstream: Option<Upstream>,
    /// How long it waits for a connection to open, in milliseconds. Left out: 5 s, and 60 s for plain nginx.
    pub connect_timeout_ms: Option<u32>,
    /// How long it waits for a response, in milliseconds. Left out: 60 s for nginx, 50 s for HAProxy, 15 s for Envoy.
    pub read_timeout_ms: Option<u32>,
    /// What it does with a server name that no certificate covers, and so does a WAF that inspects TLS. Left out: the WAF and most
    /// proxies show a default certificate, Envoy rejects.
    pub unknown_server_name: Option<UnknownServerName>,
    /// Whether it expects each connection to start with a line that names the client (PROXY protocol).
    pub proxy_protocol: bool,
    /// Whether it trusts the layers before it and takes the client's address from the `X-Forwarded-For` that they write:
    /// `use-forwarded-headers` in ingress-nginx, `set_real_ip_from` in nginx, `xff_num_trusted_hops` in Envoy.
    pub trust_forwarded: bool,
    /// Client networks that it accepts, judged by the address it takes for the client's; all when left out. Others get a 403:
    /// `whitelist-source-range` in ingress-nginx.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::table::Network>"))]
    pub allow_sources: Vec<IpNet>,
    /// The routes.
    pub routes: Vec<Route>,
}

fields!(ReverseProxy {
    kind: "kind"[optional],
    address: "address",
    namespace: "namespace",
    labels: "labels"[optional],
    certificate_names: "certificateNames",
    certificate_not_after: "certificateNotAfter"[optional],
    min_tls_version: "minTlsVersion" [or TlsVersion::V1_2],
    max_body_bytes: "maxBodyBytes" [or 1_048_576],
    upstream: "upstream"[optional],
    connect_timeout_ms: "connectTimeoutMs"[optional],
    read_timeout_ms: "readTimeoutMs"[optional],
    unknown_server_name: "unknownServerName"[optional],
    proxy_protocol: "proxyProtocol"[optional],
    trust_forwarded: "trustForwarded"[optional],
    allow_sources: "allowSources"[optional],
    routes: "routes",
});

impl ReverseProxy {
    /// Where it sends requests.
    #[must_use]
    pub fn sends_to(&self) -> Upstream {
        let usual = if self.kind == ProxyKind::Nginx { Upstream::VirtualIp } else { Upstream::Endpoints };
        self.upstream.unwrap_or(usual)
    }

    /// How long it waits for a connection to open.
    #[must_use]
    pub fn connect_timeout(&self) -> Micros {
        let usual = if self.kind == ProxyKind::Nginx { 60_000 } else { 5_000 };
        Micros::from_millis(self.connect_timeout_ms.unwrap_or(usual).into())
    }

    /// How long it waits for a response.
    #[must_use]
    pub fn read_timeout(&self) -> Micros {
        let usual = match self.kind {
            ProxyKind::IngressNginx | ProxyKind::Nginx => 60_000,
            ProxyKind::Haproxy => 50_000,
            ProxyKind::Envoy => 15_000,
        };
        Micros::from_millis(self.read_timeout_ms.unwrap_or(usual).into())
    }
}

/// A program that is used as a reverse proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum ProxyKind {
    /// nginx as the ingress-nginx controller configures it.
    IngressNginx,
    /// nginx with a configuration written by hand.
    Nginx,
    /// HAProxy, as its ingress controller configures it.
    Haproxy,
    /// Envoy, as most controllers of the Gateway API configure it.
    Envoy,
}

names!(ProxyKind { IngressNginx: "ingress_nginx", Nginx: "nginx", Haproxy: "haproxy", Envoy: "envoy" });

impl ProxyKind {
    /// What it does with a server name that no certificate covers, where nobody told it.
    #[must_use]
    pub const fn unknown_server_name(self) -> UnknownServerName {
        match self {
            Self::IngressNginx | Self::Nginx | Self::Haproxy => UnknownServerName::DefaultCertificate,
            Self::Envoy => UnknownServerName::Reject,
        }
    }
}

/// What becomes of a handshake for a server name that no certificate covers, or for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum UnknownServerName {
    /// A default certificate is shown, which the client refuses unless it takes any: the site's own, or of the ingress controllers
    /// for nginx and HAProxy a self-signed one.
    DefaultCertificate,
    /// The handshake is ended: nginx with `ssl_reject_handshake`, HAProxy with `strict-sni`, Envoy by itself.
    Reject,
}

names!(UnknownServerName { DefaultCertificate: "default_certificate", Reject: "reject" });

/// Where a proxy sends a request for a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum Upstream {
    /// To a pod's own address: the controller learns the Service's ready endpoints, and the proxy picks one of them.
    Endpoints,
    /// To the Service's virtual IP: the node picks a ready pod and rewrites the destination (kube-proxy).
    VirtualIp,
}

names!(Upstream { Endpoints: "endpoints", VirtualIp: "virtual_ip" });

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

//! The TLS handshake at the layer that ends the client's TLS: the WAF if it inspects, otherwise the proxy. The server refuses a version and,
//! where it is told to, a name; the client refuses a certificate.

use gauntlet_model::code::Code;
use gauntlet_model::http::host_covers;
use gauntlet_model::layer::Layer;
use gauntlet_model::tls::{Alert, Distrust, Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ProxyKind, UnknownServerName};

use crate::layer::Reply;

/// The certificate with which a handshake was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// The site's, which covers the server name: by that one of its names.
    Covers(usize),
    /// The default one, for a server name that is none of the site's: the client takes any.
    Default,
}

/// Why a handshake fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// There is none: clear text comes where TLS alone is taken.
    ClearText,
    /// Clear text alone is taken there.
    NoTls,
    /// No version that both speak.
    Version,
    /// No certificate is for the server name, and the server refuses to show another.
    Name,
    /// The client refuses the certificate.
    Distrusted(Distrust),
}

/// Completes a handshake, as the layer `by` does that ends the client's TLS.
///
/// # Errors
/// Why it fails.
pub fn complete(scenario: &Scenario, by: Layer, hello: Hello<'_>) -> Result<Certificate, Failed> {
    let config = &scenario.reverse_proxy;
    let sni = hello.sni.unwrap_or_default();
    let covers = config.certificate_names.iter().position(|name| host_covers(name, sni));
    let rejected = covers.is_none() && unknown_name(scenario, by) == UnknownServerName::Reject;
    let proxy = (by == Layer::ReverseProxy).then_some(config.kind);
    // HAProxy and Envoy look at the name before they look at the version.
    if rejected && matches!(proxy, Some(ProxyKind::Haproxy | ProxyKind::Envoy)) {
        return Err(Failed::Name);
    }
    if hello.client.max_version < config.min_tls_version {
        return Err(Failed::Version);
    }
    if rejected {
        return Err(Failed::Name);
    }
    let self_signed = matches!(proxy, Some(ProxyKind::IngressNginx | ProxyKind::Haproxy));
    let expired = scenario.date.zip(config.certificate_not_after).is_some_and(|(today, last)| last < today);
    match covers {
        _ if hello.client.insecure => Ok(covers.map_or(Certificate::Default, Certificate::Covers)),
        // Ingress controllers answer with a self-signed certificate here. The others show the site's.
        None if self_signed => Err(Failed::Distrusted(Distrust::SelfSigned)),
        // A client looks at the date first and at the names last.
        _ if expired => Err(Failed::Distrusted(Distrust::Expired)),
        None => Err(Failed::Distrusted(Distrust::OtherName)),
        Some(name) => Ok(Certificate::Covers(name)),
    }
}

/// What is wrong with a connection before it begins: port 443 takes TLS alone, port 80 clear text alone, and every other port both.
#[must_use]
pub const fn wrong(tls: TlsState, port: u16) -> Option<Failed> {
    match (tls, port) {
        (TlsState::Plain, 443) => Some(Failed::ClearText),
        (TlsState::Encrypted, 80) => Some(Failed::NoTls),
        _ => None,
    }
}

/// What the layer does with a server name that no certificate covers.
fn unknown_name(scenario: &Scenario, by: Layer) -> UnknownServerName {
    let config = &scenario.reverse_proxy;
    match (config.unknown_server_name, by) {
        (Some(told), _) => told,
        (None, Layer::ReverseProxy) => config.kind.unknown_server_name(),
        (None, _) => UnknownServerName::DefaultCertificate,
    }
}

impl Failed {
    /// The code of the layer, and what the client gets.
    #[must_use]
    pub fn told(self, scenario: &Scenario, by: Layer) -> (Code, Reply) {
        let waf = by == Layer::Waf;
        let one_of = |in_waf, in_proxy| if waf { in_waf } else { in_proxy };
        let certificate_name = one_of(Code::WafCertificateName, Code::ReverseProxyCertificateName);
        let wrong_protocol = one_of(Code::WafWrongProtocol, Code::ReverseProxyWrongProtocol);
        match self {
            Self::ClearText => match scenario.reverse_proxy.kind {
                ProxyKind::Haproxy if !waf => (wrong_protocol, Reply::Close),
                ProxyKind::Envoy if !waf => (wrong_protocol, Reply::Reset),
                _ => (wrong_protocol, Reply::Http(400)),
            },
            Self::NoTls => (wrong_protocol, Reply::Clear(400)),
            Self::Version => (
                one_of(Code::WafTlsVersion, Code::ReverseProxyTlsVersion),
                Reply::Alert(Alert::ProtocolVersion),
            ),
            // Envoy has no filter chain for it, and closes the connection over what it has not read.
            Self::Name if !waf && scenario.reverse_proxy.kind == ProxyKind::Envoy => {
                (certificate_name, Reply::Reset)
            }
            Self::Name => (certificate_name, Reply::Alert(Alert::UnrecognizedName)),
            Self::Distrusted(Distrust::Expired) => (
                one_of(Code::WafCertificateExpired, Code::ReverseProxyCertificateExpired),
                Reply::Distrust(Distrust::Expired),
            ),
            Self::Distrusted(why) => (certificate_name, Reply::Distrust(why)),
        }
    }
}

//! Every code with what the client sees of it, and the way back: from what a client sees to the codes that can cause it.
//!
//! A test runs into every one and holds the table to what the engines do, in both ways.

use gauntlet_model::code::Code;
use gauntlet_model::curl::phrase;
use gauntlet_model::journey::{ClientSees, Direction, Verdict};

use crate::messages;

/// What a client can tell of an end, without knowing its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symptom {
    /// No answer at all.
    Timeout,
    /// The connection is refused while it is opened.
    Refused,
    /// The open connection is reset.
    Reset,
    /// The TLS handshake fails.
    TlsFailure,
    /// The name does not resolve.
    NameNotResolved,
    /// An HTTP response with this status.
    Status(u16),
}

impl Symptom {
    /// The symptom of what a client saw.
    #[must_use]
    pub const fn of(client: &ClientSees) -> Self {
        match client {
            ClientSees::HttpStatus { status, .. } => Self::Status(*status),
            ClientSees::Timeout { .. } => Self::Timeout,
            ClientSees::Refused => Self::Refused,
            ClientSees::Reset => Self::Reset,
            ClientSees::TlsFailure { .. } => Self::TlsFailure,
            ClientSees::NameNotResolved => Self::NameNotResolved,
        }
    }

    /// What a client would call it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Timeout => messages::SYMPTOM_TIMEOUT.to_owned(),
            Self::Refused => messages::SYMPTOM_REFUSED.to_owned(),
            Self::Reset => messages::SYMPTOM_RESET.to_owned(),
            Self::TlsFailure => messages::SYMPTOM_TLS_FAILURE.to_owned(),
            Self::NameNotResolved => messages::SYMPTOM_NAME_NOT_RESOLVED.to_owned(),
            Self::Status(status) => format!("{status} {}", phrase(status)),
        }
    }

    /// The same in a word or two.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Self::Timeout => messages::SYMPTOM_SHORT_TIMEOUT.to_owned(),
            Self::Refused => messages::SYMPTOM_SHORT_REFUSED.to_owned(),
            Self::Reset => messages::SYMPTOM_SHORT_RESET.to_owned(),
            Self::TlsFailure => messages::SYMPTOM_SHORT_TLS_FAILURE.to_owned(),
            Self::NameNotResolved => messages::SYMPTOM_SHORT_NAME_NOT_RESOLVED.to_owned(),
            Self::Status(status) => format!("HTTP {status}"),
        }
    }
}

/// Every symptom that a code of a direction can have, in their order.
#[must_use]
pub fn symptoms(direction: Direction) -> Vec<Symptom> {
    let entries = ALL.iter().filter(|entry| entry.direction == direction);
    let mut symptoms: Vec<Symptom> = entries.flat_map(|entry| entry.symptoms).copied().collect();
    symptoms.sort_unstable();
    symptoms.dedup();
    symptoms
}

/// A code in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The direction of the request.
    pub direction: Direction,
    /// The code.
    pub code: Code,
    /// `Block` by policy, `Fail` for what is broken or missing.
    pub verdict: Verdict,
    /// What is the matter, in a few words.
    pub summary: &'static str,
    /// What the client may see of it, as configured.
    pub symptoms: &'static [Symptom],
}

/// The entries that can cause a symptom, in the order in which a request meets their layers: the order to check them in.
///
/// An answer of the app or the API itself, such as its own 404, has no code and is not among them.
pub fn causes(direction: Direction, symptom: Symptom) -> impl Iterator<Item = &'static Entry> {
    ALL.iter().filter(move |entry| entry.direction == direction && entry.symptoms.contains(&symptom))
}

macro_rules! entries {
    ($($direction:ident { $($code:ident $summary:expr => $($symptom:expr),+;)+ })+) => {
        /// Every code, by direction and then in the order in which a request meets its layer.
        pub const ALL: &[Entry] = &[$($(Entry {
            direction: Direction::$direction,
            code: Code::$code,
            verdict: Code::$code.verdict(),
            summary: $summary,
            symptoms: &[$($symptom),+],
        }),+),+];
    };
}

use Symptom::{NameNotResolved, Refused, Reset, Status, Timeout, TlsFailure};

entries! {
    Ingress {
        FirewallSourceDenied messages::CAUSE_FIREWALL_SOURCE_DENIED => Timeout, Refused;
        FirewallPortDenied messages::CAUSE_FIREWALL_PORT_DENIED => Timeout, Refused;
        FirewallProtocolDenied messages::CAUSE_FIREWALL_PROTOCOL_DENIED => Timeout, Refused;
        FirewallDefaultDenied messages::CAUSE_FIREWALL_DEFAULT_DENIED => Timeout, Refused;
        WafSqlInjection messages::CAUSE_WAF_SQL_INJECTION => Status(403);
        WafCrossSiteScripting messages::CAUSE_WAF_CROSS_SITE_SCRIPTING => Status(403);
        WafPathTraversal messages::CAUSE_WAF_PATH_TRAVERSAL => Status(403);
        WafCommandInjection messages::CAUSE_WAF_COMMAND_INJECTION => Status(403);
        WafCustomRule messages::CAUSE_WAF_CUSTOM_RULE => Status(403);
        WafXmlExternalEntity messages::CAUSE_WAF_XML_EXTERNAL_ENTITY => Status(403);
        WafJndiInjection messages::CAUSE_WAF_JNDI_INJECTION => Status(403);
        WafTemplateInjection messages::CAUSE_WAF_TEMPLATE_INJECTION => Status(403);
        WafServerSideRequestForgery messages::CAUSE_WAF_SERVER_SIDE_REQUEST_FORGERY => Status(403);
        WafRemoteFileInclusion messages::CAUSE_WAF_REMOTE_FILE_INCLUSION => Status(403);
        WafPhpInjection messages::CAUSE_WAF_PHP_INJECTION => Status(403);
        WafNosqlInjection messages::CAUSE_WAF_NOSQL_INJECTION => Status(403);
        WafLdapInjection messages::CAUSE_WAF_LDAP_INJECTION => Status(403);
        WafHeaderInjection messages::CAUSE_WAF_HEADER_INJECTION => Status(403);
        WafScanner messages::CAUSE_WAF_SCANNER => Status(403);
        WafBodyTooLarge messages::CAUSE_WAF_BODY_TOO_LARGE => Status(413);
        LoadBalancerListenerMissing messages::CAUSE_LOAD_BALANCER_LISTENER_MISSING => Refused;
        LoadBalancerNoHealthyNode messages::CAUSE_LOAD_BALANCER_NO_HEALTHY_NODE => Status(503), Reset;
        LoadBalancerNodeUnreachable messages::CAUSE_LOAD_BALANCER_NODE_UNREACHABLE => Status(504), Timeout;
        ReverseProxyTlsVersion messages::CAUSE_REVERSE_PROXY_TLS_VERSION => TlsFailure;
        ReverseProxyCertificateName messages::CAUSE_REVERSE_PROXY_CERTIFICATE_NAME => TlsFailure;
        ReverseProxyCertificateExpired messages::CAUSE_REVERSE_PROXY_CERTIFICATE_EXPIRED => TlsFailure;
        ReverseProxyNoRoute messages::CAUSE_REVERSE_PROXY_NO_ROUTE => Status(404);
        ReverseProxyBodyTooLarge messages::CAUSE_REVERSE_PROXY_BODY_TOO_LARGE => Status(413);
        ApiGatewayUnauthenticated messages::CAUSE_API_GATEWAY_UNAUTHENTICATED => Status(401);
        ApiGatewayForbidden messages::CAUSE_API_GATEWAY_FORBIDDEN => Status(403);
        ApiGatewayRateLimited messages::CAUSE_API_GATEWAY_RATE_LIMITED => Status(429);
        ServiceNotFound messages::CAUSE_SERVICE_NOT_FOUND => Status(503);
        ServicePortNotExposed messages::CAUSE_SERVICE_PORT_NOT_EXPOSED => Status(503);
        ServiceNoReadyEndpoints messages::CAUSE_SERVICE_NO_READY_ENDPOINTS => Status(503);
        NetworkPolicyEgressDenied messages::CAUSE_NETWORK_POLICY_EGRESS_DENIED => Status(504);
        NetworkPolicyIngressDenied messages::CAUSE_NETWORK_POLICY_INGRESS_DENIED => Status(504);
        PodNotListening messages::CAUSE_POD_NOT_LISTENING => Status(502);
        PodCrashed messages::CAUSE_POD_CRASHED => Status(502);
        PodOverloaded messages::CAUSE_POD_OVERLOADED => Status(503);
        PodTooSlow messages::CAUSE_POD_TOO_SLOW => Status(504);
    }
    Egress {
        NetworkPolicyEgressDenied messages::CAUSE_NETWORK_POLICY_EGRESS_DENIED => NameNotResolved, Timeout;
        DnsNoSuchName messages::CAUSE_DNS_NO_SUCH_NAME => NameNotResolved;
        NatGatewayNoRoute messages::CAUSE_NAT_GATEWAY_NO_ROUTE => Timeout;
        NatGatewayPortsExhausted messages::CAUSE_NAT_GATEWAY_PORTS_EXHAUSTED => Timeout;
        EgressFirewallNameMissing messages::CAUSE_EGRESS_FIREWALL_NAME_MISSING => Timeout, Reset;
        EgressFirewallDestinationDenied messages::CAUSE_EGRESS_FIREWALL_DESTINATION_DENIED => Timeout, Reset;
        EgressFirewallNameDenied messages::CAUSE_EGRESS_FIREWALL_NAME_DENIED => Timeout, Reset;
        ExternalSourceNotAllowListed messages::CAUSE_EXTERNAL_SOURCE_NOT_ALLOW_LISTED => Status(403);
        ExternalUnreachable messages::CAUSE_EXTERNAL_UNREACHABLE => Timeout;
        ExternalTooSlow messages::CAUSE_EXTERNAL_TOO_SLOW => Timeout;
    }
}

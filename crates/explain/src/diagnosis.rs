//! Every code with what the client sees of it, and the way back: from what a client sees to the codes that can cause it.
//!
//! A test runs into every one and holds the table to what the engines do, in both ways.

use gauntlet_model::code::Code;
use gauntlet_model::curl::phrase;
use gauntlet_model::journey::{ClientSees, Direction, Phase, TlsEnd, Verdict};

use crate::messages;

/// What a client can tell of an end, without knowing its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symptom {
    /// No answer to the lookup.
    NoLookup,
    /// No answer to the first packet.
    NoConnection,
    /// Connected, and no answer to the TLS handshake.
    NoHandshake,
    /// No answer to the request.
    NoResponse,
    /// The connection is refused while it is opened.
    Refused,
    /// The connection is reset in the TLS handshake.
    ResetInTls,
    /// The open connection is reset.
    Reset,
    /// The open connection is closed, without a byte.
    EmptyReply,
    /// The server ends the TLS handshake with an alert.
    TlsAlert,
    /// The client refuses the certificate.
    CertificateRefused,
    /// The server answers in clear text where the client waits for TLS.
    ClearText,
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
            ClientSees::Timeout { phase, .. } => match phase {
                Phase::Resolving => Self::NoLookup,
                Phase::Connecting => Self::NoConnection,
                Phase::TlsHandshake => Self::NoHandshake,
                Phase::Response => Self::NoResponse,
            },
            ClientSees::Refused { .. } => Self::Refused,
            ClientSees::Reset { phase: Phase::TlsHandshake } => Self::ResetInTls,
            ClientSees::Reset { .. } => Self::Reset,
            ClientSees::EmptyReply { .. } => Self::EmptyReply,
            ClientSees::TlsFailure(TlsEnd::Alert(..)) => Self::TlsAlert,
            ClientSees::TlsFailure(TlsEnd::Refused(_)) => Self::CertificateRefused,
            ClientSees::TlsFailure(TlsEnd::ClearText(_)) => Self::ClearText,
            ClientSees::NameNotResolved => Self::NameNotResolved,
        }
    }

    /// What a client would call it, and the same in a word or two; of a status there is nothing but its number.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoLookup => (messages::SYMPTOM_NO_LOOKUP, messages::SYMPTOM_SHORT_NO_LOOKUP),
            Self::NoConnection => (messages::SYMPTOM_TIMEOUT, messages::SYMPTOM_SHORT_TIMEOUT),
            Self::NoHandshake => (messages::SYMPTOM_NO_HANDSHAKE, messages::SYMPTOM_SHORT_NO_HANDSHAKE),
            Self::NoResponse => (messages::SYMPTOM_NO_RESPONSE, messages::SYMPTOM_SHORT_NO_RESPONSE),
            Self::Refused => (messages::SYMPTOM_REFUSED, messages::SYMPTOM_SHORT_REFUSED),
            Self::ResetInTls => (messages::SYMPTOM_RESET_IN_TLS, messages::SYMPTOM_SHORT_RESET_IN_TLS),
            Self::Reset => (messages::SYMPTOM_RESET, messages::SYMPTOM_SHORT_RESET),
            Self::EmptyReply => (messages::SYMPTOM_EMPTY_REPLY, messages::SYMPTOM_SHORT_EMPTY_REPLY),
            Self::TlsAlert => (messages::SYMPTOM_TLS_FAILURE, messages::SYMPTOM_SHORT_TLS_FAILURE),
            Self::CertificateRefused => (messages::SYMPTOM_CERTIFICATE, messages::SYMPTOM_SHORT_CERTIFICATE),
            Self::ClearText => (messages::SYMPTOM_CLEAR_TEXT, messages::SYMPTOM_SHORT_CLEAR_TEXT),
            Self::NameNotResolved => {
                (messages::SYMPTOM_NAME_NOT_RESOLVED, messages::SYMPTOM_SHORT_NAME_NOT_RESOLVED)
            }
            Self::Status(_) => ("", ""),
        }
    }

    /// What a client would call it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Status(status) => format!("{status} {}", phrase(status)),
            _ => self.words().0.to_owned(),
        }
    }

    /// The same in a word or two.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Self::Status(status) => format!("HTTP {status}"),
            _ => self.words().1.to_owned(),
        }
    }
}

/// Every symptom that a code of a direction can have, in their order.
#[must_use]
pub fn symptoms(direction: Direction) -> Vec<Symptom> {
    let entries = ALL.iter().filter(|entry| entry.direction == direction);
    let mut symptoms = Vec::new();
    for symptom in entries.flat_map(|entry| entry.symptoms) {
        if let Err(at) = symptoms.binary_search(symptom) {
            symptoms.insert(at, *symptom);
        }
    }
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

/// What tells the causes of a symptom apart, or the symptom from one that looks like it; backticks mark code.
#[must_use]
pub const fn apart(direction: Direction, symptom: Symptom) -> Option<&'static str> {
    Some(match (direction, symptom) {
        (Direction::Ingress, NoConnection | Refused) => messages::APART_FIREWALL,
        (_, NoConnection) => messages::APART_CONNECT,
        (_, NoLookup | NameNotResolved) => messages::APART_LOOKUP,
        (_, NoHandshake) => messages::APART_NAME,
        (_, NoResponse) => messages::APART_RESPONSE,
        (_, TlsAlert) => messages::APART_ALERT,
        (_, CertificateRefused) => messages::APART_CERTIFICATE,
        (_, ClearText) => messages::APART_CLEAR_TEXT,
        (Direction::Egress, Refused | Reset | ResetInTls) => messages::APART_RESET,
        (Direction::Ingress, Status(403)) => messages::APART_FORBIDDEN,
        (Direction::Ingress, Status(413)) => messages::APART_TOO_LARGE,
        (Direction::Ingress, Status(502)) => messages::APART_BAD_GATEWAY,
        (Direction::Ingress, Status(503)) => messages::APART_UNAVAILABLE,
        (Direction::Ingress, Status(504)) => messages::APART_GATEWAY_TIMEOUT,
        _ => return None,
    })
}

macro_rules! entries {
    ($($direction:ident { $($code:ident $summary:expr => $($symptom:expr),+;)+ })+) => {
        /// Every code, by direction and then in the order in which a request meets its layer. What is seen of it is told for a scenario with
        /// all its layers, but for the codes that only a missing one leads to.
        pub const ALL: &[Entry] = &[$($(Entry {
            direction: Direction::$direction,
            code: Code::$code,
            verdict: Code::$code.verdict(),
            summary: $summary,
            symptoms: &[$($symptom),+],
        }),+),+];
    };
}

use Symptom::{
    CertificateRefused, ClearText, EmptyReply, NameNotResolved, NoConnection, NoHandshake, NoLookup,
    NoResponse, Refused, Reset, ResetInTls, Status, TlsAlert,
};

entries! {
    Ingress {
        FirewallSourceDenied messages::CAUSE_FIREWALL_SOURCE_DENIED => NoConnection, Refused;
        FirewallPortDenied messages::CAUSE_FIREWALL_PORT_DENIED => NoConnection, Refused;
        FirewallProtocolDenied messages::CAUSE_FIREWALL_PROTOCOL_DENIED => NoConnection, Refused;
        FirewallDefaultDenied messages::CAUSE_FIREWALL_DEFAULT_DENIED => NoConnection, Refused;
        WafWrongProtocol messages::CAUSE_WAF_WRONG_PROTOCOL => Status(400), ClearText;
        WafTlsVersion messages::CAUSE_WAF_TLS_VERSION => TlsAlert;
        WafCertificateName messages::CAUSE_WAF_CERTIFICATE_NAME => CertificateRefused, TlsAlert;
        WafCertificateExpired messages::CAUSE_WAF_CERTIFICATE_EXPIRED => CertificateRefused;
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
        WafMethodNotAllowed messages::CAUSE_WAF_METHOD_NOT_ALLOWED => Status(403);
        WafContentTypeNotAllowed messages::CAUSE_WAF_CONTENT_TYPE_NOT_ALLOWED => Status(403);
        LoadBalancerListenerMissing messages::CAUSE_LOAD_BALANCER_LISTENER_MISSING => Refused;
        LoadBalancerNoHealthyNode messages::CAUSE_LOAD_BALANCER_NO_HEALTHY_NODE => Status(503), Status(502), EmptyReply;
        LoadBalancerNodeUnreachable messages::CAUSE_LOAD_BALANCER_NODE_UNREACHABLE => Status(504), Status(502), NoConnection, Refused;
        ReverseProxyProxyProtocol messages::CAUSE_REVERSE_PROXY_PROXY_PROTOCOL => Status(400), Status(502), EmptyReply, Reset, ResetInTls, ClearText;
        ReverseProxyWrongProtocol messages::CAUSE_REVERSE_PROXY_WRONG_PROTOCOL => Status(400), EmptyReply, Reset, ClearText;
        ReverseProxyTlsVersion messages::CAUSE_REVERSE_PROXY_TLS_VERSION => TlsAlert;
        ReverseProxyCertificateName messages::CAUSE_REVERSE_PROXY_CERTIFICATE_NAME => CertificateRefused, TlsAlert, ResetInTls;
        ReverseProxyCertificateExpired messages::CAUSE_REVERSE_PROXY_CERTIFICATE_EXPIRED => CertificateRefused;
        ReverseProxyBadRequest messages::CAUSE_REVERSE_PROXY_BAD_REQUEST => Status(400);
        ReverseProxyAmbiguousLength messages::CAUSE_REVERSE_PROXY_AMBIGUOUS_LENGTH => Status(400);
        ReverseProxyUriTooLong messages::CAUSE_REVERSE_PROXY_URI_TOO_LONG => Status(414);
        ReverseProxyHeadTooLarge messages::CAUSE_REVERSE_PROXY_HEAD_TOO_LARGE => Status(400), Status(431);
        ReverseProxyMethodDenied messages::CAUSE_REVERSE_PROXY_METHOD_DENIED => Status(405);
        ReverseProxyNotImplemented messages::CAUSE_REVERSE_PROXY_NOT_IMPLEMENTED => Status(501), Status(422);
        ReverseProxyHttpVersion messages::CAUSE_REVERSE_PROXY_HTTP_VERSION => Status(505), Status(426);
        ReverseProxyNoRoute messages::CAUSE_REVERSE_PROXY_NO_ROUTE => Status(404);
        ReverseProxyBodyTooLarge messages::CAUSE_REVERSE_PROXY_BODY_TOO_LARGE => Status(413);
        ReverseProxySourceDenied messages::CAUSE_REVERSE_PROXY_SOURCE_DENIED => Status(403);
        ApiGatewayUnauthenticated messages::CAUSE_API_GATEWAY_UNAUTHENTICATED => Status(401);
        ApiGatewayForbidden messages::CAUSE_API_GATEWAY_FORBIDDEN => Status(403);
        ApiGatewayRateLimited messages::CAUSE_API_GATEWAY_RATE_LIMITED => Status(429);
        ServiceNotFound messages::CAUSE_SERVICE_NOT_FOUND => Status(502), Status(503);
        ServicePortNotExposed messages::CAUSE_SERVICE_PORT_NOT_EXPOSED => Status(502), Status(503);
        ServiceNoReadyEndpoints messages::CAUSE_SERVICE_NO_READY_ENDPOINTS => Status(502), Status(503);
        NetworkPolicyEgressDenied messages::CAUSE_NETWORK_POLICY_EGRESS_DENIED => Status(503), Status(504);
        NetworkPolicyIngressDenied messages::CAUSE_NETWORK_POLICY_INGRESS_DENIED => Status(503), Status(504);
        PodNotListening messages::CAUSE_POD_NOT_LISTENING => Status(502), Status(503);
        PodNoTls messages::CAUSE_POD_NO_TLS => ClearText, Status(502);
        PodCrashed messages::CAUSE_POD_CRASHED => Status(502), Status(503);
        PodOverloaded messages::CAUSE_POD_OVERLOADED => Status(503);
        PodTooSlow messages::CAUSE_POD_TOO_SLOW => Status(504);
    }
    Egress {
        NetworkPolicyEgressDenied messages::CAUSE_NETWORK_POLICY_EGRESS_DENIED => NoLookup, NoConnection;
        DnsNoSuchName messages::CAUSE_DNS_NO_SUCH_NAME => NameNotResolved;
        NatGatewayNoRoute messages::CAUSE_NAT_GATEWAY_NO_ROUTE => NoConnection;
        NatGatewayPortsExhausted messages::CAUSE_NAT_GATEWAY_PORTS_EXHAUSTED => NoConnection;
        EgressFirewallNameMissing messages::CAUSE_EGRESS_FIREWALL_NAME_MISSING => NoHandshake, ResetInTls;
        EgressFirewallDestinationDenied messages::CAUSE_EGRESS_FIREWALL_DESTINATION_DENIED => NoConnection, Refused;
        EgressFirewallNameDenied messages::CAUSE_EGRESS_FIREWALL_NAME_DENIED => NoHandshake, NoResponse, ResetInTls, Reset;
        ExternalSourceNotAllowListed messages::CAUSE_EXTERNAL_SOURCE_NOT_ALLOW_LISTED => Status(403);
        ExternalUnreachable messages::CAUSE_EXTERNAL_UNREACHABLE => NoConnection;
        ExternalNoWayBack messages::CAUSE_EXTERNAL_NO_WAY_BACK => NoConnection;
        ExternalTooSlow messages::CAUSE_EXTERNAL_TOO_SLOW => NoResponse;
    }
}

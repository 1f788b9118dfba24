//! Every code with what the client sees of it, and the way back: from what a client sees to the codes that can cause it.
//!
//! A test runs into every one and holds the table to what the engines do, in both ways.

use std::collections::BTreeSet;

use crate::http::curl::phrase;
use crate::journey::{ClientSees, Direction, Verdict};
use crate::layer::Layer;
use crate::reason::Code;
use crate::text;

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
            Self::Timeout => text::SYMPTOM_TIMEOUT.to_owned(),
            Self::Refused => text::SYMPTOM_REFUSED.to_owned(),
            Self::Reset => text::SYMPTOM_RESET.to_owned(),
            Self::TlsFailure => text::SYMPTOM_TLS_FAILURE.to_owned(),
            Self::NameNotResolved => text::SYMPTOM_NAME_NOT_RESOLVED.to_owned(),
            Self::Status(status) => format!("{status} {}", phrase(status)),
        }
    }
}

/// Every symptom that a code of a direction can have, in their order.
#[must_use]
pub fn symptoms(direction: Direction) -> BTreeSet<Symptom> {
    let entries = ALL.iter().filter(|entry| entry.direction == direction);
    entries.flat_map(|entry| entry.symptoms).copied().collect()
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
    pub gist: &'static str,
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
    ($($direction:ident $layer:ident { $($verdict:ident $reason:literal $gist:expr => $($symptom:expr),+;)+ })+) => {
        /// Every code, by direction and then in the order in which a request meets its layer.
        pub const ALL: &[Entry] = &[$($(Entry {
            direction: Direction::$direction,
            code: Code { layer: Layer::$layer, reason: $reason },
            verdict: Verdict::$verdict,
            gist: $gist,
            symptoms: &[$($symptom),+],
        }),+),+];
    };
}

use Symptom::{NameNotResolved, Refused, Reset, Status, Timeout, TlsFailure};

entries! {
    Ingress Firewall {
        Block "source_denied" text::CAUSE_FIREWALL_SOURCE_DENIED => Timeout, Refused;
        Block "port_denied" text::CAUSE_FIREWALL_PORT_DENIED => Timeout, Refused;
        Block "protocol_denied" text::CAUSE_FIREWALL_PROTOCOL_DENIED => Timeout, Refused;
        Block "default_denied" text::CAUSE_FIREWALL_DEFAULT_DENIED => Timeout, Refused;
    }
    Ingress Waf {
        Block "sql_injection" text::CAUSE_WAF_SQL_INJECTION => Status(403);
        Block "cross_site_scripting" text::CAUSE_WAF_CROSS_SITE_SCRIPTING => Status(403);
        Block "path_traversal" text::CAUSE_WAF_PATH_TRAVERSAL => Status(403);
        Block "command_injection" text::CAUSE_WAF_COMMAND_INJECTION => Status(403);
        Block "custom_rule" text::CAUSE_WAF_CUSTOM_RULE => Status(403);
        Block "scanner" text::CAUSE_WAF_SCANNER => Status(403);
        Block "body_too_large" text::CAUSE_WAF_BODY_TOO_LARGE => Status(413);
    }
    Ingress LoadBalancer {
        Fail "listener_missing" text::CAUSE_LOAD_BALANCER_LISTENER_MISSING => Refused;
        Fail "no_healthy_node" text::CAUSE_LOAD_BALANCER_NO_HEALTHY_NODE => Status(503), Reset;
        Fail "node_unreachable" text::CAUSE_LOAD_BALANCER_NODE_UNREACHABLE => Status(504), Timeout;
    }
    Ingress ReverseProxy {
        Fail "tls_version" text::CAUSE_REVERSE_PROXY_TLS_VERSION => TlsFailure;
        Fail "certificate_name" text::CAUSE_REVERSE_PROXY_CERTIFICATE_NAME => TlsFailure;
        Fail "certificate_expired" text::CAUSE_REVERSE_PROXY_CERTIFICATE_EXPIRED => TlsFailure;
        Fail "no_route" text::CAUSE_REVERSE_PROXY_NO_ROUTE => Status(404);
        Block "body_too_large" text::CAUSE_REVERSE_PROXY_BODY_TOO_LARGE => Status(413);
    }
    Ingress ApiGateway {
        Block "unauthenticated" text::CAUSE_API_GATEWAY_UNAUTHENTICATED => Status(401);
        Block "forbidden" text::CAUSE_API_GATEWAY_FORBIDDEN => Status(403);
        Block "rate_limited" text::CAUSE_API_GATEWAY_RATE_LIMITED => Status(429);
    }
    Ingress Service {
        Fail "not_found" text::CAUSE_SERVICE_NOT_FOUND => Status(503);
        Fail "port_not_exposed" text::CAUSE_SERVICE_PORT_NOT_EXPOSED => Status(503);
        Fail "no_ready_endpoints" text::CAUSE_SERVICE_NO_READY_ENDPOINTS => Status(503);
    }
    Ingress NetworkPolicy {
        Block "egress_denied" text::CAUSE_NETWORK_POLICY_EGRESS_DENIED => Status(504);
        Block "ingress_denied" text::CAUSE_NETWORK_POLICY_INGRESS_DENIED => Status(504);
    }
    Ingress Pod {
        Fail "not_listening" text::CAUSE_POD_NOT_LISTENING => Status(502);
        Fail "crashed" text::CAUSE_POD_CRASHED => Status(502);
        Fail "overloaded" text::CAUSE_POD_OVERLOADED => Status(503);
        Fail "too_slow" text::CAUSE_POD_TOO_SLOW => Status(504);
    }
    Egress NetworkPolicy {
        Block "egress_denied" text::CAUSE_NETWORK_POLICY_EGRESS_DENIED => NameNotResolved, Timeout;
    }
    Egress Dns {
        Fail "no_such_name" text::CAUSE_DNS_NO_SUCH_NAME => NameNotResolved;
    }
    Egress NatGateway {
        Fail "no_route" text::CAUSE_NAT_GATEWAY_NO_ROUTE => Timeout;
        Fail "ports_exhausted" text::CAUSE_NAT_GATEWAY_PORTS_EXHAUSTED => Timeout;
    }
    Egress EgressFirewall {
        Block "name_missing" text::CAUSE_EGRESS_FIREWALL_NAME_MISSING => Timeout, Reset;
        Block "destination_denied" text::CAUSE_EGRESS_FIREWALL_DESTINATION_DENIED => Timeout, Reset;
        Block "name_denied" text::CAUSE_EGRESS_FIREWALL_NAME_DENIED => Timeout, Reset;
    }
    Egress External {
        Block "source_not_allow_listed" text::CAUSE_EXTERNAL_SOURCE_NOT_ALLOW_LISTED => Status(403);
        Fail "unreachable" text::CAUSE_EXTERNAL_UNREACHABLE => Timeout;
        Fail "too_slow" text::CAUSE_EXTERNAL_TOO_SLOW => Timeout;
    }
}

//! Every code with what the client sees of it, and the way back: from what a client sees to the codes that can cause it.
//!
//! A test runs into every one and holds the table to what the engines do, in both ways.

use std::collections::BTreeSet;

use crate::http::curl::phrase;
use crate::journey::{ClientSees, Direction, Verdict};
use crate::layer::Layer;
use crate::reason::Code;

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
            Self::Timeout => "Time-out: no answer at all".to_owned(),
            Self::Refused => "Connection refused".to_owned(),
            Self::Reset => "Connection reset".to_owned(),
            Self::TlsFailure => "TLS handshake fails".to_owned(),
            Self::NameNotResolved => "Name does not resolve".to_owned(),
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
    ($($direction:ident $layer:ident { $($verdict:ident $reason:literal $gist:literal: $($symptom:expr),+;)+ })+) => {
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
        Block "source_denied" "a rule refuses the sender’s address": Timeout, Refused;
        Block "port_denied" "no rule opens the port": Timeout, Refused;
        Block "protocol_denied" "no rule lets the protocol in": Timeout, Refused;
        Block "default_denied" "no rule matches, and the default refuses": Timeout, Refused;
    }
    Ingress Waf {
        Block "sql_injection" "the request looks like SQL injection": Status(403);
        Block "cross_site_scripting" "the request looks like cross-site scripting": Status(403);
        Block "path_traversal" "the request looks like path traversal": Status(403);
        Block "command_injection" "the request looks like command injection": Status(403);
        Block "custom_rule" "a rule of the site’s own matches": Status(403);
        Block "scanner" "the request looks like a scanner’s": Status(403);
        Block "body_too_large" "the body is larger than it reads": Status(413);
    }
    Ingress LoadBalancer {
        Fail "listener_missing" "nothing listens on the port": Refused;
        Fail "no_healthy_node" "no node passes its health check": Status(503), Reset;
        Fail "node_unreachable" "a node died and the checks have not noticed yet": Status(504), Timeout;
    }
    Ingress ReverseProxy {
        Fail "tls_version" "client and server share no version of TLS": TlsFailure;
        Fail "certificate_name" "the certificate does not cover the name": TlsFailure;
        Fail "certificate_expired" "the certificate has run out": TlsFailure;
        Fail "no_route" "no route for this host and path": Status(404);
        Block "body_too_large" "the body is larger than it takes": Status(413);
    }
    Ingress ApiGateway {
        Block "unauthenticated" "the caller’s key is missing or unknown": Status(401);
        Block "forbidden" "the caller may not ask for this path": Status(403);
        Block "rate_limited" "the caller sends too many requests": Status(429);
    }
    Ingress Service {
        Fail "not_found" "the route leads to a Service that does not exist": Status(503);
        Fail "port_not_exposed" "the Service does not expose the port": Status(503);
        Fail "no_ready_endpoints" "no pod behind the Service is ready": Status(503);
    }
    Ingress NetworkPolicy {
        Block "egress_denied" "a policy keeps the sender’s packet in": Status(504);
        Block "ingress_denied" "a policy keeps the packet from the pod": Status(504);
    }
    Ingress Pod {
        Fail "not_listening" "the container listens on another port": Status(502);
        Fail "crashed" "the app crashes on the request": Status(502);
        Fail "overloaded" "the app has too much to do": Status(503);
        Fail "too_slow" "the answer takes longer than the caller waits": Status(504);
    }
    Egress NetworkPolicy {
        Block "egress_denied" "a policy keeps the sender’s packet in": NameNotResolved, Timeout;
    }
    Egress Dns {
        Fail "no_such_name" "no name server knows the name": NameNotResolved;
    }
    Egress NatGateway {
        Fail "no_route" "the pods’ network has no route to the gateway": Timeout;
        Fail "ports_exhausted" "every port for the destination is taken": Timeout;
    }
    Egress EgressFirewall {
        Block "name_missing" "the packet carries no name to judge it by": Timeout, Reset;
        Block "destination_denied" "the address or the port is not approved": Timeout, Reset;
        Block "name_denied" "the name is not approved": Timeout, Reset;
    }
    Egress External {
        Block "source_not_allow_listed" "the API does not know our address": Status(403);
        Fail "unreachable" "nothing answers at the address": Timeout;
        Fail "too_slow" "the answer takes longer than the caller waits": Timeout;
    }
}

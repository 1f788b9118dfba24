//! Every code with what the client sees of it, and the way back: from what a client sees to the codes that can cause it.
//!
//! A test runs into every one and holds the table to what the engines do, in both ways.

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
    ($($direction:ident $layer:ident { $($verdict:ident $reason:literal: $($symptom:expr),+;)+ })+) => {
        /// Every code, by direction and then in the order in which a request meets its layer.
        pub const ALL: &[Entry] = &[$($(Entry {
            direction: Direction::$direction,
            code: Code { layer: Layer::$layer, reason: $reason },
            verdict: Verdict::$verdict,
            symptoms: &[$($symptom),+],
        }),+),+];
    };
}

use Symptom::{NameNotResolved, Refused, Reset, Status, Timeout, TlsFailure};

entries! {
    Ingress Firewall {
        Block "source_denied": Timeout, Refused;
        Block "port_denied": Timeout, Refused;
        Block "protocol_denied": Timeout, Refused;
        Block "default_denied": Timeout, Refused;
    }
    Ingress Waf {
        Block "sql_injection": Status(403);
        Block "cross_site_scripting": Status(403);
        Block "path_traversal": Status(403);
        Block "command_injection": Status(403);
        Block "scanner": Status(403);
        Block "body_too_large": Status(413);
    }
    Ingress LoadBalancer {
        Fail "listener_missing": Refused;
        Fail "no_healthy_node": Status(503), Reset;
        Fail "node_unreachable": Status(504), Timeout;
    }
    Ingress ReverseProxy {
        Fail "tls_version": TlsFailure;
        Fail "certificate_name": TlsFailure;
        Fail "certificate_expired": TlsFailure;
        Fail "no_route": Status(404);
        Block "body_too_large": Status(413);
    }
    Ingress ApiGateway {
        Block "unauthenticated": Status(401);
        Block "forbidden": Status(403);
        Block "rate_limited": Status(429);
    }
    Ingress Service {
        Fail "not_found": Status(503);
        Fail "port_not_exposed": Status(503);
        Fail "no_ready_endpoints": Status(503);
    }
    Ingress NetworkPolicy {
        Block "egress_denied": Status(504);
        Block "ingress_denied": Status(504);
    }
    Ingress Pod {
        Fail "not_listening": Status(502);
        Fail "crashed": Status(502);
        Fail "overloaded": Status(503);
        Fail "too_slow": Status(504);
    }
    Egress NetworkPolicy {
        Block "egress_denied": NameNotResolved, Timeout;
    }
    Egress Dns {
        Fail "no_such_name": NameNotResolved;
    }
    Egress NatGateway {
        Fail "no_route": Timeout;
        Fail "ports_exhausted": Timeout;
    }
    Egress EgressFirewall {
        Block "name_missing": Timeout, Reset;
        Block "destination_denied": Timeout, Reset;
        Block "name_denied": Timeout, Reset;
    }
    Egress External {
        Block "source_not_allow_listed": Status(403);
        Fail "unreachable": Timeout;
        Fail "too_slow": Timeout;
    }
}

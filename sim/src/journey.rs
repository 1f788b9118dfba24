//! The trace of one request as plain data: its hops with their times and verdicts, and what the client sees.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::fix::Fix;
use crate::layer::Layer;
use crate::packet::{Alert, Packet};
use crate::reason::Reason;
use crate::time::Micros;

/// Which way a request travels, seen from the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the internet to a pod.
    #[default]
    Ingress,
    /// From a pod to the internet.
    Egress,
}

impl Direction {
    /// The opposite one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ingress => Self::Egress,
            Self::Egress => Self::Ingress,
        }
    }
}

/// How a journey ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The app or the remote API sent a response, a 500 included.
    Answered,
    /// A control refused it, as its policy says.
    Blocked,
    /// Something is broken or missing.
    Failed,
}

/// What one layer did with the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Passed on to the next layer.
    Pass,
    /// Answered here: the last layer of an `answered` journey.
    Answer,
    /// Refused by policy.
    Block,
    /// Could not be passed on: something is broken or missing.
    Fail,
}

/// Whether a hop belongs to the request or to its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The request on its way in (ingress) or out (egress).
    Request,
    /// The response on its way back, through the same layers in reverse.
    Response,
}

/// What the caller observes in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientSees {
    /// An HTTP response.
    HttpStatus {
        /// The status code.
        status: u16,
        /// The layer that wrote it.
        from: Layer,
    },
    /// Nothing, until the caller gives up.
    Timeout {
        /// How long the caller waits, in microseconds.
        after_us: Micros,
    },
    /// The connection is refused at once (TCP RST to the SYN, or ICMP port unreachable).
    Refused,
    /// An open connection is reset.
    Reset,
    /// The TLS handshake fails.
    TlsFailure {
        /// The alert's name (RFC 8446, section 6).
        alert: Alert,
    },
    /// The name has no address.
    NameNotResolved,
}

/// One layer's part in the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// The layer.
    pub layer: Layer,
    /// Request or response.
    pub way: Way,
    /// When the packet arrives here, since the journey began.
    pub at_us: Micros,
    /// How long the layer keeps it.
    pub took_us: Micros,
    /// What the layer did.
    pub verdict: Verdict,
    /// The code, where the layer blocked or failed it.
    pub code: Option<Code>,
    /// The name of the rule, route or policy that decided, where there is one.
    pub rule: Option<String>,
    /// What was looked at and why it decided so, the deciding reason first.
    pub why: Vec<Reason>,
    /// What a layer of that kind would write to its log, where it writes.
    pub log: Option<String>,
    /// The packet as it arrived.
    pub before: Packet,
    /// The packet as it left; the same as `before` where nothing changed.
    pub after: Packet,
    /// The member the layer chose (a node, an endpoint, a pod), by its name in the scenario.
    pub chose: Option<String>,
}

/// Everything that happened to one request, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// Which way it went.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// The layer that blocked or failed it.
    pub layer: Option<Layer>,
    /// The code of the block or failure.
    pub code: Option<Code>,
    /// What the caller observes.
    pub client: ClientSees,
    /// Why it was blocked or failed, the deciding reason first; empty when answered.
    pub why: Vec<Reason>,
    /// What the layer that stopped it proposes; [`crate::remedy::Remedy::of`] tells whether it suffices.
    #[serde(skip)]
    pub proposal: Option<Fix>,
    /// The hops in the order of time: first the request's, then the response's.
    pub hops: Vec<Hop>,
    /// When the caller knows how it ended.
    pub ends_us: Micros,
}

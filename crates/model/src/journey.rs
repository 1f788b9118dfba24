//! A journey's direction and outcome, the verdicts on its way, and what the client sees.

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::layer::Layer;
use crate::time::Micros;
use crate::tls::{Alert, Distrust};

/// Which way a request travels, seen from the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// There is no such layer here: nothing looked at it.
    Absent,
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

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The caller looks up the name.
    Resolving,
    /// It opens the connection.
    Connecting,
    /// It is connected, and sets up TLS.
    TlsHandshake,
    /// It has sent its request.
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
        /// What it waits for.
        phase: Phase,
    },
    /// The connection is refused at once (TCP RST to the SYN, or ICMP port unreachable).
    Refused {
        /// How long that takes, in microseconds.
        after_us: Micros,
    },
    /// An open connection is reset.
    Reset {
        /// How far it had come.
        phase: Phase,
    },
    /// An open connection is closed without a byte of a response.
    EmptyReply {
        /// How far it had come.
        phase: Phase,
    },
    /// The TLS handshake fails.
    TlsFailure(TlsEnd),
    /// The name has no address.
    NameNotResolved,
}

/// Who ends a TLS handshake, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsEnd {
    /// That layer, with an alert.
    Alert(Alert, Layer),
    /// The client: it does not trust the certificate.
    Refused(Distrust),
    /// The client: that layer answers in clear text.
    ClearText(Layer),
}

/// As `alert`, `from` (a layer or `client`) and, where the client refuses it, `certificate`, or the layer of the `clear_text`.
impl Serialize for TlsEnd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("TlsEnd", 3)?;
        match self {
            Self::Alert(alert, from) => {
                out.serialize_field("alert", alert)?;
                out.serialize_field("from", from)?;
            }
            Self::Refused(why) => {
                out.serialize_field("alert", &why.alert())?;
                out.serialize_field("from", "client")?;
                out.serialize_field("certificate", why)?;
            }
            Self::ClearText(by) => {
                out.serialize_field("alert", &None::<Alert>)?;
                out.serialize_field("from", "client")?;
                out.serialize_field("clear_text", by)?;
            }
        }
        out.end()
    }
}

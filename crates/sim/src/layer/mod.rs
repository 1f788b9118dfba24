//! The engines, one layer a file, and what all their decisions have in common.

use gauntlet_model::code::Code;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::{Alert, Distrust};

pub mod api_gateway;
pub mod dns;
pub mod egress_firewall;
pub mod external;
pub mod firewall;
pub mod handshake;
pub mod load_balancer;
pub mod nat_gateway;
pub mod network_policy;
pub mod pod;
pub mod reverse_proxy;
pub mod service;
pub mod timing;
pub mod waf;

/// What an engine decides about a packet, as small facts: which rule by its place, which field, what did not fit. What can be said
/// of it is made afterwards, by [`gauntlet_explain::explain`], and only when somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<T, P, S> {
    /// It passes: what the layer chose for it, such as a node, and why.
    Pass(T, P),
    /// It is stopped.
    Stop(Stop<S>),
}

/// How a packet is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop<S> {
    /// Which of the layer's ways to stop it.
    pub code: Code,
    /// What the sender gets back.
    pub reply: Reply,
    /// How long the layer waits before it answers.
    pub after: Micros,
    /// Why, in the layer's own terms.
    pub why: S,
}

/// What the sender of a stopped packet gets back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nothing.
    Silence,
    /// The connection is refused while it is being opened.
    Refuse,
    /// The open connection is reset.
    Reset,
    /// The open connection is closed, without a byte.
    Close,
    /// The TLS handshake ends in this alert.
    Alert(Alert),
    /// A certificate, which the client refuses.
    Distrust(Distrust),
    /// An HTTP response with this status.
    Http(u16),
    /// The same in clear text, where the client waits for TLS.
    Clear(u16),
    /// The name has no address.
    NoSuchName,
}

impl<T, P, S> Decision<T, P, S> {
    /// Stops it, at once.
    pub(crate) const fn stop(code: Code, reply: Reply, why: S) -> Self {
        Self::Stop(Stop { code, reply, after: Micros::ZERO, why })
    }

    /// What was chosen, where it passes.
    ///
    /// # Errors
    /// How it is stopped.
    pub fn chosen(self) -> Result<T, Stop<S>> {
        match self {
            Self::Pass(chosen, _) => Ok(chosen),
            Self::Stop(stop) => Err(stop),
        }
    }
}

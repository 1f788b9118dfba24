//! The pod: the app at the end of an inbound request, the caller of an outbound one.

use gauntlet_model::code::Code;
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::model::{Pod, PodState};

use crate::layer::{self, Reply};

/// What it decides: the status that the app answers with.
pub type Decision = layer::Decision<u16, (), Stopped>;

/// What kept the app from answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing listens on that port.
    NotListening(u16),
    /// The connection begins with TLS, and the app speaks plain HTTP.
    NoTls,
    /// The app crashes: the kernel closes what it held open, or resets it if the request was not read.
    Crashed {
        /// Whether it is reset.
        resets: bool,
    },
    /// It has as many requests as it takes.
    Overloaded,
    /// It takes longer than the caller waits.
    TooSlow(Micros),
}

/// Hands a connection to the app: its status, if it listens on the port, is spoken to in clear text and answers within `timeout`.
#[must_use]
pub fn decide(pod: &Pod, state: PodState, (port, tls): (u16, TlsState), timeout: Micros) -> Decision {
    if port != pod.container_port {
        Decision::stop(Code::PodNotListening, Reply::Refuse, Stopped::NotListening(port))
    } else if matches!(tls, TlsState::Encrypted | TlsState::Inspected) {
        Decision::stop(Code::PodNoTls, Reply::Clear(400), Stopped::NoTls)
    } else if state.crashes {
        let reply = if state.resets { Reply::Reset } else { Reply::Close };
        Decision::stop(Code::PodCrashed, reply, Stopped::Crashed { resets: state.resets })
    } else if pod.max_requests > 0 && state.requests_in_flight >= pod.max_requests {
        Decision::stop(Code::PodOverloaded, Reply::Http(503), Stopped::Overloaded)
    } else if state.service_time(pod) > timeout {
        Decision::stop(Code::PodTooSlow, Reply::Silence, Stopped::TooSlow(timeout))
    } else {
        Decision::Pass(pod.status, ())
    }
}

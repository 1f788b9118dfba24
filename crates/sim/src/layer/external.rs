//! The external API that a pod calls, and its own list of who may call.

use gauntlet_model::code::Code;
use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::Scenario;

use crate::layer::{self, Reply};

/// What it decides: the API that answers, by its place in the scenario.
pub type Decision = layer::Decision<usize, (), Stopped>;

/// What stopped a call. APIs are told by their place in the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing answers at that address.
    Unreachable,
    /// That API refuses callers from the source's address.
    NotOnList(usize),
    /// That API takes longer than the caller waits.
    TooSlow(usize, Micros),
}

/// Hands the call to the API behind the destination's address, which must answer within `timeout`.
#[must_use]
pub fn decide(scenario: &Scenario, host: &str, flow: Flow, timeout: Micros) -> Decision {
    let there =
        || scenario.externals.iter().enumerate().filter(|(_, api)| api.address == flow.destination.ip());
    let Some((at, api)) = there().find(|(_, api)| api.host == host).or_else(|| there().next()) else {
        return Decision::stop(Code::ExternalUnreachable, Reply::Silence, Stopped::Unreachable);
    };
    let source = flow.source.ip();
    if !api.allow_sources.is_empty() && !api.allow_sources.iter().any(|net| net.contains(&source)) {
        return Decision::stop(Code::ExternalSourceNotAllowListed, Reply::Http(403), Stopped::NotOnList(at));
    }
    if api.service_time_us > timeout {
        return Decision::stop(Code::ExternalTooSlow, Reply::Silence, Stopped::TooSlow(at, timeout));
    }
    Decision::Pass(at, ())
}

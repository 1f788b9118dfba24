//! The external API that a pod calls, and its own list of who may call.

use std::net::IpAddr;

use gauntlet_model::code::Code;
use gauntlet_model::layer::Layer;
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
    /// The source is a private address, to which no reply finds a way.
    NoWayBack,
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
    if scenario.lacks(Layer::NatGateway) && is_private(source) && !is_private(flow.destination.ip()) {
        return Decision::stop(Code::ExternalNoWayBack, Reply::Silence, Stopped::NoWayBack);
    }
    if !api.allow_sources.is_empty() && !api.allow_sources.iter().any(|net| net.contains(&source)) {
        return Decision::stop(Code::ExternalSourceNotAllowListed, Reply::Http(403), Stopped::NotOnList(at));
    }
    if api.service_time_us > timeout {
        return Decision::stop(Code::ExternalTooSlow, Reply::Silence, Stopped::TooSlow(at, timeout));
    }
    Decision::Pass(at, ())
}

/// Whether the internet has no way to an address: of a private network (RFC 1918, RFC 4193), a carrier's (RFC 6598), a link or
/// the machine itself.
#[must_use]
pub const fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || v4.is_loopback() || a == 100 && b & 0xc0 == 64
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

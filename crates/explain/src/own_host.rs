//! Offers to send a request for an unknown host to one of the scenario's hosts: path, headers and body stay.

use std::sync::Arc;

use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::code::Code;
use gauntlet_model::curl::Command;
use gauntlet_model::http::{Header, Request};
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;
use gauntlet_sim::path;

use crate::question::for_request;

/// How many of the scenario's hosts are tried.
const MOST: usize = 16;

/// A host of the scenario's own, and the request as it would be to that.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The host.
    pub host: String,
    /// The request.
    pub ask: Ask,
}

/// The same request to a host of the scenario's own: the first that answers it, or else the first there is. Nothing where a request's
/// own host has an address.
#[must_use]
pub fn offer(scenario: &Scenario, ask: &Ask) -> Option<Offer> {
    let ends = |ask: &Ask| path::decide(scenario, &Arc::new(ask.clone()), SEED).stop.map(|stop| stop.code);
    if ends(ask) != Some(Code::DnsNoSuchName) {
        return None;
    }
    // The story's own first: a reader has met it.
    let routes = scenario.reverse_proxy.routes.iter().map(|route| &route.host);
    let story = scenario.story(Direction::Ingress, false).request.host;
    let names = [&story].into_iter().filter(|host| scenario.is_own_host(host)).chain(routes);
    let names = names.filter(|host| !host.starts_with("*.")).take(MOST);
    let mut offers =
        names.map(|host| Offer { host: host.clone(), ask: for_request(scenario, None, called(ask, host)) });
    let first = offers.next()?;
    let answers = |offer: &Offer| ends(&offer.ask).is_none();
    if answers(&first) { Some(first) } else { Some(offers.find(answers).unwrap_or(first)) }
}

/// The request to another host, at that host's usual port.
#[must_use]
pub fn called(ask: &Ask, host: &str) -> Command {
    let mut request = Request { host: host.to_ascii_lowercase(), ..ask.request.clone() };
    if request.target_authority().is_some() {
        request.wire.target = None;
    }
    request.remove_header("Host");
    request.headers.insert(0, Header { name: "Host".to_owned(), value: host.to_owned() });
    Command { scheme: ask.scheme, request, tls: ask.tls, server: None, family: ask.family }
}

//! The cluster's name service, as far as outside names go: a name in, an address out.

use std::net::IpAddr;

use crate::http::Request;
use crate::layer::{Passed, Reply, Ruling, Stopped};
use crate::reason::Reason;
use crate::scenario::model::Scenario;
use crate::words::key;

/// Resolves the request's host; an address needs no resolving.
///
/// # Errors
/// The name has no address.
pub fn decide(scenario: &Scenario, request: &Request) -> Ruling<IpAddr> {
    let host = request.host.as_str();
    if let Some(address) = request.host_ip() {
        let why = Reason::new(key::DNS_NOT_ASKED).field("host").value(host);
        return Ok(Passed::new(address, None, vec![why]));
    }
    if let Some(address) = scenario.dns.get(host).and_then(|addresses| addresses.first()) {
        let why = Reason::new(key::DNS_RESOLVED).field("host").value(host).expected(address.to_string());
        return Ok(Passed::new(*address, None, vec![why]));
    }
    let mut why = vec![Reason::new(key::DNS_NO_SUCH_NAME).field("host").value(host)];
    let near = scenario.dns.keys().min_by_key(|name| strsim::levenshtein(name, host));
    let mut stopped = Stopped::failed("no_such_name", Reply::NoSuchName, Vec::new());
    if let Some(near) = near {
        why.push(Reason::new(key::DNS_NEAREST).field("host").value(host).expected(near));
        stopped = stopped.fix(Reason::new(key::FIX_DNS).value(host).expected(near));
    }
    stopped.why = why;
    Err(Box::new(stopped))
}

//! The pod: the app at the end of an inbound request, the caller of an outbound one.

use serde_json::Value;

use crate::layer::{Passed, Reply, Ruling, Stopped};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::Scenario;
use crate::scenario::model::Pod;
use crate::time::Micros;
use crate::words::key;

/// Hands a connection to the app: its status, if it listens on the port and answers before the caller gives up.
///
/// # Errors
/// Nothing listens on the port, the app crashes, has too much to do, or takes longer than `patience`.
pub fn decide(scenario: &Scenario, pod: &Pod, port: u16, patience: Micros) -> Ruling<u16> {
    let at = scenario.pods.iter().position(|one| one == pod).unwrap_or_default();
    let set =
        |fix: Reason, field: &str, value: Value| Fix::new(fix).add(format!("/pods/{at}/{field}"), value);
    if port != pod.port {
        let why = Reason::new(key::POD_NOT_LISTENING)
            .rule(&pod.name)
            .field("destination.port")
            .value(port.to_string())
            .expected(pod.port.to_string());
        let fix = Reason::new(key::FIX_POD_PORT).rule(&pod.name).value(port.to_string());
        let fix = set(fix, "port", port.into());
        return Err(Box::new(Stopped::failed("not_listening", Reply::Refuse, vec![why]).fix(fix)));
    }
    if pod.crashes {
        let why = Reason::new(key::POD_CRASHED).rule(&pod.name).field("crashes").value("true");
        let fix = set(Reason::new(key::FIX_POD_CRASHED).value(&pod.name), "crashes", false.into());
        return Err(Box::new(Stopped::failed("crashed", Reply::Reset, vec![why]).fix(fix)));
    }
    if pod.max_requests > 0 && pod.requests_in_flight >= pod.max_requests {
        let most = pod.max_requests.to_string();
        let fix = Reason::new(key::FIX_POD_OVERLOADED).value(&pod.name).expected(&most);
        let fix = set(fix, "maxRequests", pod.requests_in_flight.saturating_add(1).into());
        let why = Reason::new(key::POD_OVERLOADED)
            .rule(&pod.name)
            .field("requestsInFlight")
            .value(pod.requests_in_flight.to_string())
            .expected(most);
        return Err(Box::new(Stopped::failed("overloaded", Reply::Http(503), vec![why]).fix(fix)));
    }
    if pod.service_time_us > patience {
        let why = Reason::new(key::POD_TOO_SLOW)
            .rule(&pod.name)
            .field("serviceTimeUs")
            .value(pod.service_time_us.to_string())
            .expected(patience.to_string());
        let fix = Reason::new(key::FIX_POD_SLOW).value(&pod.name).expected(patience.to_string());
        let fix = set(fix, "serviceTimeUs", patience.get().into());
        return Err(Box::new(Stopped::failed("too_slow", Reply::Silence, vec![why]).fix(fix)));
    }
    let why = Reason::new(key::POD_ANSWERED)
        .rule(&pod.name)
        .field("status")
        .value(pod.status.to_string())
        .expected(pod.service_time_us.to_string());
    Ok(Passed::new(pod.status, None, vec![why]))
}

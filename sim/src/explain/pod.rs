//! What a pod's decisions mean.

use serde_json::Value;

use super::Explanation;
use crate::layer::Stop;
use crate::layer::pod::{Decision, Stopped};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::Pod;
use crate::words::key;

/// Explains a decision of the pod at that place of the scenario.
#[must_use]
pub fn explain((at, pod): (usize, &Pod), decision: &Decision) -> Explanation {
    let why = match decision {
        Decision::Pass(status, ()) => {
            let why = Reason::new(key::POD_ANSWERED).rule(&pod.name).field("status");
            return Explanation::new(vec![
                why.value(status.to_string()).expected(pod.service_time_us.to_string()),
            ]);
        }
        Decision::Stop(Stop { why, .. }) => why,
    };
    let set =
        |fix: Reason, field: &str, value: Value| Fix::new(fix).add(format!("/pods/{at}/{field}"), value);
    let (why, fix) = match why {
        Stopped::NotListening(port) => (
            Reason::new(key::POD_NOT_LISTENING)
                .rule(&pod.name)
                .field("destination.port")
                .value(port.to_string())
                .expected(pod.port.to_string()),
            set(
                Reason::new(key::FIX_POD_PORT).rule(&pod.name).value(port.to_string()),
                "port",
                (*port).into(),
            ),
        ),
        Stopped::Crashed => (
            Reason::new(key::POD_CRASHED).rule(&pod.name).field("crashes").value("true"),
            set(Reason::new(key::FIX_POD_CRASHED).value(&pod.name), "crashes", false.into()),
        ),
        Stopped::Overloaded => {
            let most = pod.max_requests.to_string();
            let fix = Reason::new(key::FIX_POD_OVERLOADED).value(&pod.name).expected(&most);
            let why = Reason::new(key::POD_OVERLOADED).rule(&pod.name).field("requestsInFlight");
            (
                why.value(pod.requests_in_flight.to_string()).expected(most),
                set(fix, "maxRequests", pod.requests_in_flight.saturating_add(1).into()),
            )
        }
        Stopped::TooSlow(patience) => (
            Reason::new(key::POD_TOO_SLOW)
                .rule(&pod.name)
                .field("serviceTimeUs")
                .value(pod.service_time_us.to_string())
                .expected(patience.to_string()),
            set(
                Reason::new(key::FIX_POD_SLOW).value(&pod.name).expected(patience.to_string()),
                "serviceTimeUs",
                patience.get().into(),
            ),
        ),
    };
    Explanation::new(vec![why]).fix(fix)
}

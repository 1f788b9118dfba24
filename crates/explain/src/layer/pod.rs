//! What a pod's decisions mean.

use gauntlet_scenario::json::Json;

use super::Explanation;
use super::absent::put_back;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Absent, Pod};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::pod::{Decision, Stopped};
use gauntlet_sim::world::World;
use gauntlet_slip::escape;

use crate::fix::Fix;
use crate::messages::key;
use crate::reason::Reason;

/// Explains a decision of the pod at that place of the scenario.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    world: &World,
    (at, pod): (usize, &Pod),
    decision: &Decision,
) -> Explanation {
    let (name, state) = (scenario.pod_name(pod), world.pod(at));
    let (in_flight, takes) = (state.requests_in_flight, state.service_time(pod));
    let why = match decision {
        Decision::Pass(status, ()) => {
            let why = Reason::new(key::POD_ANSWERED).rule(&*name).field("status");
            return Explanation::new(vec![why.value(*status).expected(takes)]);
        }
        Decision::Stop(Stop { why, .. }) => why,
    };
    let set = |fix: Reason, field: &str, value: Json| Fix::new(fix).add(format!("/pods/{at}/{field}"), value);
    let (why, fix) = match why {
        Stopped::NotListening(port) => (
            Reason::new(key::POD_NOT_LISTENING)
                .rule(&*name)
                .field("destination.port")
                .value(*port)
                .expected(pod.container_port),
            set(Reason::new(key::FIX_POD_PORT).rule(&*name).value(*port), "containerPort", (*port).into()),
        ),
        Stopped::NoTls => {
            let why = Reason::new(key::POD_NO_TLS).rule(&*name).field("tls").value(400_u16);
            let fix = put_back(scenario, Absent::ReverseProxy);
            return Explanation { fix, ..Explanation::of(why) };
        }
        Stopped::Crashed { resets } => (
            Reason::new(if *resets { key::POD_RESETS } else { key::POD_CRASHED })
                .rule(&*name)
                .field("crashes")
                .value("true"),
            Fix::new(Reason::new(key::FIX_POD_CRASHED).value(&*name))
                .add(format!("/state/pods/{}/crashes", escape(&pod.full_name())), false),
        ),
        Stopped::Overloaded => {
            let most = pod.max_requests;
            let fix = Reason::new(key::FIX_POD_OVERLOADED).value(&*name).expected(most);
            let why = Reason::new(key::POD_OVERLOADED).rule(&*name).field("requestsInFlight");
            (why.value(in_flight).expected(most), set(fix, "maxRequests", in_flight.saturating_add(1).into()))
        }
        Stopped::TooSlow(timeout) => (
            Reason::new(if scenario.lacks(Layer::ReverseProxy) {
                key::POD_TOO_SLOW_CLIENT
            } else {
                key::POD_TOO_SLOW
            })
            .rule(&*name)
            .field("serviceTimeUs")
            .value(takes)
            .expected(*timeout),
            {
                let fix = Reason::new(key::FIX_POD_SLOW).value(&*name).expected(*timeout);
                match state.service_time_us {
                    None => set(fix, "serviceTimeUs", timeout.get().into()),
                    Some(_) => Fix::new(fix).add(
                        format!("/state/pods/{}/serviceTimeUs", escape(&pod.full_name())),
                        timeout.get(),
                    ),
                }
            },
        ),
    };
    Explanation::of(why).fix(fix)
}

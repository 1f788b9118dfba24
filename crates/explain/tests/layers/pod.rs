//! The pod: port, crash, concurrency, time; in the order in which they strike.

use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Pod, PodState};
use gauntlet_sim::layer::{Reply, pod};

type Change = fn(&mut Pod, &mut PodState);
type End = Result<u16, (&'static str, Reply)>;

/// A closed port is refused by the kernel (RFC 9293, section 3.10.7.1), an app that dies resets, one that is full says 503
/// (RFC 9110, section 15.6.4), one that is slow says nothing.
#[test]
fn a_pod_answers_or_fails_in_its_own_way() {
    let rows: &[(Change, End)] = &[
        (|_, _| (), Ok(200)),
        (|pod, _| pod.status = 404, Ok(404)),
        (|pod, _| pod.container_port = 8081, Err(("not_listening", Reply::Refuse))),
        (|_, state| state.crashes = true, Err(("crashed", Reply::Close))),
        (|_, state| (state.crashes, state.resets) = (true, true), Err(("crashed", Reply::Reset))),
        (|_, state| state.resets = true, Ok(200)),
        (|pod, state| (pod.max_requests, state.requests_in_flight) = (4, 3), Ok(200)),
        (
            |pod, state| (pod.max_requests, state.requests_in_flight) = (4, 4),
            Err(("overloaded", Reply::Http(503))),
        ),
        (|pod, state| (pod.max_requests, state.requests_in_flight) = (0, 4_000), Ok(200)),
        (|pod, _| pod.service_time_us = Micros::from_millis(5_000), Ok(200)),
        (|pod, _| pod.service_time_us = Micros::new(5_000_001), Err(("too_slow", Reply::Silence))),
        (
            |pod, state| (pod.container_port, state.crashes) = (8081, true),
            Err(("not_listening", Reply::Refuse)),
        ),
    ];
    for (at, (change, expected)) in rows.iter().enumerate() {
        let mut scenario = Scenario::built_in();
        let mut state = PodState::default();
        change(&mut scenario.pods[0], &mut state);
        let decision =
            pod::decide(&scenario.pods[0], state, (8080, TlsState::Plain), Micros::from_millis(5_000));
        let found = decision.chosen().map_err(|stop| (stop.code.reason(), stop.reply));
        assert_eq!(found, *expected, "row {at}");
    }
}

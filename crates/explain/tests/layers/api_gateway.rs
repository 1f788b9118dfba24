//! The API gateway: its token bucket over time, what it passes on, and whom it lets where.

use gauntlet_model::time::Micros;
use gauntlet_scenario::model::RateLimit;
use gauntlet_sim::world::bucket::TokenBucket;

/// The bucket of RFC 2697, section 3, with one colour: full at first, a token a request, refilled at the rate, never beyond the
/// burst.
#[test]
fn a_bucket_lets_a_burst_through_and_then_the_rate() {
    // At which millisecond a request comes, and for how many milliseconds it is too early.
    type Requests<'a> = &'a [(u64, u64)];
    let rows: &[(u32, u32, Requests<'_>)] = &[
        (1, 1, &[(0, 0), (0, 1_000), (400, 600), (1_000, 0), (1_999, 1), (2_000, 0)]),
        (
            2,
            3,
            &[
                (0, 0),
                (0, 0),
                (0, 0),
                (0, 500),
                (500, 0),
                (500, 500),
                (10_000, 0),
                (10_000, 0),
                (10_000, 0),
                (10_000, 500),
            ],
        ),
        (10, 1, &[(0, 0), (99, 1), (100, 0), (150, 50), (200, 0)]),
    ];
    for (rate, burst, requests) in rows {
        let mut bucket = TokenBucket::full(RateLimit { requests_per_second: *rate, burst: *burst });
        for (at, wait) in *requests {
            let found = bucket.take(Micros::from_millis(*at));
            let expected = if *wait == 0 { Ok(()) } else { Err(Micros::from_millis(*wait)) };
            assert_eq!(found, expected, "{rate} a second, burst {burst}, at {at} ms");
        }
    }
}

#[test]
fn the_key_stays_at_the_gateway_and_the_name_goes_on() {
    let preset = gauntlet_explain::preset::named("known-caller").unwrap();
    let scenario = preset.scenario().unwrap();
    let ask = gauntlet_explain::question::composed(&scenario, &preset.request()).unwrap();
    let journey = crate::common::checked(&scenario, &ask, 1);
    let pod = journey.hops.iter().find(|hop| hop.layer.name() == "pod").unwrap();
    let gauntlet_model::http::Message::Request(request) = &pod.before.message else { panic!("no request") };
    assert_eq!(request.header("X-API-Key"), None);
    assert_eq!(request.header("X-Consumer-Username"), Some("mobile-app"));
}

/// A caller's paths cover whole path elements, as a proxy's prefixes do.
#[test]
fn a_caller_may_use_its_paths_by_whole_elements() {
    let preset = gauntlet_explain::preset::named("known-caller").unwrap();
    let rows: &[(&[&str], &str, bool)] = &[
        (&[], "/anything", true),
        (&["/v1"], "/v1", true),
        (&["/v1"], "/v1/orders", true),
        (&["/v1/"], "/v1/orders", true),
        (&["/v1"], "/v10/orders", false),
        (&["/v1"], "/v2/v1", false),
        (&["/v2", "/v1/orders"], "/v1/orders/7", true),
        (&["/"], "/v1", true),
    ];
    for (paths, path, allowed) in rows {
        let mut scenario = preset.scenario().unwrap();
        let consumers = &mut scenario.api_gateway.as_mut().unwrap().consumers;
        consumers.iter_mut().for_each(|one| one.paths = paths.iter().map(|&path| path.to_owned()).collect());
        let mut ask = gauntlet_explain::question::composed(&scenario, &preset.request()).unwrap();
        (*path).clone_into(&mut ask.request.path);
        let journey = crate::common::checked(&scenario, &ask, 1);
        let code = journey.code.map(|code| code.to_string());
        assert_eq!(code.as_deref() != Some("api_gateway.forbidden"), *allowed, "{paths:?} {path}");
    }
}

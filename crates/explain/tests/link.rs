//! A request as a link names it: whoever opens the link is told the same, to the byte.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_explain::preset;
use gauntlet_explain::question::tell;
use gauntlet_model::ask::Family;
use gauntlet_model::composed::Composed;
use gauntlet_model::http::METHODS;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Asked, MAX_COMMAND, Question, ScenarioChange};
use gauntlet_model::report::{Link, Report};
use proptest::prelude::*;

const EVERY_FIELD: &str = include_str!("../../../examples/every-field.json");

fn question(scenario: Option<&str>, preset: Option<&str>, asked: Asked) -> Question {
    Question {
        scenario: scenario.map(str::to_owned),
        preset: preset.map(str::to_owned),
        asked,
        change: ScenarioChange::None,
    }
}

/// What a link's parts ask for.
fn opened(link: &Link) -> Asked {
    let Link { request, direction, source_ip, from } = link.clone();
    Asked::Curl { command: request, direction, source_ip, from }
}

/// Asks for what a report's link names, in the same scenario.
fn again(told: &Report, scenario: Option<&str>, preset: Option<&str>) -> Report {
    let link = told.link.as_ref().unwrap();
    tell(&question(scenario, preset, opened(link)))
        .unwrap_or_else(|problems| panic!("{link:?}: {problems:?}"))
}

#[test]
fn the_common_link_is_short_and_an_own_one_says_all() {
    let plain = "User-Agent: curl/8.16.0\nAccept: */*";
    let from = |change: fn(&mut Composed)| {
        let mut parts = Composed {
            url: "https://site.example/a?b=c&d".into(),
            headers: plain.to_owned(),
            ..Composed::default()
        };
        change(&mut parts);
        parts
    };
    let rows: [(Composed, &str, Option<Direction>, &str, &str); 10] = [
        (from(|_| ()), "https://site.example/a?b=c&d", None, "", ""),
        (from(|p| p.source_ip = "198.51.100.23".into()), "https://site.example/a?b=c&d", None, "", ""),
        (
            from(|p| p.source_ip = "198.51.100.70".into()),
            "https://site.example/a?b=c&d",
            None,
            "198.51.100.70",
            "",
        ),
        (
            from(|p| p.direction = Some(Direction::Egress)),
            "https://site.example/a?b=c&d",
            Some(Direction::Egress),
            "",
            "",
        ),
        (
            from(|p| p.url = "https://api.payments.example".into()),
            "https://api.payments.example/",
            None,
            "",
            "",
        ),
        (
            from(|p| {
                (p.url, p.from) = ("https://api.payments.example".into(), "shop/web-3".into());
            }),
            "https://api.payments.example/",
            None,
            "",
            "shop/web-3",
        ),
        (
            from(|p| (p.tls_version, p.insecure) = ("1.2".into(), true)),
            "curl -k --tls-max 1.2 'https://site.example/a?b=c&d'",
            None,
            "",
            "",
        ),
        (
            from(|p| (p.method, p.body) = ("PUT".into(), "a 'b'".into())),
            "curl -X PUT -H Content-Type: --data-raw 'a '\\''b'\\''' 'https://site.example/a?b=c&d'",
            None,
            "",
            "",
        ),
        (
            from(|p| p.headers = "Accept: text/html".into()),
            "curl -H User-Agent: -H 'Accept: text/html' 'https://site.example/a?b=c&d'",
            None,
            "",
            "",
        ),
        (from(|p| p.url = "http://site.example/ü".into()), "http://site.example/%C3%BC", None, "", ""),
    ];
    for (parts, request, direction, source_ip, from) in rows {
        let told = tell(&question(None, None, Asked::Composed(parts))).unwrap();
        let link = Link {
            request: request.to_owned(),
            direction,
            source_ip: source_ip.to_owned(),
            from: from.to_owned(),
        };
        assert_eq!(told.link, Some(link));
        assert_eq!(again(&told, None, None), told);
    }
}

#[test]
fn stories_presets_and_fixed_requests_open_again_as_they_were() {
    for preset in preset::all() {
        let asked = question(None, Some(preset.name), Asked::Preset);
        let told = tell(&asked).unwrap();
        let opened = again(&told, None, Some(preset.name));
        assert!(opened.tells_as(&told), "{}: {opened:?}", preset.name);
        let Ok(mended) = tell(&Question { change: ScenarioChange::Fix, ..asked }) else { continue };
        let opened = again(&mended, mended.scenario.as_deref(), None);
        let opened = Report { scenario: mended.scenario.clone(), ..opened };
        assert!(opened.tells_as(&mended), "{}: {opened:?}", preset.name);
    }
    for scenario in [None, Some(EVERY_FIELD)] {
        for direction in [Direction::Ingress, Direction::Egress] {
            for blocked in [false, true] {
                let told = tell(&question(scenario, None, Asked::Story { direction, blocked })).unwrap();
                let opened = again(&told, scenario, None);
                assert_eq!((opened.outcome, &opened.code), (told.outcome, &told.code));
                assert_eq!(opened.client, told.client);
                assert_eq!(opened.request.url, told.request.url);
            }
        }
    }
}

#[test]
fn a_request_too_long_for_a_link_has_none() {
    let body = "'".repeat(60_000);
    let parts = Composed { url: "https://site.example/".into(), body, ..Composed::default() };
    let told = tell(&question(None, None, Asked::Composed(parts.clone()))).unwrap();
    assert_eq!(told.link, None, "quoted it has more than {MAX_COMMAND} bytes");
    let parts = Composed { body: "x".repeat(60_000), ..parts };
    let told = tell(&question(None, None, Asked::Composed(parts))).unwrap();
    assert_eq!(again(&told, None, None), told);
}

fn own_request() -> impl Strategy<Value = Composed> {
    let one_of = |texts: &'static [&'static str]| prop::sample::select(texts).prop_map(str::to_owned);
    let host = one_of(&[
        "site.example",
        "api.site.example",
        "SITE.example",
        "site.example.",
        "www.site.example:8443",
        "api.payments.example",
        "collector.unknown.example",
        "shop.example",
        "192.0.2.80",
        "0xc0.2.592:8080",
        "[2001:db8::1]:8080",
    ]);
    let name = one_of(&["Accept", "accept", "User-Agent", "Content-Type", "X-API-Key", "Cookie", "x-a"]);
    let value = prop_oneof![
        one_of(&["", "*/*", "curl/8.16.0", "application/x-www-form-urlencoded", "text/html", "a: b;"]),
        "[ -~äß€]{0,20}",
    ];
    let headers = prop::collection::vec((name, value), 0..5).prop_map(|lines| {
        let lines: Vec<String> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.join("\n")
    });
    // A server that the Host header does not name, and one whose address is connected to in its place.
    let server = (
        one_of(&["", "", "Host: site.example\n", "Host: api.payments.example:8443\n", "host: [::1]:443\n"]),
        one_of(&["", "", "site.example", "192.0.2.80", "collector.unknown.example", "[2001:db8::2]"]),
    );
    let place = (
        one_of(&["", "198.51.100.23", "198.51.100.70", "192.0.2.9"]),
        one_of(&["", "shop/web-1", "shop/api-1", "shop/web-2"]),
        one_of(&["", "1.0", "1.2", "1.3"]),
        any::<bool>(),
        prop::sample::select(&[None, Some(Direction::Ingress), Some(Direction::Egress)][..]),
        prop::sample::select(&[None, None, Some(Family::V4), Some(Family::V6)][..]),
    );
    let parts = (
        one_of(&METHODS),
        one_of(&["https://", "http://"]),
        host,
        "(/[!-~ ä]{0,20})?(\\?[!-~ ä]{0,20})?",
        headers,
        prop_oneof![Just(String::new()), "(?s).{0,40}", "[ -~]{0,60}"],
    );
    (parts, place, server).prop_map(
        |(
            (method, scheme, host, target, headers, body),
            (source_ip, from, tls_version, insecure, direction, family),
            (host_line, at),
        )| {
            let headers = host_line + &headers;
            let url = format!("{scheme}{host}{target}");
            Composed {
                direction,
                method,
                url,
                headers,
                body,
                source_ip,
                from,
                tls_version,
                insecure,
                at,
                family,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_own_request_is_told_the_same_from_its_link(parts in own_request()) {
        if let Ok(told) = tell(&question(None, None, Asked::Composed(parts))) {
            let opened = again(&told, None, None);
            prop_assert_eq!(opened, told);
        }
    }
}

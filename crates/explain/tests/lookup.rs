//! The lookup of a name: a packet of its own, from the pod to the name server.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, SocketAddr};

use gauntlet_explain::trace::{Hop, Trace};
use gauntlet_explain::{run, visibility};
use gauntlet_model::ask::{Ask, Family, SEED};
use gauntlet_model::http::Request;
use gauntlet_model::journey::{Direction, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Protocol;
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::ClusterDns;

fn asked(scenario: &Scenario, host: &str) -> Ask {
    Ask { request: Request::get(host, "/"), ..scenario.story(Direction::Egress, false) }
}

fn hop(journey: &Trace, layer: Layer) -> &Hop {
    journey.hops.iter().find(|hop| hop.layer == layer && hop.way == Way::Request).unwrap()
}

#[test]
fn it_goes_to_the_name_server_and_the_call_to_what_that_answers() {
    let built_in = Scenario::built_in();
    let mut own = Scenario::built_in();
    own.cluster_dns = Some(ClusterDns {
        address: "10.96.7.7".parse().unwrap(),
        namespace: "kube-system".into(),
        labels: gauntlet_scenario::model::ByName::from_iter([("k8s-app".into(), "kube-dns".into())]),
        search_domains: Vec::new(),
        ndots: 1,
    });
    let mut six = Scenario::built_in();
    six.pods[0].address = "2001:db8::21".parse().unwrap();
    let rows: [(&Scenario, &str, &str); 4] = [
        (&built_in, "api.payments.example", "10.96.0.10:53"),
        (&built_in, "no.such.example", "10.96.0.10:53"),
        (&own, "api.payments.example", "10.96.7.7:53"),
        (&six, "api.payments.example", "[fd00:10:96::a]:53"),
    ];
    for (scenario, host, server) in rows {
        let journey = run(scenario, &asked(scenario, host), SEED);
        let lookup = hop(&journey, Layer::Dns);
        assert_eq!(lookup.before.destination.to_string(), server, "{host}");
        assert_eq!((lookup.before.protocol, lookup.before.tls.state), (Protocol::Udp, TlsState::Plain));
        assert_eq!(hop(&journey, Layer::Pod).after, lookup.before, "the pod sends it");
        let seen = visibility::of(lookup);
        let saw = |field: &str| seen.iter().find(|seen| seen.field == field).unwrap().value.clone().unwrap();
        assert_eq!((saw("destination").as_str(), saw("request")), (server, format!("A {host}")));
        if let Some(call) = journey.hops.iter().find(|hop| hop.layer == Layer::NetworkPolicy) {
            let expected: SocketAddr = "192.0.2.80:443".parse().unwrap();
            assert_eq!(call.before.destination, expected);
            assert_eq!((call.before.protocol, call.before.tls.state), (Protocol::Tcp, TlsState::Encrypted));
            assert_eq!(call.before.tls.sni.as_deref(), Some(host));
        }
    }
}

#[test]
fn an_address_needs_none() {
    let scenario = Scenario::built_in();
    let journey = run(&scenario, &asked(&scenario, "192.0.2.80"), SEED);
    for layer in [Layer::Pod, Layer::Dns, Layer::NetworkPolicy] {
        assert_eq!(hop(&journey, layer).before.destination.to_string(), "192.0.2.80:443", "{layer}");
    }
}

#[test]
fn nothing_that_is_shown_goes_to_no_address() {
    let scenario = Scenario::built_in();
    for host in ["api.payments.example", "no.such.example", "192.0.2.80", "collector.unknown.example"] {
        let told = gauntlet_explain::report::run(&scenario, &asked(&scenario, host), SEED);
        for hop in &told.hops {
            let seen = hop.saw.iter().filter_map(|seen| seen.value.as_ref().ok());
            for text in seen.chain([&hop.source, &hop.destination]) {
                let address: Option<SocketAddr> = text.parse().ok();
                let nowhere = |address: SocketAddr| match address.ip() {
                    IpAddr::V4(address) => address.is_unspecified(),
                    IpAddr::V6(address) => address.is_unspecified(),
                };
                assert!(!address.is_some_and(nowhere), "{host}: {} shows {text}", hop.layer);
            }
        }
    }
    let told = gauntlet_explain::report::run(&scenario, &asked(&scenario, "api.payments.example"), SEED);
    let pod = &told.hops[0].saw;
    assert!(pod.iter().any(|seen| seen.value.as_deref() == Ok("api.payments.example:443")), "{pod:?}");
}

/// glibc's resolver: a name with fewer dots than `ndots` in each search domain first, and in any case before it gives up.
#[test]
fn it_goes_through_the_search_domains() {
    const SEARCH: [&str; 3] = ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"];
    let paid = "api.payments.example";
    // What is asked for: the names between dots and colons are those of the log.
    let rows: &[(&str, u16, &[&str], &[&str])] = &[
        (paid, 5, &[], &["api.payments.example. udp 38 false 512\" NOERROR qr,rd,ra 74"]),
        (
            paid,
            5,
            &SEARCH,
            &[
                "api.payments.example.shop.svc.cluster.local. udp 61 false 512\" NXDOMAIN qr,aa,rd 154",
                "api.payments.example.svc.cluster.local. udp 56 false 512\" NXDOMAIN qr,aa,rd 149",
                "api.payments.example.cluster.local. udp 52 false 512\" NXDOMAIN qr,aa,rd 145",
                "api.payments.example. udp 38 false 512\" NOERROR qr,rd,ra 74",
            ],
        ),
        (paid, 2, &SEARCH, &["api.payments.example. udp 38 false 512\" NOERROR"]),
        (
            "no.such.example",
            2,
            &["svc.cluster.local"],
            &[
                "no.such.example. udp 33 false 512\" NXDOMAIN qr,rd,ra 108",
                "no.such.example.svc.cluster.local. udp 51 false 512\" NXDOMAIN qr,aa,rd 144",
            ],
        ),
        (
            "api.payments",
            5,
            &["shop.example", "example"],
            &["api.payments.shop.example. udp 43", "api.payments.example. udp 38 false 512\" NOERROR"],
        ),
    ];
    for (host, ndots, search, expected) in rows {
        let mut scenario = Scenario::built_in();
        let plain = hop(&run(&scenario, &asked(&scenario, host), SEED), Layer::Dns).took_us;
        scenario.cluster_dns = Some(ClusterDns {
            address: "10.96.0.10".parse().unwrap(),
            namespace: "kube-system".into(),
            labels: gauntlet_scenario::model::ByName::default(),
            search_domains: search.iter().map(|domain| (*domain).to_owned()).collect(),
            ndots: *ndots,
        });
        scenario.network_policies.clear();
        let journey = run(&scenario, &asked(&scenario, host), SEED);
        let lookup = hop(&journey, Layer::Dns);
        let log = lookup.log.clone().unwrap();
        assert_eq!(log.lines().count(), expected.len(), "{host}: {log}");
        for (line, expected) in log.lines().zip(*expected) {
            assert!(line.contains(&format!("\"A IN {expected}")), "{host}: {line}, wanted {expected}");
        }
        // One takes 1.5 ms, and 0.2 ms each way.
        let more = lookup.took_us.get() - plain.get();
        assert_eq!(more, 1_900 * (expected.len() as u64 - 1), "{host}: {log}");
        let told = lookup.why.iter().any(|reason| reason.text().contains("ndots"));
        assert_eq!(told, *ndots == 5 && !search.is_empty(), "{host}");
    }
}

/// A client that keeps to a family goes on where a name has the other one alone, as glibc's resolver does where there is no data.
#[test]
fn it_searches_on_for_the_family_that_it_keeps_to() {
    let mut scenario = Scenario::built_in();
    let plain = hop(&run(&scenario, &asked(&scenario, "api.payments.example"), SEED), Layer::Dns).took_us;
    scenario.cluster_dns = Some(ClusterDns {
        address: "10.96.0.10".parse().unwrap(),
        namespace: "kube-system".into(),
        labels: gauntlet_scenario::model::ByName::default(),
        search_domains: vec!["cluster.local".to_owned()],
        ndots: 1,
    });
    scenario.network_policies.clear();
    let ask = Ask { family: Some(Family::V6), ..asked(&scenario, "api.payments.example") };
    let lookup = hop(&run(&scenario, &ask, SEED), Layer::Dns).clone();
    let log = lookup.log.unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(
        lines[0].contains("\"AAAA IN api.payments.example. udp 38 false 512\" NOERROR qr,rd,ra 113"),
        "{log}"
    );
    assert!(
        lines[1].contains("\"AAAA IN api.payments.example.cluster.local. udp 52 false 512\" NXDOMAIN"),
        "{log}"
    );
    assert_eq!(lookup.took_us.get() - plain.get(), 1_900, "two lookups instead of one");
}

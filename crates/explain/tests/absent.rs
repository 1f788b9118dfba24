//! A layer that is not there: what is told and written in its place, and that it comes back as it was.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::{checked, egress, ingress};
use gauntlet_explain::preset;
use gauntlet_explain::question::tell;
use gauntlet_explain::remedy::Remedy;
use gauntlet_explain::report;
use gauntlet_model::ask::SEED;
use gauntlet_model::journey::{Direction, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_model::tls::TlsState;
use gauntlet_scenario::editing::changed;
use gauntlet_scenario::model::Absent;
use gauntlet_scenario::{BUILT_IN, Scenario};
use gauntlet_sim::layer::external::is_private;
use serde_json::json;

const ALL: [Absent; 7] = [
    Absent::Firewall,
    Absent::Waf,
    Absent::LoadBalancer,
    Absent::ReverseProxy,
    Absent::NetworkPolicies,
    Absent::NatGateway,
    Absent::EgressFirewall,
];

fn without(absent: &[Absent]) -> Scenario {
    Scenario { absent: absent.to_vec(), ..Scenario::built_in() }
}

/// In its place, in the order of the path, and touched by nothing: no verdict, no code, no log, no time, nothing seen or changed.
#[test]
fn its_hop_is_passed_by_nothing() {
    for absent in (0..1_u32 << ALL.len()).map(|bits| {
        let taken = ALL.iter().enumerate().filter(|(at, _)| (bits >> at) & 1 == 1);
        taken.map(|(_, one)| *one).collect::<Vec<_>>()
    }) {
        let scenario = without(&absent);
        for ask in [ingress("https://site.example/"), egress("https://api.payments.example/v1")] {
            let whole = checked(&Scenario::built_in(), &ask, SEED);
            let journey = checked(&scenario, &ask, SEED);
            let asked = |one: &&gauntlet_explain::trace::Hop| one.way == Way::Request;
            let order = |hops: &[gauntlet_explain::trace::Hop]| {
                hops.iter().filter(asked).map(|hop| hop.layer).collect::<Vec<_>>()
            };
            let came_to = order(&journey.hops);
            assert!(order(&whole.hops).starts_with(&came_to), "{absent:?}: {came_to:?}");
            for hop in &journey.hops {
                let there = !absent.iter().any(|one| one.layer() == hop.layer);
                if there || hop.verdict == Verdict::Fail {
                    assert_ne!(hop.verdict, Verdict::Absent, "{absent:?}: {}", hop.layer);
                    continue;
                }
                assert_eq!(
                    (hop.verdict, hop.way),
                    (Verdict::Absent, Way::Request),
                    "{absent:?}: {}",
                    hop.layer
                );
                assert_eq!((&hop.code, &hop.log, &hop.rule), (&None, &None, &None), "{}", hop.layer);
                assert_eq!((hop.took_us.get(), &hop.after), (0, &hop.before), "{}", hop.layer);
            }
            let told = report::run(&scenario, &ask, SEED);
            let seen = told.hops.iter().filter(|hop| hop.verdict == Verdict::Absent);
            seen.for_each(|hop| assert!(hop.saw.is_empty() && hop.table.is_none(), "{}", hop.layer));
        }
    }
}

#[test]
fn tls_ends_where_it_is_ended_then() {
    let rows: [(&[Absent], Layer, TlsState); 4] = [
        (&[], Layer::ReverseProxy, TlsState::Inspected),
        (&[Absent::Waf], Layer::ReverseProxy, TlsState::Encrypted),
        (&[Absent::Waf, Absent::ReverseProxy], Layer::Service, TlsState::Encrypted),
        (&[Absent::ReverseProxy], Layer::Service, TlsState::Inspected),
    ];
    for (absent, layer, expected) in rows {
        let journey = checked(&without(absent), &ingress("https://site.example/"), SEED);
        let hop = journey.hops.iter().find(|hop| hop.layer == layer).unwrap();
        assert_eq!(hop.before.tls.state, expected, "{absent:?} at {layer}");
    }
}

#[test]
fn without_a_balancer_every_connection_comes_to_the_first_node() {
    let scenario = without(&[Absent::LoadBalancer]);
    for seed in 0..16 {
        let journey = checked(&scenario, &ingress("https://site.example/"), seed);
        let hop = journey.hops.iter().find(|hop| hop.layer == Layer::LoadBalancer).unwrap();
        assert_eq!(hop.chose.as_deref(), Some("node-a"));
        assert_eq!(hop.before.destination.to_string(), "10.0.1.11:443");
        let told = report::run(&scenario, &ingress("https://site.example/"), seed);
        let chosen = told.members.iter().filter(|one| one.node && one.chosen_at.is_some());
        assert_eq!(chosen.map(|one| one.name.as_str()).collect::<Vec<_>>(), ["node-a"]);
    }
}

#[test]
fn without_a_proxy_every_host_comes_to_the_first_service() {
    let mut scenario = without(&[Absent::Waf, Absent::ReverseProxy]);
    scenario.network_policies.clear();
    let mut pods = BTreeSet::new();
    for (seed, host) in (0..32).zip(["site.example", "api.site.example", "nobody.example"].iter().cycle()) {
        let journey = checked(&scenario, &ingress(&format!("http://{host}/")), seed);
        let hop = |layer| journey.hops.iter().find(|hop| hop.layer == layer).unwrap();
        assert_eq!(hop(Layer::Service).rule.as_deref(), Some("web"), "{host}");
        pods.insert(hop(Layer::Service).chose.clone().unwrap());
        let pod = &hop(Layer::Pod).before;
        assert_eq!(pod.source.ip().to_string(), "198.51.100.23", "the client's own address");
        let message = format!("{:?}", pod.message);
        assert!(!message.contains("X-Forwarded"), "{message}");
    }
    assert_eq!(pods.into_iter().collect::<Vec<_>>(), ["web-1", "web-3"], "those that are ready");
}

/// A layer goes and comes by a patch and by an edit, and the text is the same after.
#[test]
fn it_is_taken_out_and_put_back() {
    let built_in = Scenario::built_in();
    for layer in ALL {
        let gone = without(&[layer]);
        let name = gone.to_json().written();
        let name = name.split("\"absent\":").nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
        let mut patched = built_in.clone();
        let list = gauntlet_scenario::json::Json::read(&json!([name]).to_string());
        patched.change("/absent", list.as_ref()).unwrap();
        assert_eq!(patched, gone, "{name}");
        let text = changed(BUILT_IN, &built_in, &gone, &["absent"]);
        assert_eq!(Scenario::from_json(&text).unwrap(), gone, "{name}");
        patched.change("/absent/0", None).unwrap();
        assert_eq!(patched, built_in, "{name}");
        let back = changed(&text, &gone, &built_in, &["absent"]);
        assert_eq!(Scenario::from_json(&back).unwrap(), built_in, "{name}");
    }
}

/// Where a preset's request stops because a layer is absent, putting that layer back is the whole fix.
#[test]
fn the_fix_is_to_put_it_back() {
    let mut mended = BTreeSet::new();
    for preset in preset::all() {
        let scenario = preset.scenario().unwrap();
        let asked = Asked::Preset;
        let name = Some(preset.name.to_owned());
        let before = scenario.absent.len();
        let question = Question { scenario: None, preset: name, asked, change: ScenarioChange::Fix };
        let Ok(told) = tell(&question) else { continue };
        let after = Scenario::from_json(&told.scenario.unwrap()).unwrap();
        if after.absent.len() != before {
            assert_eq!(after.absent.len() + 1, before, "{}", preset.name);
            let put_back = Scenario { absent: after.absent.clone(), ..scenario };
            assert_eq!(put_back, after, "{}: nothing else is changed", preset.name);
            mended.insert(preset.name);
        }
    }
    assert_eq!(mended.into_iter().collect::<Vec<_>>(), ["no-balancer", "no-nat", "no-proxy"]);
    let scenario = without(&[Absent::Waf, Absent::ReverseProxy]);
    let ask = ingress("https://site.example/");
    let remedy = Remedy::of(&scenario, &ask, SEED, &checked(&scenario, &ask, SEED)).unwrap();
    assert_eq!(remedy.scenario, without(&[Absent::Waf]), "the policy that lets the proxy in is no mistake");
}

#[test]
fn an_attack_that_nobody_reads_is_told_of() {
    let url = "https://site.example/products?q=%27%20OR%201%3D1%20--";
    for (absent, breached) in [(&[][..], None), (&[Absent::Waf], Some("waf.sql_injection".to_owned()))] {
        let journey = checked(&without(absent), &ingress(url), SEED);
        assert_eq!(journey.breach.map(|code| code.to_string()), breached, "{absent:?}");
        assert_eq!(journey.direction, Direction::Ingress);
    }
}

#[test]
fn private_addresses_are_those_that_the_internet_has_no_way_to() {
    let private = "10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 100.64.0.1 100.127.255.255 169.254.1.1 127.0.0.1 fd00::1 fe80::1 ::1";
    let public =
        "9.255.255.255 11.0.0.0 172.32.0.1 192.0.2.80 203.0.113.50 100.63.255.255 100.128.0.0 2001:db8::1";
    for (addresses, expected) in [(private, true), (public, false)] {
        for address in addresses.split(' ') {
            assert_eq!(is_private(address.parse().unwrap()), expected, "{address}");
        }
    }
}

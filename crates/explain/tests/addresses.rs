//! Which address each layer sees as the source, and which are in `X-Forwarded-For`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{checked, egress, end, ingress};
use gauntlet_explain::trace::{Hop, Trace};
use gauntlet_explain::{preset, question, report, run};
use gauntlet_model::http::Message;
use gauntlet_model::journey::Way;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{Absent, BalancerMode, ExternalTrafficPolicy, ProxyKind};

const CLIENT: &str = "198.51.100.23";
const WAF: &str = "10.0.0.10";
const BALANCER: &str = "10.0.0.20";
const NODE: &str = "10.0.1.13";
const PROXY: &str = "10.244.0.10";
/// Chooses `node-c`.
const SEED: u64 = 1;

fn set_up(waf: bool, mode: BalancerMode, local: bool, proxy_protocol: bool) -> Scenario {
    let mut scenario = Scenario::built_in();
    if !waf {
        scenario.absent.push(Absent::Waf);
    }
    let balancer = &mut scenario.load_balancer;
    balancer.mode = mode;
    balancer.external_traffic_policy =
        if local { ExternalTrafficPolicy::Local } else { ExternalTrafficPolicy::Cluster };
    balancer.proxy_protocol = proxy_protocol;
    scenario.reverse_proxy.proxy_protocol = proxy_protocol;
    scenario
}

fn hop(trace: &Trace, layer: Layer) -> &Hop {
    trace.hops.iter().find(|hop| hop.layer == layer && hop.way == Way::Request).unwrap()
}

fn source(trace: &Trace, layer: Layer) -> String {
    hop(trace, layer).before.source.ip().to_string()
}

fn forwarded(message: &Message) -> Vec<String> {
    let Message::Request(request) = message else { return Vec::new() };
    let value = request.header("X-Forwarded-For").unwrap_or_default();
    value.split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// With a WAF, at L7, `Local`, PROXY protocol at both ends: the source at the balancer and at the proxy, whom the proxy logs, and what
/// the app reads; or how it ends.
type Row = (
    bool,
    BalancerMode,
    bool,
    bool,
    Result<(&'static str, &'static str, &'static str, &'static [&'static str]), &'static str>,
);

const BROKEN: &str = "reverse_proxy.proxy_protocol: 502 from load_balancer";

#[rustfmt::skip]
const ROWS: [Row; 16] = [
    (false, BalancerMode::L4, false, false, Ok((CLIENT, NODE, NODE, &[NODE]))),
    (false, BalancerMode::L4, false, true, Ok((CLIENT, NODE, CLIENT, &[CLIENT]))),
    (false, BalancerMode::L4, true, false, Ok((CLIENT, CLIENT, CLIENT, &[CLIENT]))),
    (false, BalancerMode::L4, true, true, Ok((CLIENT, CLIENT, CLIENT, &[CLIENT]))),
    (false, BalancerMode::L7, false, false, Ok((CLIENT, NODE, NODE, &[CLIENT, NODE]))),
    (false, BalancerMode::L7, false, true, Err(BROKEN)),
    (false, BalancerMode::L7, true, false, Ok((CLIENT, BALANCER, BALANCER, &[CLIENT, BALANCER]))),
    (false, BalancerMode::L7, true, true, Err(BROKEN)),
    (true, BalancerMode::L4, false, false, Ok((WAF, NODE, NODE, &[CLIENT, NODE]))),
    (true, BalancerMode::L4, false, true, Ok((WAF, NODE, WAF, &[CLIENT, WAF]))),
    (true, BalancerMode::L4, true, false, Ok((WAF, WAF, WAF, &[CLIENT, WAF]))),
    (true, BalancerMode::L4, true, true, Ok((WAF, WAF, WAF, &[CLIENT, WAF]))),
    (true, BalancerMode::L7, false, false, Ok((WAF, NODE, NODE, &[CLIENT, WAF, NODE]))),
    (true, BalancerMode::L7, false, true, Err(BROKEN)),
    (true, BalancerMode::L7, true, false, Ok((WAF, BALANCER, BALANCER, &[CLIENT, WAF, BALANCER]))),
    (true, BalancerMode::L7, true, true, Err(BROKEN)),
];

#[test]
fn each_layer_sees_the_address_that_opened_its_connection() {
    for (waf, mode, local, proxy_protocol, expected) in ROWS {
        let case = format!("WAF {waf}, {mode:?}, Local {local}, PROXY protocol {proxy_protocol}");
        let mut scenario = set_up(waf, mode, local, proxy_protocol);
        let trace = checked(&scenario, &ingress("http://site.example/"), SEED);
        let (balancer, proxy, logged, read) = match expected {
            Ok(expected) => expected,
            Err(ending) => {
                assert_eq!(end(&trace), ending, "{case}");
                continue;
            }
        };
        assert_eq!(source(&trace, Layer::Firewall), CLIENT, "{case}");
        assert_eq!(source(&trace, Layer::LoadBalancer), balancer, "{case}");
        assert_eq!(source(&trace, Layer::ReverseProxy), proxy, "{case}");
        assert_eq!(source(&trace, Layer::Pod), PROXY, "{case}");
        // What each program writes is whom it takes for the client; with headers that it trusts, that is the client itself, where a layer
        // before it read the request.
        for kind in [ProxyKind::IngressNginx, ProxyKind::Nginx, ProxyKind::Haproxy] {
            for (trusts, logged) in [(false, logged), (true, if read.len() > 1 { CLIENT } else { logged })] {
                scenario.reverse_proxy.kind = kind;
                scenario.reverse_proxy.trust_forwarded = trusts;
                let trace = checked(&scenario, &ingress("http://site.example/"), SEED);
                // ingress-nginx starts the header anew with whom it takes for the client; the others append whom they saw.
                let header = forwarded(&hop(&trace, Layer::Pod).before.message);
                let expected = if kind == ProxyKind::IngressNginx { &[logged][..] } else { read };
                assert_eq!(header, expected, "{case}, {kind:?}, trusts {trusts}");
                let log = trace.hops.iter().filter(|hop| hop.layer == Layer::ReverseProxy);
                let log = log.filter_map(|hop| hop.log.as_deref()).next_back().unwrap();
                let end = if kind == ProxyKind::Haproxy { ":" } else { " " };
                assert!(log.starts_with(&format!("{logged}{end}")), "{case}, {kind:?}: {log}");
            }
        }
    }
}

/// An entry for each layer that opens a connection of its own, the client's first; and what goes on comes from that layer's own address.
#[test]
fn every_layer_that_opens_a_connection_notes_whose_it_was() {
    let mut relays = 0;
    for preset in preset::all() {
        let Ok(mut first) = preset.scenario() else { continue };
        // It starts the header anew.
        if first.reverse_proxy.kind == ProxyKind::IngressNginx {
            first.reverse_proxy.kind = ProxyKind::Nginx;
        }
        for at in 0..32_u32 {
            let mut scenario = first.clone();
            let bit = |nth: u32| at & (1 << nth) != 0;
            let balancer = &mut scenario.load_balancer;
            balancer.mode = if bit(0) { BalancerMode::L4 } else { BalancerMode::L7 };
            balancer.external_traffic_policy =
                if bit(1) { ExternalTrafficPolicy::Local } else { ExternalTrafficPolicy::Cluster };
            (balancer.proxy_protocol, scenario.reverse_proxy.proxy_protocol) = (bit(2), bit(2));
            scenario.reverse_proxy.trust_forwarded = bit(3);
            if bit(4) {
                scenario.waf.own_address = "10.9.0.1".parse().ok();
                scenario.load_balancer.own_address = "10.9.0.2".parse().ok();
            }
            let ask = question::composed(&scenario, &preset.request()).unwrap();
            let trace = run(&scenario, &ask, u64::from(at));
            let sent = ask.request.all("X-Forwarded-For").count();
            let client = trace.hops[0].before.source.ip().to_string();
            for hop in trace.hops.iter().filter(|hop| hop.way == Way::Request) {
                let (before, after) = (forwarded(&hop.before.message), forwarded(&hop.after.message));
                if before == after || !matches!(hop.after.message, Message::Request(_)) {
                    continue;
                }
                relays += 1;
                let case = format!("{}, {at} at {}", preset.name, hop.layer);
                assert_eq!(after[..before.len()], before, "{case}");
                assert_eq!(after.len(), before.len() + 1, "{case}");
                // Only a proxy can learn more than the end of its connection, from the balancer's line.
                let seen = hop.before.source.ip().to_string();
                let named = bit(0) && bit(2) && hop.layer == Layer::ReverseProxy;
                assert!(named || *after.last().unwrap() == seen, "{case}: {after:?}");
                let own = match hop.layer {
                    Layer::Waf => scenario.waf_connects_from(),
                    Layer::LoadBalancer => scenario.load_balancer.connects_from(),
                    _ => scenario.reverse_proxy.address,
                };
                let mut new = hop.after.rewrites[hop.before.rewrites.len()..].iter();
                let sent_from = new.find(|one| one.field == "source").map(|one| one.to.clone());
                if let Some(sent_from) = sent_from {
                    assert!(sent_from.starts_with(&format!("{own}:")), "{case}: {sent_from}");
                }
                // The first entry is the client, unless a node hid it from the first layer that reads.
                let hidden = before.is_empty() && seen != client && !named;
                assert!(
                    sent > 0 || hidden || after[0] == client || before.first() == after.first(),
                    "{case}"
                );
                if hop.layer != Layer::ReverseProxy {
                    assert_eq!(after[0], client, "{case}");
                }
            }
        }
    }
    assert!(relays > 1_000, "{relays}");
}

#[test]
fn a_node_that_leads_nowhere_is_drawn_as_down() {
    let told = |name: &str| {
        let preset = preset::named(name).unwrap();
        let scenario = preset.scenario().unwrap();
        let ask = question::composed(&scenario, &preset.request()).unwrap();
        let nodes = report::run(&scenario, &ask, SEED).members.into_iter().filter(|member| member.node);
        nodes.map(|node| node.up).collect::<Vec<_>>()
    };
    assert_eq!(told("harmless"), [true, false, true]);
    assert_eq!(told("local-traffic-policy"), [false; 3]);
}

#[test]
fn a_node_may_hide_its_pods_from_the_gateway() {
    for (masquerades, expected) in [(false, "10.244.1.21"), (true, "10.0.1.11")] {
        let mut scenario = Scenario::built_in();
        scenario.nat_gateway.node_masquerade = masquerades;
        let trace = checked(&scenario, &egress("https://api.payments.example/"), SEED);
        assert_eq!(end(&trace), "answered: 200 from external");
        assert_eq!(source(&trace, Layer::NetworkPolicy), "10.244.1.21", "the policy sees the pod");
        assert_eq!(source(&trace, Layer::NatGateway), expected);
        assert_eq!(source(&trace, Layer::EgressFirewall), "203.0.113.50");
        let mapped = &hop(&trace, Layer::NatGateway).why[0];
        assert!(mapped.value.as_ref().unwrap().to_string().starts_with(expected));
        assert_eq!(trace.hops.last().unwrap().before.destination.ip().to_string(), "10.244.1.21");
    }
}

#[test]
fn a_node_keeps_the_port_unless_it_is_taken() {
    for (masquerades, taken, kept) in [(false, true, true), (true, false, true), (true, true, false)] {
        let mut scenario = Scenario::built_in();
        scenario.nat_gateway.node_masquerade = masquerades;
        scenario.state.nat_gateway.source_port_taken = taken;
        let trace = checked(&scenario, &egress("https://api.payments.example/"), SEED);
        assert_eq!(end(&trace), "answered: 200 from external");
        let pod = hop(&trace, Layer::NetworkPolicy).before.source;
        let mapped = hop(&trace, Layer::NatGateway).why[0].value.as_ref().unwrap().to_string();
        let port = mapped.rsplit_once(':').unwrap().1;
        assert_eq!(port == pod.port().to_string(), kept, "{mapped}, where the pod has {pod}");
        assert_eq!(trace.hops.last().unwrap().before.destination, pod, "the reply finds its way back");
    }
}

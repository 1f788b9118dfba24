//! Explains what depends on the client's address as the proxy sees it: allow lists and the PROXY protocol.

use std::net::IpAddr;

use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::BalancerMode;
use gauntlet_sim::layer::Reply;
use gauntlet_sim::path::journey::{Hop, Journey};

use super::product;
use crate::fix::Fix;
use crate::layer::{Explanation, list};
use crate::messages::key;
use crate::reason::Reason;

/// The proxy's list has no such address.
pub(super) fn not_allowed(scenario: &Scenario, journey: &Journey, hop: &Hop, seen: IpAddr) -> Explanation {
    let config = &scenario.reverse_proxy;
    let denied = Reason::new(key::REVERSE_PROXY_SOURCE_DENIED).rule(product(config.kind)).field("source");
    let mut why = vec![denied.value(seen).expected(list(&config.allow_sources))];
    let client = journey.hops.first().map_or(seen, |hop| hop.before.flow.source.ip());
    if client != seen {
        let other = Reason::new(key::REVERSE_PROXY_NOT_THE_CLIENT).field("source");
        why.push(other.value(client).expected(seen));
    }
    let allowed = config.allow_sources.iter().any(|network| network.contains(&client));
    let fix = if !allowed {
        let fix = Reason::new(key::FIX_REVERSE_PROXY_ALLOW).value(client);
        Fix::new(fix).add("/reverseProxy/allowSources/-", ipnet::IpNet::from(client).to_string())
    } else if hop.before.relays() > 0 {
        Fix::new(Reason::new(key::FIX_REVERSE_PROXY_TRUST).value(client))
            .add("/reverseProxy/trustForwarded", true)
    } else {
        Fix::new(Reason::new(key::FIX_REVERSE_PROXY_LOCAL).value(client))
            .add("/loadBalancer/externalTrafficPolicy", "Local")
    };
    Explanation::new(why).fix(fix)
}

/// The balancer and the proxy disagree about the PROXY protocol.
pub(super) fn protocol(scenario: &Scenario, named: bool, reply: Reply) -> Explanation {
    let rule = product(scenario.reverse_proxy.kind);
    let balancer = &scenario.load_balancer;
    let key = match (named, reply) {
        (true, Reply::Http(_) | Reply::Clear(_)) => key::REVERSE_PROXY_UNEXPECTED_HEADER,
        (true, _) => key::REVERSE_PROXY_UNEXPECTED_HEADER_TLS,
        (false, _) => key::REVERSE_PROXY_BROKEN_HEADER,
    };
    let why = Reason::new(key).rule(rule).field("proxyProtocol");
    // Only an L4 balancer can send the line.
    let sends = balancer.mode == BalancerMode::L4 && !scenario.lacks(Layer::LoadBalancer);
    let fix = if named || !sends {
        let key = if named { key::FIX_REVERSE_PROXY_EXPECT } else { key::FIX_REVERSE_PROXY_EXPECT_NONE };
        Fix::new(Reason::new(key)).add("/reverseProxy/proxyProtocol", named)
    } else {
        Fix::new(Reason::new(key::FIX_LOAD_BALANCER_PROXY_PROTOCOL)).add("/loadBalancer/proxyProtocol", true)
    };
    Explanation::of(why).fix(fix)
}

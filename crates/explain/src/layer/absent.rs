//! What it means that a layer is not there, and how to put it back.

use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::Absent;

use super::{Explanation, list};
use crate::fix::Fix;
use crate::messages::key;
use crate::reason::Reason;

/// Explains what happens where a layer is absent.
#[must_use]
pub fn explain(scenario: &Scenario, layer: Layer, flow: Flow) -> Explanation {
    let why = Reason::new(match layer {
        Layer::Firewall => key::ABSENT_FIREWALL,
        Layer::Waf => key::ABSENT_WAF,
        Layer::LoadBalancer => key::ABSENT_LOAD_BALANCER,
        Layer::ReverseProxy => key::ABSENT_REVERSE_PROXY,
        Layer::NetworkPolicy => key::ABSENT_NETWORK_POLICY,
        Layer::NatGateway => key::ABSENT_NAT_GATEWAY,
        _ => key::ABSENT_EGRESS_FIREWALL,
    });
    let why = match layer {
        Layer::LoadBalancer => why.rule(only_node(scenario)),
        Layer::ReverseProxy => {
            let service = scenario.only_service().map(|service| scenario.service_name(service));
            why.rule(service.unwrap_or_default())
        }
        Layer::NatGateway => why.value(flow.source.ip()),
        _ => why,
    };
    Explanation::of(why)
}

/// The only node is down.
pub(crate) fn node_down(scenario: &Scenario) -> Explanation {
    let why = Reason::new(key::ABSENT_NODE_DOWN).rule(only_node(scenario));
    Explanation { fix: put_back(scenario, Absent::LoadBalancer), ..Explanation::of(why) }
}

/// The only node listens on other ports.
pub(crate) fn no_listener(scenario: &Scenario, flow: Flow) -> Explanation {
    let port = flow.destination.port();
    let why = Reason::new(key::ABSENT_NO_LISTENER).rule(only_node(scenario)).field("destination.port");
    let why = why.value(port).expected(list(&scenario.load_balancer.listeners));
    let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_LISTENER).value(port));
    Explanation::of(why).fix(fix.add("/loadBalancer/listeners/-", port))
}

fn only_node(scenario: &Scenario) -> &str {
    scenario.only_node().map_or("", |node| &node.name)
}

/// Puts the layer back as the scenario describes it.
pub(crate) fn put_back(scenario: &Scenario, layer: Absent) -> Option<Fix> {
    let at = scenario.absent.iter().position(|one| *one == layer)?;
    let fix = Fix::new(Reason::new(match layer {
        Absent::LoadBalancer => key::FIX_ABSENT_LOAD_BALANCER,
        Absent::NatGateway => key::FIX_ABSENT_NAT_GATEWAY,
        _ => key::FIX_ABSENT_REVERSE_PROXY,
    }));
    Some(fix.remove(["/absent/", &at.to_string()].concat()))
}

//! What the NAT gateway's decisions mean.

use std::net::IpAddr;

use gauntlet_scenario::json::Json;

use super::Explanation;
use gauntlet_model::packet::Flow;
use gauntlet_scenario::model::{NatGateway, NatPreset};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::nat_gateway::{Decision, Stopped};
use gauntlet_sim::world::nat::{Ports, limits, publics};

use crate::fix::Fix;
use crate::messages::key;
use crate::reason::Reason;

/// Explains a decision.
#[must_use]
pub fn explain(config: &NatGateway, flow: Flow, decision: &Decision) -> Explanation {
    match decision {
        Decision::Pass(public, ports) => {
            let mapped =
                Reason::new(key::NAT_GATEWAY_MAPPED).field("source").value(flow.source).expected(*public);
            let shared = Reason::new(key::NAT_GATEWAY_PORTS)
                .field("source.port")
                .value(ports.in_use + 1)
                .expected(ports.there);
            Explanation::new(vec![mapped, shared])
        }
        Decision::Stop(Stop { why: Stopped::NoRoute, .. }) => {
            let why = Reason::new(key::NAT_GATEWAY_NO_ROUTE).field("destination").value(flow.destination);
            let fix = Reason::new(key::FIX_NAT_GATEWAY_ROUTE).value(config.public_address);
            Explanation::of(why).fix(Fix::new(fix).add("/natGateway/defaultRoute", true))
        }
        Decision::Stop(Stop { why: Stopped::Exhausted(ports), .. }) => exhausted(config, flow, *ports),
    }
}

fn exhausted(config: &NatGateway, flow: Flow, Ports { in_use, in_time_wait, there }: Ports) -> Explanation {
    let mut why = vec![
        Reason::new(key::NAT_GATEWAY_EXHAUSTED).field("source.port").value(flow.destination).expected(there),
    ];
    if in_time_wait > 0 {
        why.push(
            Reason::new(key::NAT_GATEWAY_TIME_WAIT)
                .field("portsInTimeWait")
                .value(in_time_wait)
                .expected(limits(config).time_wait),
        );
    }
    let by_node = config.preset == Some(NatPreset::Gcp) || config.ports_per_node.is_some();
    let fix = if by_node {
        let wanted = (in_use + in_time_wait + 1).next_power_of_two().min(32_768);
        Fix::new(Reason::new(key::FIX_NAT_GATEWAY_PER_NODE).value(wanted))
            .add("/natGateway/portsPerNode", wanted)
    } else {
        let last = publics(config).last().unwrap_or(config.public_address);
        let further = after(last);
        let member = if config.more_addresses.is_empty() { "" } else { "/-" };
        let text = further.to_string();
        let value = if member.is_empty() { vec![text].into() } else { Json::from(text) };
        Fix::new(Reason::new(key::FIX_NAT_GATEWAY).value(in_use).expected(further))
            .add(format!("/natGateway/moreAddresses{member}"), value)
    };
    Explanation::new(why).fix(fix)
}

/// The next address.
fn after(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4(u32::from(v4).wrapping_add(1).into()),
        IpAddr::V6(v6) => IpAddr::V6(u128::from(v6).wrapping_add(1).into()),
    }
}

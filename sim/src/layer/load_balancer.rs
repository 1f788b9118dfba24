//! The load balancer: spreads connections over the nodes that pass their health check.

use std::net::IpAddr;

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, TlsState};
use crate::reason::Reason;
use crate::rng;
use crate::scenario::model::{Algorithm, LoadBalancer, Node};
use crate::words::key;

/// Chooses a node. `turn` is the place in the round-robin order, counted over the healthy nodes.
///
/// # Errors
/// Nothing listens on the port, or no node is healthy.
pub fn decide<'a>(config: &'a LoadBalancer, packet: &Packet, turn: u64) -> Ruling<&'a Node> {
    let port = packet.destination.port();
    if !config.listeners.contains(&port) {
        let why = Reason::new(key::BALANCER_NO_LISTENER)
            .field("destination.port")
            .value(port.to_string())
            .expected(list(&config.listeners));
        let fix = Reason::new(key::FIX_BALANCER_LISTENER).value(port.to_string());
        return Err(Box::new(Stopped::failed("listener_missing", Reply::Refuse, vec![why]).fix(fix)));
    }
    let (healthy, sick): (Vec<&Node>, Vec<&Node>) = config.nodes.iter().partition(|node| node.healthy);
    let (turn, by) = match config.algorithm {
        Algorithm::RoundRobin => (turn, "round_robin"),
        Algorithm::SourceHash => (source_hash(packet.source.ip()), "source_hash"),
    };
    let Some(node) = rng::pick(&healthy, turn) else {
        return Err(Box::new(no_healthy_node(config, packet)));
    };
    let mut why = vec![
        Reason::new(key::BALANCER_CHOSE)
            .rule(&node.name)
            .field("algorithm")
            .value(by)
            .expected(list(healthy.iter().map(|node| &node.name))),
    ];
    if !sick.is_empty() {
        let names = list(sick.iter().map(|node| &node.name));
        why.push(Reason::new(key::BALANCER_SKIPPED).field("healthy").value(names));
    }
    Ok(Passed::new(*node, None, why))
}

fn no_healthy_node(config: &LoadBalancer, packet: &Packet) -> Stopped {
    let names = list(config.nodes.iter().map(|node| &node.name));
    let (reply, key) = match packet.tls.state {
        TlsState::Encrypted => (Reply::Reset, key::BALANCER_NO_NODE_L4),
        _ => (Reply::Http(503), key::BALANCER_NO_NODE),
    };
    let why = Reason::new(key).field("healthy").value(&names).expected("one that passes its health check");
    let mut stopped = Stopped::failed("no_healthy_node", reply, vec![why]);
    if let Some(first) = config.nodes.first() {
        stopped = stopped.fix(Reason::new(key::FIX_BALANCER_NODE).value(&first.name));
    }
    stopped
}

/// One client always gets one number.
fn source_hash(source: IpAddr) -> u64 {
    match source {
        IpAddr::V4(v4) => rng::mix(u64::from(u32::from(v4)), "source_hash"),
        IpAddr::V6(v6) => {
            let bits = u128::from(v6);
            rng::mix((bits >> 64) as u64 ^ bits as u64, "source_hash")
        }
    }
}

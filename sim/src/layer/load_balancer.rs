//! The load balancer: spreads connections over the nodes that pass their health check.

use crate::layer::{Passed, Reply, Ruling, Stopped, list};
use crate::packet::{Packet, TlsState};
use crate::path::timing;
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::{Algorithm, BalancerMode, LoadBalancer, Node, NoneHealthy};
use crate::text;
use crate::time::Micros;
use crate::words::key;

pub mod health;
pub mod pick;

use pick::Picker;

/// Chooses a node. `picker` remembers what was chosen before.
///
/// # Errors
/// Nothing listens on the port, no node takes part, or the one that is chosen has just died.
pub fn decide<'a>(config: &'a LoadBalancer, packet: &Packet, picker: &mut Picker) -> Ruling<&'a Node> {
    let port = packet.destination.port();
    if !config.listeners.contains(&port) {
        let why = Reason::new(key::LOAD_BALANCER_NO_LISTENER)
            .field("destination.port")
            .value(port.to_string())
            .expected(list(&config.listeners));
        let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_LISTENER).value(port.to_string()))
            .add("/loadBalancer/listeners/-", port);
        return Err(Box::new(Stopped::failed("listener_missing", Reply::Refuse, vec![why]).fix(fix)));
    }
    let reads = config.mode == BalancerMode::L7 && packet.tls.state != TlsState::Encrypted;
    let standings: Vec<_> =
        config.nodes.iter().map(|node| health::standing(config.health_check, node)).collect();
    let (mut taking_part, mut left_out): (Vec<usize>, Vec<usize>) = (0..config.nodes.len())
        .partition(|at| standings.get(*at).is_some_and(|standing| standing.takes_part));
    let open = taking_part.is_empty() && config.when_none_healthy == NoneHealthy::FailOpen;
    if open {
        taking_part.append(&mut left_out);
    }
    let chosen = picker.pick(config, &taking_part, packet.source.ip());
    let Some((at, node)) = chosen.and_then(|at| Some((at, config.nodes.get(at)?))) else {
        return Err(Box::new(no_healthy_node(config, reads)));
    };
    let named = |of: &[usize]| list(of.iter().filter_map(|at| config.nodes.get(*at)).map(|node| &node.name));
    let mut why = vec![
        Reason::new(if reads { key::LOAD_BALANCER_CHOSE_REQUEST } else { key::LOAD_BALANCER_CHOSE })
            .rule(&node.name)
            .field("algorithm")
            .value(config.algorithm.words())
            .expected(named(&taking_part)),
    ];
    if open {
        why.push(Reason::new(key::LOAD_BALANCER_FAIL_OPEN).field("whenNoneHealthy").value("fail_open"));
    }
    if !left_out.is_empty() {
        why.push(Reason::new(key::LOAD_BALANCER_SKIPPED).field("healthy").value(named(&left_out)));
    }
    let standing = standings.get(at).copied().unwrap_or_default();
    if standing.down {
        return Err(Box::new(unreachable(config, at, node, &standing, reads)));
    }
    if standing.checks > 0 {
        let checks = standing.checks.to_string();
        let key = if standing.takes_part { key::LOAD_BALANCER_BACK } else { key::LOAD_BALANCER_NOT_YET };
        why.push(Reason::new(key).rule(&node.name).field("healthCheck").value(checks));
    }
    Ok(Passed::new(node, None, why))
}

impl Algorithm {
    /// Its name in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::RoundRobin => text::VALUE_ALGORITHM_ROUND_ROBIN,
            Self::Weighted => text::VALUE_ALGORITHM_WEIGHTED,
            Self::Random => text::VALUE_ALGORITHM_RANDOM,
            Self::LeastConnections => text::VALUE_ALGORITHM_LEAST_CONNECTIONS,
            Self::PowerOfTwoChoices => text::VALUE_ALGORITHM_POWER_OF_TWO_CHOICES,
            Self::ConsistentHash => text::VALUE_ALGORITHM_CONSISTENT_HASH,
        }
    }
}

fn no_healthy_node(config: &LoadBalancer, reads: bool) -> Stopped {
    let names = list(config.nodes.iter().map(|node| &node.name));
    let (reply, key) = if reads {
        (Reply::Http(503), key::LOAD_BALANCER_NO_NODE)
    } else {
        (Reply::Reset, key::LOAD_BALANCER_NO_NODE_L4)
    };
    let why = Reason::new(key).field("healthy").value(&names).expected(text::VALUE_HEALTHY);
    let stopped = Stopped::failed("no_healthy_node", reply, vec![why]);
    let Some(first) = config.nodes.first() else { return stopped };
    let fix = Fix::new(Reason::new(key::FIX_LOAD_BALANCER_NODE).value(&first.name));
    stopped.fix(mended(fix, 0, first).add("/loadBalancer/nodes/0/healthy", true))
}

/// The check has not taken the node out yet, or the balancer uses it all the same.
fn unreachable(
    config: &LoadBalancer,
    at: usize,
    node: &Node,
    standing: &health::Standing,
    reads: bool,
) -> Stopped {
    let check = config.health_check;
    let mut why = vec![
        Reason::new(if reads { key::LOAD_BALANCER_NODE_DOWN } else { key::LOAD_BALANCER_NODE_DOWN_L4 })
            .rule(&node.name)
            .field("downForUs")
            .value(node.down_for_us.unwrap_or(Micros::ZERO).to_string()),
    ];
    if standing.takes_part {
        why.push(
            Reason::new(key::LOAD_BALANCER_NOT_NOTICED)
                .rule(&node.name)
                .field("healthCheck")
                .value(format!("{} of {}", standing.checks, check.unhealthy_threshold))
                .expected(check.interval_us.to_string()),
        );
    } else {
        why.push(Reason::new(key::LOAD_BALANCER_FAIL_OPEN).field("whenNoneHealthy").value("fail_open"));
    }
    let fix = mended(Fix::new(Reason::new(key::FIX_LOAD_BALANCER_NODE_DOWN).value(&node.name)), at, node);
    let stopped = if reads {
        Stopped::failed("node_unreachable", Reply::Http(504), why).after(timing::CONNECT_TIMEOUT)
    } else {
        Stopped::failed("node_unreachable", Reply::Silence, why)
    };
    stopped.fix(fix)
}

fn mended(fix: Fix, at: usize, node: &Node) -> Fix {
    if node.down_for_us.is_some() { fix.remove(format!("/loadBalancer/nodes/{at}/downForUs")) } else { fix }
}

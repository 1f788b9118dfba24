//! A stateful filter's memory: the connections it let through, so that their replies pass without a rule of their own.

use std::net::SocketAddr;

use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};

/// The connections in force, as the filter saw their first packet: source, destination, protocol.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    /// Few: those of one journey.
    open: Vec<(SocketAddr, SocketAddr, Protocol)>,
}

impl Connections {
    /// Remembers the connection of a packet that passes.
    pub fn open(&mut self, flow: Flow) {
        let one = (flow.source, flow.destination, flow.protocol);
        if !self.open.contains(&one) {
            self.open.push(one);
        }
    }

    /// Forgets the connection of a packet, as a filter does when it closes or has been idle for long.
    pub fn close(&mut self, flow: Flow) {
        let one = (flow.source, flow.destination, flow.protocol);
        self.open.retain(|open| *open != one);
    }

    /// Whether a packet is the reply to a connection that was let through.
    #[must_use]
    pub fn knows(&self, reply: Flow) -> bool {
        self.open.contains(&(reply.destination, reply.source, reply.protocol))
    }
}

/// The layers that keep connection state and let replies pass by it.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    firewall: Connections,
    network_policy: Connections,
    egress_firewall: Connections,
}

impl Filters {
    /// What a layer remembers, where it is one of them.
    pub fn of(&mut self, layer: Layer) -> Option<&mut Connections> {
        match layer {
            Layer::Firewall => Some(&mut self.firewall),
            Layer::NetworkPolicy => Some(&mut self.network_policy),
            Layer::EgressFirewall => Some(&mut self.egress_firewall),
            _ => None,
        }
    }

    /// Whether a layer knows the connection that a reply belongs to.
    #[must_use]
    pub fn know(&mut self, layer: Layer, reply: Flow) -> bool {
        self.of(layer).is_some_and(|connections| connections.knows(reply))
    }
}

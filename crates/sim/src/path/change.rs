//! Changes a layer makes to a packet. Each is recorded, so that it can be explained, and undone on the way back.

use std::net::{IpAddr, SocketAddr};

use super::journey::{Carried, Change, Form, Rewrite, Snapshot, Span};
use super::walk::Walk;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_model::tls::TlsState;

use crate::rng;

impl Walk<'_> {
    /// A layer that read the request forwards it over its own connection, and adds the address it saw to `X-Forwarded-For`.
    pub(super) fn relay(&mut self, layer: Layer, from: IpAddr) {
        self.set_headers(layer, Form::Relayed(self.packet.relays() + 1));
        self.set_source(layer, SocketAddr::new(from, rng::client_port(self.seed, layer.name())));
    }

    /// The caller's node may replace the source with its own address before the packet reaches the gateway.
    pub(super) fn masquerade(&mut self) {
        let scenario = self.scenario;
        let caller = self.chosen.caller.filter(|_| scenario.nat_gateway.node_masquerade);
        let pod = caller.and_then(|at| scenario.pods.get(at));
        if let Some(node) = pod.and_then(|pod| scenario.node_of(pod)) {
            let own = self.packet.flow.source.port();
            let drawn = rng::client_port(self.seed, "node");
            let other = if drawn == own { own ^ 1 } else { drawn };
            let port = if self.world.nat.source_port_taken { other } else { own };
            self.set_source(Layer::NatGateway, SocketAddr::new(node.address, port));
        }
    }

    /// The packet that answers another.
    pub fn answer(&self, to: &Snapshot, message: Carried) -> Snapshot {
        let flow = Flow { source: to.flow.destination, destination: to.flow.source, ..to.flow };
        let none_yet = Span { first: self.rewrites.len(), end: self.rewrites.len() };
        Snapshot { flow, message, rewrites: none_yet }
    }

    fn note(&mut self, layer: Layer, change: Change) {
        self.rewrites.push(Rewrite { layer, change });
        self.packet.rewrites.end = self.rewrites.len();
    }

    /// Rewrites the source.
    pub fn set_source(&mut self, layer: Layer, to: SocketAddr) {
        let from = std::mem::replace(&mut self.packet.flow.source, to);
        if from != to {
            self.note(layer, Change::Source(from, to));
        }
    }

    /// Rewrites the destination.
    pub fn set_destination(&mut self, layer: Layer, to: SocketAddr) {
        let from = std::mem::replace(&mut self.packet.flow.destination, to);
        if from != to {
            self.note(layer, Change::Destination(from, to));
        }
    }

    /// Changes the TLS state.
    pub fn set_tls(&mut self, layer: Layer, to: TlsState) {
        let from = std::mem::replace(&mut self.packet.flow.tls, to);
        if from != to {
            self.note(layer, Change::Tls(from, to));
        }
    }

    /// Gives the request another form.
    pub fn set_headers(&mut self, layer: Layer, to: Form) {
        if let Carried::Request(from) = std::mem::replace(&mut self.packet.message, Carried::Request(to)) {
            self.note(layer, Change::Headers(from, to));
        }
    }
}

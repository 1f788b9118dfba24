//! The NAT gateway: rewrites every pod's source to a public address.

use std::net::SocketAddr;

use gauntlet_model::code::Code;
use gauntlet_model::packet::Flow;
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{NatGateway, NatState};

use crate::layer::{self, Reply};
use crate::world::nat::{Ports, Table};

/// What it decides: the public address and port that stand for the packet's source.
pub type Decision = layer::Decision<SocketAddr, Ports, Stopped>;

/// Why no port is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// No route leads to the gateway.
    NoRoute,
    /// Every port is held, or in TIME_WAIT, for this destination.
    Exhausted(Ports),
}

/// Maps a packet's source to the first free public address and port for its destination.
pub fn decide(config: &NatGateway, state: NatState, table: &mut Table, flow: Flow, now: Micros) -> Decision {
    if !config.default_route {
        return Decision::stop(Code::NatGatewayNoRoute, Reply::Silence, Stopped::NoRoute);
    }
    match table.open(config, state, flow, now) {
        Ok((public, ports)) => Decision::Pass(public, ports),
        Err(ports) => {
            Decision::stop(Code::NatGatewayPortsExhausted, Reply::Silence, Stopped::Exhausted(ports))
        }
    }
}

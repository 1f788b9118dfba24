//! The NAT gateway: rewrites every pod's source to one public address, and finds the way back by its table.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::layer::{Passed, Reply, Ruling, Stopped};
use crate::packet::{Packet, Protocol};
use crate::reason::Reason;
use crate::scenario::model::NatGateway;
use crate::words::key;

/// The mappings in force. A port is held per destination address, port and protocol (RFC 4787, section 4.1, calls
/// it address and port dependent mapping), so one port can serve many destinations at once.
#[derive(Clone, Debug, Default)]
pub struct Table {
    held: BTreeMap<(SocketAddr, Protocol), BTreeMap<u16, SocketAddr>>,
}

impl Table {
    /// Maps a packet's source to the public address and the first free port for its destination.
    ///
    /// # Errors
    /// No route leads to the gateway, or every port of the range is held for this destination.
    pub fn open(&mut self, config: &NatGateway, packet: &Packet) -> Ruling<SocketAddr> {
        if !config.default_route {
            let why =
                Reason::new(key::NAT_NO_ROUTE).field("destination").value(packet.destination.to_string());
            let fix = Reason::new(key::FIX_NAT_ROUTE).value(config.public_address.to_string());
            return Err(Box::new(Stopped::failed("no_route", Reply::Silence, vec![why]).fix(fix)));
        }
        let held = self.held.entry((packet.destination, packet.protocol)).or_default();
        let first = config.first_port.saturating_add(config.ports_in_use);
        let range = format!("{}-{}", config.first_port, config.last_port);
        let in_use = usize::from(config.ports_in_use) + held.len();
        let exhausted = usize::from(config.ports_in_use)
            > usize::from(config.last_port.saturating_sub(config.first_port));
        let free = (first..=config.last_port).find(|port| !exhausted && !held.contains_key(port));
        let Some(port) = free else {
            let why = Reason::new(key::NAT_EXHAUSTED)
                .field("source.port")
                .value(packet.destination.to_string())
                .expected(range);
            let fix = Reason::new(key::FIX_NAT).value(in_use.to_string());
            return Err(Box::new(Stopped::failed("ports_exhausted", Reply::Silence, vec![why]).fix(fix)));
        };
        held.insert(port, packet.source);
        let public = SocketAddr::new(config.public_address, port);
        let why = Reason::new(key::NAT_MAPPED)
            .field("source")
            .value(packet.source.to_string())
            .expected(public.to_string());
        let shared =
            Reason::new(key::NAT_PORTS).field("source.port").value((in_use + 1).to_string()).expected(range);
        Ok(Passed::new(public, None, vec![why, shared]))
    }

    /// The inside address that a reply from `remote` to the public `port` belongs to.
    #[must_use]
    pub fn inside(&self, remote: SocketAddr, protocol: Protocol, port: u16) -> Option<SocketAddr> {
        self.held.get(&(remote, protocol))?.get(&port).copied()
    }
}

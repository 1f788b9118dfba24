//! The NAT gateway: rewrites every pod's source to a public address, and finds the way back by its table.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use crate::layer::{Passed, Reply, Ruling, Stopped};
use crate::packet::{Packet, Protocol};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::model::{NatGateway, NatPreset};
use crate::time::Micros;
use crate::words::key;

/// The mappings in force. A port is held per destination address, port and protocol (RFC 4787, section 4.1, calls
/// it address and port dependent mapping), so one port can serve many destinations at once.
#[derive(Clone, Debug, Default)]
pub struct Table {
    held: BTreeMap<(SocketAddr, Protocol), BTreeMap<SocketAddr, Holder>>,
}

/// Who holds a public address and port.
#[derive(Clone, Copy, Debug)]
enum Holder {
    /// A connection from inside.
    Open(SocketAddr),
    /// Nobody any more, but not to be used before that moment.
    Resting(Micros),
}

/// How many connections to one destination a gateway can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The first port.
    pub first: u16,
    /// The last port.
    pub last: u16,
    /// The most connections from one public address to one destination, for one node where ports are dealt out by node.
    pub most: u32,
    /// How long a port rests after its connection closed before it serves the same destination again.
    pub rest: Micros,
}

/// The limits of a gateway as configured.
///
/// Sources: AWS, 55,000 connections to each destination (VPC guide, NAT gateway basics). Azure, 64,512 ports, reuse to the
/// same destination after 65 s (NAT Gateway, "port reuse timers", after a FIN). GCP, 64 ports a VM and 120 s in TIME_WAIT
/// (Cloud NAT, defaults). Otherwise, 60 s: Linux' TIME_WAIT.
#[must_use]
pub fn limits(config: &NatGateway) -> Limits {
    let (first, last) = (config.first_port, config.last_port);
    let span = u32::from(last.saturating_sub(first)) + u32::from(first <= last);
    let (most, rest) = match config.preset {
        Some(NatPreset::Aws) => (55_000, 60),
        Some(NatPreset::Azure) => (64_512, 65),
        Some(NatPreset::Gcp) => (64, 120),
        None => (u32::MAX, 60),
    };
    let most = config.ports_per_node.map_or(most, u32::from).min(span);
    Limits { first, last, most, rest: Micros::from_millis(rest * 1_000) }
}

impl Table {
    /// Maps a packet's source to the first free public address and port for its destination.
    ///
    /// # Errors
    /// No route leads to the gateway, or every port is held, or rests, for this destination.
    pub fn open(&mut self, config: &NatGateway, packet: &Packet, now: Micros) -> Ruling<SocketAddr> {
        if !config.default_route {
            let why = Reason::new(key::NAT_GATEWAY_NO_ROUTE)
                .field("destination")
                .value(packet.destination.to_string());
            let fix =
                Fix::new(Reason::new(key::FIX_NAT_GATEWAY_ROUTE).value(config.public_address.to_string()))
                    .add("/natGateway/defaultRoute", true);
            return Err(Box::new(Stopped::failed("no_route", Reply::Silence, vec![why]).fix(fix)));
        }
        let limits = limits(config);
        let held = self.held.entry((packet.destination, packet.protocol)).or_default();
        held.retain(|_, holder| !matches!(holder, Holder::Resting(until) if *until <= now));
        // What other connections hold is not in the table; they are thought of as the first ports of the first address.
        let others = config.ports_in_use.saturating_add(config.ports_resting);
        let free = publics(config).enumerate().find_map(|(nth, address)| {
            let before = u32::try_from(nth).unwrap_or(u32::MAX).saturating_mul(limits.most);
            let taken = others.saturating_sub(before);
            let ports = (taken..limits.most)
                .filter_map(|offset| u16::try_from(u32::from(limits.first) + offset).ok())
                .take_while(|port| *port <= limits.last);
            ports.map(|port| SocketAddr::new(address, port)).find(|public| !held.contains_key(public))
        });
        let in_use =
            u64::from(config.ports_in_use) + held.values().filter(|one| one.is_open()).count() as u64;
        let resting =
            u64::from(config.ports_resting) + held.values().filter(|one| !one.is_open()).count() as u64;
        let there = u64::from(limits.most) * publics(config).count() as u64;
        let Some(public) = free else {
            return Err(Box::new(exhausted(config, packet, limits, (in_use, resting, there))));
        };
        held.insert(public, Holder::Open(packet.source));
        let why = Reason::new(key::NAT_GATEWAY_MAPPED)
            .field("source")
            .value(packet.source.to_string())
            .expected(public.to_string());
        let shared = Reason::new(key::NAT_GATEWAY_PORTS)
            .field("source.port")
            .value((in_use + 1).to_string())
            .expected(there.to_string());
        Ok(Passed::new(public, None, vec![why, shared]))
    }

    /// Ends a connection: its port rests before it may serve the same destination again.
    pub fn close(
        &mut self,
        config: &NatGateway,
        remote: SocketAddr,
        protocol: Protocol,
        public: SocketAddr,
        now: Micros,
    ) {
        let held = self.held.get_mut(&(remote, protocol)).and_then(|held| held.get_mut(&public));
        if let Some(holder) = held {
            *holder = Holder::Resting(now + limits(config).rest);
        }
    }

    /// The inside address that a reply from `remote` to a public address and port belongs to.
    #[must_use]
    pub fn inside(&self, remote: SocketAddr, protocol: Protocol, public: SocketAddr) -> Option<SocketAddr> {
        match self.held.get(&(remote, protocol))?.get(&public)? {
            Holder::Open(inside) => Some(*inside),
            Holder::Resting(_) => None,
        }
    }
}

impl Holder {
    const fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }
}

fn publics(config: &NatGateway) -> impl Iterator<Item = IpAddr> {
    std::iter::once(config.public_address).chain(config.more_addresses.iter().copied())
}

fn exhausted(
    config: &NatGateway,
    packet: &Packet,
    limits: Limits,
    (in_use, resting, there): (u64, u64, u64),
) -> Stopped {
    let mut why = vec![
        Reason::new(key::NAT_GATEWAY_EXHAUSTED)
            .field("source.port")
            .value(packet.destination.to_string())
            .expected(there.to_string()),
    ];
    if resting > 0 {
        why.push(
            Reason::new(key::NAT_GATEWAY_RESTING)
                .field("portsResting")
                .value(resting.to_string())
                .expected(limits.rest.to_string()),
        );
    }
    let by_node = config.preset == Some(NatPreset::Gcp) || config.ports_per_node.is_some();
    let fix = if by_node {
        let wanted = (in_use + resting + 1).next_power_of_two().min(32_768);
        Fix::new(Reason::new(key::FIX_NAT_GATEWAY_PER_NODE).value(wanted.to_string()))
            .add("/natGateway/portsPerNode", wanted)
    } else {
        let last = publics(config).last().unwrap_or(config.public_address);
        let further = after(last).to_string();
        let member = if config.more_addresses.is_empty() { "" } else { "/-" };
        let value = if member.is_empty() {
            vec![further.clone()].into()
        } else {
            serde_json::Value::from(further.clone())
        };
        Fix::new(Reason::new(key::FIX_NAT_GATEWAY).value(in_use.to_string()).expected(further))
            .add(format!("/natGateway/moreAddresses{member}"), value)
    };
    Stopped::failed("ports_exhausted", Reply::Silence, why).fix(fix)
}

/// The next address.
fn after(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4(u32::from(v4).wrapping_add(1).into()),
        IpAddr::V6(v6) => IpAddr::V6(u128::from(v6).wrapping_add(1).into()),
    }
}

//! The NAT gateway's table: which public address and port stands for whom, and how many there are.

use std::net::{IpAddr, SocketAddr};

use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::{NatGateway, NatPreset, NatState};
use litemap::LiteMap;

/// The ports towards one destination, before this packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Held by a connection.
    pub in_use: u64,
    /// Held by none any more, and not to be used again yet.
    pub in_time_wait: u64,
    /// All that there are.
    pub there: u64,
}

/// The mappings in force. A port is held per destination address, port and protocol (RFC 4787, section 4.1, calls
/// it address and port dependent mapping), so one port can serve many destinations at once.
#[derive(Clone, Debug, Default)]
pub struct Table {
    held: LiteMap<(SocketAddr, Protocol), LiteMap<SocketAddr, Holder>>,
}

/// Who holds a public address and port.
#[derive(Clone, Copy, Debug)]
enum Holder {
    /// A connection from inside.
    Open(SocketAddr),
    /// Nobody any more, but not to be used before that moment.
    TimeWait(Micros),
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
    /// How long a port stays in TIME_WAIT after its connection closed, before it serves the same destination again.
    pub time_wait: Micros,
    /// The same for UDP, where no packet says that a connection has ended.
    pub udp_wait: Micros,
}

/// The limits of a gateway as configured.
///
/// Sources: AWS, 55,000 connections to each destination (VPC guide, NAT gateway basics). Azure, 64,512 ports, reuse to the
/// same destination after 65 s (NAT Gateway, "port reuse timers", after a FIN). GCP, 64 ports a VM and 120 s in TIME_WAIT
/// (Cloud NAT, defaults). Linux's own NAT gives a closed connection's port out again at once when no other is free, as recorded, and forgets a
/// UDP packet that nobody answered after 30 s (`nf_conntrack_udp_timeout`).
/// Otherwise we assume 60 s, as long as a socket stays in TIME_WAIT on Linux.
#[must_use]
pub fn limits(config: &NatGateway) -> Limits {
    let (first, last) = (config.first_port, config.last_port);
    let span = u32::from(last.saturating_sub(first)) + u32::from(first <= last);
    let (most, time_wait, udp_wait) = match config.preset {
        Some(NatPreset::Aws) => (55_000, 60, 60),
        Some(NatPreset::Azure) => (64_512, 65, 65),
        Some(NatPreset::Gcp) => (64, 120, 120),
        Some(NatPreset::Linux) => (u32::MAX, 0, 30),
        None => (u32::MAX, 60, 60),
    };
    let most = config.ports_per_node.map_or(most, u32::from).min(span);
    let [time_wait, udp_wait] = [time_wait, udp_wait].map(|seconds| Micros::from_millis(seconds * 1_000));
    Limits { first, last, most, time_wait, udp_wait }
}

impl Table {
    /// Maps a packet's source to the first free public address and port for its destination.
    ///
    /// # Errors
    /// There is none free.
    pub fn open(
        &mut self,
        config: &NatGateway,
        state: NatState,
        flow: Flow,
        now: Micros,
    ) -> Result<(SocketAddr, Ports), Ports> {
        let limits = limits(config);
        let held = self.held.entry((flow.destination, flow.protocol)).or_default();
        held.retain(|_, holder| !matches!(holder, Holder::TimeWait(until) if *until <= now));
        // What other connections hold is not in the table; they are thought of as the first ports of the first address.
        let waiting = if limits.time_wait == Micros::ZERO { 0 } else { state.ports_in_time_wait };
        let others = state.ports_in_use.saturating_add(waiting);
        let free = publics_of(config, flow).enumerate().find_map(|(nth, address)| {
            let before = u32::try_from(nth).unwrap_or(u32::MAX).saturating_mul(limits.most);
            let taken = others.saturating_sub(before);
            let ports = (taken..limits.most)
                .filter_map(|offset| u16::try_from(u32::from(limits.first) + offset).ok())
                .take_while(|port| *port <= limits.last);
            ports.map(|port| SocketAddr::new(address, port)).find(|public| !held.contains_key(public))
        });
        let open = held.values().filter(|one| one.is_open()).count() as u64;
        let ports = Ports {
            in_use: u64::from(state.ports_in_use) + open,
            in_time_wait: u64::from(waiting) + held.len() as u64 - open,
            there: u64::from(limits.most) * publics_of(config, flow).count() as u64,
        };
        let public = free.ok_or(ports)?;
        held.insert(public, Holder::Open(flow.source));
        Ok((public, ports))
    }

    /// Ends a connection: its port is in TIME_WAIT before it may serve the same destination again.
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
            let limits = limits(config);
            let wait = if protocol == Protocol::Udp { limits.udp_wait } else { limits.time_wait };
            *holder = Holder::TimeWait(now + wait);
        }
    }

    /// The inside address that a reply from `remote` to a public address and port belongs to.
    #[must_use]
    pub fn inside(&self, remote: SocketAddr, protocol: Protocol, public: SocketAddr) -> Option<SocketAddr> {
        match self.held.get(&(remote, protocol))?.get(&public)? {
            Holder::Open(inside) => Some(*inside),
            Holder::TimeWait(_) => None,
        }
    }
}

impl Holder {
    const fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }
}

/// The public addresses that a connection may get: all, or on a Linux router the one that its pod has toward this destination.
fn publics_of(config: &NatGateway, flow: Flow) -> impl Iterator<Item = IpAddr> {
    let all = publics(config).count();
    let pinned = config.preset == Some(NatPreset::Linux);
    let nth = [flow.source.ip(), flow.destination.ip()].map(last_byte).iter().sum::<usize>() % all;
    let (skip, take) = if pinned { (nth, 1) } else { (0, all) };
    publics(config).skip(skip).take(take)
}

/// An address's last byte, in place of Linux's hash of it.
fn last_byte(address: IpAddr) -> usize {
    let last = match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()) & 0xff,
        IpAddr::V6(v6) => v6.to_bits() & 0xff,
    };
    last as usize
}

/// The public addresses, in the order in which they are used.
pub fn publics(config: &NatGateway) -> impl Iterator<Item = IpAddr> {
    std::iter::once(config.public_address).chain(config.more_addresses.iter().copied())
}

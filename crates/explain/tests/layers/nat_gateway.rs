//! The NAT gateway: ports by destination, the clouds' limits, TIME_WAIT before reuse.

use std::net::SocketAddr;

use gauntlet_model::packet::Protocol;
use gauntlet_model::time::Micros;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{NatGateway, NatPreset, NatState};
use gauntlet_sim::layer::nat_gateway::decide;
use gauntlet_sim::world::nat::{Table, limits};

use super::packet;

const ONE: &str = "192.0.2.80:443";
const OTHER: &str = "192.0.2.81:443";

fn gateway(first: u16, last: u16) -> NatGateway {
    NatGateway { first_port: first, last_port: last, ..Scenario::built_in().nat_gateway }
}

fn open(
    table: &mut Table,
    config: &NatGateway,
    source: &str,
    to: &str,
    now: Micros,
) -> Result<String, &'static str> {
    open_in(NatState::default(), table, config, (source, to), now)
}

fn open_in(
    state: NatState,
    table: &mut Table,
    config: &NatGateway,
    (source, to): (&str, &str),
    now: Micros,
) -> Result<String, &'static str> {
    let decision = decide(config, state, table, packet(source, to).flow(), now);
    decision.chosen().map(|public| public.to_string()).map_err(|stop| stop.code.reason())
}

#[test]
fn a_port_is_held_per_destination_and_leads_back() {
    let config = gateway(1024, 1025);
    let mut table = Table::default();
    let mut open = |source, to| open(&mut table, &config, source, to, Micros::ZERO);
    assert_eq!(open("10.0.0.1:1", ONE).as_deref(), Ok("203.0.113.50:1024"));
    assert_eq!(open("10.0.0.2:1", ONE).as_deref(), Ok("203.0.113.50:1025"));
    assert_eq!(open("10.0.0.3:1", ONE), Err("ports_exhausted"));
    assert_eq!(
        open("10.0.0.3:1", OTHER).as_deref(),
        Ok("203.0.113.50:1024"),
        "another destination, the same port"
    );
    let inside = |remote: &str, public: &str| {
        let inside = table.inside(remote.parse().unwrap(), Protocol::Tcp, public.parse().unwrap());
        inside.map(|inside: SocketAddr| inside.to_string())
    };
    assert_eq!(inside(ONE, "203.0.113.50:1025").as_deref(), Some("10.0.0.2:1"));
    assert_eq!(inside(OTHER, "203.0.113.50:1024").as_deref(), Some("10.0.0.3:1"));
    assert_eq!(inside(OTHER, "203.0.113.50:1025"), None, "nobody asked this remote from that port");
    assert_eq!(inside(ONE, "203.0.113.51:1024"), None, "nor from that address");
}

#[test]
fn a_port_waits_before_it_serves_the_same_destination_again() {
    let mut config = gateway(1024, 1024);
    for (preset, wait) in [(None, 60), (Some(NatPreset::Azure), 65), (Some(NatPreset::Gcp), 120)] {
        config.preset = preset;
        let mut table = Table::default();
        let second = |s: u64| Micros::from_millis(s * 1_000);
        assert!(open(&mut table, &config, "10.0.0.1:1", ONE, second(0)).is_ok());
        let public: SocketAddr = "203.0.113.50:1024".parse().unwrap();
        table.close(&config, ONE.parse().unwrap(), Protocol::Tcp, public, second(10));
        assert_eq!(table.inside(ONE.parse().unwrap(), Protocol::Tcp, public), None, "the connection is over");
        let early = second(10 + wait) - Micros::new(1);
        assert_eq!(open(&mut table, &config, "10.0.0.2:1", ONE, early), Err("ports_exhausted"), "{preset:?}");
        assert!(
            open(&mut table, &config, "10.0.0.2:1", OTHER, early).is_ok(),
            "another destination need not wait"
        );
        assert!(open(&mut table, &config, "10.0.0.2:1", ONE, second(10 + wait)).is_ok(), "{preset:?}");
    }
}

/// Each pod has one of a router's addresses toward a destination, the port of a closed connection is free at once, and UDP's is not.
#[test]
fn linux_keeps_to_one_address_and_keeps_no_closed_port() {
    let mut config = gateway(1024, 1024);
    config.preset = Some(NatPreset::Linux);
    config.more_addresses = vec!["203.0.113.51".parse().unwrap()];
    let mut table = Table::default();
    let [one, other] = ["10.0.0.1:1", "10.0.0.2:1"]
        .map(|from| open(&mut table, &config, from, ONE, Micros::ZERO).unwrap().to_string());
    assert_ne!(one, other);
    assert_eq!(open(&mut table, &config, "10.0.0.1:2", ONE, Micros::ZERO), Err("ports_exhausted"));
    table.close(&config, ONE.parse().unwrap(), Protocol::Tcp, one.parse().unwrap(), Micros::ZERO);
    let again = open(&mut table, &config, "10.0.0.1:2", ONE, Micros::ZERO);
    assert_eq!(again.map(|public| public.to_string()), Ok(one));
    assert_eq!(limits(&config).udp_wait, Micros::from_millis(30_000));
}

/// AWS: <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>, 55,000 connections to each destination.
/// Azure: <https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource>, 64,512 ports an address.
/// GCP: <https://cloud.google.com/nat/docs/ports-and-addresses>, 64,512 ports an address and 64 a VM.
#[test]
fn each_cloud_has_its_own_limit() {
    let rows: [(Option<NatPreset>, Option<u16>, u32); 7] = [
        (None, None, 64_512),
        (Some(NatPreset::Linux), None, 64_512),
        (Some(NatPreset::Aws), None, 55_000),
        (Some(NatPreset::Azure), None, 64_512),
        (Some(NatPreset::Gcp), None, 64),
        (Some(NatPreset::Gcp), Some(1_024), 1_024),
        (None, Some(2_000), 2_000),
    ];
    for (preset, ports_per_node, most) in rows {
        let config = NatGateway { preset, ports_per_node, ..gateway(1024, 65_535) };
        assert_eq!(limits(&config).most, most, "{preset:?}");
        for (in_use, passes) in [(0, true), (most - 1, true), (most, false), (u32::MAX, false)] {
            let open = NatState { ports_in_use: in_use, ..NatState::default() };
            let closed = NatState { ports_in_time_wait: in_use, ..NatState::default() };
            for (state, passes) in [(open, passes), (closed, passes || preset == Some(NatPreset::Linux))] {
                let found = open_in(state, &mut Table::default(), &config, ("10.0.0.1:1", ONE), Micros::ZERO);
                assert_eq!(found.is_ok(), passes, "{preset:?} with {state:?}");
            }
        }
    }
}

#[test]
fn a_further_address_doubles_what_there_is() {
    let config = NatGateway { more_addresses: vec!["203.0.113.51".parse().unwrap()], ..gateway(1024, 1025) };
    let mut table = Table::default();
    let found: Vec<_> = (1..=5)
        .map(|pod| open(&mut table, &config, &format!("10.0.0.{pod}:1"), ONE, Micros::ZERO))
        .map(|found| found.unwrap_or_else(str::to_owned))
        .collect();
    let expected = [
        "203.0.113.50:1024",
        "203.0.113.50:1025",
        "203.0.113.51:1024",
        "203.0.113.51:1025",
        "ports_exhausted",
    ];
    assert_eq!(found, expected);
    let state = NatState { ports_in_use: 3, ..NatState::default() };
    let found = open_in(state, &mut Table::default(), &config, ("10.0.0.1:1", ONE), Micros::ZERO);
    assert_eq!(found.as_deref(), Ok("203.0.113.51:1025"));
}

#[test]
fn the_last_port_can_be_used() {
    let config = gateway(65_534, 65_535);
    let state = NatState { ports_in_use: 1, ..NatState::default() };
    let mut table = Table::default();
    let mut open = |source| open_in(state, &mut table, &config, (source, ONE), Micros::ZERO);
    assert_eq!(open("10.0.0.1:1").as_deref(), Ok("203.0.113.50:65535"));
    assert!(open("10.0.0.2:1").is_err());
}

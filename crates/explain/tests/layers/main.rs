//! A table for each layer's engine, with its source.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod api_gateway;
mod dns;
mod egress_firewall;
mod firewall;
mod load_balancer;
mod nat_gateway;
mod network_policy;
mod pod;
mod proxy_kinds;
mod reverse_proxy;
mod service;

use gauntlet_model::http::{Message, Request};
use gauntlet_model::packet::{Packet, Protocol};
use gauntlet_model::tls::{Tls, TlsClient, TlsState};

/// A packet of a plain `GET`.
fn packet(source: &str, destination: &str) -> Packet {
    Packet {
        source: source.parse().unwrap(),
        destination: destination.parse().unwrap(),
        protocol: Protocol::Tcp,
        tls: Tls { state: TlsState::Plain, sni: None, client: TlsClient::default() },
        message: Message::Request(Request::get("site.example", "/")),
        rewrites: Vec::new(),
    }
}

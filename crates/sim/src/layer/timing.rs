//! How long things take in the simulation. Round numbers of the right size, chosen so that the parts compare as they do
//! in a real set-up: the internet in tens of milliseconds, a data centre in tenths, a packet filter in microseconds.

use gauntlet_model::layer::Layer;
use gauntlet_model::time::Micros;

/// A client or an API to the edge, one way: 20 ms, a user on the same continent.
pub const INTERNET: Micros = Micros::from_millis(20);
/// Between two boxes of one data centre, one way: 0.2 ms.
pub const DATA_CENTRE: Micros = Micros::new(200);
/// Between two steps in one machine's kernel, such as the Service's rewrite and the policy: 5 µs.
pub const SAME_MACHINE: Micros = Micros::new(5);

/// How long a client waits for a connection that nobody answers: 10 s, a usual connect time-out. (Linux itself goes on
/// for about two minutes: `tcp_syn_retries` is 6.)
pub const CONNECT_TIMEOUT: Micros = Micros::from_millis(10_000);
/// How long a caller inside waits for a response: the same 10 s.
pub const RESPONSE_TIMEOUT: Micros = CONNECT_TIMEOUT;

/// The way into a layer from the one before it, towards the answer; the way back takes as long.
#[must_use]
pub const fn link_into(layer: Layer) -> Micros {
    match layer {
        Layer::Internet | Layer::Pod | Layer::ApiGateway | Layer::Service | Layer::NetworkPolicy => {
            SAME_MACHINE
        }
        Layer::Firewall | Layer::External => INTERNET,
        Layer::Waf
        | Layer::LoadBalancer
        | Layer::ReverseProxy
        | Layer::Dns
        | Layer::NatGateway
        | Layer::EgressFirewall => DATA_CENTRE,
    }
}

/// How long a layer keeps a request that it judges; a pod and an external API add their own work.
#[must_use]
pub const fn judging(layer: Layer) -> Micros {
    Micros::new(match layer {
        Layer::Internet | Layer::External => 0,
        Layer::Service | Layer::NetworkPolicy => 5,
        Layer::Firewall | Layer::NatGateway => 20,
        Layer::LoadBalancer | Layer::Pod => 50,
        Layer::ApiGateway => 200,
        Layer::EgressFirewall => 100,
        Layer::ReverseProxy => 400,
        Layer::Waf => 800,
        Layer::Dns => 1_500,
    })
}

/// How long a layer keeps a response: the connection is known by then, so mostly less.
#[must_use]
pub const fn replying(layer: Layer) -> Micros {
    Micros::new(match layer {
        Layer::Internet | Layer::External | Layer::Dns | Layer::Pod => 0,
        Layer::Service | Layer::NetworkPolicy => 5,
        Layer::Firewall | Layer::NatGateway | Layer::LoadBalancer | Layer::EgressFirewall => 20,
        Layer::ApiGateway => 50,
        Layer::ReverseProxy => 200,
        Layer::Waf => 200,
    })
}

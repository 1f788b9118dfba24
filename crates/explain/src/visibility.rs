//! What a layer can read of a packet, and what stays hidden from it.

use gauntlet_model::http::{Message, Signal};
use gauntlet_model::journey::{Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Protocol;
use gauntlet_model::report::{Hidden, Part};
use gauntlet_model::tls::{Alert, TlsState};

use crate::messages;
use crate::trace::Hop;

/// One field of a packet as a layer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which part of the packet it is in.
    pub part: Part,
    /// The field: `source`, `destination`, `server name`, `TLS`, `request`, `response`.
    pub field: &'static str,
    /// Its value, or why it cannot be read.
    pub value: Result<String, Hidden>,
}

/// How deep a layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// Addresses, ports and protocol.
    Addresses,
    /// Those and the name the connection is for.
    Name,
    /// The whole message, where it is not encrypted.
    Message,
    /// The whole message: this end of the connection holds the key.
    EndsTls,
}

const fn depth(layer: Layer) -> Depth {
    match layer {
        Layer::Firewall
        | Layer::LoadBalancer
        | Layer::Service
        | Layer::NetworkPolicy
        | Layer::Dns
        | Layer::NatGateway => Depth::Addresses,
        Layer::EgressFirewall => Depth::Name,
        Layer::Waf => Depth::Message,
        Layer::Internet | Layer::ReverseProxy | Layer::ApiGateway | Layer::Pod | Layer::External => {
            Depth::EndsTls
        }
    }
}

/// What the layer of a hop could read of the packet that reached it.
#[must_use]
pub fn of(hop: &Hop) -> Vec<Seen> {
    // Nobody is there to look.
    if hop.verdict == Verdict::Absent {
        return Vec::new();
    }
    let packet = &hop.before;
    let depth = depth(hop.layer);
    let encrypted = matches!(packet.tls.state, TlsState::Encrypted | TlsState::Inspected);
    // A layer that inspects leaves its mark on the packet it sends on; and it can only have blocked what it read.
    let inspected = hop.after.tls.state == TlsState::Inspected || hop.verdict == Verdict::Block;
    let holds_key = depth == Depth::EndsTls || depth == Depth::Message && inspected;
    let destination = match &packet.message {
        // Before its address is known the caller has the name.
        Message::Request(request) if packet.destination.ip().is_unspecified() => {
            [packet.tls.sni.as_ref().unwrap_or(&request.host), ":", &packet.destination.port().to_string()]
                .concat()
        }
        _ => packet.destination.to_string(),
    };
    let mut out = vec![
        Seen { part: Part::Addresses, field: messages::TELLING_SOURCE, value: Ok(packet.source.to_string()) },
        Seen { part: Part::Addresses, field: messages::TELLING_DESTINATION, value: Ok(destination) },
    ];
    if let Some(name) = packet.tls.sni.as_ref().filter(|_| encrypted) {
        let value = if depth >= Depth::Name { Ok(name.clone()) } else { Err(Hidden::BelowHttp) };
        out.push(Seen { part: Part::Handshake, field: messages::TELLING_SERVER_NAME, value });
    }
    if hop.way == Way::Request && depth >= Depth::Name {
        let tls = match packet.tls.state {
            TlsState::Plain | TlsState::Terminated => messages::TELLING_NONE.to_owned(),
            // The versions of a handshake are in clear text.
            TlsState::Encrypted | TlsState::Inspected => {
                messages::TELLING_UP_TO.fill(&[("version", packet.tls.client.max_version.name())])
            }
        };
        out.push(Seen { part: Part::Handshake, field: "TLS", value: Ok(tls) });
    }
    let (field, text) = match &packet.message {
        // A lookup holds the name that is asked for, and nothing of the request that waits for it.
        Message::Request(request) if packet.protocol == Protocol::Udp => {
            (messages::TELLING_REQUEST, ["A ", &request.host].concat())
        }
        Message::Request(request) => {
            let mark = if request.query.is_empty() && !request.asks_nothing() { "" } else { "?" };
            (
                messages::TELLING_REQUEST,
                format!("{} {}{}{mark}{}", request.method, request.host, request.path, request.query),
            )
        }
        Message::Response(response) => (messages::TELLING_RESPONSE, format!("HTTP {}", response.status)),
        Message::Refusal(refusal) => {
            let signal = match refusal.signal {
                Signal::TcpReset => "reset",
                Signal::TcpClose => "closed",
                Signal::TlsAlert => refusal.alert.map_or("", Alert::name),
                Signal::Certificate => "certificate",
            };
            (messages::TELLING_REFUSAL, signal.to_owned())
        }
    };
    let value = match depth {
        Depth::Addresses if hop.layer == Layer::Dns && packet.protocol == Protocol::Udp => Ok(text),
        Depth::Addresses => Err(Hidden::BelowHttp),
        _ if encrypted && !holds_key => Err(Hidden::Encrypted),
        _ => Ok(text),
    };
    out.push(Seen { part: Part::Message, field, value });
    out
}

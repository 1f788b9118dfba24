//! The way back: a response or a refusal passes the layers in reverse, and each turns its own rewrite round.

use super::timing;
use super::walk::{Halt, Walk, set_destination, set_source, set_tls};
use crate::explain;
use crate::http::curl::phrase;
use crate::http::{Message, Refusal, Response, Signal};
use crate::journey::{ClientSees, Hop, Verdict, Way};
use crate::layer::nat_gateway::Table;
use crate::layer::{Layer, Reply, reverse_proxy};
use crate::packet::{Packet, TlsState};
use crate::reason::Reason;
use crate::text;
use crate::time::Micros;
use crate::words::key;

/// Brings the answer home from the hop that gave it, or ends in silence. Gives what the caller sees, and when.
pub(super) fn back(walk: &mut Walk, halt: Option<&Halt>, nat: Option<&Table>) -> (ClientSees, Micros) {
    let Some(last) = walk.hops.len().checked_sub(1) else {
        return (ClientSees::Timeout { after_us: timing::CONNECT_TIMEOUT }, timing::CONNECT_TIMEOUT);
    };
    let proxy = walk.hops.iter().take(last).position(|hop| hop.layer == Layer::ReverseProxy);
    let mut sees = match halt {
        None => match &walk.packet.message {
            Message::Response(response) => ClientSees::HttpStatus {
                status: response.status,
                from: walk.hops.last().map_or(Layer::Pod, |hop| hop.layer),
            },
            _ => ClientSees::Reset,
        },
        Some(halt) => match (refusal(halt), proxy) {
            (Some(message), _) => {
                let sees = seen(&message, halt);
                walk.packet = answer(&walk.packet, message);
                sees
            }
            (None, Some(proxy)) => return give_up(walk, proxy, halt, nat),
            (None, None) => {
                return match halt.reply {
                    Reply::NoSuchName => {
                        (ClientSees::NameNotResolved, walk.now + timing::link_into(halt.layer))
                    }
                    _ => {
                        let after = timing::CONNECT_TIMEOUT;
                        (ClientSees::Timeout { after_us: after }, after.max(walk.now))
                    }
                };
            }
        },
    };
    for at in (0..last).rev() {
        // A response from behind it the proxy passes on as it is; any other end it turns into a response of its own.
        let translated = halt.filter(|halt| Some(at) == proxy && !matches!(halt.reply, Reply::Http(_)));
        if let Some(now_sees) = hop_back(walk, at, translated, nat) {
            sees = now_sees;
        }
    }
    (sees, walk.now)
}

/// The proxy hears nothing until its time-out, then answers for itself.
fn give_up(walk: &mut Walk, proxy: usize, halt: &Halt, nat: Option<&Table>) -> (ClientSees, Micros) {
    let Some(hop) = walk.hops.get(proxy) else {
        return (ClientSees::Reset, walk.now);
    };
    let (status, code) = reverse_proxy::upstream(halt.layer, halt.reply);
    let why = explain::reverse_proxy::upstream(halt.layer, status, code);
    walk.now = walk.now.max(hop.at_us + hop.took_us + timing::UPSTREAM_TIMEOUT);
    walk.packet = answer(&hop.before, Message::Response(written(status)));
    push(walk, Layer::ReverseProxy, walk.packet.clone(), vec![why]);
    if let Some(hop) = walk.hops.last_mut() {
        hop.code = Some(code);
    }
    for at in (0..proxy).rev() {
        hop_back(walk, at, None, nat);
    }
    (ClientSees::HttpStatus { status, from: Layer::ReverseProxy }, walk.now)
}

/// One hop of the way back. `translated` is the failure that the proxy turns into a response of its own.
fn hop_back(
    walk: &mut Walk,
    at: usize,
    translated: Option<&Halt>,
    nat: Option<&Table>,
) -> Option<ClientSees> {
    let layer = walk.hops.get(at)?.layer;
    if layer == Layer::Dns {
        return None;
    }
    let came_from = walk.hops.iter().skip(at + 1).find(|hop| hop.layer != Layer::Dns)?.layer;
    let (there, left) = (walk.hops.get(at)?.before.clone(), walk.hops.get(at)?.after.clone());
    walk.now = walk.now + timing::link_into(came_from);
    let before = walk.packet.clone();
    let mut why = Vec::new();
    let mut sees = None;
    let mut code = None;
    match layer {
        Layer::Internet | Layer::Pod => {
            let key = if layer == Layer::Pod { key::POD_RECEIVES } else { key::INTERNET_RECEIVES };
            why.push(Reason::new(key).value(described(&walk.packet.message)));
        }
        Layer::NatGateway => {
            let public = walk.packet.destination;
            let inside = nat.and_then(|table| table.inside(walk.packet.source, walk.packet.protocol, public));
            let inside = inside.unwrap_or(there.source);
            set_destination(&mut walk.packet, layer, inside);
            why.push(
                Reason::new(key::NAT_GATEWAY_REPLY)
                    .field("destination")
                    .value(public.port().to_string())
                    .expected(inside.to_string()),
            );
        }
        _ => {
            let known = walk.connections.get(&layer).is_some_and(|table| table.knows(walk.packet.flow()));
            turn_round(&mut walk.packet, layer, &there, &left);
            if let Some(halt) = translated {
                let (status, by) = reverse_proxy::upstream(halt.layer, halt.reply);
                let said = explain::reverse_proxy::upstream(halt.layer, status, by);
                walk.packet.message = Message::Response(written(status));
                sees = Some(ClientSees::HttpStatus { status, from: layer });
                code = Some(by);
                why.push(said);
            } else {
                why.push(why_it_passes(layer, &there, &left, known));
            }
        }
    }
    push(walk, layer, before, why);
    if let Some(hop) = walk.hops.last_mut() {
        hop.code = code;
    }
    sees
}

/// Undoes on the reply what the layer did to the request.
#[inline(never)]
fn turn_round(reply: &mut Packet, layer: Layer, there: &Packet, left: &Packet) {
    if there.destination != left.destination {
        set_source(reply, layer, there.destination);
    }
    if there.source != left.source {
        set_destination(reply, layer, there.source);
    }
    if there.tls.state != left.tls.state {
        set_tls(reply, layer, there.tls.state);
    }
}

fn why_it_passes(layer: Layer, there: &Packet, left: &Packet, known: bool) -> Reason {
    let connection = || {
        text::TELLING_PASSES
            .fill(&[("source", &there.source.to_string()), ("destination", &there.destination.to_string())])
    };
    match layer {
        Layer::NetworkPolicy if known => {
            Reason::new(key::NETWORK_POLICY_REPLY).field("connections").value(connection())
        }
        _ if known => Reason::new(key::REPLY_KNOWN).field("connections").value(connection()),
        Layer::Waf if there.tls.state != left.tls.state => Reason::new(key::REPLY_SEALED),
        Layer::Waf => Reason::new(key::REPLY_UNREAD),
        Layer::LoadBalancer => {
            Reason::new(key::LOAD_BALANCER_REPLY).field("source").value(there.destination.to_string())
        }
        Layer::ReverseProxy if there.tls.state == TlsState::Plain => Reason::new(key::REVERSE_PROXY_REPLY),
        Layer::ReverseProxy => Reason::new(key::REVERSE_PROXY_REPLY_TLS),
        Layer::Service => {
            Reason::new(key::SERVICE_REPLY).field("source").value(there.destination.to_string())
        }
        _ => Reason::new(key::REPLY_UNREAD),
    }
}

#[inline(never)]
fn push(walk: &mut Walk, layer: Layer, before: Packet, why: Vec<Reason>) {
    let took = timing::replying(layer);
    walk.hops.push(Hop {
        layer,
        way: Way::Response,
        at_us: walk.now,
        took_us: took,
        verdict: Verdict::Pass,
        code: None,
        rule: None,
        why,
        log: None,
        before,
        after: walk.packet.clone(),
        chose: None,
    });
    walk.now = walk.now + took;
}

/// The message that a stop sends back, unless it is silent.
fn refusal(halt: &Halt) -> Option<Message> {
    match halt.reply {
        Reply::Silence | Reply::NoSuchName => None,
        Reply::Refuse | Reply::Reset => {
            Some(Message::Refusal(Refusal { signal: Signal::TcpReset, alert: None }))
        }
        Reply::Alert(alert) => {
            Some(Message::Refusal(Refusal { signal: Signal::TlsAlert, alert: Some(alert) }))
        }
        Reply::Http(status) => Some(Message::Response(written(status))),
    }
}

fn seen(message: &Message, halt: &Halt) -> ClientSees {
    match (message, halt.reply) {
        (Message::Response(response), _) => {
            ClientSees::HttpStatus { status: response.status, from: halt.layer }
        }
        (_, Reply::Alert(alert)) => ClientSees::TlsFailure { alert },
        (_, Reply::Reset) => ClientSees::Reset,
        _ => ClientSees::Refused,
    }
}

#[inline(never)]
fn answer(to: &Packet, message: Message) -> Packet {
    Packet {
        source: to.destination,
        destination: to.source,
        protocol: to.protocol,
        tls: to.tls.clone(),
        message,
        rewrites: Vec::new(),
    }
}

/// The response that a layer writes itself.
#[inline(never)]
fn written(status: u16) -> Response {
    Response::text(status, format!("{status} {}\n", phrase(status)))
}

#[inline(never)]
fn described(message: &Message) -> String {
    match message {
        Message::Response(response) => response.status.to_string(),
        Message::Refusal(Refusal { alert: Some(alert), .. }) => {
            text::VALUE_ALERT.fill(&[("alert", alert.name())])
        }
        Message::Refusal(_) => text::VALUE_RESET.to_owned(),
        Message::Request(request) => request.method.clone(),
    }
}

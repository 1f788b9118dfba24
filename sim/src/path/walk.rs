//! One packet's walk along a path: the clock, the packet as it stands, and the hops so far.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::timing;
use crate::code::Code;
use crate::explain::Explanation;
use crate::http::Message;
use crate::journey::{ClientSees, Direction, Hop, Journey, Outcome, Verdict, Way};
use crate::layer::connections::Connections;
use crate::layer::{Decision, Layer, Reply, Stop};
use crate::log;
use crate::packet::{Packet, Rewrite, TlsState};
use crate::reason::Reason;
use crate::time::Micros;

/// The layers that keep connection state and let replies pass by it.
pub(super) const STATEFUL: [Layer; 3] = [Layer::Firewall, Layer::NetworkPolicy, Layer::EgressFirewall];

/// A walk that is under way.
pub(super) struct Walk {
    pub now: Micros,
    pub packet: Packet,
    pub hops: Vec<Hop>,
    /// The connections that the filters on the way let through, by layer.
    pub connections: BTreeMap<Layer, Connections>,
}

/// Where and how a walk was stopped.
pub(super) struct Halt {
    pub layer: Layer,
    pub code: Code,
    pub reply: Reply,
    pub told: Box<Explanation>,
}

impl Walk {
    pub fn new(packet: Packet) -> Self {
        Self { now: Micros::ZERO, packet, hops: Vec::new(), connections: BTreeMap::new() }
    }

    /// Takes the packet into a layer, which decided on it; `change` rewrites it when it passes.
    pub fn through<T, P, S>(
        &mut self,
        layer: Layer,
        decision: Decision<T, P, S>,
        told: Explanation,
        change: impl FnOnce(&mut Packet, &T) -> Option<String>,
    ) -> Result<T, Halt> {
        let before = self.arrive(layer);
        match decision.chosen() {
            Ok(chosen) => {
                if STATEFUL.contains(&layer) {
                    self.connections.entry(layer).or_default().open(self.packet.flow());
                }
                let chose = change(&mut self.packet, &chosen);
                self.push(layer, Verdict::Pass, before, told.rule, told.why).chose = chose;
                Ok(chosen)
            }
            Err(Stop { code, reply, after, .. }) => {
                Err(self.halt(before, Halt { layer, code, reply, told: Box::new(told) }, after))
            }
        }
    }

    /// Comes to a layer, with the packet as it is before it.
    #[inline(never)]
    fn arrive(&mut self, layer: Layer) -> Packet {
        if !self.hops.is_empty() {
            self.now = self.now + timing::link_into(layer);
        }
        self.packet.clone()
    }

    #[inline(never)]
    fn halt(&mut self, before: Packet, halt: Halt, after: Micros) -> Halt {
        let (rule, why) = (halt.told.rule.clone(), halt.told.why.clone());
        let hop = self.push(halt.layer, halt.code.verdict(), before, rule, why);
        hop.code = Some(halt.code);
        hop.took_us = hop.took_us + after;
        self.now = self.now + after;
        halt
    }

    /// Makes the last hop the one that answered: it worked for `took`, and the response leaves it.
    pub fn answered(&mut self, took: Micros, response: Message) {
        let answer = Packet {
            source: self.packet.destination,
            destination: self.packet.source,
            protocol: self.packet.protocol,
            tls: self.packet.tls.clone(),
            message: response,
            rewrites: Vec::new(),
        };
        if let Some(hop) = self.hops.last_mut() {
            hop.verdict = Verdict::Answer;
            hop.took_us = hop.took_us + took;
            hop.after = answer.clone();
        }
        self.now = self.now + took;
        self.packet = answer;
    }

    #[inline(never)]
    fn push(
        &mut self,
        layer: Layer,
        verdict: Verdict,
        before: Packet,
        rule: Option<String>,
        why: Vec<Reason>,
    ) -> &mut Hop {
        let (at_us, took_us) = (self.now, timing::judging(layer));
        let after = self.packet.clone();
        self.now = self.now + took_us;
        let way = Way::Request;
        self.hops.push_mut(Hop {
            layer,
            way,
            at_us,
            took_us,
            verdict,
            code: None,
            rule,
            why,
            log: None,
            before,
            after,
            chose: None,
        })
    }

    /// The journey of a walk that has ended.
    pub fn journey(
        self,
        direction: Direction,
        halt: Option<Halt>,
        client: ClientSees,
        ends: Micros,
    ) -> Journey {
        let (outcome, layer, code, why, fix) = match halt {
            None => (Outcome::Answered, None, None, Vec::new(), None),
            Some(Halt { layer, code, told, .. }) => {
                let told = *told;
                let outcome = match code.verdict() {
                    Verdict::Block => Outcome::Blocked,
                    _ => Outcome::Failed,
                };
                (outcome, Some(layer), Some(code), told.why, told.fix)
            }
        };
        let mut hops = self.hops;
        let lines: Vec<Option<String>> = (0..hops.len()).map(|at| log::line(&hops, at)).collect();
        for (hop, line) in hops.iter_mut().zip(lines) {
            hop.log = line;
        }
        Journey { direction, outcome, layer, code, client, why, proposal: fix, hops, ends_us: ends }
    }
}

#[inline(never)]
fn note(packet: &mut Packet, layer: Layer, field: &str, from: String, to: String) {
    if from != to {
        packet.rewrites.push(Rewrite { layer, field: field.to_owned(), from, to });
    }
}

/// Rewrites the source.
#[inline(never)]
pub(super) fn set_source(packet: &mut Packet, layer: Layer, to: SocketAddr) {
    note(packet, layer, "source", packet.source.to_string(), to.to_string());
    packet.source = to;
}

/// Rewrites the destination.
#[inline(never)]
pub(super) fn set_destination(packet: &mut Packet, layer: Layer, to: SocketAddr) {
    note(packet, layer, "destination", packet.destination.to_string(), to.to_string());
    packet.destination = to;
}

/// Changes the TLS state.
#[inline(never)]
pub(super) fn set_tls(packet: &mut Packet, layer: Layer, to: TlsState) {
    note(packet, layer, "tls", tls_name(packet.tls.state).to_owned(), tls_name(to).to_owned());
    packet.tls.state = to;
}

/// Appends to a header of the request.
#[inline(never)]
pub(super) fn append_header(packet: &mut Packet, layer: Layer, name: &str, value: &str) {
    let Message::Request(request) = &mut packet.message else { return };
    let from = request.header(name).unwrap_or_default().to_owned();
    request.append_header(name, value);
    let to = request.header(name).unwrap_or_default().to_owned();
    note(packet, layer, name, from, to);
}

/// Sets a header of the request.
#[inline(never)]
pub(super) fn set_header(packet: &mut Packet, layer: Layer, name: &str, value: &str) {
    let Message::Request(request) = &mut packet.message else { return };
    let from = request.header(name).unwrap_or_default().to_owned();
    request.set_header(name, value);
    note(packet, layer, name, from, value.to_owned());
}

/// Takes a header of the request away.
#[inline(never)]
pub(super) fn remove_header(packet: &mut Packet, layer: Layer, name: &str) {
    let Message::Request(request) = &mut packet.message else { return };
    let from = request.header(name).unwrap_or_default().to_owned();
    request.headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
    note(packet, layer, name, from, String::new());
}

const fn tls_name(state: TlsState) -> &'static str {
    match state {
        TlsState::Plain => "plain",
        TlsState::Encrypted => "encrypted",
        TlsState::Inspected => "inspected",
        TlsState::Terminated => "terminated",
    }
}

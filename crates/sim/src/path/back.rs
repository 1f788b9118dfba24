//! The way back: a response or a refusal passes the layers in reverse, over what the request left behind, and each layer turns
//! its own rewrite round.

use super::journey::{Answer, Carried, Change, Decided, Hop, Snapshot, Stopped};
use super::walk::Walk;

use gauntlet_model::code::Code;
use gauntlet_model::http::{Refusal, Signal};
use gauntlet_model::journey::{ClientSees, Phase, TlsEnd, Verdict, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::{Flow, Protocol};
use gauntlet_model::time::Micros;
use gauntlet_model::tls::TlsState;

use crate::layer::reverse_proxy::upstream::Failure;
use crate::layer::{Reply, load_balancer, timing};

impl Walk<'_> {
    /// Brings the answer home from the hop that gave it, or ends in silence. Gives what the caller sees, and when.
    pub(super) fn back(&mut self, stop: Option<Stopped>) -> (ClientSees, Micros) {
        let Some(Hop { layer: last, before: Snapshot { flow: asked, .. }, .. }) = self.hops.last() else {
            return self.silence(Phase::Connecting);
        };
        let (last, asked, at) = (*last, *asked, self.hops.len() - 1);
        let proxy = self.hops.iter().take(at).position(|hop| matches!(hop.decided, Decided::ReverseProxy(_)));
        if let Some(answered) = stop.and_then(|stop| self.answers_for(stop)) {
            return answered;
        }
        let mut sees = match stop {
            None => match self.packet.message.status() {
                Some(status) => ClientSees::HttpStatus { status, from: last },
                None => ClientSees::Reset { phase: Phase::Response },
            },
            Some(stop) => match (refusal(last, stop.reply), proxy) {
                (Some(message), _) => {
                    let phase = Self::phase(stop.code, asked);
                    self.packet = self.answer(&self.packet, message);
                    if matches!(stop.reply, Reply::Clear(_)) {
                        self.packet.flow.tls = TlsState::Plain;
                    }
                    seen(message, stop.reply, last, phase)
                }
                (None, Some(proxy)) => return self.give_up(proxy, last, stop.reply),
                (None, None) if stop.reply == Reply::NoSuchName => {
                    return (ClientSees::NameNotResolved, self.now + timing::link_into(last));
                }
                (None, None) => return self.silence(Self::phase(stop.code, asked)),
            },
        };
        for at in (0..at).rev() {
            // A response from behind it the proxy passes on as it is; any other end it turns into a response of its own.
            let translated = stop
                .map(|stop| stop.reply)
                .filter(|reply| Some(at) == proxy && !matches!(reply, Reply::Http(_)));
            if let Some(now_sees) = self.hop_back(at, translated.map(|reply| (last, reply))) {
                sees = now_sees;
            }
        }
        if let ClientSees::Refused { after_us } = &mut sees {
            *after_us = self.now;
        }
        (sees, self.now)
    }

    /// The caller hears nothing, and waits as long as it ever does.
    fn silence(&self, phase: Phase) -> (ClientSees, Micros) {
        let after_us = timing::CONNECT_TIMEOUT;
        (ClientSees::Timeout { after_us, phase }, after_us.max(self.now))
    }

    /// A layer that read the request goes on over a connection of its own, and answers the client where that one fails: a WAF for the
    /// balancer or the node behind it, and for all that follows whichever read it last, where there is no proxy.
    fn answers_for(&mut self, stop: Stopped) -> Option<(ClientSees, Micros)> {
        let failed = self.hops.get(stop.hop)?.layer;
        let balancer = failed == Layer::LoadBalancer;
        let (status, after) = match (stop.code, stop.reply) {
            (Code::LoadBalancerNoHealthyNode, Reply::Close) => (502, timing::link_into(failed)),
            (Code::LoadBalancerNodeUnreachable, Reply::Silence) => (504, timing::CONNECT_TIMEOUT),
            (Code::ReverseProxyProxyProtocol, Reply::Reset | Reply::Close | Reply::Clear(_)) => {
                (502, timing::link_into(failed))
            }
            _ if self.chosen.route.is_some()
                || !self.scenario.lacks(if balancer { failed } else { Layer::ReverseProxy }) =>
            {
                return None;
            }
            (_, Reply::Silence) => (504, timing::CONNECT_TIMEOUT),
            (_, Reply::Refuse | Reply::Reset | Reply::Close | Reply::Clear(_)) => {
                (502, timing::link_into(failed))
            }
            _ => return None,
        };
        let read = |hop: &Hop| match hop.decided {
            Decided::LoadBalancer(load_balancer::Decision::Pass(_, passed)) => passed.reads,
            Decided::Waf(_) => self.reading.is_some(),
            _ => false,
        };
        let at = self.hops.iter().take(stop.hop).rposition(read)?;
        let Hop { layer: by, before: asked, .. } = *self.hops.get(at)?;
        self.now = self.now + after;
        self.packet = self.answer(&asked, Carried::Response(Answer::Layer(status)));
        self.push(by, self.packet, Decided::Answers(by, status));
        for before in (0..at).rev() {
            self.hop_back(before, None);
        }
        Some((ClientSees::HttpStatus { status, from: by }, self.now))
    }

    /// How far the caller's connection has come when a code stops a packet of it. A name is judged once the connection is open, and
    /// so is what a balancer has no node for.
    const fn phase(code: Code, flow: Flow) -> Phase {
        match code {
            _ if matches!(flow.protocol, Protocol::Udp) => Phase::Resolving,
            Code::ExternalTooSlow | Code::PodTooSlow | Code::PodCrashed => Phase::Response,
            Code::EgressFirewallNameDenied
            | Code::EgressFirewallNameMissing
            | Code::LoadBalancerNoHealthyNode
            | Code::ReverseProxyProxyProtocol
            | Code::ReverseProxyWrongProtocol
            | Code::ReverseProxyCertificateName => match flow.tls {
                TlsState::Encrypted => Phase::TlsHandshake,
                _ => Phase::Response,
            },
            _ => Phase::Connecting,
        }
    }

    /// The proxy hears nothing until it has waited long enough, then answers for itself.
    fn give_up(&mut self, proxy: usize, failed: Layer, reply: Reply) -> (ClientSees, Micros) {
        let Some(hop) = self.hops.get(proxy).copied() else {
            return (ClientSees::Reset { phase: Phase::Response }, self.now);
        };
        let (decided, failure, status) = self.upstream(failed, reply);
        self.now = self.now.max(hop.at_us + hop.took_us + failure.wait(&self.scenario.reverse_proxy));
        self.packet = self.answer(&hop.before, Carried::Response(Answer::Proxy(status)));
        self.push(Layer::ReverseProxy, self.packet, decided);
        for at in (0..proxy).rev() {
            self.hop_back(at, None);
        }
        (ClientSees::HttpStatus { status, from: Layer::ReverseProxy }, self.now)
    }

    /// How the proxy sees a failure behind it, and the status it answers with.
    fn upstream(&self, layer: Layer, reply: Reply) -> (Decided, Failure, u16) {
        let config = &self.scenario.reverse_proxy;
        let failure = Failure::of(layer, reply, config.sends_to());
        let (status, code) = failure.answer(config.kind);
        (Decided::Upstream { layer, failure, status, code }, failure, status)
    }

    /// One hop of the way back. `translated` is the failure that the proxy turns into a response of its own.
    fn hop_back(&mut self, at: usize, translated: Option<(Layer, Reply)>) -> Option<ClientSees> {
        let Hop { layer, before: there, after: left, decided, .. } = *self.hops.get(at)?;
        if layer == Layer::Dns {
            return None;
        }
        let came_from = self.hops.iter().skip(at + 1).find(|hop| hop.layer != Layer::Dns)?.layer;
        self.now = self.now + timing::link_into(came_from);
        // Where a layer is not there, the way is as long.
        if matches!(decided, Decided::Absent(..)) {
            return None;
        }
        let before = self.packet;
        if matches!(layer, Layer::Internet | Layer::Pod) {
            self.push(layer, before, Decided::Receives);
            return None;
        }
        if layer == Layer::NatGateway {
            let flow = before.flow;
            let public = flow.destination;
            let inside = self.nat.inside(flow.source, flow.protocol, public).unwrap_or(there.flow.source);
            self.set_destination(layer, inside);
            self.push(layer, before, Decided::NatBack { public, inside });
            // The node remembers which source it replaced.
            let replaced = self.rewrites.iter().find_map(|rewrite| match rewrite.change {
                Change::Source(from, to) if to == inside => Some(from),
                _ => None,
            });
            self.set_destination(layer, replaced.unwrap_or(inside));
            return None;
        }
        let known = self.filters.know(layer, before.flow);
        if there.flow.destination != left.flow.destination {
            self.set_source(layer, there.flow.destination);
        }
        if there.flow.source != left.flow.source {
            self.set_destination(layer, there.flow.source);
        }
        if there.flow.tls != left.flow.tls {
            self.set_tls(layer, there.flow.tls);
        }
        let Some((failed, reply)) = translated else {
            self.push(layer, before, Decided::Reply { request: at, known });
            return None;
        };
        let (decided, _, status) = self.upstream(failed, reply);
        self.packet.message = Carried::Response(Answer::Proxy(status));
        self.push(layer, before, decided);
        Some(ClientSees::HttpStatus { status, from: layer })
    }

    fn push(&mut self, layer: Layer, before: Snapshot, decided: Decided) {
        let took_us = timing::replying(layer);
        let code = match decided {
            Decided::Upstream { code, .. } => Some(code),
            Decided::Answers(Layer::Waf, _) => Some(Code::WafUpstreamFailed),
            Decided::Answers(..) => Some(Code::LoadBalancerUpstreamFailed),
            _ => None,
        };
        self.hops.push(Hop {
            layer,
            way: Way::Response,
            at_us: self.now,
            took_us,
            verdict: Verdict::Pass,
            code,
            decided,
            before,
            after: self.packet,
        });
        self.now = self.now + took_us;
    }
}

/// The message that a stop sends back, unless it is silent.
const fn refusal(from: Layer, reply: Reply) -> Option<Carried> {
    let signal = match reply {
        Reply::Silence | Reply::NoSuchName => return None,
        Reply::Http(status) | Reply::Clear(status) if matches!(from, Layer::ReverseProxy) => {
            return Some(Carried::Response(Answer::Proxy(status)));
        }
        Reply::Http(status) | Reply::Clear(status) => {
            return Some(Carried::Response(Answer::Layer(status)));
        }
        Reply::Refuse | Reply::Reset => Signal::TcpReset,
        Reply::Close => Signal::TcpClose,
        Reply::Alert(_) => Signal::TlsAlert,
        Reply::Distrust(_) => Signal::Certificate,
    };
    let alert = if let Reply::Alert(alert) = reply { Some(alert) } else { None };
    Some(Carried::Refusal(Refusal { signal, alert }))
}

const fn seen(message: Carried, reply: Reply, from: Layer, phase: Phase) -> ClientSees {
    match (message.status(), reply) {
        (_, Reply::Clear(_)) => ClientSees::TlsFailure(TlsEnd::ClearText(from)),
        (Some(status), _) => ClientSees::HttpStatus { status, from },
        (None, Reply::Alert(alert)) => ClientSees::TlsFailure(TlsEnd::Alert(alert, from)),
        (None, Reply::Distrust(why)) => ClientSees::TlsFailure(TlsEnd::Refused(why)),
        (None, Reply::Reset) => ClientSees::Reset { phase },
        (None, Reply::Close) => ClientSees::EmptyReply { phase },
        (None, _) => ClientSees::Refused { after_us: Micros::ZERO },
    }
}

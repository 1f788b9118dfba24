//! A request is where state decides: which node, whether a token is left, which pod, whether a port is free; and what the proxy
//! does when a try fails.

use std::sync::Arc;

use super::{IN, OVER, State, What};
use crate::layer::Decision;
use crate::layer::load_balancer::{self, Stopped};
use crate::layer::reverse_proxy::upstream::{self, Failure};
use crate::layer::service::Endpoint;
use crate::rng;
use crate::traffic::epoch::Epoch;
use crate::traffic::events::Nanos;
use crate::traffic::plan::{Ending, Fate, Goes, Inbound, Then, Way, nanos};
use gauntlet_model::time::Micros;
use gauntlet_scenario::model::NodeFailure;

impl State {
    /// Decides what has state.
    pub(super) fn reach(&mut self, id: u32) {
        let epoch = Arc::clone(&self.epoch);
        let call = self.flight.slots[id as usize].call;
        let Some(plan) = epoch.plans.get(usize::from(call)) else { return };
        match &plan.way {
            // It was sent before this became so.
            Way::Ends(ending) => self.finish(id, *ending, OVER),
            Way::Out(out) => {
                let found = self.ports.iter().position(|(to, _)| *to == out.to);
                match found.filter(|at| self.ports[*at].1.take(self.now)) {
                    Some(at) => {
                        self.flight.slots[id as usize].port = at as u16;
                        let ports = &self.ports[at].1;
                        let part = self.stats.series.at(self.now);
                        part.ports = part.ports.max(ports.open + ports.held);
                        self.finish(id, out.rest, OVER);
                    }
                    None => self.finish(id, out.exhausted, OVER),
                }
            }
            Way::In(inbound) => self.balance(id, inbound, &epoch),
        }
    }

    fn balance(&mut self, id: u32, inbound: &Inbound, epoch: &Epoch) {
        if let Some(flow) = inbound.flow {
            let config = &epoch.scenario.load_balancer;
            match load_balancer::decide(config, &self.world, flow, &mut self.picker) {
                Decision::Pass(node, _) => {
                    let place = epoch.nodes.get(node).copied().unwrap_or_default();
                    let node = &mut self.nodes[place];
                    node.came += 1;
                    node.connections += 1;
                    self.flight.slots[id as usize].node = place as u16;
                }
                Decision::Stop(stop) => {
                    let ending = match stop.why {
                        Stopped::NodeDown(node, _) => {
                            let refuses = self.world.node(node).failure == NodeFailure::Refuses;
                            if let Some(node) = epoch.nodes.get(node) {
                                self.nodes[*node].came += 1;
                            }
                            inbound.down[usize::from(refuses)]
                        }
                        Stopped::NoProxyPod(_) => inbound.down[0],
                        Stopped::NoHealthyNode { .. } | Stopped::NoListener => inbound.no_node,
                        // A run has every layer.
                        Stopped::OnlyNodeNoListener(_) | Stopped::OnlyNodeDown(_) => inbound.no_node,
                    };
                    return self.finish(id, ending, OVER);
                }
            }
        }
        let goes = match &inbound.then {
            Then::Ends(ending) => return self.finish(id, *ending, OVER),
            Then::Goes(goes) => goes,
        };
        if let Some((consumer, refused, before)) = goes.limited {
            let place = epoch.consumers.get(consumer).copied().unwrap_or(usize::MAX);
            let judged = Micros::new(self.now.saturating_sub(before) / 1_000);
            if let Some(Some(bucket)) = self.buckets.get_mut(place)
                && bucket.take(judged).is_err()
            {
                return self.finish(id, refused, OVER);
            }
        }
        self.try_pod(id, goes, epoch);
    }

    /// The proxy tries again: as far as there is anything to try in this configuration.
    pub(super) fn try_pods(&mut self, id: u32) {
        let epoch = Arc::clone(&self.epoch);
        let call = self.flight.slots[id as usize].call;
        match epoch.plans.get(usize::from(call)).map(|plan| &plan.way) {
            Some(Way::In(inbound)) => match &inbound.then {
                Then::Goes(goes) => self.try_pod(id, goes, &epoch),
                Then::Ends(ending) => self.finish(id, *ending, OVER),
            },
            Some(Way::Ends(ending)) => self.finish(id, *ending, OVER),
            _ => self.answer(id, super::send::GAVE_UP, 0),
        }
    }

    /// Picks endpoints until one takes the request, or the proxy gives up.
    fn try_pod(&mut self, id: u32, goes: &Goes, epoch: &Epoch) {
        loop {
            let pods = &self.pods;
            let ready = goes.members.iter().filter(|member| {
                epoch.pods.get(member.pod).and_then(|place| pods.get(*place)).is_some_and(|pod| pod.ready)
            });
            let turn = goes.turn.unwrap_or_else(|| {
                let turn = &mut self.turns[goes.service];
                *turn = turn.wrapping_add(1);
                turn.wrapping_sub(1)
            });
            let Some(member) = rng::pick(ready, turn) else {
                return self.finish(id, goes.none_ready, OVER);
            };
            let place = epoch.pods.get(member.pod).copied().unwrap_or_default();
            let (failure, ending) = match member.fate {
                Fate::Stops(ending, None) => return self.finish(id, ending, OVER),
                Fate::Stops(ending, Some(failure)) => (failure, ending),
                Fate::Answers(answer) => match self.arrive(id, place, answer, goes) {
                    None => return,
                    Some((ending, None)) => return self.finish(id, ending, OVER),
                    Some((ending, Some(failure))) => (failure, ending),
                },
            };
            match self.again(id, member.pod, failure, goes, epoch) {
                None => return self.finish(id, ending, OVER),
                Some(0) => {}
                Some(wait) => return self.wait_for_again(id, wait, ending),
            }
        }
    }

    /// A try failed after the pod had taken the request: closed, reset, or too late.
    pub(super) fn broken(&mut self, id: u32, failure: Failure) {
        let epoch = Arc::clone(&self.epoch);
        let request = self.flight.slots[id as usize];
        let way = epoch.plans.get(usize::from(request.call)).map(|plan| &plan.way);
        let Some(Then::Goes(goes)) = way.and_then(|way| match way {
            Way::In(inbound) => Some(&inbound.then),
            _ => None,
        }) else {
            return self.answer(id, super::send::GAVE_UP, 0);
        };
        let pod = epoch.pods.iter().position(|place| *place == usize::from(request.pod));
        let ending = match failure {
            Failure::ReadTimeout => goes.slow,
            Failure::Reset => goes.reset,
            _ => goes.closed,
        };
        let waited = if failure == Failure::ReadTimeout {
            nanos(epoch.scenario.reverse_proxy.read_timeout())
        } else {
            0
        };
        match self.again(id, pod.unwrap_or(usize::MAX), failure, goes, &epoch) {
            None => self.finish(id, ending, OVER),
            // What it has waited for already is not waited for again.
            Some(wait) => match wait.saturating_sub(waited) {
                0 => self.try_pod(id, goes, &epoch),
                wait => self.wait_for_again(id, wait, ending),
            },
        }
    }

    /// How long until the proxy tries again, where it does.
    fn again(&mut self, id: u32, pod: usize, failure: Failure, goes: &Goes, epoch: &Epoch) -> Option<Nanos> {
        let pods = &self.pods;
        let is_ready =
            |pod: usize| epoch.pods.get(pod).and_then(|at| pods.get(*at)).is_some_and(|pod| pod.ready);
        let ready = goes.members.iter().filter(|member| is_ready(member.pod)).count();
        let request = &mut self.flight.slots[id as usize];
        let method = &epoch.plans.get(usize::from(request.call))?.ask.request.method;
        let endpoint = Endpoint { pod, port: goes.port };
        let tried = usize::from(request.tries);
        let proxy = &epoch.scenario.reverse_proxy;
        let again = upstream::again(proxy, method, (endpoint, failure), (ready, tried))?;
        request.tries += 1;
        self.stats.tries += 1;
        Some(nanos(again.took))
    }

    fn wait_for_again(&mut self, id: u32, wait: Nanos, ending: Ending) {
        let at = self.now.saturating_add(wait);
        if at > self.flight.slots[id as usize].deadline {
            return self.finish(id, Ending { after: Nanos::MAX, ..ending }, OVER);
        }
        self.events.plan(at, IN, What::Again(id));
    }
}

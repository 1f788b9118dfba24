//! A pod's queue: who comes, who is worked on, who is answered, and who stops waiting.

use super::{Kind, PATIENCE, State, What};
use crate::layer::reverse_proxy::upstream::Failure;
use crate::traffic::flight::Stage;
use crate::traffic::plan::{Ending, Goes, nanos};
use gauntlet_scenario::model::NodeFailure;

/// How a pod refuses a request, and how that looks to the proxy where it may try again.
type Refused = (Ending, Option<Failure>);

impl State {
    /// A request comes to a pod. `None`: it has taken it.
    #[inline]
    pub(super) fn arrive(&mut self, id: u32, place: usize, answer: Ending, goes: &Goes) -> Option<Refused> {
        let (now, backlog) = (self.now, self.input.mix.pods.backlog as usize);
        let pod = &mut self.pods[place];
        pod.came += 1;
        match self.nodes.get(pod.node).filter(|node| node.gone).and_then(|node| node.down) {
            Some(NodeFailure::Silent) => return Some((goes.unreachable, Some(Failure::ConnectTimeout))),
            Some(NodeFailure::Refuses) => return Some((goes.refused, Some(Failure::Refused))),
            None => {}
        }
        if !pod.listens {
            return Some((goes.refused, Some(Failure::Refused)));
        }
        if pod.crashes {
            let (ending, failure) =
                if pod.resets { (goes.reset, Failure::Reset) } else { (goes.closed, Failure::Closed) };
            return Some((ending, Some(failure)));
        }
        if pod.most > 0 && pod.queue.here() as u64 + u64::from(pod.others) >= u64::from(pod.most) {
            return Some((goes.overloaded, None));
        }
        let free = self.is_free(place);
        let pod = &mut self.pods[place];
        if !free && pod.queue.waiting.len() >= backlog {
            return Some((goes.unreachable, Some(Failure::ConnectTimeout)));
        }
        pod.queue.upto(now);
        let request = &mut self.flight.slots[id as usize];
        request.pod = place as u16;
        request.arrived = now;
        request.ended = Some(answer.ended);
        request.after = answer.after;
        request.watched = false;
        if free {
            self.begin(id, place);
        } else {
            request.stage = Stage::Waiting;
            pod.queue.waiting.push_back(id);
            pod.longest = pod.longest.max(pod.queue.waiting.len());
            self.watch(id);
        }
        None
    }

    /// Whether a pod can begin with another request.
    fn is_free(&self, place: usize) -> bool {
        let (pod, most) = (&self.pods[place], self.input.mix.node_workers);
        pod.queue.is_free() && (most == 0 || self.nodes.get(pod.node).is_none_or(|node| node.busy < most))
    }

    /// When somebody stops waiting for a request at a pod: the proxy or the client.
    fn patience(&self, id: u32) -> u64 {
        let request = &self.flight.slots[id as usize];
        let proxy = request.arrived + nanos(self.epoch.scenario.reverse_proxy.read_timeout());
        proxy.min(request.deadline)
    }

    fn watch(&mut self, id: u32) {
        let until = self.patience(id);
        let request = &mut self.flight.slots[id as usize];
        if !request.watched {
            request.watched = true;
            let turn = request.turn;
            self.events.plan(until.max(self.now), PATIENCE, What::Expire(id, turn));
        }
    }

    /// A pod begins to work on a request.
    #[inline]
    fn begin(&mut self, id: u32, place: usize) {
        let (now, spread) = (self.now, self.spread());
        let pod = &mut self.pods[place];
        pod.queue.busy += 1;
        if let Some(node) = self.nodes.get_mut(pod.node) {
            node.busy += 1;
        }
        let takes = pod.chance.time(spread, pod.mean.saturating_mul(u64::from(pod.percent)) / 100);
        let done = now.saturating_add(takes);
        let request = &mut self.flight.slots[id as usize];
        let turn = request.turn;
        let live = request.stage != Stage::Left;
        if live {
            self.stats.waits.add(now - request.arrived);
            request.stage = Stage::Working;
        }
        self.events.plan(done, Kind::Any, What::Served(id, turn));
        if live && done > self.patience(id) {
            self.watch(id);
        }
    }

    /// A pod is done with a request.
    pub(super) fn served(&mut self, id: u32) {
        let request = self.flight.slots[id as usize];
        let place = usize::from(request.pod);
        let pod = &mut self.pods[place];
        pod.queue.upto(self.now);
        pod.queue.busy -= 1;
        pod.served += 1;
        let node = pod.node;
        if let Some(node) = self.nodes.get_mut(node) {
            node.busy = node.busy.saturating_sub(1);
        }
        let attack = self.epoch.plans.get(usize::from(request.call)).is_some_and(|plan| plan.attack);
        self.stats.breaches += u64::from(attack);
        match request.ended {
            Some(ended) if request.stage == Stage::Working => self.answer(id, ended, request.after),
            _ => {
                self.stats.wasted += 1;
                self.flight.give(id);
            }
        }
        self.fill(place);
        if self.input.mix.node_workers > 0 {
            // The worker that has become free may be another pod's.
            let others = (1..self.pods.len()).map(|next| (place + next) % self.pods.len());
            for other in others.collect::<Vec<_>>() {
                if self.pods[other].node == node {
                    self.fill(other);
                }
            }
        }
    }

    /// Begins with as many that wait as can be.
    pub(super) fn fill(&mut self, place: usize) {
        while self.is_free(place) {
            let now = self.now;
            let queue = &mut self.pods[place].queue;
            queue.upto(now);
            let Some(id) = queue.waiting.pop_front() else { break };
            self.begin(id, place);
        }
    }

    /// Somebody stops waiting for a request: the client, or the proxy, which may try another pod. The pod goes on.
    pub(super) fn expire(&mut self, id: u32) {
        let request = self.flight.slots[id as usize];
        let alone = match request.stage {
            Stage::Waiting | Stage::Working => self.flight.leave(id),
            Stage::Lost => id,
            _ => return,
        };
        if self.now >= request.deadline {
            self.answer(alone, super::send::GAVE_UP, 0);
        } else {
            self.broken(alone, Failure::ReadTimeout);
        }
    }

    /// All that a pod has is broken off; or, where its node has vanished, hangs.
    pub(super) fn drop_all(&mut self, place: usize, failure: Option<Failure>) {
        let now = self.now;
        let pod = &mut self.pods[place];
        pod.queue.upto(now);
        let busy = std::mem::take(&mut pod.queue.busy);
        pod.queue.waiting.clear();
        if let Some(node) = self.nodes.get_mut(pod.node) {
            node.busy = node.busy.saturating_sub(busy);
        }
        for id in 0..self.flight.slots.len() as u32 {
            let request = self.flight.slots[id as usize];
            if usize::from(request.pod) != place {
                continue;
            }
            match request.stage {
                Stage::Left => self.flight.give(id),
                Stage::Waiting | Stage::Working => {
                    let alone = self.flight.leave(id);
                    self.flight.give(id);
                    match failure {
                        Some(failure) => self.broken(alone, failure),
                        None => {
                            self.flight.slots[alone as usize].stage = Stage::Lost;
                            self.watch(alone);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

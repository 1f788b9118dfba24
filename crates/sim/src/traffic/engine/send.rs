//! A request is sent, and ends.

use gauntlet_model::journey::Outcome;

use super::{BACK, IN, Kind, Nanos, OVER, State, Way, What};
use crate::traffic::cause::{Cause, Ended, Seen};
use crate::traffic::flight::{NONE, Stage};
use crate::traffic::plan::Ending;
use crate::traffic::stats::Dot;
use gauntlet_model::code::Code;

/// What the client sees of a request whose pod was too slow for it.
pub(super) const GAVE_UP: Ended =
    Ended { outcome: Outcome::Failed, cause: Some(Cause::Code(Code::PodTooSlow)), seen: Seen::Timeout };

const TABLE_FULL: Ended =
    Ended { outcome: Outcome::Failed, cause: Some(Cause::TableFull), seen: Seen::Timeout };

impl State {
    /// Plans a source's next request.
    pub(super) fn tick_next(&mut self, source: usize) {
        let sender = &mut self.senders[source];
        if let Some(at) = sender.next(self.now) {
            let turn = sender.turn;
            self.events.plan(at, Kind::Any, What::Tick(source as u16, turn));
        }
    }

    /// A source sends a request.
    pub(super) fn tick(&mut self, source: usize) {
        self.tick_next(source);
        let call = self.senders[source].kind();
        self.send(call, 0);
    }

    /// Sends a request, unless it is a pod's and the pod is down.
    pub(super) fn send(&mut self, call: usize, attempt: u8) {
        let Some(plan) = self.epoch.plans.get(call) else { return };
        if let Some(caller) = plan.caller.and_then(|at| self.pods.get(*self.epoch.pods.get(at)?)) {
            let lost = self.nodes.get(caller.node).is_some_and(|node| node.gone);
            if !caller.listens || lost {
                return;
            }
        }
        let source = self.input.calls[call].source;
        let timeout = self.senders[source].source.timeout_ms;
        let (now, id) = (self.now, self.flight.take());
        self.stats.send(now, source, attempt > 0);
        let deadline = now + u64::from(timeout) * 1_000_000;
        let tracked = plan.tracked;
        let (there, ends) = match plan.way {
            Way::Ends(ending) => (0, Some(ending)),
            _ => (plan.there, None),
        };
        let request = &mut self.flight.slots[id as usize];
        request.sent = now;
        request.deadline = deadline;
        request.serial = self.stats.all.sent as u32;
        request.call = call as u16;
        request.attempt = attempt;
        if tracked {
            if !self.table.take(now) {
                return self.finish(id, Ending { ended: TABLE_FULL, after: Nanos::MAX }, OVER);
            }
            self.flight.slots[id as usize].tracked = true;
        }
        match ends {
            Some(ending) => self.finish(id, ending, OVER),
            None => self.events.plan(now + there, IN, What::Reach(id)),
        }
    }

    /// The end of a request is known: its client knows it later, or has given up before.
    #[inline]
    pub(super) fn finish(&mut self, id: u32, ending: Ending, kind: Kind) {
        let now = self.now;
        let request = &mut self.flight.slots[id as usize];
        let mut at = now.saturating_add(ending.after);
        let mut ended = ending.ended;
        if at > request.deadline {
            at = request.deadline.max(now);
            ended.seen = Seen::Timeout;
            if ended.outcome == Outcome::Answered {
                ended = GAVE_UP;
            }
        }
        request.ended = Some(ended);
        request.stage = Stage::Ending;
        self.events.plan(at, kind, What::Done(id));
    }

    /// The same for what a pod answered.
    #[inline]
    pub(super) fn answer(&mut self, id: u32, ended: Ended, after: Nanos) {
        self.finish(id, Ending { ended, after }, BACK);
    }

    /// The client knows how its request ended. Gives how, for the hash.
    pub(super) fn done(&mut self, id: u32) -> u64 {
        let now = self.now;
        let request = self.flight.slots[id as usize];
        let ended = request.ended.unwrap_or(GAVE_UP);
        let call = usize::from(request.call);
        let source = self.input.calls[call].source;
        let place = |at: u16| (at != NONE).then_some(at);
        self.stats.end(
            now,
            source,
            Dot {
                serial: request.serial,
                call: request.call,
                way: (place(request.node), place(request.pod)),
                sent: request.sent,
                took: now - request.sent,
                ended,
            },
        );
        if request.tracked {
            self.table.close(now);
        }
        if request.node != NONE {
            self.left_node(request.node);
        }
        if request.port != NONE {
            self.ports[usize::from(request.port)].1.close(now);
        }
        self.flight.give(id);
        let sender = &mut self.senders[source];
        if ended.outcome == Outcome::Failed && u32::from(request.attempt) < sender.source.retries {
            let pause = sender.pause(request.attempt);
            self.events.plan(now + pause, Kind::Any, What::Retry(request.call, request.attempt + 1));
        }
        ended.cause.map_or(0, |cause| cause.index() as u64 + 1)
    }

    /// A connection by a node is closed.
    fn left_node(&mut self, place: u16) {
        let node = &mut self.nodes[usize::from(place)];
        node.connections = node.connections.saturating_sub(1);
        if let Some(at) = self.epoch.nodes.iter().position(|one| *one == usize::from(place)) {
            self.picker.closed(at);
        }
    }
}

//! The requests that are under way, in slots that are used again.

use super::cause::Ended;
use super::events::Nanos;

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nobody's slot.
    Free,
    /// On its way in or out.
    Going,
    /// In a pod's queue.
    Waiting,
    /// A pod works on it.
    Working,
    /// A pod works on it, and nobody waits for that any more; or it stands in a queue like that.
    Left,
    /// At a pod whose node has vanished: nothing comes any more.
    Lost,
    /// Its end is known, and on its way to the client.
    Ending,
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// When it was sent.
    pub sent: Nanos,
    /// When its client gives up.
    pub deadline: Nanos,
    /// When it came to the pod.
    pub arrived: Nanos,
    /// How long its answer takes to its client, once the pod has it.
    pub after: Nanos,
    /// How it ends, once that is known.
    pub ended: Option<Ended>,
    /// Which of all requests it is.
    pub serial: u32,
    /// Its kind, by its place.
    pub call: u16,
    /// The pod that it is at, by its place in the run.
    pub pod: u16,
    /// The node that it came by, by its place in the run; none.
    pub node: u16,
    /// Where it holds a port, by its place among the NAT gateway's destinations; none.
    pub port: u16,
    /// How often its slot was used.
    pub turn: u16,
    /// How often its client sent it before.
    pub attempt: u8,
    /// How often the proxy tried it before.
    pub tries: u8,
    /// Where it is.
    pub stage: Stage,
    /// Whether the firewall keeps an entry for it.
    pub tracked: bool,
    /// Whether somebody will stop waiting for it at a moment that is planned.
    pub watched: bool,
}

/// No place.
pub const NONE: u16 = u16::MAX;

impl Request {
    const FREE: Self = Self {
        sent: 0,
        deadline: 0,
        arrived: 0,
        after: 0,
        ended: None,
        serial: 0,
        call: 0,
        pod: NONE,
        node: NONE,
        port: NONE,
        turn: 0,
        attempt: 0,
        tries: 0,
        stage: Stage::Free,
        tracked: false,
        watched: false,
    };
}

/// The slots.
#[derive(Clone, Debug, Default)]
pub struct Flight {
    /// All of them.
    pub slots: Vec<Request>,
    free: Vec<u32>,
}

impl Flight {
    /// A slot for a request that is sent.
    #[inline]
    pub fn take(&mut self) -> u32 {
        if let Some(id) = self.free.pop() {
            let slot = &mut self.slots[id as usize];
            *slot = Request { turn: slot.turn, stage: Stage::Going, ..Request::FREE };
            return id;
        }
        self.slots.push(Request { stage: Stage::Going, ..Request::FREE });
        (self.slots.len() - 1) as u32
    }

    /// Gives a slot back: what was planned for it means nobody.
    #[inline]
    pub fn give(&mut self, id: u32) {
        let slot = &mut self.slots[id as usize];
        slot.turn = slot.turn.wrapping_add(1);
        slot.stage = Stage::Free;
        self.free.push(id);
    }

    /// The request in a slot, where it is still the one that was meant.
    #[inline]
    #[must_use]
    pub fn meant(&self, id: u32, turn: u16) -> bool {
        self.slots[id as usize].turn == turn
    }

    /// Takes a request out of its slot, where a pod goes on working for nobody, into another.
    pub fn leave(&mut self, id: u32) -> u32 {
        let other = self.take();
        let left = &mut self.slots[id as usize];
        let moved = Request { stage: Stage::Going, watched: false, ..*left };
        left.stage = Stage::Left;
        (left.tracked, left.node, left.port) = (false, NONE, NONE);
        let turn = self.slots[other as usize].turn;
        self.slots[other as usize] = Request { turn, ..moved };
        other
    }
}

// What `docs/traffic.md` says of a run's memory counts on it.
const _: () = assert!(size_of::<Request>() <= 80);

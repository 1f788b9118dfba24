//! A queue with several servers, as a pod has: who comes first is served first. And such a queue alone, with customers that come by
//! chance, which theory knows: what the simulation is held to, and compared with.

use std::collections::VecDeque;

use gauntlet_scenario::mix::ServiceTime;

use super::chance::Stream;
use super::events::{Events, Kind, LAST, Nanos};
use super::histogram::Histogram;

/// Servers, those who are served, and those who wait.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    /// Who waits.
    pub waiting: VecDeque<T>,
    /// How many are served.
    pub busy: u32,
    /// How many can be.
    pub servers: u32,
    /// The time that all have spent here so far, waiting or served.
    pub spent: u128,
    /// The time that the servers have worked.
    pub worked: u128,
    /// When the two were last brought up to date.
    since: Nanos,
}

impl<T> Queue<T> {
    /// An idle one.
    #[must_use]
    pub const fn new(servers: u32) -> Self {
        Self { waiting: VecDeque::new(), busy: 0, servers, spent: 0, worked: 0, since: 0 }
    }

    /// How many are here.
    #[must_use]
    pub fn here(&self) -> usize {
        self.waiting.len() + self.busy as usize
    }

    /// Brings the sums up to date, before something changes.
    #[inline]
    pub fn upto(&mut self, now: Nanos) {
        // 78 hours and 65,000 of them fit; wasm multiplies no 128 bits by itself.
        let passed = now - self.since;
        self.spent += u128::from(passed.wrapping_mul(self.here() as u64));
        self.worked += u128::from(passed.wrapping_mul(u64::from(self.busy)));
        self.since = now;
    }

    /// Whether a server is free.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.busy < self.servers
    }
}

/// What a queue alone has to do.
#[derive(Clone, Copy, Debug)]
pub struct Alone {
    /// The mean time between two customers, in nanoseconds.
    pub between: u64,
    /// The mean time that one is served, in nanoseconds.
    pub served: u64,
    /// How these are spread.
    pub service: ServiceTime,
    /// How many servers there are.
    pub servers: u32,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Came {
    /// How long customers waited.
    pub waits: Histogram,
    /// How long they stayed.
    pub stays: Histogram,
    /// The mean number of customers who were there.
    pub present: f64,
    /// The share of the servers' time that they worked.
    pub load: f64,
    /// When the last left.
    pub ended: Nanos,
}

#[derive(Clone, Copy)]
enum What {
    Comes,
    /// The one who came at that moment leaves.
    Leaves(Nanos),
}

/// Serves so many customers, who come by chance.
#[must_use]
pub fn alone(of: Alone, customers: u64, seed: u64) -> Came {
    let mut events = Events::default();
    let mut queue: Queue<Nanos> = Queue::new(of.servers);
    let (mut arrivals, mut services) = (Stream::new(seed, "arrivals", 0), Stream::new(seed, "services", 0));
    let (mut waits, mut stays) = (Histogram::default(), Histogram::default());
    let (mut left, mut ended) = (customers, 0);
    events.plan(arrivals.time(ServiceTime::Exponential, of.between), Kind::Any, What::Comes);
    while let Some((now, what)) = events.next(LAST) {
        queue.upto(now);
        ended = now;
        match what {
            What::Comes => {
                left -= 1;
                if left > 0 {
                    let next = arrivals.time(ServiceTime::Exponential, of.between);
                    events.plan(now + next, Kind::Any, What::Comes);
                }
                queue.waiting.push_back(now);
            }
            What::Leaves(came) => {
                queue.busy -= 1;
                stays.add(now - came);
            }
        }
        while queue.is_free()
            && let Some(came) = queue.waiting.pop_front()
        {
            queue.busy += 1;
            waits.add(now - came);
            let takes = services.time(of.service, of.served);
            events.plan(now + takes, Kind::Any, What::Leaves(came));
        }
    }
    let over = ended.max(1) as f64;
    let load = queue.worked as f64 / over / f64::from(of.servers);
    Came { waits, stays, present: queue.spent as f64 / over, load, ended }
}

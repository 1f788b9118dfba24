//! What is counted while a run goes on, in a fixed room.

use gauntlet_model::journey::Outcome;

use super::cause::{CAUSES, Ended, Seen};
use super::events::Nanos;
use super::histogram::Histogram;
use super::series::Series;

/// The counts of one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// All that it sent, with retries.
    pub sent: u64,
    /// The retries among them.
    pub retries: u64,
    /// Answered, blocked and failed.
    pub ended: [u64; 3],
}

/// A request that has ended, for whoever draws some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Which of all requests it was.
    pub serial: u32,
    /// Its kind, by its place.
    pub call: u16,
    /// The node that it came by and the pod that it came to, by their places in the run.
    pub way: (Option<u16>, Option<u16>),
    /// When it was sent, and how long it took.
    pub sent: Nanos,
    /// How long it took.
    pub took: Nanos,
    /// How it ended.
    pub ended: Ended,
}

/// How many that have ended are remembered.
pub const DOTS: usize = 512;

/// The last that have ended, or one in so many of them.
#[derive(Clone, Debug)]
pub struct Dots {
    /// They, in the order of their ends once it is full, from `next` on.
    pub ring: Vec<Dot>,
    /// Where the next goes.
    pub next: usize,
    /// One in how many is remembered, by its serial number.
    pub every: u32,
}

impl Dots {
    #[inline]
    fn add(&mut self, dot: Dot) {
        if !dot.serial.is_multiple_of(self.every) {
            return;
        }
        match self.ring.get_mut(self.next) {
            Some(old) => *old = dot,
            None => self.ring.push(dot),
        }
        self.next = (self.next + 1) % DOTS;
    }
}

/// The counts of a run.
#[derive(Clone, Debug)]
pub struct Stats {
    /// All that was sent, with retries.
    pub all: Sent,
    /// By source.
    pub sources: Vec<Sent>,
    /// Why requests were not answered, by the place of the cause.
    pub causes: [u64; CAUSES],
    /// The statuses that clients saw, from 100 to 599.
    pub statuses: Vec<u64>,
    /// Those who saw no status: silence, refused, reset, empty, TLS, no name.
    pub unseen: [u64; 6],
    /// Attacks that an app answered.
    pub breaches: u64,
    /// Work that pods did for clients who had given up.
    pub wasted: u64,
    /// The proxy's tries that failed before another.
    pub tries: u64,
    /// How long answered requests took.
    pub took: Histogram,
    /// How long requests waited at pods for a worker.
    pub waits: Histogram,
    /// Over time.
    pub series: Series,
    /// The last requests that have ended.
    pub dots: Dots,
}

impl Stats {
    /// None yet.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        Self {
            all: Sent::default(),
            sources: vec![Sent::default(); sources],
            causes: [0; CAUSES],
            statuses: vec![0; 500],
            unseen: [0; 6],
            breaches: 0,
            wasted: 0,
            tries: 0,
            took: Histogram::default(),
            waits: Histogram::default(),
            series: Series::default(),
            dots: Dots { ring: Vec::with_capacity(DOTS), next: 0, every: 1 },
        }
    }

    /// Those that are under way.
    #[must_use]
    pub fn in_flight(&self) -> u64 {
        self.all.sent - self.all.ended.iter().sum::<u64>()
    }

    /// Counts a request that is sent.
    #[inline]
    pub fn send(&mut self, now: Nanos, source: usize, retry: bool) {
        let in_flight = self.in_flight() + 1;
        for sent in [&mut self.all, &mut self.sources[source]] {
            sent.sent += 1;
            sent.retries += u64::from(retry);
        }
        let part = self.series.at(now);
        part.sent += 1;
        part.in_flight = part.in_flight.max(in_flight);
    }

    /// Counts one that ends.
    #[inline]
    pub fn end(&mut self, now: Nanos, source: usize, dot: Dot) {
        let Dot { ended, took, .. } = dot;
        self.dots.add(dot);
        let at = ended.outcome as usize;
        self.all.ended[at] += 1;
        self.sources[source].ended[at] += 1;
        if let Some(cause) = ended.cause {
            self.causes[cause.index()] += 1;
        }
        let unseen = match ended.seen {
            Seen::Status(status) => {
                if let Some(count) = self.statuses.get_mut(usize::from(status).wrapping_sub(100)) {
                    *count += 1;
                }
                None
            }
            Seen::Timeout => Some(0),
            Seen::Refused => Some(1),
            Seen::Reset => Some(2),
            Seen::Empty => Some(3),
            Seen::Tls => Some(4),
            Seen::NoName => Some(5),
        };
        if let Some(at) = unseen {
            self.unseen[at] += 1;
        }
        if ended.outcome == Outcome::Answered {
            self.took.add(took);
        }
        self.series.end(now, ended.outcome, took);
    }
}

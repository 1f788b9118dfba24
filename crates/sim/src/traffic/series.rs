//! Counts over time, in a bounded number of parts: when there are too many, each two become one.

use gauntlet_model::journey::Outcome;

use super::events::Nanos;

/// The most parts.
pub const PARTS: usize = 240;
/// How long a part lasts at first: 100 ms.
const FIRST: Nanos = 100_000_000;
/// How many lengths of time are told apart: four for each power of two.
const LENGTHS: usize = 168;

/// What happened in one part.
#[derive(Clone, Debug)]
pub struct Part {
    /// Sent.
    pub sent: u64,
    /// Answered, blocked and failed.
    pub ended: [u64; 3],
    /// The most that were in flight at once.
    pub in_flight: u64,
    /// The most NAT ports that were taken at once.
    pub ports: u64,
    /// How long answered ones took, by length.
    took: [u32; LENGTHS],
}

impl Default for Part {
    fn default() -> Self {
        Self { sent: 0, ended: [0; 3], in_flight: 0, ports: 0, took: [0; LENGTHS] }
    }
}

#[inline]
const fn length(time: Nanos) -> usize {
    let power = (time | 4).ilog2();
    let at = (power as usize - 2) * 4 + ((time >> (power - 2)) & 3) as usize;
    if at < LENGTHS { at } else { LENGTHS - 1 }
}

impl Part {
    fn join(&mut self, other: &Self) {
        self.sent += other.sent;
        (0..3).for_each(|at| self.ended[at] += other.ended[at]);
        self.in_flight = self.in_flight.max(other.in_flight);
        self.ports = self.ports.max(other.ports);
        (0..LENGTHS).for_each(|at| self.took[at] += other.took[at]);
    }

    /// The time that so many thousandths of the answered do not exceed, to a fifth; 0 where there are none.
    #[must_use]
    pub fn took(&self, thousandths: u64) -> Nanos {
        let all: u64 = self.took.iter().map(|count| u64::from(*count)).sum();
        let (wanted, mut seen) = ((all * thousandths).div_ceil(1_000), 0);
        for (at, count) in self.took.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted && wanted > 0 {
                // The middle of the length.
                return (((at as u64 & 3) * 2 + 9) << (at / 4 + 2)) >> 3;
            }
        }
        0
    }
}

/// All parts since the run began.
#[derive(Clone, Debug)]
pub struct Series {
    /// The parts, in order; the last is under way.
    pub parts: Vec<Part>,
    /// How long each lasts.
    pub lasts: Nanos,
    /// When the last ends.
    ends: Nanos,
}

impl Default for Series {
    fn default() -> Self {
        let mut parts = Vec::with_capacity(PARTS);
        parts.push(Part::default());
        Self { parts, lasts: FIRST, ends: FIRST }
    }
}

impl Series {
    /// The part of a moment that is not before the last one asked for.
    #[inline]
    pub fn at(&mut self, now: Nanos) -> &mut Part {
        while now >= self.ends {
            self.next();
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }

    fn next(&mut self) {
        if self.parts.len() == PARTS {
            for at in 0..PARTS / 2 {
                let second = self.parts[2 * at + 1].clone();
                self.parts[2 * at].join(&second);
                self.parts.swap(at, 2 * at);
            }
            self.parts.truncate(PARTS / 2);
            self.lasts *= 2;
        }
        self.parts.push(Part::default());
        self.ends = self.lasts * self.parts.len() as u64;
    }

    /// Counts the end of a request.
    #[inline]
    pub fn end(&mut self, now: Nanos, outcome: Outcome, took: Nanos) {
        let part = self.at(now);
        part.ended[outcome as usize] += 1;
        if outcome == Outcome::Answered {
            part.took[length(took)] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_when_parts_become_one() {
        let mut series = Series::default();
        let ends = 1_000 * FIRST;
        for turn in 0..10_000_u64 {
            let now = turn * FIRST / 10;
            series.at(now).sent += 1;
            series.end(now, Outcome::Answered, 40_000_000);
            series.at(now).in_flight = turn;
        }
        assert!(series.parts.len() <= PARTS && series.lasts * PARTS as u64 >= ends);
        assert_eq!(series.parts.iter().map(|part| part.sent).sum::<u64>(), 10_000);
        assert_eq!(series.parts.iter().map(|part| part.ended[0]).sum::<u64>(), 10_000);
        for (at, part) in series.parts.iter().enumerate() {
            let found = part.took(990) as f64 / 40_000_000.0;
            assert!((0.8..1.2).contains(&found), "{found}");
            // Each holds what fell into its own time.
            let first = at as u64 * series.lasts * 10 / FIRST;
            assert!((first..first + part.sent).contains(&part.in_flight), "{at}: {}", part.in_flight);
        }
    }

    #[test]
    fn a_length_is_told_to_a_fifth() {
        for time in (2..40).flat_map(|power| [1_u64 << power, (1 << power) * 5 / 4, (1 << power) * 7 / 4]) {
            let mut series = Series::default();
            series.end(0, Outcome::Answered, time);
            let found = series.parts[0].took(500) as f64 / time as f64;
            assert!((0.8..=1.2).contains(&found) || time < 16, "{time}: {found}");
        }
    }
}

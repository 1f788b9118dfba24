//! Places that stay taken for a while after their connection is closed: ports of a NAT gateway, entries of a firewall's table.

use super::events::Nanos;

/// How finely that while is divided: a place is free at most one part of it too late.
const PARTS: usize = 1_024;

/// A bounded number of places.
#[derive(Clone, Debug)]
pub struct Hold {
    /// How many there are.
    pub there: u64,
    /// How many are taken by what is open.
    pub open: u64,
    /// How many are taken by what was closed a while ago.
    pub held: u64,
    /// The most that were taken at once.
    pub most: u64,
    /// How long one part lasts.
    part: Nanos,
    /// How many were closed in each part, and the part that was looked at last.
    closed: Vec<u32>,
    at: u64,
    /// When that part ends.
    ends: Nanos,
}

impl Hold {
    /// So many places, of which each is taken for so long after it was closed.
    #[must_use]
    pub fn new(there: u64, hold: Nanos) -> Self {
        let part = hold.div_ceil(PARTS as u64 - 1).max(1);
        Self { there, open: 0, held: 0, most: 0, part, closed: vec![0; PARTS], at: 0, ends: part }
    }

    /// Lets go of what was held for long enough.
    pub fn upto(&mut self, now: Nanos) {
        let to = now / self.part;
        if to - self.at >= PARTS as u64 {
            self.closed.fill(0);
            self.held = 0;
        } else {
            for part in self.at + 1..=to {
                let freed = std::mem::take(&mut self.closed[(part % PARTS as u64) as usize]);
                self.held -= u64::from(freed);
            }
        }
        self.at = to;
        self.ends = (to + 1) * self.part;
    }

    /// Takes a place, where there is one.
    #[inline]
    pub fn take(&mut self, now: Nanos) -> bool {
        if now >= self.ends {
            self.upto(now);
        }
        if self.open + self.held >= self.there {
            return false;
        }
        self.open += 1;
        self.most = self.most.max(self.open + self.held);
        true
    }

    /// Closes what took a place.
    #[inline]
    pub fn close(&mut self, now: Nanos) {
        self.open = self.open.saturating_sub(1);
        self.hold(now, 1);
    }

    /// Holds places as if they were closed now.
    pub fn hold(&mut self, now: Nanos, many: u32) {
        if now >= self.ends {
            self.upto(now);
        }
        self.closed[(self.at % PARTS as u64) as usize] += many;
        self.held += u64::from(many);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_after_its_while() {
        let mut hold = Hold::new(2, 60_000_000);
        assert!(hold.take(0) && hold.take(10) && !hold.take(20));
        hold.close(1_000_000);
        // One place is held, the other open.
        assert!(!hold.take(60_900_000));
        // One part of 1,023 later at most.
        assert!(hold.take(61_060_000) && !hold.take(61_061_000));
        hold.close(61_100_000);
        hold.close(61_100_000);
        assert!(!hold.take(100_000_000) && hold.take(1_000_000_000) && hold.open == 1 && hold.held == 0);
        assert_eq!(hold.most, 2);
    }
}

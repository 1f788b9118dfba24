//! A histogram of times in a fixed room: each power of two in equal parts, as HdrHistogram has them.

/// How many parts a power of two has, as a power of two: a time is known to one part in 64.
const BITS: u32 = 6;
/// The longest time that is told from longer ones: 2^42 ns, more than an hour.
const LONGEST: u32 = 42;
/// How many parts there are.
const PARTS: usize = ((LONGEST - BITS + 1) << BITS) as usize;

/// How often each length of time came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
    count: u64,
    sum: u64,
    most: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; PARTS], count: 0, sum: 0, most: 0 }
    }
}

/// The part of a time.
#[inline]
const fn part(time: u64) -> usize {
    let power = (time | 1).ilog2();
    if power < BITS {
        return time as usize;
    }
    let shift = power - BITS;
    let part = ((shift as usize) << BITS) + (time >> shift) as usize;
    if part < PARTS { part } else { PARTS - 1 }
}

/// The longest time of a part.
const fn longest(part: usize) -> u64 {
    if part < 1 << (BITS + 1) {
        return part as u64;
    }
    let shift = (part >> BITS) - 1;
    let first = ((part & ((1 << BITS) - 1)) | (1 << BITS)) as u64;
    (first << shift) + ((1 << shift) - 1)
}

impl Histogram {
    /// Counts a time.
    #[inline]
    pub fn add(&mut self, time: u64) {
        self.counts[part(time)] += 1;
        self.count += 1;
        self.sum = self.sum.saturating_add(time);
        self.most = self.most.max(time);
    }

    /// How many times were counted.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; 0 where there are none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum as f64 / self.count.max(1) as f64
    }

    /// The longest.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// The time that so many thousandths of all do not exceed; 0 where there are none.
    #[must_use]
    pub fn at(&self, thousandths: u64) -> u64 {
        let wanted = (self.count * thousandths).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (part, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return longest(part).min(self.most);
            }
        }
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_its_times_and_no_other() {
        for time in
            (0..4_096).chain((12..LONGEST).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1]))
        {
            let found = longest(part(time));
            assert!(found >= time && found - time <= time >> BITS, "{time} in the part up to {found}");
            assert!(part(time) == 0 || longest(part(time) - 1) < time, "{time}");
        }
        assert_eq!(part(u64::MAX), PARTS - 1);
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_times() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.at(500), histogram.most()), (0, 0));
        (1..=1_000_u64).for_each(|time| histogram.add(time * 1_000));
        for (thousandths, wanted) in [(1, 1_000), (500, 500_000), (990, 990_000), (1_000, 1_000_000)] {
            let found = histogram.at(thousandths);
            assert!(found >= wanted && found <= wanted + wanted / 64, "{thousandths}: {found}");
        }
        assert_eq!((histogram.count(), histogram.mean()), (1_000, 500_500.0));
    }
}

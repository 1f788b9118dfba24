//! Chance: a seeded stream for each source and each layer, and times drawn from it.
//!
//! Only additions, multiplications and tables: `ln` of the system's library and that of wasm may differ in the last bit, and then
//! two runs would.

use gauntlet_scenario::mix::ServiceTime;

use crate::rng;

/// What SplitMix64 steps by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// The parts that the numbers from 1 to 2 are divided into.
const PARTS: usize = 128;
/// ln 2.
const LN_2: f64 = std::f64::consts::LN_2;

/// The logarithm where each part begins, and one divided by that number.
static LOGARITHMS: [(f64, f64); PARTS] = logarithms();

const fn logarithms() -> [(f64, f64); PARTS] {
    let mut table = [(0.0, 1.0); PARTS];
    let mut at = 0;
    while at < PARTS {
        let x = 1.0 + at as f64 / PARTS as f64;
        // ln x = 2 artanh((x - 1) / (x + 1)): 24 terms for at most a third are exact.
        let z = (x - 1.0) / (x + 1.0);
        let (mut sum, mut power, mut odd) = (0.0, z, 1.0);
        while odd < 48.0 {
            sum += power / odd;
            power *= z * z;
            odd += 2.0;
        }
        table[at] = (2.0 * sum, 1.0 / x);
        at += 1;
    }
    table
}

/// The means of the 64 equal shares of a lognormal distribution with deviation 0.75 and mean 1, in ten-thousandths.
static LOGNORMAL: [u32; 64] = [
    1_179, 1_695, 2_012, 2_271, 2_499, 2_709, 2_906, 3_094, 3_275, 3_452, 3_625, 3_796, 3_965, 4_133, 4_300,
    4_468, 4_636, 4_804, 4_974, 5_146, 5_319, 5_494, 5_672, 5_853, 6_036, 6_223, 6_414, 6_609, 6_809, 7_013,
    7_223, 7_439, 7_660, 7_889, 8_125, 8_369, 8_622, 8_884, 9_156, 9_440, 9_737, 10_047, 10_372, 10_714,
    11_075, 11_456, 11_861, 12_293, 12_755, 13_252, 13_789, 14_373, 15_013, 15_721, 16_510, 17_401, 18_423,
    19_616, 21_045, 22_814, 25_118, 28_370, 33_750, 51_307,
];

/// A stream of random numbers: SplitMix64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a purpose, for one of its members.
    #[must_use]
    pub fn new(seed: u64, purpose: &str, of: usize) -> Self {
        Self(rng::mix(seed ^ (of as u64).wrapping_mul(STEP), purpose))
    }

    /// The next number.
    #[inline]
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number below another.
    #[inline]
    pub fn below(&mut self, most: u32) -> u32 {
        (((self.draw() >> 32) * u64::from(most)) >> 32) as u32
    }

    /// A time from an exponential distribution with a mean of 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        // Of a number from 0 to 1: its exponent by counting, its mantissa by table and four terms of the series.
        let bits = self.draw() | 1;
        let zeros = bits.leading_zeros();
        let mantissa = bits << zeros;
        let (log, inverse) = LOGARITHMS[(mantissa >> 56) as usize & (PARTS - 1)];
        // What is left of the mantissa, beyond the begin of its part.
        let rest = (mantissa & ((1 << 56) - 1)) as f64 * (1.0 / (1_u64 << 63) as f64) * inverse;
        let ln = log + rest * (1.0 - rest * (0.5 - rest * (1.0 / 3.0 - rest * 0.25)));
        (f64::from(zeros + 1) * LN_2 - ln).max(0.0)
    }

    /// A time in nanoseconds from a distribution with that mean.
    #[inline]
    pub fn time(&mut self, of: ServiceTime, mean: u64) -> u64 {
        match of {
            ServiceTime::Constant => mean,
            ServiceTime::Exponential => (self.exponential() * mean as f64) as u64,
            ServiceTime::Lognormal => {
                let part = LOGNORMAL[(self.draw() >> 58) as usize];
                (mean as f64 * f64::from(part) * 1e-4) as u64
            }
        }
    }
}

/// The finaliser of SplitMix64.
#[inline]
#[must_use]
pub const fn mixed(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_times_are_minus_the_logarithm_of_an_even_chance() {
        let (mut one, mut other) = (Stream::new(1, "check", 0), Stream::new(1, "check", 0));
        for _ in 0..100_000 {
            let even = (other.draw() | 1) as f64 / 2.0_f64.powi(64);
            let (found, wanted) = (one.exponential(), -even.ln());
            assert!((found - wanted).abs() < 1e-9, "{found} of {wanted}");
        }
    }

    #[test]
    fn each_distribution_has_its_mean_and_spread() {
        // The variance of a time, in squares of its mean: of the lognormal one by its 64 steps, which cut its end.
        for (of, variance, by) in [
            (ServiceTime::Constant, 0.0, 1e-9),
            (ServiceTime::Exponential, 1.0, 0.02),
            (ServiceTime::Lognormal, 0.715, 0.02),
        ] {
            let (mut stream, mean, times) = (Stream::new(3, "spread", 0), 1_000_000, 400_000);
            let drawn: Vec<f64> = (0..times).map(|_| stream.time(of, mean) as f64 / mean as f64).collect();
            let average = drawn.iter().sum::<f64>() / f64::from(times);
            let spread = drawn.iter().map(|time| (time - average).powi(2)).sum::<f64>() / f64::from(times);
            assert!((average - 1.0).abs() < 0.006, "{of:?}: a mean of {average}");
            assert!((spread - variance).abs() <= by, "{of:?}: a variance of {spread}");
        }
    }

    #[test]
    fn each_member_has_a_stream_of_its_own() {
        let first = |purpose, of| Stream::new(7, purpose, of).draw();
        let all = [first("pod", 0), first("pod", 1), first("source", 0), Stream::new(8, "pod", 0).draw()];
        assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)), "{all:?}");
    }
}

//! Chance from a seed, for the two fuzzers: the same seed makes the same choices. And the seeds of a run, one a round.

use std::time::{Duration, Instant};

use fastrand::Rng;

/// Choices that a seed makes.
pub struct Random(Rng);

impl Random {
    pub fn of(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// A number below another, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of some, of which there is at least one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len());
        from.get(at).unwrap_or_else(|| unreachable!("below its length"))
    }
}

/// What a run was asked for: `cargo xtask fuzz` says it in the environment.
pub struct Run {
    /// The first round's seed.
    pub seed: u64,
    until: Instant,
    seeds: Rng,
    rounds: u64,
}

impl Run {
    /// From `GAUNTLET_FUZZ_SEED` and `GAUNTLET_FUZZ_SECONDS`.
    pub fn asked() -> Self {
        let number = |name: &str| {
            let text = std::env::var(name)
                .unwrap_or_else(|_| panic!("{name} is not set: `cargo xtask fuzz` sets it"));
            text.parse::<u64>().unwrap_or_else(|error| panic!("{name}={text}: {error}"))
        };
        let seed = number("GAUNTLET_FUZZ_SEED");
        let until = Instant::now() + Duration::from_secs(number("GAUNTLET_FUZZ_SECONDS"));
        Self { seed, until, seeds: Rng::with_seed(seed), rounds: 0 }
    }

    /// The next round's seed, until the time is over. The first is the run's own, so that the seed of any round, given as
    /// the run's, begins with that round.
    pub fn next(&mut self) -> Option<u64> {
        let first = self.rounds == 0;
        self.rounds += 1;
        if first {
            return Some(self.seed);
        }
        (Instant::now() < self.until).then(|| self.seeds.u64(..))
    }
}

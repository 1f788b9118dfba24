//! Token buckets, as a gateway limits its callers' rates with them.

use gauntlet_model::time::Micros;
use gauntlet_scenario::model::RateLimit;

/// A token, in the bucket's smallest parts: one comes back in a second at a rate of one.
const TOKEN: u64 = 1_000_000;

/// A token bucket: each request takes a token, and tokens come back at a steady rate until the bucket is full.
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    limit: RateLimit,
    /// Millionths of a token.
    level: u64,
    at: Micros,
}

impl TokenBucket {
    /// A full bucket.
    #[must_use]
    pub fn full(limit: RateLimit) -> Self {
        Self { limit, level: u64::from(limit.burst) * TOKEN, at: Micros::ZERO }
    }

    /// A bucket out of which so many tokens were taken.
    #[must_use]
    pub fn after(limit: RateLimit, taken: u32) -> Self {
        let full = Self::full(limit);
        Self { level: full.level.saturating_sub(u64::from(taken) * TOKEN), ..full }
    }

    /// How many whole tokens it holds.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.level / TOKEN
    }

    /// Takes a token.
    ///
    /// # Errors
    /// The bucket is empty: how long until the next token.
    pub fn take(&mut self, now: Micros) -> Result<(), Micros> {
        let rate = u64::from(self.limit.requests_per_second);
        let gained = (now - self.at).get().saturating_mul(rate);
        self.level = self.level.saturating_add(gained).min(u64::from(self.limit.burst) * TOKEN);
        self.at = now;
        match self.level.checked_sub(TOKEN) {
            Some(left) => {
                self.level = left;
                Ok(())
            }
            None => Err(Micros::new((TOKEN - self.level).div_ceil(rate.max(1)))),
        }
    }
}

//! A source at work: when it sends next, and what.

use gauntlet_scenario::mix::{Arrivals, Source};

use super::chance::Stream;
use super::events::Nanos;

/// The parts of a day, in each of which the rate stands still.
const PARTS: u64 = 48;
/// The most parts that are looked through for a next request.
const FAR: usize = 100_000;

/// A source.
#[derive(Clone, Debug)]
pub struct Sender {
    /// What it is.
    pub source: Source,
    /// The thousandths of its usual rate that it sends.
    pub permille: u32,
    /// How often its rate was changed: what was planned before means nobody.
    pub turn: u16,
    /// The place of its first kind of request.
    first: usize,
    /// The sum of all weights.
    weights: u32,
    arrivals: Stream,
    kinds: Stream,
    /// For the pauses before retries.
    pauses: Stream,
}

impl Sender {
    /// A source whose kinds of requests begin at that place.
    #[must_use]
    pub fn new(source: &Source, at: usize, first: usize, seed: u64) -> Self {
        let stream = |purpose| Stream::new(seed, purpose, at);
        Self {
            permille: if source.on { 1_000 } else { 0 },
            turn: 0,
            first,
            weights: source.requests.iter().map(|call| call.weight).sum(),
            arrivals: stream("arrivals"),
            kinds: stream("kinds"),
            pauses: stream("pauses"),
            source: source.clone(),
        }
    }

    /// How many requests it sends in a nanosecond, and until when that holds.
    fn rate(&self, now: Nanos) -> (f64, Nanos) {
        let mut rate = f64::from(self.source.requests_per_second) * f64::from(self.permille) * 1e-12;
        let mut ends = Nanos::MAX;
        if let Some(bursts) = self.source.bursts {
            let (every, lasts) =
                (u64::from(bursts.every_ms) * 1_000_000, u64::from(bursts.for_ms) * 1_000_000);
            let into = now % every.max(1);
            if into < lasts {
                rate *= f64::from(bursts.times);
                ends = now - into + lasts;
            } else {
                ends = now - into + every;
            }
        }
        if let Some(daily) = self.source.daily {
            let part = (u64::from(daily.period_ms) * 1_000_000 / PARTS).max(1);
            // From 0 at the begin of a day over 1 in its middle back to 0.
            let share = ((now / part % PARTS) as f64 + 0.5) / PARTS as f64;
            let low = f64::from(daily.low_percent) * 0.01;
            rate *= low + (1.0 - low) * 4.0 * share * (1.0 - share);
            ends = ends.min((now / part + 1) * part);
        }
        (rate, ends)
    }

    /// When it sends next, if ever.
    pub fn next(&mut self, now: Nanos) -> Option<Nanos> {
        let mut left = match self.source.arrivals {
            Arrivals::Poisson => self.arrivals.exponential(),
            Arrivals::Even => 1.0,
        };
        let mut at = now;
        for _ in 0..FAR {
            let (rate, ends) = self.rate(at);
            let gap = left / rate;
            // Not a number, and infinity where it sends nothing, are no gaps.
            if rate > 0.0 && (ends == Nanos::MAX || gap <= (ends - at) as f64) {
                return Some(at.saturating_add(gap as u64));
            }
            if ends == Nanos::MAX {
                return None;
            }
            left -= (ends - at) as f64 * rate;
            at = ends;
        }
        None
    }

    /// What it sends, by its place.
    #[inline]
    pub fn kind(&mut self) -> usize {
        if self.source.requests.len() == 1 {
            return self.first;
        }
        let mut left = self.kinds.below(self.weights);
        for (nth, call) in self.source.requests.iter().enumerate() {
            match left.checked_sub(call.weight) {
                Some(rest) => left = rest,
                None => return self.first + nth,
            }
        }
        self.first
    }

    /// The pause before a retry, after so many attempts.
    pub fn pause(&mut self, attempt: u8) -> Nanos {
        let pause = u64::from(self.source.back_off_ms) * 1_000_000;
        if !self.source.back_off_grows {
            return pause;
        }
        let grown = pause << attempt.min(16);
        let half = u32::try_from(grown / 2_000).unwrap_or(u32::MAX);
        grown / 2 + u64::from(self.pauses.below(half.max(1))) * 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gauntlet_scenario::Scenario;
    use gauntlet_scenario::mix::{Bursts, Daily, Mix};

    #[test]
    fn each_shape_has_its_rate() {
        let usual = Mix::of(&Scenario::built_in()).sources[0].clone();
        let bursts = Some(Bursts { every_ms: 1_000, for_ms: 100, times: 11 });
        let daily = Some(Daily { period_ms: 10_000, low_percent: 25 });
        let even = Arrivals::Even;
        // How many come in 100 s at 400 a second: a tenth of the time eleven times as many; a parabola's mean is two thirds.
        for (source, wanted) in [
            (Source { ..usual.clone() }, 40_000.0),
            (Source { arrivals: even, ..usual.clone() }, 40_000.0),
            (Source { bursts, ..usual.clone() }, 80_000.0),
            (Source { daily, ..usual.clone() }, 40_000.0 * (0.25 + 0.75 * 2.0 / 3.0)),
            (Source { on: false, ..usual.clone() }, 0.0),
        ] {
            let (mut sender, mut now, mut count) = (Sender::new(&source, 0, 0, 9), 0, 0.0_f64);
            while let Some(at) = sender.next(now).filter(|at| *at < 100_000_000_000) {
                assert!(at >= now);
                (now, count) = (at, count + 1.0);
            }
            // Four deviations of a Poisson count.
            assert!((count - wanted).abs() <= 4.0 * f64::sqrt(wanted) + 1.0, "{count} of {wanted}");
        }
    }
}

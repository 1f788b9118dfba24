//! The legs that are drawn, in the slots of one buffer, and how a leg is written for the vertex shader.

use std::ops::Range;

use crate::route::{Kind, Leg};

/// Half a mark's side, in the figure's units.
pub const REACH: f64 = 16.0;

/// Bytes that one leg takes: nine 32-bit floats, see [`bytes`].
pub const STRIDE: usize = 36;

/// Display milliseconds to one step of a time's coarse half. The fine half then keeps 1/256 ms in 32 bits, however late it is.
pub const COARSE: f64 = 65_536.0;

/// For how long a leg is shown at most, in display milliseconds: what 32 bits can hold of "forever".
const FOREVER: f64 = 1e30;

/// The fewest slots.
const FEWEST: usize = 64;

/// Legs in slots. A new leg takes the slot of the oldest one, once that is over; where it is not, there are more slots.
#[derive(Debug)]
pub struct Store {
    legs: Vec<Leg>,
    room: usize,
    /// Where the oldest leg is, when all slots are taken.
    oldest: usize,
}

impl Default for Store {
    fn default() -> Self {
        Self { legs: Vec::new(), room: FEWEST, oldest: 0 }
    }
}

impl Store {
    /// The legs, in the order of their slots.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// How many slots there are.
    #[must_use]
    pub const fn room(&self) -> usize {
        self.room
    }

    /// These legs and no others.
    pub fn load(&mut self, legs: &[Leg]) {
        self.legs.clear();
        self.legs.extend_from_slice(legs);
        self.room = self.room.max(legs.len().next_power_of_two());
        self.oldest = 0;
    }

    /// More legs, at a moment. Gives the slots that were written, in two ranges where they go round the end.
    pub fn add(&mut self, legs: &[Leg], moment: f64) -> [Range<usize>; 2] {
        let (room, first) =
            (self.room, if self.legs.len() < self.room { self.legs.len() } else { self.oldest });
        for leg in legs {
            if self.legs.len() < self.room {
                self.legs.push(*leg);
                continue;
            }
            match self.legs.get_mut(self.oldest) {
                Some(over) if over.until <= moment => {
                    *over = *leg;
                    self.oldest = (self.oldest + 1) % self.room;
                }
                _ => {
                    // In the order of their age again, so that the next to go is the oldest.
                    self.legs.rotate_left(self.oldest);
                    self.oldest = 0;
                    self.room *= 2;
                    self.legs.push(*leg);
                }
            }
        }
        let end = first + legs.len();
        if self.room > room {
            [0..self.legs.len(), 0..0]
        } else if end > room {
            [first..room, 0..end - room]
        } else {
            [first..end, 0..0]
        }
    }
}

/// Legs as the vertex shader reads them: from, to, departure (coarse and fine), travel, time shown, and kind with lock.
#[must_use]
pub fn bytes(legs: &[Leg]) -> Vec<u8> {
    let mut out = Vec::with_capacity(legs.len() * STRIDE);
    for leg in legs {
        let [coarse, fine] = halves(leg.depart);
        let shown = (leg.until - leg.depart).min(FOREVER) as f32;
        let kind = match leg.kind {
            Kind::Request => 0.0,
            Kind::Attack => 1.0,
            Kind::Response => 2.0,
            Kind::Blocked => 3.0,
        } + if leg.locked { 4.0 } else { 0.0 };
        let way = [leg.from.x as f32, leg.from.y as f32, leg.to.x as f32, leg.to.y as f32];
        for value in way.into_iter().chain([coarse, fine, (leg.arrive - leg.depart) as f32, shown, kind]) {
            out.extend_from_slice(&value.to_le_bytes());
        }
    }
    out
}

/// A time in display milliseconds as the two numbers that the vertex shader subtracts one by one.
#[must_use]
pub fn halves(time: f64) -> [f32; 2] {
    let coarse = (time / COARSE).floor();
    [coarse as f32, (time - coarse * COARSE) as f32]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Point;

    fn leg(depart: f64, until: f64) -> Leg {
        let at = Point { x: 1.0, y: 2.0 };
        Leg { from: at, to: at, depart, arrive: depart, until, kind: Kind::Request, locked: false }
    }

    /// One leg a millisecond, each shown for `shown`, through a store that starts at the fewest slots.
    fn stream(shown: f64, count: usize) -> Store {
        let mut store = Store::default();
        let mut slots: Vec<Option<Leg>> = Vec::new();
        for now in 0..count {
            let now = now as f64;
            let ranges = store.add(&[leg(now, now + shown), leg(now, now + shown)], now);
            slots.resize(store.room(), None);
            for slot in ranges.into_iter().flatten() {
                slots[slot] = Some(store.legs()[slot]);
            }
            // What was written, range by range, is what is there.
            let written: Vec<_> = slots.iter().copied().take_while(Option::is_some).flatten().collect();
            assert_eq!(written, store.legs(), "at {now}");
            let alive = store.legs().iter().filter(|leg| leg.until > now).count();
            assert_eq!(alive as f64, (2.0 * (now + 1.0)).min(2.0 * shown), "no living leg is lost at {now}");
        }
        store
    }

    #[test]
    fn a_steady_stream_keeps_its_room() {
        assert_eq!(stream(20.0, 2_000).room(), FEWEST);
        assert_eq!(stream(100.0, 2_000).room(), 256);
        assert_eq!(stream(128.0, 2_000).room(), 256);
    }

    #[test]
    fn loading_forgets_what_was_there() {
        let mut store = stream(100.0, 500);
        store.load(&[leg(1.0, 2.0)]);
        assert_eq!(store.legs(), [leg(1.0, 2.0)]);
        assert_eq!(store.add(&[leg(2.0, 3.0)], 2.0), [1..2, 0..0]);
    }

    #[test]
    fn times_stay_exact_for_days() {
        let week = 7.0 * 86_400_000.0;
        for (depart, now) in
            [(0.3, 12.8), (week + 0.3, week + 12.8), (COARSE - 0.1, COARSE + 0.1), (-5.0, 7.5)]
        {
            let ([a, b], [c, d]) = (halves(now), halves(depart));
            let age = (a - c) * COARSE as f32 + (b - d);
            assert!((f64::from(age) - (now - depart)).abs() < 0.01, "{age} of {depart} at {now}");
        }
    }

    #[test]
    fn a_leg_takes_its_stride_and_stays_finite() {
        let packed = bytes(&[leg(5.0, f64::INFINITY), leg(6.0, 7.0)]);
        assert_eq!(packed.len(), 2 * STRIDE);
        let floats: Vec<_> = packed.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        assert!(floats.iter().all(|float| float.is_finite()), "{floats:?}");
        assert_eq!(floats[9..], [1.0, 2.0, 1.0, 2.0, 0.0, 6.0, 0.0, 1.0, 0.0]);
    }
}

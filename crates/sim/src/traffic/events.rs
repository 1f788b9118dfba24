//! What is to happen, in the order of time: a heap for what may fall anywhere, and lines for what comes out as it went in.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// A moment of a run, in nanoseconds since it began.
pub type Nanos = u64;

/// How many bits of a key are the sequence.
const SEQUENCE: u32 = 16;
/// The last moment that a key can hold: 78 hours.
pub const LAST: Nanos = (1 << (64 - SEQUENCE)) - 1;
/// How many lines there are.
const LINES: usize = 4;

/// Where something that is to happen waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The delay differs from event to event, so the heap sorts it.
    Any,
    /// The delay is mostly the same for the whole line, so the events are already in order.
    Line(u8),
}

/// What is to happen, and when.
#[derive(Clone, Copy, Debug)]
struct Entry<T> {
    /// The moment and, below it, the sequence.
    key: u64,
    what: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    /// The earliest is the greatest, which a heap gives first.
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

/// All that is to happen. What falls on one nanosecond comes in the order in which it was planned; the sequence begins anew after
/// 65,536, where two of one nanosecond may change places, in every run alike.
#[derive(Clone, Debug)]
pub struct Events<T> {
    heap: BinaryHeap<Entry<T>>,
    lines: [VecDeque<Entry<T>>; LINES],
    /// The key of the first in each line.
    fronts: [u64; LINES],
    sequence: u64,
}

impl<T> Default for Events<T> {
    fn default() -> Self {
        let lines = std::array::from_fn(|_| VecDeque::new());
        Self { heap: BinaryHeap::new(), lines, fronts: [u64::MAX; LINES], sequence: 0 }
    }
}

impl<T: Copy> Events<T> {
    /// Plans something.
    #[inline]
    pub fn plan(&mut self, at: Nanos, kind: Kind, what: T) {
        let key = (at.min(LAST) << SEQUENCE) | self.sequence;
        self.sequence = (self.sequence + 1) & ((1 << SEQUENCE) - 1);
        let entry = Entry { key, what };
        if let Kind::Line(line) = kind {
            let line = usize::from(line) % LINES;
            let queue = &mut self.lines[line];
            match queue.back() {
                None => self.fronts[line] = key,
                // It overtakes one before it: sorted like all others.
                Some(last) if last.key > key => return self.heap.push(entry),
                Some(_) => {}
            }
            return queue.push_back(entry);
        }
        self.heap.push(entry);
    }

    /// The place of the earliest: a line, or the heap, and its key.
    #[inline]
    fn first(&self) -> (usize, u64) {
        let mut best = (LINES, self.heap.peek().map_or(u64::MAX, |entry| entry.key));
        for (line, front) in self.fronts.iter().enumerate() {
            if *front < best.1 {
                best = (line, *front);
            }
        }
        best
    }

    /// The next that happens up to a moment, if there is one.
    #[inline]
    pub fn next(&mut self, until: Nanos) -> Option<(Nanos, T)> {
        let (place, key) = self.first();
        let at = key >> SEQUENCE;
        if at > until || key == u64::MAX {
            return None;
        }
        let Some(queue) = self.lines.get_mut(place) else {
            return self.heap.pop().map(|entry| (at, entry.what));
        };
        let entry = queue.pop_front()?;
        self.fronts[place] = queue.front().map_or(u64::MAX, |entry| entry.key);
        Some((at, entry.what))
    }

    /// How much is planned.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len() + self.lines.iter().map(VecDeque::len).sum::<usize>()
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_on_one_moment_comes_as_it_was_planned() {
        for kinds in
            [[Kind::Any; 4], [Kind::Line(0); 4], [Kind::Any, Kind::Line(1), Kind::Any, Kind::Line(2)]]
        {
            let mut events = Events::default();
            for (what, kind) in kinds.into_iter().enumerate() {
                events.plan(5, kind, what);
            }
            events.plan(4, Kind::Any, 9);
            let order: Vec<_> = std::iter::from_fn(|| events.next(LAST)).collect();
            assert_eq!(order, [(4, 9), (5, 0), (5, 1), (5, 2), (5, 3)], "{kinds:?}");
        }
    }

    #[test]
    fn time_never_runs_back_whatever_is_planned_when() {
        let mut chance = crate::traffic::chance::Stream::new(5, "order", 0);
        let (mut events, mut now, mut planned) = (Events::default(), 0, 0_u32);
        for turn in 0..200_000_u32 {
            let kind = if turn % 3 == 0 { Kind::Any } else { Kind::Line((turn % 5) as u8) };
            events.plan(now + u64::from(chance.below(1_000)), kind, turn);
            planned += 1;
            if chance.below(10) < 5
                && let Some((at, _)) = events.next(LAST)
            {
                assert!(at >= now, "{at} after {now}");
                (now, planned) = (at, planned - 1);
            }
        }
        assert_eq!(events.len(), planned as usize);
        assert_eq!(std::iter::from_fn(|| events.next(LAST)).count(), planned as usize);
    }

    #[test]
    fn nothing_happens_before_its_time() {
        let mut events = Events::default();
        events.plan(10, Kind::Any, ());
        assert_eq!((events.next(9), events.next(10), events.next(LAST)), (None, Some((10, ())), None));
    }
}

//! What the reader guesses before the story tells it: where the request stops, then what the caller sees.

use gauntlet_model::journey::Direction;

use super::watched::Watched;
use super::{State, Subject};
use crate::gate::Gate;
use crate::guess::{halt, is_right};
use crate::scene::decided;

/// What stands after a request on which the first guess was right, or wrong. No preset's name has either.
const RIGHT: char = '!';
const WRONG: char = '.';

/// What the reader is asked at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing.
    Nothing,
    /// Where the request stops.
    Where,
    /// What the caller sees.
    What,
}

/// The questions and the answers to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guesses {
    /// Whether the reader wants to be asked.
    pub on: bool,
    /// What the reader is asked.
    pub asks: Asks,
    /// Where the reader said that it stops; without a gate it gets through.
    pub place: Option<Option<Gate>>,
    /// Which of the [`gauntlet_model::report::Endings`] the reader said that the caller sees.
    pub ending: Option<usize>,
    /// Whether the second question was asked.
    asked: bool,
    /// The requests that a guess was made on, each with [`RIGHT`] or [`WRONG`] at its end; only the first guess counts.
    guessed: Vec<String>,
    /// How many of those were right.
    pub right: usize,
}

impl Guesses {
    /// How many requests a guess was made on.
    #[must_use]
    pub const fn tried(&self) -> usize {
        self.guessed.len()
    }

    /// Counts a guess, unless there was one on that request.
    fn count(&mut self, guessed: &str) {
        let request = guessed.trim_end_matches([RIGHT, WRONG]);
        if request.len() < guessed.len()
            && !self.guessed.iter().any(|it| it.trim_end_matches([RIGHT, WRONG]) == request)
        {
            self.guessed.push(guessed.to_owned());
            self.right += usize::from(guessed.ends_with(RIGHT));
        }
    }

    /// The count as a text to keep.
    #[must_use]
    pub fn tally(&self) -> String {
        self.guessed.concat()
    }
}

/// What the reader guesses.
#[derive(Clone, Copy)]
pub struct Guess {
    /// The questions and the answers to them.
    pub now: Watched<Guesses>,
}

impl Guess {
    pub(super) fn new() -> Self {
        Self {
            now: Watched::new(Guesses {
                on: true,
                asks: Asks::Where,
                place: None,
                ending: None,
                asked: false,
                guessed: Vec::new(),
                right: 0,
            }),
        }
    }

    /// Whether that is what the reader is asked, without subscribing.
    #[must_use]
    pub fn asks(self, what: Asks) -> bool {
        self.now.with_untracked(|now| now.asks == what)
    }

    /// Goes on from a count that was kept.
    pub fn recall(self, tally: &str) {
        self.now.update(|now| {
            for guessed in tally.split_inclusive([RIGHT, WRONG]) {
                now.count(guessed);
            }
        });
    }

    /// Asks from now on, or no more.
    pub fn turn(self, on: bool) {
        if self.now.with_untracked(|now| now.on != on) {
            self.now.update(|now| {
                now.on = on;
                if !on {
                    now.asks = Asks::Nothing;
                }
            });
        }
    }

    /// The story goes on, or the reader looks at another moment: nothing is asked.
    pub(super) fn leave(self) {
        if !self.asks(Asks::Nothing) {
            self.now.update(|now| now.asks = Asks::Nothing);
        }
    }
}

impl State {
    /// Forgets the guess on what was shown, and asks about what is, where that is a story or a preset on its own.
    pub fn guess_anew(self) {
        let given =
            self.shown.now.with_untracked(|now| matches!(now.subject, Subject::Story | Subject::Preset(_)));
        let alone = !self.comparison.on.get_untracked();
        self.guess.now.update(|now| {
            (now.place, now.ending, now.asked) = (None, None, false);
            now.asks = if now.on && alone && given { Asks::Where } else { Asks::Nothing };
        });
    }

    /// Takes a guess, and plays.
    pub fn guess_place(self, gate: Option<Gate>) {
        let right = self.shown.track.report.with_untracked(|report| is_right(report, gate));
        let mut subject = self.shown.now.with_untracked(|now| match now.preset() {
            Some(preset) => preset.clone(),
            None => [now.settings.direction == Direction::Egress, now.settings.blocked]
                .map(|yes| if yes { "1" } else { "0" })
                .concat(),
        });
        subject.push(if right { RIGHT } else { WRONG });
        self.guess.now.update(|now| {
            now.place = Some(gate);
            now.count(&subject);
        });
        self.play();
    }

    /// Takes a guess on what the caller sees, and plays on.
    pub fn guess_ending(self, at: usize) {
        self.guess.now.update(|now| now.ending = Some(at));
        self.play();
    }

    /// How many hops are decided, and out of how many. The second would tell a reader who is guessing where the request stops, so it
    /// waits for the end.
    #[must_use]
    pub fn hops(self) -> (usize, Option<usize>) {
        let hops = self.shown.track.report.with(|report| report.hops.len());
        let hop = decided(self.shown.track.phase.get(), hops);
        (hop, (hop == hops || !self.guess.now.with(|now| now.on)).then_some(hops))
    }

    /// The moment that packets are drawn at: while the reader is asked what the caller sees, one that has none, since an answer that
    /// sets out would tell.
    #[must_use]
    pub fn drawn(self) -> f64 {
        let moment = self.playback.moment();
        if self.guess.asks(Asks::What) { -1.0 } else { moment }
    }

    /// The moment to ask at what the caller sees, while that is ahead.
    fn halts(self) -> Option<f64> {
        let due = self.guess.now.with_untracked(|now| now.on && now.place.is_some() && !now.asked);
        if !due || self.comparison.on.get_untracked() {
            return None;
        }
        let timeline = self.shown.track.timeline.get_untracked();
        self.shown.track.report.with_untracked(|report| halt(report, &timeline))
    }

    /// Goes on to a moment, or no further than where a question is due.
    pub(super) fn reach(self, moment: f64) {
        let before = self.playback.moment();
        let Some(halt) = self.halts().filter(|halt| before < *halt && moment >= *halt) else {
            return self.seek(moment);
        };
        self.seek(halt);
        self.playback.pause();
        self.guess.now.update(|now| (now.asks, now.asked) = (Asks::What, true));
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn a_count_that_was_kept_goes_on() {
        Owner::new().with(|| {
            let guess = Guess::new();
            guess.recall("00!01.dead-pods!");
            let counted = || guess.now.with(|now| (now.right, now.tried(), now.tally()));
            assert_eq!(counted(), (2, 3, "00!01.dead-pods!".to_owned()));
            for none in ["", "payment", "00.", "dead-pods!01!"] {
                guess.recall(none);
                assert_eq!(counted().1, 3, "{none}");
            }
        });
    }
}

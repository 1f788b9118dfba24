//! Moves everything on show through time.

use leptos::prelude::*;

use super::{Asks, State, Track};
use crate::gate::Gate;
use crate::timeline::{SPEEDS, clamp};

/// How long a looping story waits at its end, in milliseconds.
const REST: f64 = 1_500.0;

impl State {
    /// Shows a moment, within the story's bounds.
    pub fn seek(self, moment: f64) {
        let end = untrack(|| self.end());
        let moment = clamp(moment, 0.0, end);
        let playback = self.playback;
        playback.set_moment(moment);
        self.tracks().for_each(|track| track.seek(moment));
        if moment > 0.0 {
            self.guess.leave();
        }
        let playing = playback.playing.get_untracked();
        if !playing {
            playback.mark_moment();
        } else if moment >= end && !playback.looping.get_untracked() {
            playback.pause();
        }
    }

    /// Lets time pass, in milliseconds, at the speed that the reader chose.
    pub fn pass(self, passed: f64) {
        if !self.playback.playing.get_untracked() {
            return;
        }
        if !untrack(|| self.over()) {
            let speed = SPEEDS.get(self.playback.speed.get_untracked()).map_or(1.0, |(speed, _)| *speed);
            let (moment, until) = (self.playback.moment() + passed * speed, self.playback.until());
            if moment >= until {
                self.pause();
            }
            self.reach(if moment < until { moment } else { until });
        } else if self.playback.stand(passed) > REST {
            self.seek(0.0);
        }
    }

    /// Plays on, or again from the start where the story is over.
    pub fn play(self) {
        if untrack(|| self.over()) {
            self.seek(0.0);
        }
        self.guess.leave();
        self.playback.set_playing(true);
    }

    /// Pauses.
    pub fn pause(self) {
        self.playback.pause();
    }

    /// Plays or pauses.
    pub fn toggle(self) {
        if self.playback.playing.get_untracked() { self.pause() } else { self.play() }
    }

    /// Goes to the next verdict and pauses there.
    pub fn step(self) {
        self.pause();
        self.advance();
    }

    /// Goes to the next verdict, or from the end of a looping story to its start.
    pub fn advance(self) {
        let moment = self.playback.moment();
        let next = |track: Track| track.timeline.get_untracked().next(moment);
        let nearest = self.tracks().filter_map(next).fold(f64::INFINITY, f64::min);
        let goes_on = self.playback.looping.get_untracked() && self.playback.playing.get_untracked();
        if goes_on && untrack(|| self.over()) {
            self.seek(0.0);
        } else {
            self.reach(nearest);
        }
    }

    /// Goes back to the previous verdict and pauses there.
    pub fn step_back(self) {
        self.pause();
        let moment = self.playback.moment();
        let previous = |track: Track| track.timeline.get_untracked().previous(moment);
        self.seek(self.tracks().filter_map(previous).fold(0.0, f64::max));
    }

    /// Goes to the moment of a hop's verdict and pauses there.
    pub fn go_to(self, hop: usize) {
        let done = |timeline: &crate::timeline::Timeline| timeline.steps.get(hop).map(|step| step.done);
        if let Some(done) = self.shown.track.timeline.with_untracked(|timeline| done(timeline)) {
            self.pause();
            self.selection.clear();
            self.seek(done);
        }
    }

    /// Goes to the verdict of a gate and pauses there; false where the journey never comes to that gate.
    pub fn go_to_gate(self, gate: Gate) -> bool {
        let hop = self.shown.track.timeline.with_untracked(|timeline| timeline.hop_at(gate));
        if let Some(hop) = hop {
            self.go_to(hop);
        }
        hop.is_some()
    }

    /// Plays what comes to a gate up to its verdict, or all of it. With little motion it shows where that ends.
    pub fn play_up_to(self, gate: Option<Gate>) {
        let part = self.shown.track.timeline.with_untracked(|timeline| {
            let step = gate.and_then(|gate| timeline.steps.get(timeline.hop_at(gate)?));
            step.map(|step| (step.depart, step.done))
        });
        let (from, until) = part.unwrap_or((0.0, f64::INFINITY));
        if self.environment.reduced.get_untracked() {
            self.pause();
            self.seek(until);
        } else {
            self.seek(from);
            self.playback.play_until(until);
        }
    }

    /// From the start. With little motion it waits there for the reader's step.
    pub fn replay(self) {
        self.seek(0.0);
        if self.environment.reduced.get_untracked() {
            self.pause();
        } else {
            self.play();
        }
    }

    /// From the start, where it waits for the reader's guess; without a question, or where the address asks for that, it plays.
    pub fn begin(self) {
        self.guess_anew();
        let waits =
            self.guess.asks(Asks::Where) && self.playback.start.get_untracked().autoplay != Some(true);
        if waits {
            self.seek(0.0);
            self.pause();
        } else {
            self.replay();
        }
    }

    /// Restores moment and playing after the journey was replaced.
    pub fn resume(self, moment: f64, playing: bool) {
        self.seek(moment);
        self.playback.set_playing(playing);
    }

    fn tracks(self) -> impl Iterator<Item = Track> {
        let beside = self.comparison.on.get_untracked().then_some(self.comparison.track);
        std::iter::once(self.shown.track).chain(beside)
    }
}

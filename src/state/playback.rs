//! Playing, speed, loop and the moment on show.

use super::watched::Watched;
use crate::gate::Gate;
use crate::signal::Reactive;
use crate::timeline::{SPEEDS, USUAL};
use crate::url::Options;

/// How the page's address asks the story to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Whether it plays by itself once it is seen; where the address does not say, unless the reader is asked for a guess.
    pub autoplay: Option<bool>,
    /// The moment to pause at, in display milliseconds.
    pub start_at: Option<u32>,
    /// The gate at whose verdict to pause instead.
    pub at: Option<Gate>,
    /// Whether the reader is asked for a guess; where the address does not say, as the reader wants it.
    pub predict: Option<bool>,
}

impl Start {
    /// Whether it stands still at a moment.
    #[must_use]
    pub const fn stands(self) -> bool {
        self.start_at.is_some() || self.at.is_some()
    }
}

impl Options {
    /// How they ask the story to start.
    #[must_use]
    pub const fn start(&self) -> Start {
        Start { autoplay: self.autoplay, start_at: self.start_at, at: self.at, predict: self.predict }
    }
}

/// Playing, speed, loop and the moment on show.
#[derive(Clone, Copy)]
pub struct Playback {
    /// Whether the story should be moving.
    pub playing: Watched<bool>,
    /// The index in [`SPEEDS`].
    pub speed: Watched<usize>,
    /// Whether it begins again at its end.
    pub looping: Watched<bool>,
    /// How the page's address asks it to start.
    pub start: Watched<Start>,
    /// Counts seeks: moments that were chosen rather than played to.
    pub seeks: Watched<u32>,
    /// Display milliseconds since the story began. Not reactive: it changes with every frame.
    moment: Reactive<f64>,
    /// How long a looping story has waited at its end, in milliseconds.
    idle: Reactive<f64>,
    /// Where playing stops by itself, in display milliseconds.
    until: Reactive<f64>,
}

impl Playback {
    pub(super) fn new() -> Self {
        let playing = Watched::new(false);
        let speed = Watched::new(USUAL);
        let looping = Watched::new(false);
        let start = Watched::new(Start { autoplay: None, start_at: None, at: None, predict: None });
        let seeks = Watched::new(0);
        let (moment, idle) = (Reactive::new(0.0), Reactive::new(0.0));
        let until = Reactive::new(f64::INFINITY);
        Self { playing, speed, looping, start, seeks, moment, idle, until }
    }

    /// The moment on show.
    #[must_use]
    pub fn moment(self) -> f64 {
        self.moment.get_untracked()
    }

    /// Sets the speed, by its index in [`SPEEDS`].
    pub fn set_speed(self, speed: usize) {
        self.speed.set(speed.min(SPEEDS.len() - 1));
    }

    /// One speed faster or slower.
    pub fn change_speed(self, faster: bool) {
        let now = self.speed.get_untracked();
        self.set_speed(if faster { now + 1 } else { now.saturating_sub(1) });
    }

    /// Whether the story begins again at its end.
    pub fn set_looping(self, looping: bool) {
        self.looping.set(looping);
    }

    /// Sets how the story starts.
    pub fn set_start(self, start: Start) {
        self.start.set(start);
    }

    /// Pauses.
    pub fn pause(self) {
        self.set_playing(false);
    }

    /// Redraws the packet at the current moment, for print and saved images.
    pub fn mark_moment(self) {
        self.seeks.update(|times| *times = times.wrapping_add(1));
    }

    /// Drops the start moment of a link, which applies to the first story only.
    pub(super) fn forget_start(self) {
        if self.start.get_untracked().stands() {
            self.start.update(|start| (start.start_at, start.at) = (None, None));
        }
    }

    pub(super) fn set_playing(self, playing: bool) {
        self.until.put(f64::INFINITY);
        self.playing.set(playing);
    }

    /// Plays, and stops by itself at a moment.
    pub(super) fn play_until(self, moment: f64) {
        self.set_playing(true);
        self.until.put(moment);
    }

    /// Where playing stops by itself.
    pub(super) fn until(self) -> f64 {
        self.until.get_untracked()
    }

    pub(super) fn set_moment(self, moment: f64) {
        self.moment.put(moment);
        self.idle.put(0.0);
    }

    /// Adds to the time a finished story has waited before it loops. Returns the total, in milliseconds.
    pub(super) fn stand(self, passed: f64) -> f64 {
        let idle = self.idle.get_untracked() + passed;
        self.idle.put(idle);
        idle
    }
}

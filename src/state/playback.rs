//! How the time on the stage passes.

use leptos::prelude::*;

use super::watched::Watched;
use crate::timeline::{SPEEDS, USUAL};

/// How the page's address wants the story to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Whether it plays by itself once it is seen.
    pub autoplay: bool,
    /// The moment it stands still at, in display milliseconds.
    pub start_at: Option<u32>,
}

/// How the time on the stage passes.
#[derive(Clone, Copy)]
pub struct Playback {
    /// Whether the story should be moving.
    pub playing: Watched<bool>,
    /// The place in [`SPEEDS`].
    pub speed: Watched<usize>,
    /// Whether it begins again at its end.
    pub looping: Watched<bool>,
    /// How it was asked to begin.
    pub start: Watched<Start>,
    /// Counts the moments that were chosen rather than reached by playing.
    pub seeks: Watched<u32>,
    /// Display milliseconds since the story began. Not reactive: it changes with every frame.
    moment: StoredValue<f64>,
    /// Milliseconds that a story told again and again has stood at its end.
    idle: StoredValue<f64>,
}

impl Playback {
    pub(super) fn new() -> Self {
        let playing = Watched::new(false);
        let speed = Watched::new(USUAL);
        let looping = Watched::new(false);
        let start = Watched::new(Start { autoplay: true, start_at: None });
        let seeks = Watched::new(0);
        let (moment, idle) = (StoredValue::new(0.0), StoredValue::new(0.0));
        Self { playing, speed, looping, start, seeks, moment, idle }
    }

    /// The moment on show.
    #[must_use]
    pub fn moment(self) -> f64 {
        self.moment.get_value()
    }

    /// Tells a story of another pace; the place is one in [`SPEEDS`].
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

    /// How the story is to begin.
    pub fn set_start(self, start: Start) {
        self.start.set(start);
    }

    /// Stands still.
    pub fn pause(self) {
        self.set_playing(false);
    }

    /// Asks for the packet where the moment went on without a step, as for paper or an image.
    pub fn mark_moment(self) {
        self.seeks.update(|times| *times = times.wrapping_add(1));
    }

    /// From another story on, the moment that a link began at means nothing.
    pub(super) fn forget_start(self) {
        if self.start.get_untracked().start_at.is_some() {
            self.start.update(|start| start.start_at = None);
        }
    }

    pub(super) fn set_playing(self, playing: bool) {
        self.playing.set(playing);
    }

    pub(super) fn set_moment(self, moment: f64) {
        self.moment.set_value(moment);
        self.idle.set_value(0.0);
    }

    /// Lets a story that is over stand for some milliseconds more. Gives how long it has by then.
    pub(super) fn stand(self, passed: f64) -> f64 {
        let idle = self.idle.get_value() + passed;
        self.idle.set_value(idle);
        idle
    }
}

//! Lets go of effects that are gone. A memo or signal of the framework (reactive_graph 0.2) keeps every effect that read it
//! subscribed until it runs again, which one that was dropped never does: each would hold on to some hundred bytes for as long as
//! the page is open, and the source would go through all of them at every change.

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Source};

use super::{State, Track};

impl State {
    /// Called by what a view of a journey reads the state with: it is told of changes as long as that view is there. A figure goes
    /// with every story, while what it reads stays.
    #[inline(never)]
    pub fn while_shown(self, track: Track) {
        let Some(effect) = Observer::get() else { return };
        let sources = [
            track.scene.source(),
            track.report.source(),
            self.shown.track.scene.source(),
            self.selection.gate.source(),
            self.guess.now.source(),
            self.comparison.on.source(),
            self.playback.seeks.source(),
            track.phase.source(),
            self.environment.class.source(),
            self.environment.figured.source(),
            self.environment.drawn.source(),
            track.timeline.source(),
        ];
        on_cleanup(move || {
            for source in sources {
                source.remove_subscriber(&effect);
            }
        });
    }
}

//! The packet as a part of the figure: in a still, in a saved image and on paper. On a screen the canvas draws it, which
//! no clone and no printer takes along.

use leptos::prelude::*;

use crate::layout::Class;
use crate::markup::{El, el};
use crate::scene::{self, Kind, Leg};
use crate::state::{Reel, State};

use super::figure::shift;

/// The marks around their middle, as `draw/canvas.rs` draws them.
const DISC: &str = "M-8.5 0a8.5 8.5 0 0 1 17 0a8.5 8.5 0 0 1 -17 0z";
const RING: &str = "M-7 0a7 7 0 0 1 14 0a7 7 0 0 1 -14 0z";
const DIAMOND: &str = "M0 -10.5L10.5 0L0 10.5L-10.5 0z";
const LOCK: &str = "M-3 -.6h6v4.2h-6zM-2.5 -.8a2.5 2.5 0 0 1 5 0h-1.2a1.3 1.3 0 0 0 -2.6 0z";

/// Places it anew where the moment went on without a step, as while the story plays.
#[cfg(feature = "csr")]
pub fn place(state: State) {
    state.sought.update(|times| *times = times.wrapping_add(1));
}

/// The packet's mark at the moment on show. It follows steps and seeks; [`place`] asks for it in between.
pub fn packet(state: State, reel: Reel, class: Class) -> String {
    state.sought.track();
    reel.phase.track();
    let legs = reel
        .report
        .with(|report| reel.timeline.with(|timeline| scene::legs(report, timeline, &reel.layout(class))));
    el("g").with_all(legs.iter().filter_map(|leg| mark(leg, state.moment())).collect()).into_inner()
}

fn mark(leg: &Leg, moment: f64) -> Option<El> {
    let at = leg.at(moment)?;
    let (class, mark) = match leg.kind {
        Kind::Request => ("packet request", DISC),
        Kind::Response => ("packet response", RING),
        Kind::Attack => ("packet attack", DIAMOND),
        // The figure has its own.
        Kind::Blocked => return None,
    };
    let mark = el("g").class(class).set("transform", &shift(at)).with(el("path").set("d", mark));
    Some(if leg.locked { mark.with(el("path").class("lock").set("d", LOCK)) } else { mark })
}

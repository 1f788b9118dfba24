//! The packet as a part of the figure: in a still, in a saved image and on paper. On a screen the canvas draws it, which
//! no clone and no printer takes along.

use crate::layout::{Class, Point};
use crate::markup::{El, el};
use crate::route::{self, Kind, Leg};
use crate::state::{State, Track};

/// The marks around their middle, as `draw/canvas.rs` draws them.
const DISC: &str = "M-8.5 0a8.5 8.5 0 0 1 17 0a8.5 8.5 0 0 1 -17 0z";
const CAPSULE: &str = "M-5.5 -9h11a9 9 0 0 1 0 18h-11a9 9 0 0 1 0 -18z";
const SHELL: &str = "M-5.5 -6.8h11a6.8 6.8 0 0 1 0 13.6h-11a6.8 6.8 0 0 1 0 -13.6z";
const RING: &str = "M-7 0a7 7 0 0 1 14 0a7 7 0 0 1 -14 0z";
const DIAMOND: &str = "M0 -10.5L10.5 0L0 10.5L-10.5 0z";
const LOCK: &str = "M-3 -.6h6v4.2h-6zM-2.5 -.8a2.5 2.5 0 0 1 5 0h-1.2a1.3 1.3 0 0 0 -2.6 0z";

/// The packet's mark at the moment on show. It follows steps and seeks; while the story plays
/// `Playback::mark_moment` asks for it.
pub fn packet(state: State, track: Track, class: Class) -> String {
    state.playback.seeks.track();
    track.phase.track();
    let legs = track
        .report
        .with(|report| track.timeline.with(|timeline| route::legs(report, timeline, &track.layout(class))));
    el("g").with_all(legs.iter().filter_map(|leg| mark(leg, state.drawn(), class)).collect()).into_inner()
}

/// Moves an element there from the figure's corner.
pub(super) fn shift(to: Point) -> String {
    let [x, y] = [to.x, to.y].map(|at| (at.round() as i32).to_string());
    ["translate(", &x, " ", &y, ")"].concat()
}

fn mark(leg: &Leg, moment: f64, size: Class) -> Option<El> {
    let at = leg.at(moment)?;
    let (class, mark) = match leg.kind {
        Kind::Request if leg.locked => ("packet request", CAPSULE),
        Kind::Request => ("packet request", DISC),
        Kind::Response => ("packet response", RING),
        Kind::Attack => ("packet attack", DIAMOND),
        // The figure has its own.
        Kind::Blocked => return None,
    };
    let tenths = (size.packet() * 10.0).round() as i32;
    let place =
        [&shift(at), " scale(", &(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), ")"].concat();
    let mark = el("g").class(class).set("transform", &place).with(el("path").set("d", mark));
    if !leg.locked {
        return Some(mark);
    }
    let shell = (leg.kind == Kind::Request).then(|| el("path").class("shell").set("d", SHELL));
    Some(mark.with_all(shell.into_iter().collect()).with(el("path").class("lock").set("d", LOCK)))
}

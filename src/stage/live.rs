//! The stage in a browser: connects the state to size, visibility, preferences, frames and the canvas.

use std::cell::RefCell;
use std::rc::Rc;

use gauntlet_sim::journey::Way;
use gloo_timers::callback::Interval;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::layout::Class;
use crate::playback::Phase;
use crate::scene::{self, Leg};
use crate::state::State;
use crate::words;

use super::browser;
use super::draw::Painter;
use super::frame::FrameLoop;

/// With little motion, playing shows one still after another, each for this long, in milliseconds.
const STILL_MS: u32 = 2_400;

/// Connects a stage to the browser. Call within its component.
pub fn connect(state: State, frame: NodeRef<Div>, canvas: NodeRef<Canvas>) {
    let resized = RwSignal::new(0.0_f64);
    let theme = RwSignal::new(0_u32);
    let in_view = RwSignal::new(false);
    let page_shown = RwSignal::new(true);

    browser::on_media("(prefers-reduced-motion: reduce)", move |reduced| state.reduced.set(reduced));
    browser::on_media("(prefers-color-scheme: dark)", move |_| theme.update(|n| *n = n.wrapping_add(1)));
    browser::on_page_shown(move |shown| page_shown.set(shown));
    browser::follow_fragment(state);
    Effect::new(move |_| browser::write_fragment(state));
    Effect::new(move |_| state.visible.set(in_view.get() && page_shown.get()));
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        browser::on_resize(&frame, move |width| {
            let class = Class::for_width(width);
            if state.class.get_untracked() != class {
                state.class.set(class);
            }
            resized.set(width);
        });
        browser::on_view(&frame, move |seen| in_view.set(seen));
    });
    // It plays by itself the first time it is seen; with little motion it waits to be asked.
    Effect::new(move |begun: Option<bool>| {
        let begun = begun.unwrap_or(false);
        if !begun && state.visible.get() && !state.reduced.get_untracked() {
            state.play();
            return true;
        }
        begun
    });
    let paint = painter(state, canvas, resized, theme);
    run(state, paint);
}

/// A function that paints the moment on show, kept up to date with the figure's size, theme and journey.
fn painter(
    state: State,
    canvas: NodeRef<Canvas>,
    resized: RwSignal<f64>,
    theme: RwSignal<u32>,
) -> impl Fn() + Clone + 'static {
    let kept: Rc<RefCell<(Option<Painter>, Vec<Leg>)>> = Rc::default();
    let paint = {
        let kept = kept.clone();
        move || {
            if let (Some(painter), legs) = &*kept.borrow() {
                painter.draw(legs, state.moment());
            }
        }
    };
    let repaint = paint.clone();
    Effect::new(move |_| {
        resized.track();
        theme.track();
        let layout = state.layout(state.class.get());
        let legs = scene::legs(&state.telling.get(), &state.timeline.get(), &layout);
        // Without a 2D context the figure still tells the story by its gates' states.
        let painter = canvas.get().and_then(|canvas| Painter::new(&canvas, layout.width).ok());
        *kept.borrow_mut() = (painter, legs);
        repaint();
    });
    // Steps and seeks while nothing moves.
    let repaint = paint.clone();
    Effect::new(move |_| {
        state.phase.track();
        if !state.playing.get() {
            repaint();
        }
    });
    paint
}

/// Moves the story while it should move: by frames, or with little motion from still to still by a timer.
fn run(state: State, paint: impl Fn() + 'static) {
    let frames = FrameLoop::new(state, paint);
    let timer: Rc<RefCell<Option<Interval>>> = Rc::default();
    let held = StoredValue::new_local((frames.clone(), timer.clone()));
    Effect::new(move |_| {
        let moving = state.playing.get() && state.visible.get();
        let reduced = state.reduced.get();
        if moving && !reduced {
            frames.run();
        } else {
            frames.rest();
        }
        *timer.borrow_mut() = (moving && reduced).then(|| Interval::new(STILL_MS, move || state.advance()));
    });
    on_cleanup(move || {
        held.with_value(|(frames, timer)| {
            frames.rest();
            timer.borrow_mut().take();
        });
    });
}

/// One line a hop for a screen reader, and the outcome at the end.
pub fn announcement(state: State) -> String {
    let telling = state.telling.get();
    let phase = state.phase.get();
    if phase == Phase::Done {
        let outcome = words::outcome(telling.outcome);
        return format!("{outcome}. {}", telling.client);
    }
    let decided = scene::decided(phase, telling.hops.len());
    let Some(hop) = decided.checked_sub(1).and_then(|last| telling.hops.get(last)) else {
        return String::new();
    };
    match hop.way {
        Way::Request => {
            let why = hop.why.first().cloned().unwrap_or_default();
            format!("{}: {why}", words::layer_title(hop.layer))
        }
        Way::Response => format!("Response passes {}.", words::layer(hop.layer)),
    }
}

/// Brings the figure into view, for a reader who asked for a story from further down.
pub fn bring_into_view(state: State) {
    if !state.visible.get_untracked()
        && let Ok(Some(figure)) = document().query_selector(".figure-frame")
    {
        figure.scroll_into_view();
    }
}

/// The phase's name for the `data-phase` attribute.
pub fn phase_name(state: State) -> &'static str {
    match (state.phase.get(), state.playing.get()) {
        (Phase::Done, _) => "done",
        (_, true) => "playing",
        (Phase::Before, false) => "ready",
        (_, false) => "paused",
    }
}

//! The stage in a browser: connects the state to size, visibility, preferences, frames and the packets.

use std::cell::RefCell;
use std::rc::Rc;

use gauntlet_model::journey::Way;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::Element;

use crate::controller;
use crate::effect::{soon, whenever};
use crate::guess;
use crate::layout::Class;
use crate::messages;
use crate::route;
use crate::scene;
use crate::signal::Reactive;
use crate::state::{Asks, Start, State, Track};
use crate::timeline::Phase;

use super::browser;
use super::draw::Painter;
use super::focus;
use super::frame::FrameLoop;
use super::scrubber;

/// With little motion, playing shows one still after another, each for this long, in milliseconds.
const STILL_MS: u32 = 2_400;

/// The width of the page on paper, in CSS pixels: A4 less the margins that `style/print.css` sets.
const PAPER: f64 = 642.0;

/// An element, once it is there.
pub type Part = Reactive<Option<SendWrapper<Element>>>;

/// An element that is there.
pub fn part(element: &Element) -> Option<SendWrapper<Element>> {
    Some(SendWrapper::new(element.clone()))
}

/// The stage's parts that are moved from here.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What the figures stand in.
    pub frame: Part,
    /// What the packets are drawn in.
    pub packets: Part,
    /// The same of the journey beside it.
    pub beside: Part,
    /// The slider with its clock.
    pub scrubber: Part,
}

impl Parts {
    /// None of them yet.
    pub fn new() -> Self {
        let part = || Reactive::new(None);
        Self { frame: part(), packets: part(), beside: part(), scrubber: part() }
    }
}

/// Connects a stage, once it is on the page, to the browser. Call within its owner.
pub fn connect(state: State, parts: Parts) {
    let resized = Reactive::new(0.0_f64);
    let environment = state.environment;
    let theme = environment.theme;
    let in_view = Reactive::new(false);
    let page_shown = Reactive::new(true);

    browser::on_media("(prefers-reduced-motion: reduce)", move |reduced| {
        state.environment.reduced.set(reduced)
    });
    browser::on_media("(prefers-color-scheme: dark)", move |_| environment.change_theme());
    browser::on_media("(forced-colors: active)", move |_| environment.change_theme());
    browser::on_density(move || environment.change_theme());
    browser::on_page_shown(move |shown| page_shown.set(shown));
    browser::follow_fragment(state);
    whenever(move || browser::write_fragment(state));
    whenever(move || controller::pack(state));
    whenever(move || {
        environment.page.with(|page| browser::look(page));
        environment.change_theme();
    });
    whenever(move || {
        if environment.called.get() > 0 {
            bring_into_view(state);
        }
    });
    crate::embed::connect(state);
    whenever(move || state.environment.visible.set(in_view.get() && page_shown.get()));
    whenever(move || {
        let Some(frame) = parts.frame.get() else { return };
        browser::on_resize(&frame, move |width| resized.set(width));
        browser::on_view(&frame, move |seen| in_view.set(seen));
    });
    whenever(move || {
        // At once: the observer would tell it a frame later.
        environment.small.track();
        if let Some(frame) = parts.frame.get_untracked() {
            resized.set(frame.get_bounding_client_rect().width());
        }
    });
    let class = move || {
        let across = Class::for_width(resized.get());
        if environment.small.get() { Class::Medium } else { across }
    };
    whenever(move || {
        let class = class();
        if resized.get() > 0.0 && state.environment.class.get_untracked() != class {
            state.environment.class.set(class);
        }
    });
    // Paper has a width of its own, and takes no canvas along.
    let print = window_event_listener(leptos::ev::beforeprint, move |_| {
        state.environment.class.set(Class::for_width(PAPER));
        state.playback.mark_moment();
    });
    let printed = window_event_listener(leptos::ev::afterprint, move |_| {
        state.environment.class.set(untrack(class));
    });
    on_cleanup(move || {
        print.remove();
        printed.remove();
    });
    browser::keep_tally(state);
    whenever(move || {
        let bare = environment.page_sets("controls", "0");
        let wanted = state.playback.start.get().predict.unwrap_or_else(|| !bare && browser::wants_to_guess());
        state.guess.turn(wanted);
    });
    // The panel closes with its story, and would take the focus along. With `detail=full` it stays.
    whenever(move || {
        if !state.selection.open.get()
            && !untrack(|| environment.page_sets("detail", "full"))
            && let Ok(Some(_)) = document().query_selector(".panels :focus")
        {
            focus::take(document().query_selector(".stage").ok().flatten());
        }
    });
    // It plays by itself the first time it is seen; with little motion it waits to be asked.
    let mut begun = false;
    whenever(move || {
        let start: Start = state.playback.start.get();
        let autoplay = start.autoplay;
        let plays = autoplay.unwrap_or(!state.guess.asks(Asks::Where)) && !start.stands();
        if !begun && plays && state.environment.visible.get() && !state.environment.reduced.get_untracked() {
            state.play();
            begun = true;
        }
        begun |= autoplay.is_none() && state.guess.asks(Asks::Where);
    });
    // Nobody waits for the canvas: until it is there, the figure shows the packet as its still did.
    whenever(move || {
        if state.environment.visible.get() && !environment.drawn.get_untracked() {
            soon(move || environment.drawn.set(true));
        }
    });
    let first = painter(state, state.shown.track, parts.packets, (environment.drawn, resized, theme));
    let second = painter(state, state.comparison.track, parts.beside, (environment.drawn, resized, theme));
    let paint = move || {
        first();
        if state.comparison.on.get_untracked() {
            second();
        }
        parts.scrubber.with_untracked(|scrubber| {
            if let Some(scrubber) = scrubber {
                scrubber::show(state, scrubber);
            }
        });
    };
    // Steps and seeks while nothing moves, and with little motion the stills: there no frame paints them.
    let repaint = paint.clone();
    whenever(move || {
        state.shown.track.phase.track();
        state.comparison.track.phase.track();
        state.playback.seeks.track();
        if !state.playback.playing.get() || state.environment.reduced.get() {
            repaint();
        }
    });
    run(state, paint);
}

/// A function that paints the moment on show, kept up to date with the figure's size, theme and journey.
fn painter(
    state: State,
    track: Track,
    packets: Part,
    (drawn, resized, theme): (Reactive<bool>, Reactive<f64>, Reactive<u32>),
) -> impl Fn() + Clone + 'static {
    let kept: Rc<RefCell<Option<Painter>>> = Rc::default();
    let paint = {
        let kept = kept.clone();
        move || {
            // Nobody sees a canvas off screen, and a browser lets a page have only so many.
            if state.environment.visible.get_untracked()
                && let Some(painter) = &*kept.borrow()
            {
                painter.draw(state.drawn());
            }
        }
    };
    let (fitted, repaint) = (kept.clone(), paint.clone());
    whenever(move || {
        resized.track();
        theme.track();
        state.comparison.on.track();
        if !drawn.get() {
            return;
        }
        let Some(packets) = packets.get() else {
            // The second figure is gone.
            *fitted.borrow_mut() = None;
            return;
        };
        let layout = track.layout(state.environment.class.get());
        let legs = route::legs(&track.report.get(), &track.timeline.get(), &layout);
        let mut kept = fitted.borrow_mut();
        if kept.as_ref().is_some_and(|painter| !painter.is_on(&packets)) {
            *kept = None;
        }
        let painter = kept.get_or_insert_with(|| Painter::new(&packets, layout.width));
        painter.load(&legs);
        painter.fit(layout.width, layout.class.packet());
        drop(kept);
        repaint();
    });
    let repaint = paint.clone();
    whenever(move || {
        if state.environment.visible.get() {
            repaint();
        } else if let Some(painter) = &*kept.borrow() {
            painter.release();
        }
    });
    paint
}

/// Marks the last hop that has its verdict, and keeps it in its list's view without moving the page.
pub fn mark_hop(list: &Element, decided: usize) {
    let hops = list.children();
    for index in 0..hops.length() {
        let Some(button) = hops.item(index).and_then(|line| line.first_element_child()) else { continue };
        // None of these fails for an attribute of that name.
        let _ = button.toggle_attribute_with_force("data-ahead", index as usize >= decided);
        if index as usize + 1 == decided {
            let _ = button.set_attribute("aria-current", "step");
            let (hop, view) = (button.get_bounding_client_rect(), list.get_bounding_client_rect());
            if hop.top() < view.top() || hop.bottom() > view.bottom() {
                list.set_scroll_top(
                    list.scroll_top() + (hop.top() - view.top() - view.height() / 2.0) as i32,
                );
            }
            if hop.left() < view.left() || hop.right() > view.right() {
                list.set_scroll_left(
                    list.scroll_left() + (hop.left() - view.left() - view.width() / 3.0) as i32,
                );
            }
        } else {
            let _ = button.remove_attribute("aria-current");
        }
    }
}

/// Moves the story while it should move: by frames, or with little motion from still to still by a timer.
fn run(state: State, paint: impl Fn() + 'static) {
    let frames = FrameLoop::new(state, paint);
    let timer: Rc<RefCell<Option<Interval>>> = Rc::default();
    let held = StoredValue::new_local((frames.clone(), timer.clone()));
    whenever(move || {
        let moving = state.playback.playing.get() && state.environment.visible.get();
        let reduced = state.environment.reduced.get();
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
    let report = state.shown.track.report.get();
    let phase = state.shown.track.phase.get();
    let asks = state.guess.now.with(|now| (now.asks == Asks::What).then_some(now.place).flatten());
    if let Some(place) = asks {
        return [&guess::reveal(&report, place), " ", messages::what(report.direction)].concat();
    }
    if phase == Phase::Done {
        let outcome = messages::ending(&report);
        return [outcome, ". ", &report.client].concat();
    }
    let decided = scene::decided(phase, report.hops.len());
    let Some(hop) = decided.checked_sub(1).and_then(|last| report.hops.get(last)) else {
        return String::new();
    };
    match hop.way {
        Way::Request => {
            let why = hop.why.first().map(String::as_str).unwrap_or_default();
            [messages::layer_title(hop.layer), ": ", why].concat()
        }
        Way::Response => {
            messages::fill(messages::STAGE_REPLY_PASSES, &[("layer", messages::layer(hop.layer))])
        }
    }
}

/// Brings the figure into view, for a reader who asked for a story from further down.
fn bring_into_view(state: State) {
    if !state.environment.visible.get_untracked()
        && let Ok(Some(figure)) = document().query_selector(".figure-frame")
    {
        figure.scroll_into_view();
    }
}

/// The phase's name for the `data-phase` attribute.
pub fn phase_name(state: State) -> &'static str {
    match (state.over(), state.shown.track.phase.get(), state.playback.playing.get()) {
        (true, _, _) => "done",
        (_, _, true) => "playing",
        (_, Phase::Before, false) => "ready",
        (_, _, false) => "paused",
    }
}

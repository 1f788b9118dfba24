//! The one frame loop. It is the only code that asks for animation frames, and it asks for none at rest.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use crate::state::State;
use crate::timeline::clamp;

/// The most that one frame may advance the story, in milliseconds: after a hitch it goes on, it does not leap.
const LONGEST: f64 = 100.0;

/// A loop that runs while it is told to.
#[derive(Clone)]
pub struct FrameLoop {
    inner: Rc<Inner>,
}

struct Inner {
    state: State,
    paint: Box<dyn Fn()>,
    /// The timestamp of the frame before; none right after a start.
    last: Cell<Option<f64>>,
    asked: RefCell<Option<AnimationFrameRequestHandle>>,
}

impl FrameLoop {
    /// A loop at rest; `paint` draws the moment on show.
    pub fn new(state: State, paint: impl Fn() + 'static) -> Self {
        let inner = Inner { state, paint: Box::new(paint), last: Cell::new(None), asked: RefCell::default() };
        Self { inner: Rc::new(inner) }
    }

    /// Asks for frames until told to rest.
    pub fn run(&self) {
        if self.inner.asked.borrow().is_none() {
            self.inner.last.set(None);
            self.ask();
        }
    }

    /// Takes the frame that was asked for back.
    pub fn rest(&self) {
        if let Some(asked) = self.inner.asked.borrow_mut().take() {
            asked.cancel();
        }
    }

    fn ask(&self) {
        let again = self.clone();
        let asked = request_animation_frame_with_handle(move || again.frame());
        *self.inner.asked.borrow_mut() = asked.ok();
    }

    fn frame(&self) {
        let Inner { state, paint, last, asked } = &*self.inner;
        asked.borrow_mut().take();
        let now = window().performance().map_or(0.0, |clock| clock.now());
        let passed = last.replace(Some(now)).map_or(0.0, |before| clamp(now - before, 0.0, LONGEST));
        // Asked for before the moment moves: reaching the end pauses the story, which takes this request back.
        self.ask();
        state.pass(passed);
        paint();
    }
}

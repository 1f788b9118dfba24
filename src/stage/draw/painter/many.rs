//! How the painter draws many legs: on WebGL2, whose context may be lost and restored.

use std::ops::Range;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::Event;

use super::{Inner, Pen, Surface};
use crate::stage::draw::colours;
use crate::stage::draw::gl::Gl;

/// Up to as many legs, as a story has, Canvas 2D draws as fast; a WebGL2 context would take most of the start's time.
const FEW: usize = 64;

/// How long a lost context is waited for before Canvas 2D takes over, in milliseconds.
const TIMEOUT_MS: u32 = 1_000;

pub(super) type Listener = Closure<dyn FnMut(Event)>;

impl Inner {
    /// Takes a canvas: 2D for a few legs, WebGL2 for more. If the browser can't give one, it takes the other.
    pub(super) fn open(self: &Rc<Self>) {
        let few = self.few();
        if !self.opens(!few) && !self.opens(few) {
            self.open_none();
        }
    }

    fn few(&self) -> bool {
        self.store.borrow().legs().len() <= FEW
    }

    /// Whether a canvas of the one or the other kind is open now.
    fn opens(self: &Rc<Self>, gl: bool) -> bool {
        let opened = if gl { self.open_gl() } else { self.open_flat() };
        opened.is_ok() && self.fit()
    }

    /// Sends new legs to the browser. A flat canvas is given back where there are too many for it now; the next drawing takes another.
    pub(super) fn loaded(&self, slots: [Range<usize>; 2]) {
        self.upload(slots);
        let flat = matches!(&*self.surface.borrow(), Some(Surface { pen: Pen::Flat(_), .. }));
        if flat && !self.few() {
            self.surface.borrow_mut().take();
        }
    }

    fn open_gl(self: &Rc<Self>) -> Result<(), JsValue> {
        let canvas = colours::new_canvas()?;
        let gl = Gl::new(&canvas, 1.0)?;
        let lost = listener(self, |inner, event| {
            // Else the browser never restores it.
            event.prevent_default();
            inner.wait();
        });
        let restored = listener(self, |inner, _| inner.rebuild());
        let heard = vec![("webglcontextlost", lost), ("webglcontextrestored", restored)];
        for (name, heard) in &heard {
            canvas.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())?;
        }
        self.show(Surface { canvas, pen: Pen::Gl(gl), heard }, "webgl2")
    }

    fn wait(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        let give_up = move || {
            if let Some(inner) = Weak::upgrade(&inner) {
                inner.timeout.borrow_mut().take();
                if !inner.opens(false) {
                    inner.open_none();
                }
                inner.draw();
            }
        };
        *self.timeout.borrow_mut() = Some(Timeout::new(TIMEOUT_MS, give_up));
    }

    /// Readies a context that was restored. Where that fails, the wait for it goes on to its end.
    fn rebuild(&self) {
        let rebuilt = match &mut *self.surface.borrow_mut() {
            Some(Surface { canvas, pen, .. }) => Gl::new(canvas, 1.0).map(|gl| *pen = Pen::Gl(gl)).is_ok(),
            None => false,
        };
        if rebuilt {
            self.upload([0..self.store.borrow().legs().len(), 0..0]);
            if self.fit() {
                self.timeout.borrow_mut().take();
                self.draw();
            }
        }
    }

    pub(super) fn upload(&self, slots: [Range<usize>; 2]) {
        if let Some(Surface { pen: Pen::Gl(gl), .. }) = &mut *self.surface.borrow_mut() {
            for slots in slots {
                gl.upload(&self.store.borrow(), slots);
            }
        }
    }
}

impl Surface {
    /// Gives the context and its listeners back.
    pub(super) fn forget(&self) {
        for (name, heard) in &self.heard {
            let _ = self.canvas.remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        if let Pen::Gl(gl) = &self.pen {
            gl.lose();
        }
    }
}

/// A listener that does not keep the painter alive.
fn listener(inner: &Rc<Inner>, then: impl Fn(&Rc<Inner>, Event) + 'static) -> Listener {
    let inner = Rc::downgrade(inner);
    Closure::new(move |event| {
        if let Some(inner) = Weak::upgrade(&inner) {
            then(&inner, event);
        }
    })
}

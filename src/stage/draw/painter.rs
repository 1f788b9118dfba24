//! The painter that a stage uses. It holds the legs, keeps a canvas in the element it is given, chooses how to draw on it, and
//! survives the loss of a context.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlCanvasElement};

use crate::route::Leg;

use super::canvas::Flat;
use super::colours;
use super::gl::Gl;
use super::store::Store;

/// Up to as many legs, as a story has, Canvas 2D draws as fast; a WebGL2 context would take most of the start's time.
const FEW: usize = 64;

/// How long a lost context is waited for before Canvas 2D takes over, in milliseconds.
const TIMEOUT_MS: u32 = 1_000;

/// Draws legs on a canvas of its own within an element.
pub struct Painter {
    inner: Rc<Inner>,
}

struct Inner {
    host: Element,
    units_wide: Cell<f64>,
    /// How large the marks are, in times the size of one among many.
    size: Cell<f64>,
    store: RefCell<Store>,
    /// The moment drawn last.
    moment: Cell<f64>,
    surface: RefCell<Option<Surface>>,
    /// Runs while a lost context is waited for.
    timeout: RefCell<Option<Timeout>>,
}

type Listener = Closure<dyn FnMut(Event)>;

/// A canvas on the page and what draws on it.
struct Surface {
    canvas: HtmlCanvasElement,
    pen: Pen,
    /// What the canvas tells of its context; a canvas that gave one kind of context never gives the other.
    heard: Vec<(&'static str, Listener)>,
}

enum Pen {
    Gl(Gl),
    Flat(Flat),
    /// The browser draws neither way: the figure still tells the story by its gates' states.
    None,
}

impl Painter {
    /// A painter with nothing to draw. It takes a canvas when it first draws; `units_wide` is the element's width in the
    /// units of the legs.
    #[must_use]
    pub fn new(host: &Element, units_wide: f64) -> Self {
        Self {
            inner: Rc::new(Inner {
                host: host.clone(),
                units_wide: Cell::new(units_wide),
                size: Cell::new(1.0),
                store: RefCell::default(),
                moment: Cell::new(0.0),
                surface: RefCell::default(),
                timeout: RefCell::default(),
            }),
        }
    }

    /// Whether it draws in this element.
    #[must_use]
    pub fn is_on(&self, host: &Element) -> bool {
        self.inner.host == *host
    }

    /// These legs and no others from now on.
    pub fn load(&self, legs: &[Leg]) {
        self.inner.store.borrow_mut().load(legs);
        self.inner.upload([0..legs.len(), 0..0]);
        self.inner.outgrow();
    }

    /// More legs, which cross to the browser in one call. Legs that were over at the moment drawn last may make room for them.
    pub fn add(&self, legs: &[Leg]) {
        let slots = self.inner.store.borrow_mut().add(legs, self.inner.moment.get());
        self.inner.upload(slots);
        self.inner.outgrow();
    }

    /// Fits the drawing to the element's size, the screen's density and the theme, after any of them changed. `size` is how large the
    /// marks are: at 1, as in the beginning, a disc is 17 units wide.
    pub fn fit(&self, units_wide: f64, size: f64) {
        self.inner.units_wide.set(units_wide);
        self.inner.size.set(size);
        self.inner.fit();
    }

    /// Draws every leg that shows its packet at a moment.
    pub fn draw(&self, moment: f64) {
        self.inner.moment.set(moment);
        if self.inner.surface.borrow().is_none() {
            self.inner.open();
        }
        self.inner.draw();
    }

    /// Gives the canvas back; the next drawing takes another.
    pub fn release(&self) {
        self.inner.timeout.borrow_mut().take();
        self.inner.surface.borrow_mut().take();
    }
}

impl Inner {
    /// Takes a canvas: 2D for a few legs, WebGL2 for more. If the browser can't give one, it takes the other.
    fn open(self: &Rc<Self>) {
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

    /// Gives a flat canvas back where there are too many legs for it now; the next drawing takes another.
    fn outgrow(&self) {
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

    fn open_flat(&self) -> Result<(), JsValue> {
        let canvas = colours::new_canvas()?;
        let flat = Flat::new(&canvas)?;
        self.show(Surface { canvas, pen: Pen::Flat(flat), heard: Vec::new() }, "2d")
    }

    fn open_none(&self) {
        if let Some(surface) = &mut *self.surface.borrow_mut() {
            surface.pen = Pen::None;
        }
        let _ = self.host.set_attribute("data-drawing", "none");
    }

    /// Puts a canvas on the page in the place of the one before.
    fn show(&self, surface: Surface, drawing: &str) -> Result<(), JsValue> {
        self.surface.borrow_mut().take();
        self.host.append_child(&surface.canvas)?;
        self.host.set_attribute("data-drawing", drawing)?;
        *self.surface.borrow_mut() = Some(surface);
        self.upload([0..self.store.borrow().legs().len(), 0..0]);
        Ok(())
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

    /// Whether the drawing now fits the element.
    fn fit(&self) -> bool {
        let mut surface = self.surface.borrow_mut();
        let Some(Surface { canvas, pen, .. }) = &mut *surface else { return false };
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let shown = canvas.get_bounding_client_rect();
        canvas.set_width((shown.width() * ratio).round() as u32);
        canvas.set_height((shown.height() * ratio).round() as u32);
        let scale = shown.width() * ratio / self.units_wide.get();
        let Ok(palette) = colours::of(&self.host) else { return false };
        match pen {
            Pen::Gl(gl) => {
                if !gl.suits(scale * self.size.get()) {
                    let Ok(other) = Gl::new(canvas, scale * self.size.get()) else { return false };
                    *gl = other;
                    let store = self.store.borrow();
                    gl.upload(&store, 0..store.legs().len());
                }
                gl.fit(canvas, scale, self.size.get(), &palette).is_ok()
            }
            Pen::Flat(flat) => flat.fit(scale, self.size.get(), &palette).is_ok(),
            Pen::None => true,
        }
    }

    fn upload(&self, slots: [std::ops::Range<usize>; 2]) {
        if let Some(Surface { pen: Pen::Gl(gl), .. }) = &mut *self.surface.borrow_mut() {
            for slots in slots {
                gl.upload(&self.store.borrow(), slots);
            }
        }
    }

    fn draw(&self) {
        let (store, moment) = (self.store.borrow(), self.moment.get());
        match &*self.surface.borrow() {
            Some(Surface { pen: Pen::Gl(gl), .. }) => gl.draw(store.legs().len(), moment),
            Some(Surface { canvas, pen: Pen::Flat(flat), .. }) => flat.draw(canvas, store.legs(), moment),
            _ => {}
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

impl Drop for Surface {
    fn drop(&mut self) {
        for (name, heard) in &self.heard {
            let _ = self.canvas.remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        if let Pen::Gl(gl) = &self.pen {
            gl.lose();
        }
        self.canvas.remove();
    }
}

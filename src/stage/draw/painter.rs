//! The painter that a stage uses. It holds the legs, keeps a canvas in the element it is given, and draws on it. With the feature
//! `many` it chooses how to draw, and survives the loss of a context.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlCanvasElement};

use crate::route::Leg;

use super::canvas::Flat;
use super::colours;
#[cfg(feature = "many")]
use super::gl::Gl;
use super::store::Store;

#[cfg(feature = "many")]
mod many;

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
    #[cfg(feature = "many")]
    timeout: RefCell<Option<gloo_timers::callback::Timeout>>,
}

/// A canvas on the page and what draws on it.
struct Surface {
    canvas: HtmlCanvasElement,
    pen: Pen,
    /// What the canvas tells of its context; a canvas that gave one kind of context never gives the other.
    #[cfg(feature = "many")]
    heard: Vec<(&'static str, many::Listener)>,
}

enum Pen {
    #[cfg(feature = "many")]
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
                #[cfg(feature = "many")]
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
        #[cfg(feature = "many")]
        self.inner.loaded([0..legs.len(), 0..0]);
    }

    /// More legs, which cross to the browser in one call. Legs that were over at the moment drawn last may make room for them.
    #[cfg(feature = "many")]
    pub fn add(&self, legs: &[Leg]) {
        let slots = self.inner.store.borrow_mut().add(legs, self.inner.moment.get());
        self.inner.loaded(slots);
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
        #[cfg(feature = "many")]
        self.inner.timeout.borrow_mut().take();
        self.inner.surface.borrow_mut().take();
    }
}

impl Inner {
    /// Takes a canvas.
    #[cfg(not(feature = "many"))]
    fn open(&self) {
        if self.open_flat().is_err() || !self.fit() {
            self.open_none();
        }
    }

    fn open_flat(&self) -> Result<(), JsValue> {
        let canvas = colours::new_canvas()?;
        let flat = Flat::new(&canvas)?;
        let surface = Surface {
            canvas,
            pen: Pen::Flat(flat),
            #[cfg(feature = "many")]
            heard: Vec::new(),
        };
        self.show(surface, "2d")
    }

    fn open_none(&self) {
        if let Some(surface) = &mut *self.surface.borrow_mut() {
            surface.pen = Pen::None;
        }
        let _ = self.host.set_attribute("data-drawing", "none");
    }

    /// Puts a new canvas on the page instead of the old one.
    fn show(&self, surface: Surface, drawing: &str) -> Result<(), JsValue> {
        self.surface.borrow_mut().take();
        self.host.append_child(&surface.canvas)?;
        self.host.set_attribute("data-drawing", drawing)?;
        *self.surface.borrow_mut() = Some(surface);
        #[cfg(feature = "many")]
        self.upload([0..self.store.borrow().legs().len(), 0..0]);
        Ok(())
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
            #[cfg(feature = "many")]
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

    fn draw(&self) {
        let (store, moment) = (self.store.borrow(), self.moment.get());
        match &*self.surface.borrow() {
            #[cfg(feature = "many")]
            Some(Surface { pen: Pen::Gl(gl), .. }) => gl.draw(store.legs().len(), moment),
            Some(Surface { canvas, pen: Pen::Flat(flat), .. }) => flat.draw(canvas, store.legs(), moment),
            _ => {}
        }
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        #[cfg(feature = "many")]
        self.forget();
        self.canvas.remove();
    }
}

//! The packets on a Canvas 2D: legs and a moment in, marks out. Each kind's mark is drawn once and then stamped.

use std::f64::consts::TAU;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::layout::Point;
use crate::scene::{Kind, Leg};

/// Half a mark's side, in the figure's units.
const REACH: f64 = 12.0;

/// A canvas that is ready to draw on.
pub struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Device pixels to a unit of the figure.
    scale: f64,
    marks: Vec<((Kind, bool), HtmlCanvasElement)>,
}

/// The colours that the style sheet sets for the current theme.
struct Colours {
    request: String,
    attack: String,
    response: String,
    paper: String,
}

impl Painter {
    /// Sizes the canvas to the box it is shown in and draws the marks in the theme's colours.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    pub fn new(canvas: &HtmlCanvasElement, units_wide: f64) -> Result<Self, JsValue> {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let width = f64::from(canvas.client_width()) * ratio;
        let height = f64::from(canvas.client_height()) * ratio;
        canvas.set_width(width.round() as u32);
        canvas.set_height(height.round() as u32);
        let scale = width / units_wide;
        let colours = Colours::of(canvas)?;
        let mut marks = Vec::new();
        for kind in [Kind::Request, Kind::Attack, Kind::Response] {
            for locked in [false, true] {
                marks.push(((kind, locked), mark(canvas, kind, locked, scale, &colours)?));
            }
        }
        Ok(Self { canvas: canvas.clone(), context: context(canvas)?, scale, marks })
    }

    /// Draws every leg that shows its packet at a moment.
    pub fn draw(&self, legs: &[Leg], moment: f64) {
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        self.context.clear_rect(0.0, 0.0, width, height);
        for leg in legs {
            if let Some(at) = leg.at(moment) {
                self.stamp((leg.kind, leg.locked), at);
            }
        }
    }

    fn stamp(&self, wanted: (Kind, bool), at: Point) {
        let Some((_, mark)) = self.marks.iter().find(|(kind, _)| *kind == wanted) else { return };
        let (x, y) = ((at.x - REACH) * self.scale, (at.y - REACH) * self.scale);
        // Fails only for an image without pixels, which then shows nothing.
        let _ = self.context.draw_image_with_html_canvas_element(mark, x, y);
    }
}

impl Colours {
    fn of(canvas: &HtmlCanvasElement) -> Result<Self, JsValue> {
        let style = web_sys::window()
            .and_then(|window| window.get_computed_style(canvas).ok().flatten())
            .ok_or("no computed style")?;
        let read =
            |name: &str| -> Result<String, JsValue> { Ok(style.get_property_value(name)?.trim().to_owned()) };
        Ok(Self {
            request: read("--g-request")?,
            attack: read("--g-attack")?,
            response: read("--g-response")?,
            paper: read("--g-surface")?,
        })
    }
}

fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or("no 2d context")?;
    Ok(context.unchecked_into())
}

/// One mark on a canvas of its own: circle for a request, diamond for one that will be refused, ring for a response.
fn mark(
    like: &HtmlCanvasElement,
    kind: Kind,
    locked: bool,
    scale: f64,
    colours: &Colours,
) -> Result<HtmlCanvasElement, JsValue> {
    let document = like.owner_document().ok_or("no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let side = (REACH * 2.0 * scale).ceil().max(1.0) as u32;
    canvas.set_width(side);
    canvas.set_height(side);
    let pen = context(&canvas)?;
    pen.scale(scale, scale)?;
    pen.translate(REACH, REACH)?;
    let colour = match kind {
        Kind::Request => &colours.request,
        Kind::Attack => &colours.attack,
        Kind::Response => &colours.response,
    };
    pen.begin_path();
    match kind {
        Kind::Request => pen.arc(0.0, 0.0, 8.5, 0.0, TAU)?,
        Kind::Response => pen.arc(0.0, 0.0, 7.0, 0.0, TAU)?,
        Kind::Attack => {
            pen.move_to(0.0, -10.5);
            pen.line_to(10.5, 0.0);
            pen.line_to(0.0, 10.5);
            pen.line_to(-10.5, 0.0);
            pen.close_path();
        }
    }
    if kind == Kind::Response {
        pen.set_fill_style_str(&colours.paper);
        pen.fill();
        pen.set_stroke_style_str(colour);
        pen.set_line_width(3.0);
        pen.stroke();
    } else {
        pen.set_fill_style_str(colour);
        pen.fill();
    }
    if locked {
        let ink = if kind == Kind::Response { colour } else { &colours.paper };
        padlock(&pen, ink)?;
    }
    Ok(canvas)
}

fn padlock(pen: &CanvasRenderingContext2d, ink: &str) -> Result<(), JsValue> {
    pen.set_fill_style_str(ink);
    pen.set_stroke_style_str(ink);
    pen.set_line_width(1.2);
    pen.fill_rect(-3.0, -0.6, 6.0, 4.2);
    pen.begin_path();
    pen.arc(0.0, -0.8, 1.9, TAU / 2.0, TAU)?;
    pen.stroke();
    Ok(())
}

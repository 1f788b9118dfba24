//! The packets on a Canvas 2D: a few, or all where there is no WebGL2. Each kind's mark is drawn once and then stamped.

use std::f64::consts::TAU;

use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::layout::Point;
use crate::route::{Kind, Leg};

use super::colours::{self, GROUND};
use super::store::REACH;

/// A 2D context and the marks to stamp on it.
pub struct Flat {
    context: CanvasRenderingContext2d,
    /// Device pixels to a unit of the figure.
    scale: f64,
    /// How large the marks are.
    size: f64,
    marks: Vec<((Kind, bool), HtmlCanvasElement)>,
}

impl Flat {
    /// Takes a canvas's context; it draws once it is fitted.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    pub fn new(canvas: &HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { context: colours::pen(canvas)?, scale: 1.0, size: 1.0, marks: Vec::new() })
    }

    /// Draws the marks at `scale` device pixels to a unit of the figure, `size` times as large as at 1.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    pub fn fit(&mut self, scale: f64, size: f64, palette: &[String; 5]) -> Result<(), JsValue> {
        (self.scale, self.size) = (scale, size);
        self.marks.clear();
        let kinds = [Kind::Request, Kind::Attack, Kind::Response, Kind::Blocked];
        for (kind, colour) in kinds.into_iter().zip(palette) {
            for locked in [false, true] {
                self.marks
                    .push(((kind, locked), mark(kind, locked, scale * size, [colour, &palette[GROUND]])?));
            }
        }
        Ok(())
    }

    /// Draws every leg that shows its packet at a moment.
    pub fn draw(&self, canvas: &HtmlCanvasElement, legs: &[Leg], moment: f64) {
        self.context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
        for leg in legs {
            if let Some(at) = leg.at(moment) {
                self.stamp((leg.kind, leg.locked), at);
            }
        }
    }

    fn stamp(&self, wanted: (Kind, bool), at: Point) {
        let Some((_, mark)) = self.marks.iter().find(|(kind, _)| *kind == wanted) else { return };
        let [x, y] = [at.x, at.y].map(|at| (at - REACH * self.size) * self.scale);
        // Fails only for an image without pixels, which then shows nothing.
        let _ = self.context.draw_image_with_html_canvas_element(mark, x, y);
    }
}

/// One mark on a canvas of its own: circle for a request, diamond for one that will be refused, ring for a response, cross for
/// where one was stopped.
fn mark(
    kind: Kind,
    locked: bool,
    scale: f64,
    [colour, paper]: [&str; 2],
) -> Result<HtmlCanvasElement, JsValue> {
    let canvas = colours::new_canvas()?;
    let side = (REACH * 2.0 * scale).ceil().max(1.0) as u32;
    canvas.set_width(side);
    canvas.set_height(side);
    let pen = colours::pen(&canvas)?;
    pen.scale(scale, scale)?;
    pen.translate(REACH, REACH)?;
    pen.begin_path();
    match kind {
        Kind::Request if locked => capsule(&pen, 9.0)?,
        Kind::Request => pen.arc(0.0, 0.0, 8.5, 0.0, TAU)?,
        Kind::Response => pen.arc(0.0, 0.0, 7.0, 0.0, TAU)?,
        Kind::Attack => {
            pen.move_to(0.0, -10.5);
            pen.line_to(10.5, 0.0);
            pen.line_to(0.0, 10.5);
            pen.line_to(-10.5, 0.0);
            pen.close_path();
        }
        Kind::Blocked => {
            pen.move_to(-6.4, -6.4);
            pen.line_to(6.4, 6.4);
            pen.move_to(6.4, -6.4);
            pen.line_to(-6.4, 6.4);
        }
    }
    pen.set_stroke_style_str(colour);
    pen.set_fill_style_str(if kind == Kind::Response { paper } else { colour });
    pen.fill();
    if matches!(kind, Kind::Response | Kind::Blocked) {
        pen.set_line_width(if kind == Kind::Response { 3.0 } else { 3.6 });
        pen.stroke();
    }
    if locked && kind == Kind::Request {
        pen.begin_path();
        capsule(&pen, 6.8)?;
        pen.set_stroke_style_str(paper);
        pen.set_line_width(0.9);
        pen.stroke();
    }
    if locked {
        padlock(&pen, if kind == Kind::Response { colour } else { paper })?;
    }
    Ok(canvas)
}

/// An encrypted request's shell, this high in each direction.
fn capsule(pen: &CanvasRenderingContext2d, half: f64) -> Result<(), JsValue> {
    pen.arc(-5.5, 0.0, half, TAU / 4.0, TAU * 0.75)?;
    pen.arc(5.5, 0.0, half, -TAU / 4.0, TAU / 4.0)?;
    pen.close_path();
    Ok(())
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

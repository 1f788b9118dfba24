//! The colours of the marks, as the style sheet sets them for the current theme.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};

/// In the order of the palette: the four kinds, and the ground.
const NAMES: [&str; 5] = ["--g-request", "--g-attack", "--g-response", "--g-block", "--g-surface"];

/// Where the ground's colour is; before it, each kind's.
pub const GROUND: usize = 4;

/// Reads them as they hold for an element.
///
/// # Errors
/// Where the browser computes no style.
pub fn of(element: &Element) -> Result<[String; 5], JsValue> {
    let style = web_sys::window()
        .and_then(|window| window.get_computed_style(element).ok().flatten())
        .ok_or("no computed style")?;
    Ok(NAMES.map(|name| style.get_property_value(name).unwrap_or_default().trim().to_owned()))
}

/// Each colour's red, green, blue and alpha from 0 to 1, the first three times the last. The browser paints one pixel of each, so that it
/// reads whatever a style sheet may call a colour.
///
/// # Errors
/// Where the browser gives no 2D context.
#[cfg(feature = "many")]
pub fn parts(colours: &[String; 5]) -> Result<Vec<f32>, JsValue> {
    let canvas = new_canvas()?;
    canvas.set_width(5);
    canvas.set_height(1);
    let pen = pen(&canvas)?;
    for (at, colour) in (0_u32..).zip(colours) {
        pen.set_fill_style_str(colour);
        pen.fill_rect(f64::from(at), 0.0, 1.0, 1.0);
    }
    let painted = pen.get_image_data(0.0, 0.0, 5.0, 1.0)?.data();
    let mut parts = Vec::new();
    for color in painted.chunks_exact(4) {
        let part = |at: usize| f32::from(color[at]) / 255.0;
        parts.extend([0, 1, 2].map(|at| part(at) * part(3)));
        parts.push(part(3));
    }
    Ok(parts)
}

/// A canvas that is not on the page yet.
///
/// # Errors
/// Where there is no document.
pub fn new_canvas() -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    Ok(document.create_element("canvas")?.unchecked_into())
}

/// The 2D context of a canvas.
///
/// # Errors
/// Where the browser gives none.
pub fn pen(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    Ok(canvas.get_context("2d")?.ok_or("no 2d context")?.unchecked_into())
}

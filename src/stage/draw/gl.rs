//! The packets on WebGL2: each leg is one point, written once; the vertex shader places it from the clock, the fragment
//! shader draws its mark by signed distance.
//!
//! A mark is all that is within its edge and outside its hole, each the line where a + b r r + c |x y| is a half: circles, and with a
//! c also squares on their corners and the two arms of the cross. Every mark takes the same few steps: many drawings take both sides
//! of a branch. (Said here, because readers would load the shaders' own comments.)

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::JSON;
use web_sys::{
    HtmlCanvasElement, WebGl2RenderingContext as Gl2, WebGlUniformLocation, WebglLoseContext as LoseContext,
};

use super::colours;
use super::store::{self, STRIDE, Store};

/// Floats of each of the vertex shader's inputs, in the order of their locations: way, time, mark.
const INPUTS: [i32; 3] = [4, 4, 1];

/// A WebGL2 context with all that the drawing needs on it.
pub struct Gl {
    context: Gl2,
    now: Option<WebGlUniformLocation>,
    view: Option<WebGlUniformLocation>,
    palette: Option<WebGlUniformLocation>,
    /// Slots of the buffer on the other side.
    room: usize,
    /// Whether locks are drawn.
    locks: bool,
}

/// Device pixels to a unit below which a lock in a mark is a smudge: it is then left out, as the shader's work on each pixel
/// is what limits many small marks on a software GPU.
const LOCKS_FROM: f64 = 0.5;

impl Gl {
    /// Takes a canvas's context and readies it for a scale. Takes it again after the context was lost and restored.
    ///
    /// # Errors
    /// Where the browser gives no context or refuses the shaders.
    pub fn new(canvas: &HtmlCanvasElement, scale: f64) -> Result<Self, JsValue> {
        let options = JSON::parse(r#"{"antialias":false,"depth":false}"#)?;
        let context =
            canvas.get_context_with_context_options("webgl2", &options)?.ok_or("no webgl2 context")?;
        let context: Gl2 = context.unchecked_into();
        let locks = scale >= LOCKS_FROM;
        let head = if locks { "#version 300 es\n#define LOCKS\n" } else { "#version 300 es\n" };
        let program = context.create_program().ok_or("no program")?;
        for (kind, source) in [
            (Gl2::VERTEX_SHADER, include_str!("marks.vert")),
            (Gl2::FRAGMENT_SHADER, include_str!("marks.frag")),
        ] {
            let shader = context.create_shader(kind).ok_or("no shader")?;
            context.shader_source(&shader, &[head, source].concat());
            context.compile_shader(&shader);
            context.attach_shader(&program, &shader);
        }
        context.link_program(&program);
        if !context.get_program_parameter(&program, Gl2::LINK_STATUS).is_truthy() {
            return Err("the shaders do not link".into());
        }
        context.use_program(Some(&program));
        context.bind_buffer(Gl2::ARRAY_BUFFER, context.create_buffer().as_ref());
        let mut offset = 0;
        for (location, floats) in (0_u32..).zip(INPUTS) {
            context.enable_vertex_attrib_array(location);
            context.vertex_attrib_pointer_with_i32(
                location,
                floats,
                Gl2::FLOAT,
                false,
                STRIDE as i32,
                offset,
            );
            offset += floats * 4;
        }
        context.enable(Gl2::BLEND);
        context.blend_func(Gl2::ONE, Gl2::ONE_MINUS_SRC_ALPHA);
        let uniform = |name: &str| context.get_uniform_location(&program, name);
        let [now, view, palette] = ["now", "view", "palette"].map(uniform);
        Ok(Self { context, now, view, palette, room: 0, locks })
    }

    /// Whether it was readied for such a scale.
    pub fn suits(&self, scale: f64) -> bool {
        self.locks == (scale >= LOCKS_FROM)
    }

    /// Fits the drawing to the canvas's size, in device pixels, at `scale` device pixels to a unit of the figure; the marks
    /// are `size` times as large as at 1.
    ///
    /// # Errors
    /// Where the palette can't be painted.
    pub fn fit(
        &self,
        canvas: &HtmlCanvasElement,
        scale: f64,
        size: f64,
        palette: &[String; 5],
    ) -> Result<(), JsValue> {
        let (width, height) = (canvas.width(), canvas.height());
        self.context.viewport(0, 0, width as i32, height as i32);
        let across = |pixels: u32| (2.0 * scale / f64::from(pixels.max(1))) as f32;
        self.context.uniform4f(self.view.as_ref(), across(width), across(height), 0.0, (scale * size) as f32);
        self.context.uniform4fv_with_f32_array(self.palette.as_ref(), &colours::parts(palette)?);
        Ok(())
    }

    /// Sends the legs in some slots to the browser; all of them where there are more slots than before.
    pub fn upload(&mut self, store: &Store, slots: std::ops::Range<usize>) {
        if self.room != store.room() {
            self.room = store.room();
            let mut all = store::bytes(store.legs());
            all.resize(self.room * STRIDE, 0);
            self.context.buffer_data_with_u8_array(Gl2::ARRAY_BUFFER, &all, Gl2::DYNAMIC_DRAW);
        } else if let Some(legs) = store.legs().get(slots.clone()).filter(|legs| !legs.is_empty()) {
            let offset = (slots.start * STRIDE) as i32;
            self.context.buffer_sub_data_with_i32_and_u8_array(
                Gl2::ARRAY_BUFFER,
                offset,
                &store::bytes(legs),
            );
        }
    }

    /// Draws the first `legs` slots at a moment.
    pub fn draw(&self, legs: usize, moment: f64) {
        let [coarse, fine] = store::halves(moment);
        self.context.clear(Gl2::COLOR_BUFFER_BIT);
        self.context.uniform2f(self.now.as_ref(), coarse, fine);
        self.context.draw_arrays(Gl2::POINTS, 0, legs as i32);
    }

    /// Gives the context back: a browser keeps some sixteen a page, and frees one that is merely dropped when it pleases.
    pub fn lose(&self) {
        if let Ok(Some(extension)) = self.context.get_extension("WEBGL_lose_context") {
            extension.unchecked_into::<LoseContext>().lose_context();
        }
    }
}

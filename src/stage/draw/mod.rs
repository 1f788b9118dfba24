//! The packets' drawing: legs and a moment in, marks out. It knows nothing else of a story.
//!
//! `store.rs` holds the legs and is pure; `painter.rs` chooses between `canvas.rs` (Canvas 2D, for few) and `gl.rs` (WebGL2, for many).

pub mod store;

#[cfg(feature = "csr")]
mod canvas;
#[cfg(feature = "csr")]
mod colours;
#[cfg(feature = "csr")]
mod gl;
#[cfg(feature = "csr")]
mod painter;

#[cfg(feature = "csr")]
pub use painter::Painter;

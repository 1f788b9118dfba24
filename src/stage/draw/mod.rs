//! The packets' drawing: legs and a moment in, marks out. It knows nothing else of a story.
//!
//! `store.rs` holds the legs and is pure; `painter.rs` draws them by `canvas.rs` (Canvas 2D, for few) or, with the feature `many`, by
//! `gl.rs` (WebGL2). No story has many, so the page leaves that out.

pub mod store;

#[cfg(feature = "csr")]
mod canvas;
#[cfg(feature = "csr")]
mod colours;
#[cfg(all(feature = "csr", feature = "many"))]
mod gl;
#[cfg(feature = "csr")]
mod painter;

#[cfg(feature = "csr")]
pub use painter::Painter;

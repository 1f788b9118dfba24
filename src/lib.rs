//! The app: the stage that plays a journey, and the article around it.

#[cfg(feature = "ssr")]
pub mod article;
mod controller;
pub mod gate;
pub mod guess;
pub mod layout;
mod markup;
pub mod messages;
pub mod recorded;
pub mod route;
pub mod scene;
mod signal;
mod stage;
pub mod state;
pub mod timeline;
pub mod url;

#[cfg(feature = "csr")]
mod effect;
#[cfg(feature = "csr")]
mod embed;
#[cfg(feature = "csr")]
mod engine;
#[cfg(feature = "csr")]
mod later;
#[cfg(feature = "csr")]
mod start;
#[cfg(feature = "ssr")]
mod still;

pub use stage::draw;
#[cfg(feature = "csr")]
pub use start::start;
#[cfg(feature = "ssr")]
pub use still::{HEAD, page_html, posters};

//! x
#[cfg(feature = "ssr")]
pub mod article;

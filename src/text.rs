//! The texts of the stage and the article, as the build made them of the content file: a constant for each key.

#[cfg(feature = "ssr")]
use gauntlet_explain::text::Template;

include!(concat!(env!("OUT_DIR"), "/text.rs"));

//! The browser tests: a real Chromium against the built site, served from a sub-folder.
//!
//! `cargo xtask test --browser` builds the site and runs these with `GAUNTLET_DIST`, `CHROME` and `CHROMEDRIVER` set.
#![allow(clippy::unwrap_used)]

mod author;
mod barriers;
mod compare;
mod drawing;
mod editor;
mod embed;
mod examples;
mod figure;
mod framed;
mod hosted;
mod link;
mod monkey;
mod page;
mod playback;
mod presets;
mod reason;
mod scenario;
mod scenario_files;
mod share;
mod single;
mod start;
mod stories;
mod support;

//! The browser tests: a real Chromium against the built site, served from a sub-folder.
//!
//! `cargo xtask test --browser` builds the site and runs these with `GAUNTLET_DIST`, `CHROME` and `CHROMEDRIVER` set.
#![allow(clippy::unwrap_used)]

mod article_plays;
mod author;
mod barriers;
mod compare;
mod drawer;
mod drawing;
mod editor;
mod element_asked;
mod element_fails;
mod element_fits;
mod element_guards;
mod embed;
mod examples;
mod fetched;
mod figure;
mod first_screen;
mod forced;
mod forecast;
mod framed;
mod glass;
mod guess;
mod hosted;
mod image;
mod incident;
mod link;
mod members;
mod memory;
mod menu;
mod monkey;
mod motion;
mod names;
mod own;
mod own_stories;
mod page;
mod playback;
mod presets;
mod print;
mod reason;
mod scenario;
mod scenario_files;
mod share;
mod share_sizes;
mod single;
mod start;
mod still;
mod stories;
mod support;

//! What the real programs did, as `cargo xtask reality` recorded it, and the engines beside: every row agrees, or is excepted with
//! a reason.
//!
//! `GAUNTLET_WRITE=1 cargo test -p gauntlet-explain --test reality` takes exceptions away that agree now, and adds those that differ
//! without a reason, which this test then asks for.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod balancer;
mod endings;
mod firewall;
mod forwarded;
mod held;
mod names;
mod nat;
mod pairs;
mod parsing;
mod routing;
mod sends;
mod tls;
mod told;
mod upstream;
mod world;

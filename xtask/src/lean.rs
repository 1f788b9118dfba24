//! The release's wasm with a standard library of its own: built for size, and without the texts of panics.
//!
//! The library that comes with Rust formats a message for every panic that could be, with file and line, which readers would
//! download: 20 KB of the first load. Building it anew takes two switches that are not stable yet; see docs/choices.md.
//! Where its source can't be had, the page is built with the library as it comes, and is heavier.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::step::{cargo, root, step};
use crate::tools::WASM32;

/// What the wasm is compiled with: a panic is a trap at once, and nothing tells where it was.
pub const FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Makes cargo build the standard library too; Trunk.toml's hook takes these away again for the native half.
const SWITCHES: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// Sets the switches on a command that builds the wasm.
pub fn switch_on(command: &mut Command) {
    command.envs(SWITCHES);
}

/// Makes sure of the standard library's source and of the crates it uses. Gives whether they are there.
///
/// # Errors
/// Where cargo can't be started.
pub fn ready(sysroot: &Path) -> Result<bool> {
    if cfg!(windows) {
        // Trunk.toml's hook takes the switches away with `env`.
        return Ok(false);
    }
    if !sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
        && let Err(error) = step(
            "adding the source of Rust's standard library, to build a small one (seconds, once)",
            Command::new("rustup").args(["component", "add", "rust-src"]),
            "It needs rustup and the network; with another toolchain manager, install `rust-src` with it.",
        )
    {
        return Ok(heavier(&error));
    }
    let fetch = |flags: &[&str]| {
        let mut command = cargo();
        switch_on(command.args(["fetch", "--locked", "--target", WASM32]).args(flags).current_dir(root()));
        command
    };
    if fetch(&["--offline"]).output()?.status.success() {
        return Ok(true);
    }
    let says = "fetching the crates of Rust's standard library (seconds, once)";
    match step(says, &mut fetch(&[]), "It needs crates.io.") {
        Ok(()) => Ok(true),
        Err(error) => Ok(heavier(&error)),
    }
}

fn heavier(error: &anyhow::Error) -> bool {
    eprintln!("   {error:#}\n   Going on without: the wasm will be some 20 KB heavier.");
    false
}

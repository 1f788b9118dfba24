//! Serving and building the site with Trunk.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::step::{root, step};
use crate::tools;

const REMEDY: &str = "The lines above say why. `cargo xtask lint` checks the code without building the site.";

/// Builds and serves with reload until interrupted.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub fn serve(port: u16, open: bool) -> Result<()> {
    let tools = tools::ready()?;
    let mut trunk = tools.command("trunk");
    trunk.args(["serve", "--offline", "--port", &port.to_string()]);
    without_own_paths(&mut trunk);
    if open {
        trunk.arg("--open");
    }
    step(
        &format!(
            "building, then serving on http://127.0.0.1:{port}/ (the first build takes about 3 minutes)"
        ),
        &mut trunk,
        REMEDY,
    )
}

/// Writes `dist/`.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub fn build() -> Result<()> {
    let tools = tools::ready()?;
    let mut trunk = tools.command("trunk");
    trunk.args(["build", "--release", "--offline"]);
    without_own_paths(&mut trunk);
    step("building dist/ (about 4 minutes from scratch, seconds after that)", &mut trunk, REMEDY)
}

/// Keeps this machine's folders out of the wasm: panics name their source file, and readers need not download where it lay.
fn without_own_paths(trunk: &mut Command) {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home).unwrap_or_default();
    let mut flags = vec![format!("--remap-path-prefix={}=", root().display())];
    let sources = std::fs::read_dir(cargo_home.join("registry/src"));
    for folder in sources.into_iter().flatten().flatten() {
        flags.push(format!("--remap-path-prefix={}=", folder.path().display()));
    }
    // For the wasm alone: other flags for the native crates would build them all a second time. Cargo splits at spaces.
    if !flags.iter().any(|flag| flag.contains(' ')) {
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.join(" "));
    }
}

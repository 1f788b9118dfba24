//! Serving and building the site with Trunk.

use anyhow::Result;

use crate::step::step;
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
    step(
        "building dist/ (about 4 minutes from scratch, seconds after that)",
        tools.command("trunk").args(["build", "--release", "--offline"]),
        REMEDY,
    )
}

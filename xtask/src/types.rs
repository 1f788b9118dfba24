//! The types of the page's scripts, which their comments tell: TypeScript checks them and writes nothing.

use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{root, step};
use crate::tools;

/// npm's package, of this major version.
const TYPESCRIPT: &str = "typescript@5";

/// Checks every script of `assets/` as `assets/jsconfig.json` says.
///
/// # Errors
/// Where npm can't install the checker, or it finds something.
pub fn check() -> Result<()> {
    let folder = root().join(".tools/tsc");
    let program = folder.join("node_modules/typescript/bin/tsc");
    if !program.is_file() {
        tools::npm(TYPESCRIPT, &folder, "to check the scripts' types (seconds, once)", "")?;
    }
    let node = which::which("node")
        .context("node, which runs TypeScript, is missing: install Node.js 20 or newer")?;
    step(
        "checking the types of the page's scripts",
        Command::new(node).arg(program).args(["--project", "assets/jsconfig.json"]),
        "Mend what it names.",
    )
}

//! Other people's crates: their licenses, where they come from, which come twice, and what is known against them.

use std::process::Command;

use anyhow::Result;

use crate::step::{root, step};
use crate::tools;

/// The version of cargo-deny, whose answers change with its version.
const CARGO_DENY: &str = "0.20.2";

const REMEDY: &str = "Take another crate or version, or list it in deny.toml with the reason.";

/// Checks every crate of Cargo.lock against `deny.toml`. Advisories only where their list can be fetched, which is said.
///
/// # Errors
/// Where one is not as `deny.toml` wants it.
pub fn check() -> Result<()> {
    let program = tools::from_source("cargo-deny", CARGO_DENY, "about 3 minutes")?;
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(["--offline", "--locked", "--workspace"]).args(arguments);
        command
    };
    step(
        "checking the crates' licenses, sources and duplicates",
        &mut deny(&["check", "--hide-inclusion-graph", "licenses", "sources", "bans"]),
        REMEDY,
    )?;
    let mut fetch = Command::new(&program);
    fetch.args(["fetch", "db"]).current_dir(root()).env("GIT_TERMINAL_PROMPT", "0");
    let fetched = fetch.output()?;
    if !fetched.status.success() {
        let why = String::from_utf8_lossy(&fetched.stderr);
        let why = why.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
        eprintln!("== NOT checked: advisories. Their list could not be fetched: {why}");
        return Ok(());
    }
    step(
        "checking the crates for advisories",
        &mut deny(&["check", "--disable-fetch", "advisories"]),
        "Update the crate, or list the advisory in deny.toml with the reason why it does not matter here.",
    )
}

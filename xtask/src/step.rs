//! One step of a command: says what it does, runs it, and on failure says which, why and what to do.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The project's own folder.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Runs a command as a step. `says` tells what happens; `remedy` what to do when it fails.
///
/// # Errors
/// Where the command can't be started or ends with a failure.
pub fn step(says: &str, command: &mut Command, remedy: &str) -> Result<()> {
    eprintln!("== {says}");
    let began = Instant::now();
    let line = line_of(command);
    let status = command
        .current_dir(root())
        .status()
        .with_context(|| format!("step “{says}” could not start `{line}`. {remedy}"))?;
    if !status.success() {
        bail!("step “{says}” failed: `{line}` ended with {status}. {remedy}");
    }
    eprintln!("   done in {:.0} s", began.elapsed().as_secs_f32());
    Ok(())
}

fn line_of(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// The cargo that runs this.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

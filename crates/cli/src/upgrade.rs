//! `gauntlet upgrade`: converts an older scenario to the current version of the format and keeps its layout.

use std::path::PathBuf;

use clap::Args;
use gauntlet_scenario::editing;

use crate::{input, output};

/// The arguments of `gauntlet upgrade`.
#[derive(Args)]
pub struct Arguments {
    /// The scenario; `-` reads standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Prints the scenario's text in the current version.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let (text, _) = input::scenario(&arguments.file)?;
    output::print(&output::escaped(&editing::upgraded(&text))).map(|()| 0)
}

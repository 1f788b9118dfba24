//! Runs the built-in scenario's four stories and writes what is told of them, so that a reader who only watches those
//! need not load the engines: 40 KB of the first load.

use std::path::PathBuf;

use gauntlet_sim::scenario::{BUILT_IN, Scenario};
use gauntlet_sim::telling;

fn main() -> Result<(), String> {
    let scenario =
        Scenario::from_json(BUILT_IN).map_err(|errors| format!("assets/scenario.json:\n{errors}"))?;
    let stories = telling::record(&scenario).map_err(|error| error.to_string())?;
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo runs this")?;
    let file = PathBuf::from(folder).join("stories.postcard");
    std::fs::write(&file, stories).map_err(|error| format!("{}: {error}", file.display()))?;
    // What else it depends on is compiled into it.
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

//! Writes the editors' texts, the built-in ones or an author's, as Rust.

use std::path::PathBuf;

use gauntlet_content::{constants, for_build};

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    let groups = ["stage", "editor"];
    let source = constants(&for_build()?, &groups, &groups);
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo runs this")?;
    let file = PathBuf::from(folder).join("messages.rs");
    std::fs::write(&file, source).map_err(|error| format!("{}: {error}", file.display()))
}

//! Serving and building the site with Trunk.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{cargo, root, step};
use crate::{built, documents, lean, minify, tools};

const REMEDY: &str = "The lines above say why. `cargo xtask lint` checks the code without building the site.";

/// Builds and serves with reload until interrupted.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub fn serve(port: u16, open: bool) -> Result<()> {
    let tools = tools::ready()?;
    let mut trunk = tools.command("trunk");
    trunk.args(["serve", "--offline", "--port", &port.to_string()]);
    flags(&mut trunk, &[]);
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
    build_with(&root().join("dist"), |_| ())
}

/// The same into another folder, with more said to Trunk.
///
/// # Errors
/// As [`build`].
pub fn build_with(dist: &Path, more: impl FnOnce(&mut Command)) -> Result<()> {
    let tools = tools::ready()?;
    let mut trunk = tools.command("trunk");
    trunk.args(["build", "--release", "--offline", "--dist"]).arg(dist);
    more(&mut trunk);
    for_release(&mut trunk)?;
    let says = format!("building {} (about 5 minutes from scratch, seconds after that)", dist.display());
    step(&says, &mut trunk, REMEDY)?;
    minify::site(&tools, dist)
}

/// Trunk's hook: runs the native half of the app, which writes the page's text. Within `cargo xtask test` it is compiled in the
/// very way that the tests are, so that nothing is compiled twice.
///
/// # Errors
/// Where it does not compile, or ends with an error.
pub fn prerender() -> Result<()> {
    let folder =
        std::env::var_os("TRUNK_STAGING_DIR").context("Trunk runs this as a hook of `trunk build`")?;
    documents::write(Path::new(&folder))?;
    let says = "writing the article and the stills into the page";
    let mut run = cargo();
    if std::env::var_os(built::WITH_TESTS).is_none() {
        run.args(["run", "--quiet", "--bin", "prerender"]);
        return step(says, &mut run, REMEDY);
    }
    let mut compile = cargo();
    compile.args(["build", "--workspace", "--bin", "prerender", "--test", "scenes"]).envs(built::LINTING);
    step("compiling what writes the page's text", &mut compile, REMEDY)?;
    run.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata = run.current_dir(root()).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
    let target = Path::new(metadata["target_directory"].as_str().unwrap_or("target")).join("debug/prerender");
    step(says, &mut Command::new(target.with_extension(std::env::consts::EXE_EXTENSION)), REMEDY)
}

/// Makes a command compile wasm as a release has it.
///
/// # Errors
/// Where there is no Rust.
pub fn for_release(command: &mut Command) -> Result<()> {
    if lean::ready(&tools::sysroot()?)? {
        lean::switch_on(command);
        flags(command, &lean::FLAGS);
    } else {
        flags(command, &[]);
    }
    Ok(())
}

/// Sets the compiler's flags for the wasm alone: other flags for the native crates would build them all a second time.
///
/// This machine's folders are kept out of it: panics name their source file, and readers need not download where it lay.
fn flags(command: &mut Command, more: &[&str]) {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home).unwrap_or_default();
    let mut flags: Vec<String> = more.iter().map(|&flag| flag.to_owned()).collect();
    let sources = std::fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten();
    for folder in std::iter::once(root()).chain(sources.map(|entry| entry.path())) {
        let flag = format!("--remap-path-prefix={}=", folder.display());
        // Cargo splits the flags at spaces.
        flags.extend((!flag.contains(' ')).then_some(flag));
    }
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.join(" "));
}

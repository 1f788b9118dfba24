//! The bench: builds its pages apart from `dist/`, fetches what they are compared with, and runs them in a real browser.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{cargo, root, step};
use crate::tools::{self, Tools, WASM32};
use crate::{browser, site};

/// What our drawing is compared with: npm's package, of this major version.
const PIXI: &str = "pixi.js@8";

/// What `index.html` gives wasm-opt for the app.
const OPTIMISE: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Measures and prints the tables.
///
/// # Errors
/// Where something can't be built or fetched, or a figure is above its budget.
pub fn run() -> Result<()> {
    let browser = browser::ready()?;
    let pixi = pixi()?;
    site::build()?;
    let pages = pages(&tools::ready()?)?;
    step(
        "measuring (about 4 minutes; leave the machine alone meanwhile)",
        cargo()
            .args(["run", "--quiet", "--package", "gauntlet-bench", "--bin", "bench-driver"])
            .env("GAUNTLET_DIST", root().join("dist"))
            .env("GAUNTLET_BENCH", pages)
            .env("PIXI", pixi)
            .env("CHROME", &browser.chrome)
            .env("CHROMEDRIVER", &browser.driver),
        "The lines above name the figure. Other work on the machine shows in all of them: run it again alone.",
    )
}

/// Measures the page at rest alone.
///
/// # Errors
/// Where something can't be built, or the page does not rest.
pub fn rest() -> Result<()> {
    let browser = browser::ready()?;
    site::build()?;
    step(
        "watching the page at rest (20 seconds)",
        cargo()
            .args(["run", "--quiet", "--package", "gauntlet-bench", "--bin", "bench-driver", "--", "rest"])
            .env("GAUNTLET_DIST", root().join("dist"))
            .env("CHROME", &browser.chrome)
            .env("CHROMEDRIVER", &browser.driver),
        "The lines above name the figure.",
    )
}

/// PixiJS from npm, in `.tools/bench/`, which git ignores. Gives the folder of its ready-made module.
fn pixi() -> Result<PathBuf> {
    let folder = root().join(".tools/bench");
    let built = folder.join("node_modules/pixi.js/dist");
    if built.join("pixi.min.mjs").is_file() {
        return Ok(built);
    }
    tools::npm(PIXI, &folder, "to compare with (seconds, once; 60 MB)", "")?;
    Ok(built)
}

/// Where cargo puts what it builds.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    root().join(target)
}

/// Binds a release's wasm to JavaScript: writes both into a folder, under a name.
///
/// # Errors
/// Where there is no such wasm.
pub fn bind(tools: &Tools, wasm: &str, folder: &Path, name: &str) -> Result<()> {
    let wasm = target().join(WASM32).join("release").join(wasm).with_extension("wasm");
    step(
        "binding it to JavaScript",
        tools
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"])
            .arg(folder)
            .arg(wasm),
        "The lines above say why.",
    )
}

/// Builds the bench's pages as the site is built. Gives their folder.
fn pages(tools: &Tools) -> Result<PathBuf> {
    let folder = target().join("bench");
    let mut build = cargo();
    build.args([
        "build",
        "--release",
        "--offline",
        "--package",
        "gauntlet-bench",
        "--lib",
        "--target",
        WASM32,
    ]);
    site::for_release(&mut build)?;
    step("building the bench page (a minute from scratch)", &mut build, "The lines above say why.")?;
    bind(tools, "gauntlet_bench", &folder, "gauntlet_bench")?;
    let bound = folder.join("gauntlet_bench_bg.wasm");
    step(
        "optimising it",
        tools.command("wasm-opt").args(OPTIMISE).arg(&bound).arg("-o").arg(&bound),
        "The lines above say why.",
    )?;
    for file in
        ["bench/pages/index.html", "bench/pages/bench.js", "bench/pages/bench.css", "style/tokens.css"]
    {
        let from = root().join(file);
        let name = Path::new(file).file_name().unwrap_or_default();
        std::fs::copy(&from, folder.join(name)).with_context(|| format!("copying {}", from.display()))?;
    }
    Ok(folder)
}

//! Lighthouse on the built article and on a post with the element: lays both out as a host would have them, and has the bench run it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{cargo, root, step};
use crate::{browser, pack, site, tools};

/// Its scores change with its version; 13 wants a newer Node.js than the project does.
const LIGHTHOUSE: &str = "12.8.2";

/// The post: its page and its scenario.
const POST: [&str; 2] = ["index.html", "scenario.json"];

/// Measures both pages and prints their figures beside the budgets.
///
/// # Errors
/// Where Chromium, its driver, Node.js or npm is missing, or a figure is not within its budget.
pub fn run() -> Result<()> {
    let browser = browser::ready()?;
    let program = installed()?;
    site::build()?;
    step(
        "running Lighthouse (a minute; leave the machine alone meanwhile)",
        cargo()
            .args([
                "run",
                "--quiet",
                "--package",
                "gauntlet-bench",
                "--bin",
                "bench-driver",
                "--",
                "lighthouse",
            ])
            .env("GAUNTLET_PAGES", pages()?)
            .env("LIGHTHOUSE", program)
            .env("CHROME", browser.chrome)
            .env("CHROMEDRIVER", browser.driver),
        "The lines above name the figure. Other work on the machine shows in the timings: run it again alone.",
    )
}

/// Lighthouse's program, from npm.
fn installed() -> Result<PathBuf> {
    which::which("node").context("node, which runs Lighthouse, is missing: install Node.js 20 or newer")?;
    let own = root().join(".tools/npm");
    let package = own.join("node_modules/lighthouse");
    let found = fs::read(package.join("package.json")).ok();
    let found = found.and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
    if found.is_none_or(|found| found["version"] != LIGHTHOUSE) {
        tools::npm(
            &format!("lighthouse@{LIGHTHOUSE}"),
            &own,
            "to audit the pages (seconds, once; 190 MB)",
            "The other measurements need no Lighthouse: leave out `--lighthouse`.",
        )?;
    }
    Ok(package.join("cli/index.js"))
}

/// The post of `examples/post/` with `dist/` beside it as `gauntlet/`, and all of it compressed. Gives the folder.
fn pages() -> Result<PathBuf> {
    let folder = root().join("target/lighthouse");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    copied(&root().join("dist"), &folder.join("gauntlet"))?;
    for name in POST {
        fs::copy(root().join("examples/post").join(name), folder.join(name)).context(name)?;
    }
    pack::beside(&folder)?;
    Ok(folder)
}

/// Copies a folder and what is in it.
fn copied(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let (from, to) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_dir() {
            copied(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(())
}

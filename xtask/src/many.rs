//! The site with the drawing of many packets, which no story needs and the page leaves out: `dist-many/`, for the tests of that
//! drawing. It differs from `dist/` by its app alone.

use std::fs;

use anyhow::{Context, Result};

use crate::step::{cargo, root, step};
use crate::tools::{self, WASM32};
use crate::{bench, single, site};

/// Writes `dist-many/` from `dist/`.
///
/// # Errors
/// Where there is no `dist/`, or the app does not compile.
pub fn write() -> Result<()> {
    let tools = tools::ready()?;
    let (dist, many) = (root().join("dist"), root().join("dist-many"));
    if many.exists() {
        fs::remove_dir_all(&many)?;
    }
    fs::create_dir_all(&many)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(&dist).with_context(|| format!("reading {}", dist.display()))? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, many.join(name)).with_context(|| format!("copying {}", path.display()))?;
            names.push(name.to_string_lossy().into_owned());
        }
    }
    let app = single::app(&names).context("dist/ has no app")?;
    let mut build = cargo();
    build.args(["build", "--release", "--offline", "--package", "gauntlet-app", "--bin", "gauntlet-app"]);
    build.args(["--no-default-features", "--features", "csr,many", "--target", WASM32]);
    site::for_release(&mut build)?;
    step("building the app with the drawing of many packets", &mut build, "The lines above say why.")?;
    bench::bind(&tools, "gauntlet-app", &many, app)
}

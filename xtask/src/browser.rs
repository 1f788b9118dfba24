//! The browser and its driver for the tests: found, or installed where that may be done, or named exactly.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::step::step;

/// Where the browser and its driver are.
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// chromedriver of the same major version.
    pub driver: PathBuf,
}

fn find() -> Option<Browser> {
    let named = |variable: &str, names: &[&str]| {
        let set = std::env::var_os(variable).map(PathBuf::from);
        set.or_else(|| names.iter().find_map(|name| which::which(name).ok()))
    };
    Some(Browser {
        chrome: named("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?,
        driver: named("CHROMEDRIVER", &["chromedriver"])?,
    })
}

/// Finds the browser, or installs it.
///
/// # Errors
/// Where it is missing and can't be installed, or does not run; the error has the command that mends it.
pub fn ready() -> Result<Browser> {
    let browser = found_or_installed()?;
    let (chrome, driver) = (major(&browser.chrome)?, major(&browser.driver)?);
    ensure!(
        chrome == driver,
        "{} is of version {chrome} and {} of version {driver}: they must be of the same. Install both from one source, \
         or set CHROME and CHROMEDRIVER to a pair that agrees.",
        browser.chrome.display(),
        browser.driver.display(),
    );
    Ok(browser)
}

/// The major version that `program --version` names: `Chromium 156.0.8078.79 built on ...`.
fn major(program: &Path) -> Result<u32> {
    let out = Command::new(program).arg("--version").output().with_context(|| {
        format!("{} does not run; CHROME and CHROMEDRIVER name other ones", program.display())
    })?;
    let line = String::from_utf8_lossy(&out.stdout).into_owned();
    line.split_whitespace()
        .find_map(|word| word.split_once('.')?.0.parse().ok())
        .with_context(|| format!("{} --version names no version: {line:?}", program.display()))
}

fn found_or_installed() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if root && which::which("apt-get").is_ok() {
        let remedy =
            "Check the machine's package sources, or set CHROME and CHROMEDRIVER to programs you have.";
        step(
            "refreshing the list of Debian packages (seconds)",
            Command::new("apt-get").arg("update"),
            remedy,
        )?;
        step(
            "installing Chromium and its driver (half a minute, once)",
            Command::new("apt-get")
                .args(["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"])
                .env("DEBIAN_FRONTEND", "noninteractive"),
            remedy,
        )?;
        if let Some(browser) = find() {
            return Ok(browser);
        }
    }
    bail!(
        "the browser tests need Chromium and chromedriver of the same version. On Debian or Ubuntu: \
         `sudo apt-get install chromium chromium-driver`. Elsewhere install Chrome and chromedriver and set CHROME and \
         CHROMEDRIVER to their paths. `cargo xtask test --native` runs everything that needs no browser."
    )
}

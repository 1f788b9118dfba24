//! The browser and its driver for the tests: found, or installed where that may be done, or named exactly.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

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
/// Where it is missing and can't be installed; the error has the command that does.
pub fn ready() -> Result<Browser> {
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

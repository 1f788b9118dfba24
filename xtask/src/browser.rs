//! The browsers and their drivers for the tests: found, or installed where that may be done, or named exactly.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::step::{root, step};
use crate::{author, tools};

/// Where the browser and its driver are.
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// chromedriver of the same major version.
    pub driver: PathBuf,
}

/// Where Firefox and its driver are.
pub struct Firefox {
    /// Firefox or its ESR.
    pub firefox: PathBuf,
    /// geckodriver, which is of a version of its own.
    pub driver: PathBuf,
}

/// Both, as the tests want them.
pub struct Browsers {
    chromium: Browser,
    firefox: Firefox,
}

/// Finds both, or installs what is missing.
///
/// # Errors
/// As [`ready`] and [`firefox`].
pub fn both() -> Result<Browsers> {
    Ok(Browsers { chromium: ready()?, firefox: firefox()? })
}

impl Browsers {
    /// Tells a test program where they are, and what they open: `dist/`, and the post that docs/author.md makes.
    pub fn put(&self, command: &mut Command) {
        command
            .env("GAUNTLET_DIST", root().join("dist"))
            .env("GAUNTLET_POST", author::post())
            .env("CHROME", &self.chromium.chrome)
            .env("CHROMEDRIVER", &self.chromium.driver)
            .env("FIREFOX", &self.firefox.firefox)
            .env("GECKODRIVER", &self.firefox.driver);
    }
}

/// Chromium's names and Chrome's.
const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What a variable names, or the first of some programs on PATH.
fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let set = std::env::var_os(variable).map(PathBuf::from);
    set.or_else(|| names.iter().find_map(|name| which::which(name).ok()))
}

fn find() -> Option<Browser> {
    Some(Browser { chrome: named("CHROME", &CHROMIUMS)?, driver: named("CHROMEDRIVER", &["chromedriver"])? })
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
    let remedy = "Check the machine's package sources, or set CHROME and CHROMEDRIVER to programs you have.";
    if install("Chromium and its driver", &["chromium", "chromium-driver"], remedy)?
        && let Some(browser) = find()
    {
        return Ok(browser);
    }
    bail!(
        "the browser tests need Chromium and chromedriver of the same version. On Debian or Ubuntu: \
         `sudo apt-get install chromium chromium-driver`. Elsewhere install Chrome and chromedriver and set CHROME and \
         CHROMEDRIVER to their paths. `cargo xtask test --native` runs everything that needs no browser."
    )
}

/// Finds Firefox, or installs it, and builds its driver.
///
/// # Errors
/// Where one of them is missing and can't be installed, or does not run; the error has the command that mends it.
pub fn firefox() -> Result<Firefox> {
    let find = || named("FIREFOX", &["firefox-esr", "firefox"]);
    let remedy = "Check the machine's package sources, or set FIREFOX to a program you have.";
    let firefox = match find() {
        Some(firefox) => Some(firefox),
        None if install("Firefox", &["firefox-esr"], remedy)? => find(),
        None => None,
    };
    let firefox = firefox.context(
        "the tests of the element need Firefox too. On Debian: `sudo apt-get install firefox-esr`. Elsewhere install Firefox \
         and set FIREFOX to its path. `cargo xtask test --native` runs everything that needs no browser.",
    )?;
    let out = Command::new(&firefox).arg("--version").output();
    ensure!(
        out.as_ref().is_ok_and(|out| out.status.success()),
        "{} does not run; FIREFOX names another one",
        firefox.display()
    );
    let driver = match named("GECKODRIVER", &["geckodriver"]) {
        Some(driver) => driver,
        None => tools::geckodriver()?,
    };
    Ok(Firefox { firefox, driver })
}

/// Installs packages of Debian; false where that can't be done.
fn install(what: &str, packages: &[&str], remedy: &str) -> Result<bool> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if !root || which::which("apt-get").is_err() {
        return Ok(false);
    }
    step("refreshing the list of Debian packages (seconds)", Command::new("apt-get").arg("update"), remedy)?;
    step(
        &format!("installing {what} (half a minute, once)"),
        Command::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        remedy,
    )?;
    Ok(true)
}

//! The build's tools: taken from PATH where the right version is there, else installed once into `.tools/`, which git
//! ignores. A second run needs no network.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::{cargo, root, step};

/// Trunk 0.22 wants a newer Rust than the project's.
const TRUNK: &str = "0.21.14";
/// npm's build of Binaryen, or a newer one from PATH; Debian's is older than what rustc emits.
const BINARYEN: u32 = 132;
/// Minifies scripts and styles.
const ESBUILD: &str = "0.28.2";
/// Firefox's driver, which works with every Firefox that is not much older.
const GECKODRIVER: &str = "0.37.1";
/// The browser build's target.
pub const WASM32: &str = "wasm32-unknown-unknown";

/// The PATH with every tool on it.
pub struct Tools {
    path: OsString,
}

impl Tools {
    /// A command that finds the tools.
    pub fn command(&self, program: &str) -> Command {
        let found = which::which_in(program, Some(&self.path), root()).unwrap_or_else(|_| program.into());
        let mut command = Command::new(found);
        command.env("PATH", &self.path);
        command
    }
}

/// Makes sure that every tool is there, and installs what is missing.
///
/// # Errors
/// Where something is missing and can't be installed; the error says what to do.
pub fn ready() -> Result<Tools> {
    target()?;
    crates()?;
    let own = root().join(".tools");
    let bin = own.join("bin");
    let npm_bin = own.join("npm/node_modules/.bin");
    let bindgen = locked_version("wasm-bindgen")?;
    let path = path_with(&[&bin, &npm_bin])?;
    let has = |program: &str, version: &str| {
        // Those of the project first: they are of the right version or absent.
        version_of(program, &path).is_some_and(|found| found.split_whitespace().any(|word| word == version))
    };
    if !has("trunk", TRUNK) {
        install("trunk", TRUNK, "about 5 minutes", &["--locked", "--no-default-features"], &own)?;
    }
    if !has("wasm-bindgen", &bindgen) {
        // Without --locked: its lock may name versions that are no longer served.
        install("wasm-bindgen-cli", &bindgen, "about 2 minutes", &[], &own)?;
    }
    if version_of("wasm-opt", &path).and_then(|line| first_number(&line)).is_none_or(|found| found < BINARYEN)
    {
        binaryen(&own)?;
    }
    if !has("esbuild", ESBUILD) {
        npm(
            &format!("esbuild@{ESBUILD}"),
            &own.join("npm"),
            "for scripts and styles (seconds, once)",
            "Or put that version of it on PATH.",
        )?;
    }
    Ok(Tools { path })
}

/// Firefox's driver in `.tools/`, built the first time.
///
/// # Errors
/// Where it is missing and can't be built; the error says what to do.
pub fn geckodriver() -> Result<PathBuf> {
    let own = root().join(".tools");
    let driver = own.join("bin").join(["geckodriver", std::env::consts::EXE_SUFFIX].concat());
    let found = version_of("geckodriver", &path_with(&[&own.join("bin")])?);
    if !found.is_some_and(|line| line.split_whitespace().any(|word| word == GECKODRIVER)) {
        install("geckodriver", GECKODRIVER, "about 2 minutes", &["--locked"], &own)?;
    }
    Ok(driver)
}

/// Makes sure that Rust can build for wasm32.
///
/// # Errors
/// Where the target is missing and rustup can not add it.
pub fn target() -> Result<()> {
    if sysroot()?.join("lib/rustlib").join(WASM32).join("lib").is_dir() {
        return Ok(());
    }
    step(
        &format!("adding Rust's {WASM32} target (seconds, once)"),
        Command::new("rustup").args(["target", "add", WASM32]),
        "It needs rustup and the network; with another toolchain manager, install that target with it.",
    )
}

/// Where the toolchain lies.
///
/// # Errors
/// Where there is no Rust.
pub fn sysroot() -> Result<PathBuf> {
    let out = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(root())
        .output()
        .context("`rustc --print sysroot` could not run: install Rust from https://rustup.rs")?;
    Ok(PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()))
}

/// Makes sure that the crates of Cargo.lock are there: Trunk runs cargo offline, as it must not download tools itself.
fn crates() -> Result<()> {
    let fetch = |flags: &[&str]| {
        let mut command = cargo();
        command.args(["fetch", "--locked", "--target", WASM32, "--target", "host-tuple"]).args(flags);
        command
    };
    if fetch(&["--offline"]).current_dir(root()).output().is_ok_and(|out| out.status.success()) {
        return Ok(());
    }
    step(
        "fetching the crates that Cargo.lock names (a minute, once)",
        &mut fetch(&[]),
        "It needs crates.io. Where it says that the lock file needs an update, run `cargo check` once and commit Cargo.lock.",
    )
}

/// A cargo tool of this very version: from PATH, or built into `.tools/`. Gives the program.
///
/// # Errors
/// Where it is missing and can't be installed; the error says what to do.
pub fn from_source(tool: &str, version: &str, takes: &str) -> Result<PathBuf> {
    let own = root().join(".tools");
    let path = path_with(&[&own.join("bin")])?;
    let is_there = |line: &str| line.split_whitespace().any(|word| word == version);
    if !version_of(tool, &path).is_some_and(|line| is_there(&line)) {
        install(tool, version, takes, &["--locked"], &own)?;
    }
    which::which_in(tool, Some(&path), root())
        .with_context(|| format!("{tool} is not where it was installed"))
}

/// Builds a tool from crates.io. Optimised less than its authors do: it runs a few seconds a day, and builds in half the time.
fn install(package: &str, version: &str, takes: &str, flags: &[&str], own: &Path) -> Result<()> {
    let mut command = cargo();
    command
        .args(["install", package, "--version", version, "--root"])
        .arg(own)
        .arg("--target-dir")
        .arg(own.join("build"))
        .args(flags)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    step(
        &format!("installing {package} {version} from source into .tools ({takes}, once)"),
        &mut command,
        "It needs crates.io and a C compiler (on Debian: apt-get install build-essential).",
    )?;
    // Only the programs are kept; the intermediate files are large.
    std::fs::remove_dir_all(own.join("build")).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    Ok(())
}

fn binaryen(own: &Path) -> Result<()> {
    npm(
        &format!("binaryen@{BINARYEN}"),
        &own.join("npm"),
        "wasm-opt (seconds, once)",
        "Or put Binaryen 132 or newer on PATH.",
    )
}

/// Installs a package of npm into a folder.
///
/// # Errors
/// Where there is no npm, or it can't install; the error says what to do.
pub fn npm(package: &str, folder: &Path, note: &str, help: &str) -> Result<()> {
    let npm = which::which("npm").with_context(|| {
        format!("npm, which installs {package}, is missing: install Node.js 20 or newer. {help}")
    })?;
    std::fs::create_dir_all(folder)?;
    step(
        &format!("installing {package} from npm into {}: {note}", folder.display()),
        Command::new(npm)
            .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefix"])
            .arg(folder)
            .arg(package),
        "It needs the npm registry.",
    )
}

/// The first number in a line such as `wasm-opt version 132 (version_132)`.
fn first_number(line: &str) -> Option<u32> {
    line.split(|sign: char| !sign.is_ascii_digit()).find_map(|digits| digits.parse().ok())
}

/// The first line of `program --version`, where it runs.
fn version_of(program: &str, path: &OsString) -> Option<String> {
    let found = which::which_in(program, Some(path), root()).ok()?;
    let out = Command::new(found).arg("--version").env("PATH", path).output().ok()?;
    Some(String::from_utf8_lossy(&out.stdout).lines().next()?.to_owned())
}

fn path_with(first: &[&Path]) -> Result<OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = first.iter().map(|folder| folder.to_path_buf()).chain(std::env::split_paths(&rest));
    Ok(std::env::join_paths(all)?)
}

/// A package's version in Cargo.lock: the command line tool must be of the very same.
fn locked_version(package: &str) -> Result<String> {
    let file = root().join("Cargo.lock");
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let lock: toml::Table = text.parse().with_context(|| format!("parsing {}", file.display()))?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let found = packages
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package));
    match found.and_then(|entry| entry.get("version")).and_then(toml::Value::as_str) {
        Some(version) => Ok(version.to_owned()),
        None => bail!("Cargo.lock names no {package}: run `cargo check` once"),
    }
}

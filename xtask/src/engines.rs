//! What the engines cost natively, beside the commit before: both are built alike, and run by turns in one go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::step::{cargo, root, step};

/// How often each of the two runs; the best of them counts, which other work on the machine disturbs least.
const TURNS: usize = 3;

/// The most allocations of a row: deciding through every layer but the WAF, and all of it.
const MOST: [(&str, f64); 2] = [("inbound, decided, no WAF", 10.0), ("inbound, decided", 150.0)];

/// A row's name with its allocations and its times a second.
type Rows = BTreeMap<String, (f64, f64)>;

/// Measures this tree and another commit, by default the one before, and prints the table.
///
/// # Errors
/// Where this tree does not build, or a row is above its budget.
pub fn run(before: &str) -> Result<()> {
    let ours = built(&root())?;
    let other = other(before);
    if let Err(why) = &other {
        eprintln!("== {before} is not measured: {why:#}");
    }
    let (mut now, mut then) = (Rows::new(), Rows::new());
    eprintln!("== measuring the engines (about {} s)", if other.is_ok() { 26 } else { 13 });
    for _ in 0..TURNS {
        measured(&ours, &mut now)?;
        if let Ok(other) = &other {
            measured(other, &mut then)?;
        }
    }
    println!("{:<32}{:>12}{:>14}{:>14}{:>8}", "engines", "allocations", "a second", "before", "times");
    for (name, (allocations, a_second)) in &now {
        let before = then.get(name).map(|(_, before)| *before);
        let told = before.map_or_else(|| "-".to_owned(), |before| format!("{before:.0}"));
        let times = before.map_or_else(|| "-".to_owned(), |before| format!("{:.2}", a_second / before));
        println!("{name:<32}{allocations:>12}{a_second:>14.0}{told:>14}{times:>8}");
    }
    for (name, most) in MOST {
        let (found, _) = now.get(name).with_context(|| format!("the bench has no row “{name}”"))?;
        ensure!(*found <= most, "“{name}” allocates {found} times, expected at most {most}");
    }
    Ok(())
}

/// The program of another commit, checked out apart.
fn other(commit: &str) -> Result<PathBuf> {
    let folder = root().join("target/before");
    let git = |arguments: &[&str]| -> Result<String> {
        let out =
            Command::new("git").args(arguments).current_dir(root()).output().context("git does not run")?;
        ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr).trim());
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    // Within the other tree the name would mean another commit.
    let commit = &git(&["rev-parse", "--verify", &format!("{commit}^{{commit}}")])?;
    let place = folder.to_string_lossy();
    if folder.exists() {
        git(&["-C", &place, "checkout", "--quiet", "--detach", commit])?;
    } else {
        git(&["worktree", "prune"])?;
        git(&["worktree", "add", "--quiet", "--detach", &place, commit])?;
    }
    ensure!(folder.join("bench/src/engines.rs").is_file(), "it has no such bench");
    built(&folder)
}

/// Builds the bench of a tree for speed, into a folder of its own.
fn built(tree: &Path) -> Result<PathBuf> {
    let target = tree.join("target/engines");
    let mut build = cargo();
    build
        .args(["build", "--release", "--quiet", "--package", "gauntlet-bench", "--bin", "bench-engines"])
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3")
        .env("CARGO_PROFILE_RELEASE_LTO", "thin")
        .env("CARGO_PROFILE_RELEASE_PANIC", "unwind")
        .arg("--target-dir")
        .arg(&target)
        .arg("--manifest-path")
        .arg(tree.join("Cargo.toml"));
    step("building the engines' bench (two minutes from scratch)", &mut build, "The lines above say why.")?;
    Ok(target.join("release/bench-engines"))
}

/// Runs a program once and keeps the better of each row.
fn measured(program: &Path, rows: &mut Rows) -> Result<()> {
    let out = Command::new(program).stderr(Stdio::inherit()).output();
    let out = out.with_context(|| format!("starting {}", program.display()))?;
    ensure!(out.status.success(), "{} ended with {}", program.display(), out.status);
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        let row: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let number = |name: &str| row[name].as_f64().with_context(|| format!("{line}: no number “{name}”"));
        let name = row["row"].as_str().with_context(|| format!("{line}: no name"))?;
        let best = rows.entry(name.to_owned()).or_insert((0.0, 0.0));
        *best = (number("allocations")?, best.1.max(number("a_second")?));
    }
    Ok(())
}

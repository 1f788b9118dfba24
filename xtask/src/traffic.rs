//! The bench of live traffic: the built-in mix and a bare M/M/4 queue, natively and in wasm under node, and the same queue in SimPy and
//! Ciw. Held to the budgets: a million requests a second in wasm, and a quarter of the bare queue's rate.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::step::{cargo, root, step};
use crate::tools::{self, WASM32};

/// The least that the mix must do in wasm: so many requests a second, and such a part of the bare queue.
const LEAST: (f64, f64) = (1_000_000.0, 0.25);
/// What the worker's module is optimized for: a twelfth larger in Brotli than for size alone, and a third faster.
pub const OPTIMIZED: &str = "s";
/// What the queue is compared with.
const OTHERS: [&str; 2] = ["simpy==4.1.2", "ciw==3.2.7"];

/// Measures and prints the table.
///
/// # Errors
/// Where something can't be built or fetched, or a figure is below its budget.
pub fn run() -> Result<()> {
    tools::target()?;
    let node = which::which("node").context("node is missing: install Node.js 20 or newer")?;
    let target = root().join("target/traffic");
    let build = |says: &str, level: &str, arguments: &[&str]| {
        let mut command = cargo();
        command.args(["build", "--release", "--quiet", "--target-dir"]).arg(&target).args(arguments);
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level).env("CARGO_PROFILE_RELEASE_LTO", "fat");
        step(says, &mut command, "The lines above say why.")
    };
    build("building the bench natively", "3", &["--package", "gauntlet-bench", "--bin", "bench-traffic"])?;
    build("building the worker's module", OPTIMIZED, &["--package", "gauntlet-traffic", "--target", WASM32])?;
    let python = python()?;
    eprintln!("== measuring (half a minute; leave the machine alone meanwhile)");
    let mut rows = told(&mut Command::new(target.join("release/bench-traffic")))?;
    let module = target.join(WASM32).join("release/gauntlet_traffic.wasm");
    rows.extend(told(Command::new(node).arg(root().join("bench/traffic.mjs")).arg(module))?);
    rows.extend(told(Command::new(python).arg(root().join("bench/queues.py")))?);
    println!("{:<32}{:>14}", "live traffic", "a second");
    for row in &rows {
        println!("{:<32}{:>14.0}", row["row"].as_str().unwrap_or_default(), number(row, "a_second")?);
    }
    let of = |name: &str| {
        let row = rows.iter().find(|row| row["row"] == name);
        row.with_context(|| format!("the bench has no row “{name}”"))
    };
    let mix = of("built-in mix, in wasm")?;
    let (rate, bare) = (number(mix, "a_second")?, number(of("M/M/4 alone, in wasm")?, "a_second")?);
    let (made, grown) = (number(of("built-in mix, natively")?, "allocations")?, number(mix, "grown")?);
    let part = rate / bare;
    println!(
        "in wasm the mix does {part:.2} of the bare queue; a minute of it allocates {made} times; memory grows by {grown} bytes"
    );
    let mut below = Vec::new();
    if rate < LEAST.0 {
        below.push(format!("the mix does {rate} requests a second in wasm, expected {}", LEAST.0));
    }
    if part < LEAST.1 {
        below.push(format!("that is {part:.2} of the bare queue, expected {}", LEAST.1));
    }
    ensure!(below.is_empty(), "{}", below.join("; "));
    Ok(())
}

fn number(row: &Value, name: &str) -> Result<f64> {
    row[name].as_f64().with_context(|| format!("{row}: no number “{name}”"))
}

/// What a program prints, a row of JSON a line.
fn told(command: &mut Command) -> Result<Vec<Value>> {
    let out = command.stderr(Stdio::inherit()).output();
    let out = out.with_context(|| format!("starting {}", command.get_program().display()))?;
    if !out.status.success() {
        bail!("{} ended with {}", command.get_program().display(), out.status);
    }
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    text.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
}

/// A Python that has the other simulators, in `.tools/queues/`, which git ignores.
fn python() -> Result<PathBuf> {
    let folder = root().join(".tools/queues");
    let python = folder.join("bin/python");
    let has = |python: &PathBuf| {
        let known = Command::new(python).args(["-c", "import simpy, ciw"]).stderr(Stdio::null()).status();
        known.is_ok_and(|status| status.success())
    };
    if !has(&python) {
        step(
            "making a folder for Python's packages (seconds, once)",
            Command::new("python3").args(["-m", "venv"]).arg(&folder),
            "It needs Python 3 with venv (on Debian: apt-get install python3-venv).",
        )?;
        step(
            "fetching SimPy and Ciw, to compare with (seconds, once)",
            Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(OTHERS),
            "It needs the package index of Python.",
        )?;
    }
    Ok(python)
}

//! Fuzzing: the CLI with mutated input, and the built page under a monkey, both at once, for as long as is asked.

use std::process::{Child, Command};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::browser::{self, Browsers};
use crate::built::{self, Tests};
use crate::{check, site};

/// How long `cargo xtask test` lets it run, in minutes.
pub const MINUTES_IN_TEST: f64 = 2.0;

/// The seed of `cargo xtask test`: the same input each time, so that a failure is caused by the change and not by chance.
const SEED_IN_TEST: u64 = 2026;

/// The arguments of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Arguments {
    /// How long, in minutes; 0 for the one round that the seed begins with
    #[arg(long, default_value_t = MINUTES_IN_TEST)]
    minutes: f64,
    /// What makes every choice: the same seed begins with the same round. Another each time when left out
    #[arg(long)]
    seed: Option<u64>,
    /// Only the CLI
    #[arg(long)]
    cli: bool,
    /// Only the page
    #[arg(long, conflicts_with = "cli")]
    page: bool,
}

/// Which seed, and how long.
#[derive(Clone, Copy)]
struct Run {
    seed: u64,
    seconds: u64,
}

/// Builds what is fuzzed, and fuzzes it.
///
/// # Errors
/// Where something can't be built, or something was found.
pub fn run(arguments: &Arguments) -> Result<()> {
    let minutes = arguments.minutes;
    if !(0.0..=10_000.0).contains(&minutes) {
        bail!("--minutes: found {minutes}, expected a number from 0 to 10000");
    }
    let run = Run { seed: arguments.seed.unwrap_or_else(now), seconds: (minutes * 60.0) as u64 };
    if !arguments.cli {
        check::axe()?;
        site::build()?;
    }
    let browsers = if arguments.cli { None } else { Some(browser::both()?) };
    both(run, &built::tests()?, !arguments.page, browsers.as_ref())
}

/// What ends `cargo xtask test`: both for two minutes, on the `dist/` that the browser tests had.
///
/// # Errors
/// As [`run`].
pub fn in_test(tests: &Tests, browsers: &Browsers) -> Result<()> {
    let run = Run { seed: SEED_IN_TEST, seconds: (MINUTES_IN_TEST * 60.0) as u64 };
    both(run, tests, true, Some(browsers))
}

fn both(run: Run, tests: &Tests, cli: bool, page: Option<&Browsers>) -> Result<()> {
    let mut sides = Vec::new();
    if cli {
        sides.push(("the CLI", tests.named("fuzz")?, "fuzz"));
    }
    if let Some(browsers) = page {
        let mut command = tests.named("browser")?;
        browsers.put(&mut command);
        sides.push(("the page", command, "monkey::monkey"));
    }
    eprintln!("== fuzzing for {} s with the seed {}", run.seconds, run.seed);
    let begun: Result<Vec<(&str, Child)>> =
        sides.into_iter().map(|(name, command, test)| Ok((name, begin(command, test, run)?))).collect();
    let mut failed = Vec::new();
    for (name, mut child) in begun? {
        if !child.wait().with_context(|| format!("waiting for what fuzzes {name}"))?.success() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!(
        "fuzzing {} found something: the lines above say what and how to see it again. What is mended becomes a row of \
         crates/cli/tests/fuzz/rows.jsonl or a test in tests/browser/.",
        failed.join(" and ")
    )
}

fn begin(mut command: Command, test: &str, run: Run) -> Result<Child> {
    command
        .args(["--ignored", "--exact", "--nocapture", test])
        .env("GAUNTLET_FUZZ_SEED", run.seed.to_string())
        .env("GAUNTLET_FUZZ_SECONDS", run.seconds.to_string())
        // Where a test of ours failed says nothing; what it found is said.
        .env("RUST_BACKTRACE", "0");
    command.spawn().with_context(|| format!("starting the test {test}"))
}

/// A seed that is another each time.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as u64
}

#[cfg(test)]
mod tests {
    use crate::step::root;

    /// The names are said in two places: the test's and the one that runs it.
    #[test]
    fn the_tests_that_it_runs_are_there() {
        let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap_or_default();
        assert!(read("crates/cli/tests/fuzz/main.rs").contains("\nfn fuzz() {"));
        assert!(read("tests/browser/monkey/mod.rs").contains("\nasync fn monkey() {"));
        assert!(read("tests/browser/main.rs").contains("\nmod monkey;"));
    }
}

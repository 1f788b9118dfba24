//! Compiles the native crates once for `cargo xtask test`: clippy's compiler both lints and writes the programs, where running
//! `cargo clippy` and then `cargo test` would compile everything twice.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::Browsers;
use crate::step::{cargo, root, step};

/// What makes cargo compile our own crates with clippy's compiler, which then fails at every warning.
pub const LINTING: [(&str, &str); 2] = [
    ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"),
    ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"),
];

/// Set while the tests are being built: the page's text is then compiled with the same features as they are, not a second time.
pub const WITH_TESTS: &str = "GAUNTLET_WITH_TESTS";

/// The test program that needs browsers.
const BROWSER: &str = "browser";

/// How many browser tests run at once. Each spends much of its time waiting for its page.
const AT_ONCE: &str = "3";

/// The programs that hold tests.
pub struct Tests(Vec<Test>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Test {
    /// The folder of its package.
    package: PathBuf,
    /// What cargo calls its target's kind: `lib`, `bin` or `test`.
    kind: String,
    name: String,
    program: PathBuf,
}

/// Compiles all there is, natively, with lints.
///
/// # Errors
/// Where something does not compile, or a lint finds something.
pub fn tests() -> Result<Tests> {
    eprintln!("== linting and compiling the native crates and all tests (about 6 minutes from scratch)");
    let began = Instant::now();
    // The browser tests are none of a plain `cargo test`, and have to be asked for.
    let mut tests = compiled(&["--all-targets"])?;
    tests.extend(compiled(&["--test", BROWSER])?);
    tests.sort();
    eprintln!("   done in {:.0} s", began.elapsed().as_secs_f32());
    Ok(Tests(tests))
}

/// Compiles some targets. Gives the tests among them.
fn compiled(targets: &[&str]) -> Result<Vec<Test>> {
    let out = cargo()
        .args(["test", "--workspace", "--no-run", "--message-format", "json-render-diagnostics"])
        .args(targets)
        .envs(LINTING)
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .context("asking cargo for the tests")?;
    ensure!(
        out.status.success(),
        "it does not compile, or a lint found something: mend what the lines above name"
    );
    found(&String::from_utf8_lossy(&out.stdout))
}

/// The programs that cargo's messages name, in order.
fn found(messages: &str) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let text =
            |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_test = message["profile"]["test"] == true && message["target"]["kind"][0] != "bench";
        if is_test && message["executable"].is_string() {
            tests.push(Test {
                package: Path::new(&text("/manifest_path")).parent().unwrap_or(Path::new("")).to_owned(),
                kind: text("/target/kind/0"),
                name: text("/target/name"),
                program: text("/executable").into(),
            });
        }
    }
    ensure!(!tests.is_empty(), "cargo names no test");
    Ok(tests)
}

impl Test {
    /// Runs it as cargo would.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("CARGO_MANIFEST_DIR", &self.package).current_dir(&self.package);
        command
    }

    fn needs_browsers(&self) -> bool {
        self.kind == "test" && self.name == BROWSER
    }
}

impl Tests {
    /// The tests that need no browser.
    ///
    /// # Errors
    /// Where one fails.
    pub fn run_native(&self, filter: Option<&str>) -> Result<()> {
        eprintln!("== running the native tests");
        let began = Instant::now();
        let mut failed = Vec::new();
        for test in self.0.iter().filter(|test| !test.needs_browsers()) {
            let package = test.package.strip_prefix(root()).unwrap_or(&test.package);
            eprintln!("   {} {} of {}", test.kind, test.name, package.join("Cargo.toml").display());
            let status = test.command().arg("--quiet").args(filter).status();
            if !status.with_context(|| format!("starting {}", test.program.display()))?.success() {
                failed.push(format!("{} {}", test.kind, test.name));
            }
        }
        eprintln!("   done in {:.0} s", began.elapsed().as_secs_f32());
        ensure!(failed.is_empty(), "failed: {}. Their output above says what differs.", failed.join(", "));
        Ok(())
    }

    /// The tests in browsers, against `dist/`.
    ///
    /// # Errors
    /// Where one fails.
    pub fn run_in_browser(&self, browsers: &Browsers, filter: Option<&str>) -> Result<()> {
        let mut command = self.named(BROWSER)?;
        browsers.put(&mut command);
        step(
            "running the browser tests",
            command.args(filter).args(["--test-threads", AT_ONCE]),
            "Screenshots of failed tests are in tests/failures/.",
        )
    }

    /// The program of a file in a `tests` folder.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn named(&self, name: &str) -> Result<Command> {
        let found = self.0.iter().find(|test| test.kind == "test" && test.name == name);
        Ok(found.with_context(|| format!("there is no test {name}"))?.command())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_that_cargo_names_are_found() {
        let of = |name: &str, test: bool, program: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/p/Cargo.toml","target":{{"kind":["test"],"name":"{name}"}},"profile":{{"test":{test}}},"executable":{program}}}"#
            )
        };
        let messages = [
            of("two", true, "\"/t/two\""),
            of("one", true, "\"/t/one\""),
            of("a library", true, "null"),
            of("a program", false, "\"/t/program\""),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let tests = Tests(found(&messages.join("\n")).expect("tests"));
        assert_eq!(tests.0.iter().map(|test| test.name.as_str()).collect::<Vec<_>>(), ["two", "one"]);
        assert_eq!(tests.named("two").expect("a test").get_program(), "/t/two");
        assert!(tests.named("a program").is_err());
        assert!(found("{}").is_err() && found("no JSON").is_err());
    }
}

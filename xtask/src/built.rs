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

/// The command line program.
const CLI: &str = "gauntlet";

/// How many browser tests run at once. Each spends much of its time waiting for its page.
const AT_ONCE: &str = "3";

/// What was compiled: the programs that hold tests, and the command line program that some of them ask.
pub struct Tests {
    tests: Vec<Test>,
    cli: PathBuf,
}

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
    let all = compiled(&["--all-targets"])?;
    let cli = program(&all, CLI).context("cargo names no program gauntlet")?;
    let mut tests = found(&all)?;
    tests.extend(found(&compiled(&["--test", BROWSER])?)?);
    tests.sort();
    eprintln!("   done in {:.0} s", began.elapsed().as_secs_f32());
    Ok(Tests { tests, cli })
}

/// Compiles some targets. Gives cargo's messages about them.
fn compiled(targets: &[&str]) -> Result<Vec<Value>> {
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
    messages(&String::from_utf8_lossy(&out.stdout))
}

/// Cargo's messages, a line each.
fn messages(text: &str) -> Result<Vec<Value>> {
    text.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
}

/// Where a program of this name was written that is no test.
fn program(messages: &[Value], name: &str) -> Option<PathBuf> {
    let own = |message: &&Value| {
        message["target"]["name"] == name
            && message["target"]["kind"][0] == "bin"
            && message["profile"]["test"] == false
    };
    messages.iter().filter(own).find_map(|message| Some(message["executable"].as_str()?.into()))
}

/// The tests that cargo's messages name, in order.
fn found(messages: &[Value]) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for message in messages {
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
        for test in self.tests.iter().filter(|test| !test.needs_browsers()) {
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

    /// The tests in browsers, against `dist/`: those that the arguments choose.
    ///
    /// # Errors
    /// Where one fails.
    pub fn run_in_browser(&self, browsers: &Browsers, arguments: &[&str]) -> Result<()> {
        let mut command = self.named(BROWSER)?;
        browsers.put(&mut command);
        command.env("GAUNTLET_CLI", &self.cli);
        step(
            "running the browser tests",
            command.args(arguments).args(["--test-threads", AT_ONCE]),
            "Screenshots of failed tests are in tests/failures/.",
        )
    }

    /// The program of a file in a `tests` folder.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn named(&self, name: &str) -> Result<Command> {
        let found = self.tests.iter().find(|test| test.kind == "test" && test.name == name);
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
        let program_of = |name: &str| of(name, false, "\"/t/program\"").replace("[\"test\"]", "[\"bin\"]");
        let text = [
            of("two", true, "\"/t/two\""),
            of("one", true, "\"/t/one\""),
            of("a library", true, "null"),
            program_of("a program"),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let told = messages(&text.join("\n")).expect("messages");
        assert_eq!(program(&told, "a program"), Some("/t/program".into()));
        assert_eq!(program(&told, "two"), None);
        let tests = Tests { tests: found(&told).expect("tests"), cli: PathBuf::new() };
        assert_eq!(tests.tests.iter().map(|test| test.name.as_str()).collect::<Vec<_>>(), ["two", "one"]);
        assert_eq!(tests.named("two").expect("a test").get_program(), "/t/two");
        assert!(tests.named("a program").is_err());
        assert!(found(&[]).is_err() && messages("no JSON").is_err());
    }
}

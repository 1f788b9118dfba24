//! Lints and tests.

use anyhow::Result;

use crate::author;
use crate::browser;
use crate::deny;
use crate::step::{cargo, root, step};
use crate::tools;
use crate::{single, site};

/// Finds what keeps readers out: npm's package, of this major version.
const AXE: &str = "axe-core@4";

/// Format, and lints with warnings denied, for the native crates and for the app on wasm32.
///
/// # Errors
/// Where one of them finds something.
pub fn lint() -> Result<()> {
    tools::target()?;
    step("checking the format", cargo().args(["fmt", "--all", "--check"]), "`cargo fmt --all` mends it.")?;
    step(
        "linting the native crates (about 2 minutes from scratch)",
        cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "browser-tests",
            "--",
            "-D",
            "warnings",
        ]),
        "Mend what it names.",
    )?;
    step(
        "linting the app, the engine and the bench for wasm32 (about a minute from scratch)",
        cargo()
            .args([
                "clippy",
                "--package",
                "gauntlet-app",
                "--package",
                "gauntlet-engine",
                "--package",
                "gauntlet-bench",
            ])
            .args(["--no-default-features", "--features", "gauntlet-app/csr"])
            .args(["--target", tools::WASM32, "--", "-D", "warnings"]),
        "Mend what it names.",
    )?;
    deny::check()
}

/// Lints, then every test that needs no browser.
///
/// # Errors
/// Where one of them fails.
pub fn native(filter: Option<&str>) -> Result<()> {
    lint()?;
    step(
        "running the native tests (about 2 minutes from scratch)",
        cargo().args(["test", "--workspace"]).args(filter),
        "The test's own output above says what differs.",
    )
}

/// Writes the files that are generated from the scenario's types; the tests that hold them then write instead.
///
/// # Errors
/// Where a test fails for another reason.
pub fn schema() -> Result<()> {
    step(
        "writing assets/scenario.schema.json, assets/content.schema.json and the tables of docs/scenario.md",
        cargo()
            .args([
                "test",
                "--package",
                "gauntlet",
                "--test",
                "schema",
                "--test",
                "scenario_doc",
                "--test",
                "content",
                "current",
            ])
            .env("GAUNTLET_WRITE", "1"),
        "The test's own output above says what is wrong.",
    )
}

/// The browser tests against a fresh `dist/`.
///
/// # Errors
/// Where the build or a test fails.
pub fn in_browser(filter: Option<&str>) -> Result<()> {
    let browser = browser::ready()?;
    let firefox = browser::firefox()?;
    axe()?;
    site::build()?;
    single::write()?;
    // The longest part: only where its test is meant.
    let post = filter.is_none_or(|filter| filter.contains("author")).then(author::walk).transpose()?;
    let mut test = cargo();
    if let Some(post) = &post {
        test.env("GAUNTLET_POST", post);
    }
    step(
        "running the browser tests",
        test.args(["test", "--features", "browser-tests", "--test", "browser", "--"])
            .args(filter)
            .args(["--test-threads", "2"])
            .env("GAUNTLET_DIST", root().join("dist"))
            .env("CHROME", &browser.chrome)
            .env("CHROMEDRIVER", &browser.driver)
            .env("FIREFOX", &firefox.firefox)
            .env("GECKODRIVER", &firefox.driver),
        "Screenshots of failed tests are in tests/failures/.",
    )
}

/// What finds barriers in a page, where the tests look for it: in `.tools/`, which git ignores.
///
/// # Errors
/// Where npm can't install it.
pub fn axe() -> Result<()> {
    let folder = root().join(".tools/axe");
    if folder.join("node_modules/axe-core/axe.min.js").is_file() {
        return Ok(());
    }
    tools::npm(AXE, &folder, "for the browser tests (seconds, once)", "")
}

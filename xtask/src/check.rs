//! Lints and tests.

use anyhow::Result;

use crate::step::{cargo, root, step};
use crate::{author, browser, built, deny, many, single, site, tools, types};

/// Finds what keeps readers out: npm's package, of this major version.
const AXE: &str = "axe-core@4";

/// The format of every file.
///
/// # Errors
/// Where one differs from what `cargo fmt` writes.
pub fn format() -> Result<()> {
    step("checking the format", cargo().args(["fmt", "--all", "--check"]), "`cargo fmt --all` mends it.")
}

/// Lints, with warnings denied, of what is compiled for wasm32. The bench has the app draw many packets, as the page's does not, so it
/// goes by itself.
///
/// # Errors
/// Where one finds something.
pub fn wasm() -> Result<()> {
    tools::target()?;
    let app: &[&str] = &["gauntlet-app", "gauntlet-workbench", "gauntlet-editors"];
    for (what, packages, features) in [
        ("the app, the engines and the editors", app, "gauntlet-app/csr"),
        ("the bench", &["gauntlet-bench"], ""),
    ] {
        let mut clippy = cargo();
        clippy.arg("clippy").args(packages.iter().flat_map(|name| ["--package", name]));
        clippy.args(["--no-default-features", "--features", features]);
        clippy.args(["--target", tools::WASM32, "--", "-D", "warnings"]);
        let says = format!("linting {what} for wasm32 (about a minute from scratch)");
        step(&says, &mut clippy, "Mend what it names.")?;
    }
    Ok(())
}

/// Format, types of scripts, lints for native crates and wasm32, and what the crates of others must be like.
///
/// # Errors
/// Where one of them finds something.
pub fn lint() -> Result<()> {
    format()?;
    types::check()?;
    step(
        "linting the native crates (about 2 minutes from scratch)",
        cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        "Mend what it names.",
    )?;
    step(
        "linting the browser tests (half a minute from scratch)",
        cargo().args(["clippy", "--package", "gauntlet-app", "--test", "browser", "--", "-D", "warnings"]),
        "Mend what it names.",
    )?;
    wasm()?;
    deny::check()
}

/// Format, types of scripts, lints, then every test that needs no browser.
///
/// # Errors
/// Where one of them fails.
pub fn native(filter: Option<&str>) -> Result<()> {
    format()?;
    types::check()?;
    let tests = built::tests()?;
    wasm()?;
    deny::check()?;
    tests.run_native(filter)
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
    let browsers = browser::both()?;
    axe()?;
    site::build()?;
    single::write()?;
    many::write()?;
    // The longest part: only where its test is meant.
    if filter.is_none_or(|filter| filter.contains("author")) {
        author::walk()?;
    }
    built::tests()?.run_in_browser(&browsers, filter.as_slice())
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

//! Lighthouse's mobile preset on the built article and on a post with the element: its four scores, and how soon they can be used.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::process::Command;

use crate::host::Pages;
use crate::slowed;

/// What is measured: its name, and its address on the host.
const PAGES: [(&str, &str); 2] = [("the article", "gauntlet/"), ("a post with the element", "")];

/// The four categories, of which each shall have all of its 100.
const CATEGORIES: [(&str, &str); 4] = [
    ("performance", "performance"),
    ("accessibility", "accessibility"),
    ("best practices", "best-practices"),
    ("search engines", "seo"),
];

/// Timings: what it is, Lighthouse's audit, its unit, digits after the point, what a unit is in Lighthouse's, and the budget.
type Timing = (&'static str, &'static str, &'static str, usize, f64, Option<f64>);
const TIMINGS: [Timing; 4] = [
    ("blocking time, in all", "total-blocking-time", "ms", 0, 1.0, None),
    ("interactive after", "interactive", "s", 2, 1000.0, None),
    ("largest paint after", "largest-contentful-paint", "s", 2, 1000.0, None),
    ("layout shift", "cumulative-layout-shift", "", 3, 1.0, Some(0.0)),
];

/// Measures each page and prints its table. Gives what misses the budgets.
///
/// # Errors
/// Where Lighthouse does not run, or could not measure a page.
pub async fn measure() -> Result<Vec<String>> {
    let host = Pages::serve().await?;
    let mut missed = Vec::new();
    for (page, path) in PAGES {
        eprintln!("   {page}");
        let report = report(&host.page(path)).await.with_context(|| format!("Lighthouse on {page}"))?;
        missed.extend(table(page, &report)?);
    }
    missed.extend(slowed::measure(&host).await?);
    Ok(missed)
}

/// Runs it on one address and reads what it writes.
async fn report(address: &str) -> Result<Value> {
    let named = |variable: &str| {
        std::env::var_os(variable)
            .map(PathBuf::from)
            .with_context(|| format!("{variable} is not set: run `cargo xtask bench --lighthouse`"))
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("report.json");
    // Chromium has no sandbox for root, as in most containers; the page is our own.
    let out = Command::new("node")
        .arg(named("LIGHTHOUSE")?)
        .args([
            address,
            "--quiet",
            "--output=json",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ])
        .arg(format!("--output-path={}", file.display()))
        .env("CHROME_PATH", named("CHROME")?)
        .stdin(Stdio::null())
        .output()
        .await
        .context("node does not start: install Node.js 20 or newer")?;
    ensure!(
        out.status.success(),
        "it ended with {}: {}",
        out.status,
        String::from_utf8_lossy(&out.stderr).trim()
    );
    let report: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    let failed = report["runtimeError"]["message"].as_str();
    ensure!(failed.is_none(), "{}", failed.unwrap_or_default());
    if let Some(kept) = std::env::var_os("LIGHTHOUSE_REPORTS") {
        let name = if address.ends_with("gauntlet/") { "article.json" } else { "post.json" };
        std::fs::copy(&file, PathBuf::from(kept).join(name))?;
    }
    Ok(report)
}

/// Prints a page's figures beside their budgets. Gives those that miss them, and what Lighthouse would change.
fn table(page: &str, report: &Value) -> Result<Vec<String>> {
    println!("\nLighthouse {}, mobile: {page}", report["lighthouseVersion"].as_str().unwrap_or_default());
    println!("    {:<24}{:>10}{:>10}", "", "found", "budget");
    let mut missed = Vec::new();
    for (name, category) in CATEGORIES {
        let score = report["categories"][category]["score"].as_f64();
        let score = (score.with_context(|| format!("the report has no score for {name}"))? * 100.0).round();
        println!("    {name:<24}{score:>10}{:>10}", 100);
        if score < 100.0 {
            missed.push(format!("{page}, {name}: {score} of 100{}", why(report, category)));
        }
    }
    for (name, audit, unit, digits, size, budget) in TIMINGS {
        let value = report["audits"][audit]["numericValue"].as_f64();
        let value = value.with_context(|| format!("the report has no {audit}"))? / size;
        let with_unit = |value: f64| format!("{value:.digits$} {unit}").trim_end().to_owned();
        let told = budget.map_or_else(|| "-".to_owned(), with_unit);
        println!("    {name:<24}{:>10}{told:>10}", with_unit(value));
        if budget.is_some_and(|budget| value > budget) {
            missed.push(format!("{page}, {name} {}, expected at most {told}", with_unit(value)));
        }
    }
    Ok(missed)
}

/// The audits of a category that count and are not full.
fn why(report: &Value, category: &str) -> String {
    let audits = report["categories"][category]["auditRefs"].as_array().into_iter().flatten();
    let below = audits.filter(|audit| audit["weight"].as_f64() > Some(0.0)).filter_map(|audit| {
        let audit = &report["audits"][audit["id"].as_str()?];
        let (score, title) = (audit["score"].as_f64()?, audit["title"].as_str()?);
        (score < 1.0).then(|| format!("\n    {:>3.0}  {title}", score * 100.0))
    });
    below.collect()
}

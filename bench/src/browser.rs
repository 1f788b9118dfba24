//! The browser tests' driver, and a page's answer to a script.
#![allow(dead_code, clippy::unwrap_used)]

use anyhow::{Context, Result, ensure};
use serde_json::Value;

#[path = "../../tests/browser/support/by_role.rs"]
mod by_role;
#[path = "../../tests/browser/support/driver.rs"]
mod driver;
#[path = "../../tests/browser/support/firefox.rs"]
mod firefox;

pub use driver::{Driver, Kind, Look};

/// Waits for the promise that an expression gives in the page.
///
/// # Errors
/// Where it is broken, with its reason.
pub async fn settled(driver: &Driver, expression: &str) -> Result<Value> {
    let script = format!(
        "const done = arguments[0]; Promise.resolve({expression}).then((good) => done({{ good: good ?? null }}), \
         (bad) => done({{ bad: String(bad) }}))"
    );
    let answer =
        driver.client.execute_async(&script, Vec::new()).await.with_context(|| expression.to_owned())?;
    ensure!(answer["bad"].is_null(), "{expression}: {}", answer["bad"]);
    Ok(answer["good"].clone())
}

/// Waits until an expression is true in the page, at most ten seconds.
///
/// # Errors
/// Where it never is.
pub async fn until(driver: &Driver, expression: &str) -> Result<()> {
    let promise = format!(
        "new Promise((good, bad) => {{ const end = performance.now() + 10000; const look = () => {expression} ? good() : \
         performance.now() > end ? bad('never true') : setTimeout(look, 50); look(); }})"
    );
    settled(driver, &promise).await.map(drop)
}

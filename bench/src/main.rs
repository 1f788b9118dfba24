//! The bench's native half: serves the pages, drives a real Chromium through them, prints the tables and holds the budgets.
//! `cargo xtask bench` builds what it serves and runs it with GAUNTLET_DIST, GAUNTLET_BENCH, PIXI, CHROME and CHROMEDRIVER set;
//! with `lighthouse` after its name it runs only that, and needs GAUNTLET_PAGES, LIGHTHOUSE, CHROME and CHROMEDRIVER; with `rest` only the page at
//! rest, which needs neither GAUNTLET_BENCH nor PIXI.

#[cfg(not(target_arch = "wasm32"))]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod crowd;
#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(not(target_arch = "wasm32"))]
mod lighthouse;
#[cfg(not(target_arch = "wasm32"))]
mod rest;
#[cfg(not(target_arch = "wasm32"))]
mod slowed;

/// Natively there is a bench; the page's half is the library.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(above) if above.is_empty() => std::process::ExitCode::SUCCESS,
        Ok(above) => {
            eprintln!("\nNot within the budget:");
            above.iter().for_each(|figure| eprintln!("- {figure}"));
            std::process::ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Measures everything. Gives the figures that are above their budgets.
#[cfg(not(target_arch = "wasm32"))]
async fn run() -> anyhow::Result<Vec<String>> {
    match std::env::args().nth(1).as_deref() {
        Some("lighthouse") => lighthouse::measure().await,
        Some("rest") => rest::measure(&host::Host::serve(false).await?).await,
        _ => {
            let host = host::Host::serve(true).await?;
            let mut above = crowd::measure(&host).await?;
            above.extend(rest::measure(&host).await?);
            Ok(above)
        }
    }
}

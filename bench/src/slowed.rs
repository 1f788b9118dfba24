//! How soon a figure can be used where the network and the processor are really slowed down, which Lighthouse only computes.

use anyhow::Result;
use serde_json::json;

use crate::browser::{Driver, Kind, Look, settled};
use crate::host::Pages;

/// The network of Lighthouse's mobile preset, in bytes a second, and how many times slower the processor is.
const BYTES_PER_SECOND: u32 = 1_600_000 / 8;
const SLOWER: u32 = 4;

/// What each request waits before its response begins, in milliseconds: nothing, and as long as in Lighthouse's preset.
const LATENCIES: [u32; 2] = [0, 150];

/// What the budget is for, in seconds: the article without latency.
const BUDGET: f64 = 1.0;

/// How often each is measured; the median counts.
const TIMES: usize = 5;

/// Notes when the app has taken the stage over, and when the page first showed something.
const WATCH: &str = "window.usable = new Promise((done) => {
        const look = () => document.getElementById('stage')?.dataset.state === 'ready' && (watch.disconnect(), done(performance.now()));
        const watch = new MutationObserver(look);
        watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
    });
    window.seen = new Promise((done) => new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime);
    }).observe({ type: 'paint', buffered: true }));";

/// Measures the article and prints. Gives what is above the budget.
///
/// # Errors
/// Where the page does not start.
pub async fn measure(host: &Pages) -> Result<Vec<String>> {
    println!(
        "\nReally slowed down, to 1.6 Mbit/s and a quarter of the processor, median of {TIMES}: the article"
    );
    println!("    {:<24}{:>10}{:>10}{:>10}", "", "text", "usable", "budget");
    let mut missed = Vec::new();
    for latency in LATENCIES {
        let (mut seen, mut usable) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let [first, used] = once(host, latency).await?;
            seen.push(first);
            usable.push(used);
        }
        let [seen, usable] = [seen, usable].map(median);
        let budget = (latency == 0).then_some(BUDGET);
        let told = budget.map_or_else(|| "-".to_owned(), |budget| format!("{budget:.2} s"));
        let row = format!("{latency} ms a request");
        println!("    {row:<24}{:>10}{:>10}{told:>10}", format!("{seen:.2} s"), format!("{usable:.2} s"));
        if budget.is_some_and(|budget| usable > budget) {
            missed.push(format!("the article, usable after {usable:.2} s, expected at most {told}"));
        }
    }
    Ok(missed)
}

/// When something was on the screen, and when the figure could be used, in seconds.
async fn once(host: &Pages, latency: u32) -> Result<[f64; 2]> {
    let driver = Driver::start(Kind::Chromium, Look { size: (412, 823), ..Look::default() }).await;
    driver.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    driver.devtools("Network.enable", json!({})).await;
    let network = json!({
        "offline": false,
        "latency": latency,
        "downloadThroughput": BYTES_PER_SECOND,
        "uploadThroughput": BYTES_PER_SECOND,
    });
    driver.devtools("Network.emulateNetworkConditions", network).await;
    driver.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await;
    driver.client.goto(&host.page("gauntlet/")).await?;
    let mut found = [0.0; 2];
    for (found, what) in found.iter_mut().zip(["seen", "usable"]) {
        *found = settled(&driver, what).await?.as_f64().unwrap_or_default() / 1_000.0;
    }
    driver.client.clone().close().await?;
    Ok(found)
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

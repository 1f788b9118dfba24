//! What the built page does while nothing moves or nobody looks, and whether it jumps at its start.

use anyhow::Result;
use serde_json::{Value, json};

use crate::browser::{Driver, Kind, Look, settled, until};
use crate::host::Host;

/// How long it is watched at rest, in milliseconds.
const WINDOW: u32 = 5_000;

/// Counts frames and timers that are asked for, and sums layout shifts, from before the page's own scripts.
const WATCH: &str = "window.frames5 = 0; window.timers5 = 0; window.shift5 = 0;
    for (const [name, count] of [['requestAnimationFrame', 'frames5'], ['setTimeout', 'timers5'], ['setInterval', 'timers5']]) {
        const real = window[name].bind(window);
        window[name + 'Unwatched'] = real;
        window[name] = (...given) => { window[count] += 1; return real(...given); };
    }
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift5 += entry.value; })
        .observe({ type: 'layout-shift', buffered: true });";

/// Presses Play or Pause, which lies below so low a window.
const PRESS: &str = "document.querySelector('.transport .play').click()";

/// Measures and prints. Gives what is above the budgets, which are all zero.
///
/// # Errors
/// Where the page does not start.
pub async fn measure(host: &Host) -> Result<Vec<String>> {
    // Too low a window for the stage to follow the reader, who is not asked for a guess here.
    let look = Look { size: (1280, 540), ..Look::default() };
    let driver = Driver::start(Kind::Chromium, look).await;
    driver.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    driver.client.goto(&host.page("site/#autoplay=1")).await?;
    let playing = "document.querySelector('.stage')?.dataset.phase === 'playing'";
    until(&driver, playing).await?;
    // It plays on for a while: a shift may come with the first verdict.
    settled(&driver, "new Promise((done) => setTimeoutUnwatched(done, 3000))").await?;
    let shift = settled(&driver, "shift5").await?;
    let running = settled(&driver, "frames5").await?;
    settled(&driver, PRESS).await?;
    until(&driver, "document.querySelector('.stage').dataset.phase === 'paused'").await?;
    let paused = asked(&driver).await?;
    settled(&driver, PRESS).await?;
    until(&driver, playing).await?;
    settled(&driver, "window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })").await?;
    let away = asked(&driver).await?;
    driver.client.clone().close().await?;
    println!(
        "\nThe built page, frames and timers asked for in {WINDOW} ms (playing, it had asked for {running} frames):"
    );
    println!(
        "    paused       {paused}\n    off screen   {away}\nLayout shift on start and in the first 3 s: {shift}"
    );
    let zero =
        |what: &str, found: &Value| (found.as_f64() != Some(0.0)).then(|| format!("{what}: {found} of 0"));
    let all = [
        zero("frames while paused", &paused[0]),
        zero("timers while paused", &paused[1]),
        zero("frames off screen", &away[0]),
        zero("timers off screen", &away[1]),
        zero("layout shift on start", &shift),
        (running.as_f64() == Some(0.0))
            .then(|| "frames while playing: none, so nothing was counted".to_owned()),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// Frames and timers that are asked for in a while, a moment from now.
async fn asked(driver: &Driver) -> Result<Value> {
    let script = format!(
        "new Promise((done) => setTimeoutUnwatched(() => {{ const before = [frames5, timers5]; \
         setTimeoutUnwatched(() => done([frames5 - before[0], timers5 - before[1]]), {WINDOW}); }}, 500))"
    );
    settled(driver, &script).await
}

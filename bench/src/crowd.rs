//! Frames a second and main-thread time a frame for many packets in flight, ours and PixiJS's, by turns in the same run.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Driver, Kind, Look, settled, until};
use crate::host::Host;

const COUNTS: [u32; 3] = [200, 1_000, 10_000];

/// Each figure is the median of so many rounds.
const ROUNDS: usize = 5;

/// How long each is measured in a round, in milliseconds.
const WINDOW: u32 = 3_000;

/// The most that a frame may keep the main thread, in milliseconds.
const MAIN: f64 = 1.0;

/// Flat: ten thousand packets may take so many times what two hundred take, and what two runs of the same may differ by.
const FLAT: f64 = 1.5;
const NOISE: f64 = 0.1;

/// Frames a second at ten thousand, as a multiple of PixiJS's.
const FASTER: f64 = 1.5;

/// What one round found.
#[derive(Clone, Copy)]
struct Figures {
    fps: f64,
    /// Main-thread milliseconds a frame: everything the browser does there.
    main: f64,
    /// Of these, within the frame's callback.
    script: f64,
}

/// Measures and prints the table. Gives what is above the budgets.
///
/// # Errors
/// Where a page fails.
pub async fn measure(host: &Host) -> Result<Vec<String>> {
    let mut found: Vec<[Vec<Figures>; 2]> = COUNTS.iter().map(|_| [Vec::new(), Vec::new()]).collect();
    for round in 1..=ROUNDS {
        eprintln!("   round {round} of {ROUNDS}");
        for (&count, found) in COUNTS.iter().zip(&mut found) {
            for (name, found) in ["ours", "pixi"].into_iter().zip(found) {
                found.push(one(host, name, count).await.with_context(|| format!("{name} with {count}"))?);
            }
        }
    }
    println!(
        "\nMedians of {ROUNDS} rounds of {WINDOW} ms; 1120 x 400 px, dots of 5 px. Times in ms of main thread a frame."
    );
    println!("           ours                         PixiJS 8 ParticleContainer");
    println!(
        "{:>8}   {:>8} {:>8} {:>8}   {:>8} {:>8} {:>8}   {:>7}",
        "packets", "frames/s", "in all", "script", "frames/s", "in all", "script", "times"
    );
    let medians: Vec<[Figures; 2]> = found.iter().map(|both| [median(&both[0]), median(&both[1])]).collect();
    for (count, [ours, pixi]) in COUNTS.iter().zip(&medians) {
        println!(
            "{count:>8}   {:>8.1} {:>8.2} {:>8.2}   {:>8.1} {:>8.2} {:>8.2}   {:>7.2}",
            ours.fps,
            ours.main,
            ours.script,
            pixi.fps,
            pixi.main,
            pixi.script,
            ours.fps / pixi.fps
        );
    }
    Ok(above(&medians))
}

fn above(medians: &[[Figures; 2]]) -> Vec<String> {
    let mut above = Vec::new();
    for (count, [ours, _]) in COUNTS.iter().zip(medians) {
        if ours.main > MAIN {
            above.push(format!("main thread a frame at {count}: {:.2} ms of {MAIN:.2}", ours.main));
        }
    }
    if let (Some([few, _]), Some([many, pixi])) = (medians.first(), medians.last()) {
        let most = few.main * FLAT + NOISE;
        if many.main > most {
            above.push(format!(
                "main thread a frame from 200 to 10000: {:.2} ms to {:.2}, of {most:.2}",
                few.main, many.main
            ));
        }
        if many.fps < FASTER * pixi.fps {
            above.push(format!(
                "frames/s at 10000: {:.1} beside {:.1}, of {FASTER} times",
                many.fps, pixi.fps
            ));
        }
    }
    above
}

/// A drawing with so many dots, in a browser of its own.
async fn one(host: &Host, name: &str, count: u32) -> Result<Figures> {
    let driver = Driver::start(Kind::Chromium, Look { graphics: true, ..Look::default() }).await;
    driver.client.goto(&host.page("bench/index.html")).await?;
    until(&driver, "document.documentElement.dataset.state === 'ready'").await?;
    settled(&driver, &format!("bench.ready('{name}', {count})")).await?;
    let drawing = settled(&driver, "bench.drawing()").await?;
    ensure!(drawing == "webgl2" || name != "ours", "drawn on {drawing}, expected webgl2");
    // Time that the thread works: what it waits for, here a GPU that is software on the same two cores, is another's.
    driver.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
    let before = busy(&driver).await?;
    let ran = settled(&driver, &format!("bench.run({WINDOW})")).await?;
    let busy = busy(&driver).await? - before;
    let number = |name: &str| ran[name].as_f64().with_context(|| format!("no {name} in {ran}"));
    let (frames, flying) = (number("frames")?, number("inFlight")?);
    ensure!(flying == f64::from(count), "{flying} packets in flight, expected {count}");
    let figures = Figures {
        fps: frames * 1_000.0 / number("elapsed")?,
        main: busy * 1_000.0 / frames,
        script: number("script")? / frames,
    };
    driver.client.clone().close().await?;
    Ok(figures)
}

/// Seconds that the page's main thread has been busy.
async fn busy(driver: &Driver) -> Result<f64> {
    let found = driver.devtools("Performance.getMetrics", json!({})).await;
    let metrics = found["metrics"].as_array().context("no metrics")?;
    let busy = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
    busy.map(|metric| &metric["value"]).and_then(Value::as_f64).context("no TaskDuration")
}

fn median(found: &[Figures]) -> Figures {
    let middle = |value: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = found.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Figures { fps: middle(|at| at.fps), main: middle(|at| at.main), script: middle(|at| at.script) }
}

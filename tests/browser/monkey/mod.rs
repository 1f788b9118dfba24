//! A monkey on the built page in a real browser: a seed makes it press, type, drag, resize, follow links and send messages,
//! and after each act what must hold in every state is looked at. Listeners are called in an order that the seed chooses too.
//! `cargo xtask fuzz` runs it for long.

mod acts;
mod host;
mod inputs;
#[path = "../../../crates/cli/tests/fuzz/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::clock::CLOCK;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};
use acts::{Act, Shown};
use host::HostAct;
use random::{Random, Run};

/// How many acts a round has.
const ACTS: usize = 60;
/// How many acts pass until axe looks at the page, which takes a second.
const AXE: usize = 20;
/// The most that a page may hold after a round: bytes of JavaScript's own, nodes and listeners. Some 9 MB,
/// 7,000 nodes and 60 listeners are usual; what grows with every act is far above.
const HEAP: f64 = 60e6;
const NODES: f64 = 40_000.0;
const LISTENERS: f64 = 1_000.0;
/// How many kinds of slips end a run.
const KINDS: usize = 6;
/// What an act's line in a trace begins with.
const ACT: &str = "- ";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask fuzz` runs it, for as long as it is asked to"]
async fn monkey() {
    let mut run = Run::asked();
    println!("page: seed {}", run.seed);
    let (mut rounds, mut did) = (0, 0);
    // One of a kind is told: the same slip is found over and over.
    let mut found = BTreeMap::new();
    while let Some(seed) = run.next()
        && found.len() < KINDS
    {
        let trace = Trace::begin(seed);
        let kept = trace.file.clone();
        let ended = tokio::spawn(round(seed, trace)).await;
        let told = std::fs::read_to_string(&kept).unwrap();
        rounds += 1;
        did += told.lines().filter(|line| line.starts_with(ACT)).count();
        let Err(failure) = ended else {
            std::fs::remove_file(&kept).unwrap();
            continue;
        };
        let wrong = words(failure);
        let kind: String = wrong.chars().filter(|sign| sign.is_alphabetic()).take(40).collect();
        found.entry(kind).or_insert_with(|| {
            let file = kept.display();
            format!("{wrong}\n{told}It is kept in {file}. Again: cargo xtask fuzz --page --minutes 0 --seed {seed}\n")
        });
    }
    println!("page: {rounds} rounds, {did} acts");
    for told in found.values() {
        println!("page: {told}");
    }
    assert!(found.is_empty(), "page: {} kinds of slips, told above", found.len());
    assert!(did >= ACTS, "page: {did} acts say nothing");
}

/// What a round panicked with.
fn words(failure: tokio::task::JoinError) -> String {
    let payload = failure.into_panic();
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// What was done, written as it is done: a browser that hangs tells no more.
struct Trace {
    file: PathBuf,
    out: File,
}

impl Trace {
    fn begin(seed: u64) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("fuzz");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("page-{seed}.txt"));
        Self { out: File::create(&file).unwrap(), file }
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.out, "{line}").unwrap();
    }
}

/// A round: a browser of its own, a way to look at the page, and so many acts.
async fn round(seed: u64, mut trace: Trace) {
    let mut random = Random::of(seed);
    let on_host = random.percent(20);
    let own_clock = !on_host && random.percent(75);
    let shown = Shown {
        size: *random.pick(&[(1280, 800), (1280, 800), (700, 900), (390, 844), (320, 640)]),
        dark: random.percent(30),
        still: random.percent(20),
        forced: random.percent(10),
        print: false,
        own_clock,
    };
    let fragment: String = if random.percent(50) { String::new() } else { inputs::fragment(&mut random) };
    let watch = include_str!("watch.js").replace("SEED", &(seed & 0xffff_ffff).to_string());
    let clock = if own_clock { CLOCK } else { "" };
    trace.tell(&format!("{shown:?}, on another's page: {on_host}, {fragment:?}"));
    // A visit's texts live as long as the program: here a few kilobytes a round.
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let start = Visit {
        fragment: leak(fragment),
        look: Look {
            size: (shown.size.0 as u32, shown.size.1 as u32),
            dark: shown.dark,
            reduced_motion: shown.still,
            ..Look::default()
        },
        before: Some(leak(watch + clock)),
        author: on_host.then_some("monkey.html"),
        ..Visit::default()
    };
    visit("monkey", start, move |page| async move {
        // Nothing is saved, nothing is chosen from the disk, and there is a finger to touch with.
        page.driver.devtools("Browser.setDownloadBehavior", json!({ "behavior": "deny" })).await;
        page.driver.devtools("Page.setInterceptFileChooserDialog", json!({ "enabled": true })).await;
        page.driver.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await;
        shown.emulate(&page).await;
        if on_host {
            embedded(&page, random, shown, trace).await
        } else {
            alone(&page, random, shown, trace).await
        }
    })
    .await;
}

/// The page by itself.
async fn alone(page: &Page, mut random: Random, mut shown: Shown, mut trace: Trace) {
    Stage::on(page).await;
    page.run("history.replaceState('first', '')").await;
    holds(page, &shown).await;
    for number in 1..=ACTS {
        let act = Act::chosen(&mut random);
        trace.tell(&format!("{ACT}{number} {act:?}"));
        let focused = page.run(FOCUS).await;
        let met = act.done(page, &mut shown).await;
        trace.tell(&format!("      {met}"));
        settle(page).await;
        holds(page, &shown).await;
        let now = page.run(FOCUS).await;
        let dialog = page.run("return document.querySelector('dialog[open]') !== null").await == true;
        let escaped = matches!(&act, Act::Key { .. }) && ["Tab", "Escape"].contains(&met.as_str());
        // A list of the scenario's form is named by its place.
        let escaped = escaped || met.starts_with("\"/");
        assert!(
            !(act.keeps_focus() && !escaped && !dialog && focused["form"] == false && now.is_null()),
            "the focus was lost, it was at {}",
            focused["what"]
        );
        if number % AXE == 0 && !shown.print {
            barriers(page, &shown).await;
        }
    }
    light(page).await;
}

/// What has the focus, if anything. A part of the scenario's form loses it for good while the text is broken: then it waits.
const FOCUS: &str = "const at = document.activeElement; return at && at !== document.body ? { form: at.matches('.scenario-editor .form *'), what: `${at.tagName} ${at.id || at.name || at.getAttribute('aria-label') || at.textContent.trim().slice(0, 30)}` } : null";

/// Waits until the engines owe no answer and what follows from the last one is done.
async fn settle(page: &Page) {
    page.until("the engines have answered", || async {
        let script = "const done = arguments[0]; setTimeout(() => setTimeout(() => done(Boolean(document.querySelector('[data-asking]')))))";
        let asking = page.driver.client.execute_async(script, Vec::new()).await.unwrap();
        (asking == false).then_some(())
    })
    .await;
}

/// Fails with all that does not hold.
async fn holds(page: &Page, shown: &Shown) {
    let how = json!({ "print": shown.print, "top": true });
    let wrong = page.driver.client.execute(include_str!("holds.js"), vec![how]).await.unwrap();
    let mut told = lines(&wrong);
    for error in page.driver.console_errors().await {
        let _ = writeln!(told, "console: {error}");
    }
    assert!(told.is_empty(), "{told}{shown:?}");
}

fn lines(wrong: &Value) -> String {
    wrong.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned() + "\n").collect()
}

async fn barriers(page: &Page, shown: &Shown) {
    let found = violations(page).await;
    assert!(found.is_empty(), "{}\n{shown:?}", found.join("\n"));
}

/// What the page holds after all that, once the garbage is out.
async fn light(page: &Page) {
    page.driver.devtools("Performance.enable", json!({})).await;
    page.driver.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let metrics = page.driver.devtools("Performance.getMetrics", json!({})).await;
    for (name, most) in [("JSHeapUsedSize", HEAP), ("Nodes", NODES), ("JSEventListeners", LISTENERS)] {
        let of = metrics["metrics"].as_array().into_iter().flatten().find(|metric| metric["name"] == name);
        let value =
            of.and_then(|metric| metric["value"].as_f64()).unwrap_or_else(|| panic!("no {name}: {metrics}"));
        assert!(value < most, "{name} is {value} after a round, expected less than {most}");
        if std::env::var_os("GAUNTLET_FUZZ_TOLD").is_some() {
            println!("page: {name} {value}");
        }
    }
}

/// The element on another's page.
async fn embedded(page: &Page, mut random: Random, mut shown: Shown, mut trace: Trace) {
    page.until("the element is ready", || async { (page.run("return ready").await != 0).then_some(()) })
        .await;
    for number in 1..=ACTS {
        let act = HostAct::chosen(&mut random);
        trace.tell(&format!("{ACT}{number} {act:?}"));
        let met = act.done(page, &mut shown).await;
        trace.tell(&format!("      {met}"));
        let wrong = host::wrong(page).await;
        assert!(wrong.is_empty(), "{}\n{shown:?}", wrong.join("\n"));
        let errors = page.driver.console_errors().await;
        assert!(errors.is_empty(), "console: {errors:?}\n{shown:?}");
    }
    // As a page has it in the end: on show, as it came.
    page.run("for (const one of [figure, holder]) one.removeAttribute('style')").await;
    host::settled(page).await;
    light(page).await;
}

/// What looks at each state must see what is wrong with one, or it says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_is_seen() {
    let watch: &str = Box::leak(include_str!("watch.js").replace("SEED", "1").into_boxed_str());
    visit("monkey-sees", Visit { before: Some(watch), ..Visit::default() }, |page| async move {
        Stage::on(&page).await;
        let how = json!({ "print": false, "top": true });
        let seen = async || {
            lines(&page.driver.client.execute(include_str!("holds.js"), vec![how.clone()]).await.unwrap())
        };
        page.command("pause", "").await;
        assert_eq!(seen().await, "", "as the page starts");
        for (slip, undo, told) in [
            ("document.body.append(document.createElement('h1'))", "document.body.lastChild.remove()", "2 h1"),
            ("stage.dataset.state = 'starting'", "stage.dataset.state = 'ready'", "state is starting"),
            ("document.getElementById('stage-message').hidden = false", "document.getElementById('stage-message').hidden = true", "start that failed"),
            ("one('.figure-box svg').style.display = 'none'", "one('.figure-box svg').style.display = ''", "the figure has 0"),
            ("one('.transport').style.marginTop = '-40px'", "one('.transport').style.marginTop = ''", "lies over"),
            ("one('.transport').style.width = '3000px'", "one('.transport').style.width = ''", "scrolls sideways"),
            ("one('.card .story').append(' NaN')", "one('.card .story').lastChild.remove()", "NaN"),
            ("one('.clock').textContent = 'soon'", "one('.clock').textContent = '0 ms'", "the clock says soon"),
            ("one('.scrubber input').max = '0'", "one('.scrubber input').max = '9000'", "the slider is at"),
            ("one('.scrubber').id = 'stage'", "one('.scrubber').removeAttribute('id')", "two elements have the id stage"),
            ("for (const dialog of document.querySelectorAll('dialog')) dialog.show()", "for (const dialog of document.querySelectorAll('dialog')) dialog.close()", "dialogs are open"),
            ("const over = document.createElement('i'); over.style.cssText = 'position:fixed;inset:0;z-index:9'; document.body.append(over); scrollTo(0, 600)", "document.body.lastChild.remove()", "is under"),
            ("dispatchEvent(new ErrorEvent('error', { message: 'made up' }))", "", "made up"),
            ("dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: new Error('left alone') }))", "", "left alone"),
        ] {
            let names = "const stage = document.getElementById('stage'), one = (what) => stage.querySelector(what);";
            page.run(&format!("{names} {slip}")).await;
            let found = seen().await;
            assert!(found.contains(told), "{slip}: {found:?}, expected {told}");
            page.run(&format!("{names} {undo}")).await;
            assert_eq!(seen().await, "", "after {undo}");
        }
    })
    .await;
}

//! The packets' drawing: a story's few on Canvas 2D, and on WebGL2 as many are, in the app that has that drawing; on any screen, in
//! any theme, and where a context is lost.

use serde_json::json;

use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::picture::{Mark, marks};
use super::support::visit::Page;
use super::support::{Stage, Visit, visit};

/// Has the few packets of a story drawn on WebGL2, as many are: the page gets no 2D context for a canvas as large as a new one, which
/// those for colors and for marks are not. Keeps every WebGL2 context that the page takes.
const GL: &str =
    "window.contexts = []; window.denies = true; const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        if (window.denies && kind === '2d' && this.width === 300) return null;
        const context = get.call(this, kind, ...more);
        if (kind === 'webgl2' && context) window.contexts.push(context);
        return context;
    };";

/// A browser without WebGL2.
const FLAT: &str = "const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return kind === 'webgl2' ? null : get.call(this, kind, ...more);
    };";

/// Half the width and half the height of an encrypted request's capsule, in the figure's units: 1.9 times, on a phone 1.5 times.
fn capsule(width: u32) -> [f64; 2] {
    [14.5, 9.0].map(|half| half * if width < 600 { 1.5 } else { 1.9 })
}

const LIGHT_REQUEST: [u8; 3] = [0x0b, 0x5f, 0xbf];
const DARK_REQUEST: [u8; 3] = [0x6c, 0xb2, 0xff];

/// Nothing moves but by the reader's step.
fn still() -> Visit {
    Visit { look: Look { reduced_motion: true, ..Look::default() }, ..Visit::default() }
}

async fn drawing(page: &Page) -> String {
    let found = page.run("return document.querySelector('[data-drawing]')?.dataset.drawing ?? ''").await;
    found.as_str().unwrap_or_default().to_owned()
}

/// Waits for a way of drawing.
async fn drawn_on(page: &Page, wanted: &str) {
    page.until(wanted, || async { (drawing(page).await == wanted).then_some(()) }).await;
}

/// Waits until there is one mark and it passes, and gives it.
async fn one_mark(page: &Page, what: &str, good: impl Fn(&Mark) -> bool) -> Mark {
    page.until(what, || async {
        let found = marks(page).await;
        (found.len() == 1).then(|| found[0].clone()).filter(|mark| good(mark))
    })
    .await
}

/// The same with a script before it: on WebGL2, which the app has that draws many, or on Canvas 2D, as readers have it.
fn drawn_by(before: &'static str) -> Visit {
    Visit { before: Some(before), many: before == GL, ..still() }
}

/// The mark at moments all through a story.
async fn told(fragment: &'static str, before: &'static str, on: &'static str) -> Vec<Vec<Mark>> {
    let (send, receive) = tokio::sync::oneshot::channel();
    visit(on, Visit { fragment, ..drawn_by(before) }, move |page| async move {
        Stage::on(&page).await;
        drawn_on(&page, on).await;
        let end = page.run("return Number(document.querySelector('.scrubber input').max)").await;
        let mut seen = Vec::new();
        // Between two verdicts as well: there a request that is refused shows what it is.
        for at in (0..).map(|step| f64::from(step) * 430.0).take_while(|at| *at < end.as_f64().unwrap()) {
            drag_to(&page, at).await;
            seen.push(marks(&page).await);
        }
        send.send(seen).unwrap();
    })
    .await;
    receive.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_drawings_draw_the_same() {
    let colours = [LIGHT_REQUEST, [0xb8, 0x44, 0x0b], [0x0a, 0x73, 0x60]];
    for (fragment, kinds) in [("", vec![0, 2]), ("#blocked=1", vec![0, 1, 2])] {
        let gl = told(fragment, GL, "webgl2").await;
        let flat = told(fragment, FLAT, "2d").await;
        assert_eq!(gl.len(), flat.len());
        let mut met = Vec::new();
        for (step, (gl, flat)) in gl.iter().zip(&flat).enumerate() {
            assert_eq!(gl.len(), flat.len(), "{fragment}, step {step}: {gl:?} and {flat:?}");
            for (gl, flat) in gl.iter().zip(flat) {
                let apart = gl.bounds.iter().zip(flat.bounds).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(apart <= 2.0, "{fragment}, step {step}: {gl:?} and {flat:?}");
                assert_eq!(gl.colour, flat.colour, "{fragment}, step {step}");
                assert!(
                    (gl.area / flat.area - 1.0).abs() < 0.2,
                    "{fragment}, step {step}: {gl:?} and {flat:?}"
                );
                let kind = colours.iter().position(|colour| *colour == gl.colour);
                met.extend(kind.filter(|kind| met.last() != Some(kind)));
            }
        }
        assert_eq!(met, kinds, "{fragment}: the kinds in the order of the story");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_context_that_comes_back_draws_on() {
    visit("lost-restored", drawn_by(GL), |page| async move {
        let stage = Stage::on(&page).await;
        drawn_on(&page, "webgl2").await;
        let before = one_mark(&page, "a mark", |_| true).await;
        let lose = "const done = arguments[0]; const context = window.contexts.at(-1);
            const extension = context.getExtension('WEBGL_lose_context');
            context.canvas.addEventListener('webglcontextlost', () => setTimeout(() => extension.restoreContext(), 50));
            context.canvas.addEventListener('webglcontextrestored', () => setTimeout(done, 50));
            extension.loseContext();";
        page.driver.client.execute_async(lose, Vec::new()).await.unwrap();
        let after = one_mark(&page, "the mark is there again", |_| true).await;
        assert_eq!(before, after);
        stage.press("Step").await;
        stage.press("Step").await;
        one_mark(&page, "it moves on", |mark| mark.bounds[0] > before.bounds[0] + 50.0).await;
        assert_eq!(drawing(&page).await, "webgl2");
        assert_eq!(page.run("return window.contexts.length").await, 2, "the same canvas gives its context again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_context_that_stays_lost_is_replaced_by_canvas_2d() {
    visit("lost", drawn_by(GL), |page| async move {
        let stage = Stage::on(&page).await;
        drawn_on(&page, "webgl2").await;
        let before = one_mark(&page, "a mark", |_| true).await;
        page.run(
            "window.denies = false; window.contexts.at(-1).getExtension('WEBGL_lose_context').loseContext()",
        )
        .await;
        drawn_on(&page, "2d").await;
        one_mark(&page, "the mark is there again", |mark| mark.colour == before.colour).await;
        assert_eq!(page.run("return document.querySelectorAll('[data-drawing] canvas').length").await, 1);
        stage.press("Step").await;
        stage.press("Step").await;
        one_mark(&page, "it moves on", |mark| mark.bounds[0] > before.bounds[0] + 50.0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drawing_follows_size_and_density() {
    for before in [GL, FLAT] {
        visit("density", drawn_by(before), |page| async move {
            Stage::on(&page).await;
            // From one to the next without a reload, as by zooming: in the first four the figure's width stays the same. The
            // last is a phone.
            for (width, ratio) in [(1280, 1.0), (1400, 2.0), (1600, 3.0), (1280, 1.25), (700, 1.25), (390, 3.0)] {
                let screen =
                    json!({ "width": width, "height": 800, "deviceScaleFactor": ratio, "mobile": false });
                page.driver.devtools("Emulation.setDeviceMetricsOverride", screen).await;
                let what = format!("the canvas fits {width} px at {ratio}");
                let scale = page
                    .until(&what, || async {
                        let found = page
                            .run(
                                "const canvas = document.querySelector('[data-drawing] canvas');
                                const svg = document.querySelector('svg.scene');
                                if (!canvas) return null;
                                const [shown, below] = [canvas.getBoundingClientRect(), svg.getBoundingClientRect()];
                                const near = (a, b) => Math.abs(a - b) < 1.01;
                                return near(canvas.width, shown.width * devicePixelRatio)
                                    && near(canvas.height, shown.height * devicePixelRatio)
                                    && near(shown.width, below.width) && near(shown.height, below.height)
                                    ? [shown.width / svg.viewBox.baseVal.width, devicePixelRatio] : null",
                            )
                            .await;
                        found[0].as_f64().filter(|_| found[1] == ratio)
                    })
                    .await;
                // With a soft edge, and one more where the canvas lies between pixels.
                let mark = one_mark(&page, &what, |_| true).await;
                let [_, _, wide, high] = mark.bounds;
                let [half_wide, half_high] = capsule(width);
                for (side, half) in [(wide, half_wide), (high, half_high)] {
                    assert!((side - 2.0 * half * scale).abs() < 4.0 / ratio, "{what}: {mark:?} at {scale}");
                }
                // The lock in it takes a part of it, and on a dense screen its inner wall parts the shell from the rest.
                let middle = 4.0 * (half_wide - half_high) * half_high;
                let whole = (std::f64::consts::PI * half_high.powi(2) + middle) * scale.powi(2);
                assert!([0.6..0.95, 0.24..0.34].iter().any(|share| share.contains(&(mark.area / whole))), "{what}: {mark:?} at {scale}");
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_marks_take_the_themes_colours() {
    for (before, on) in [(GL, "webgl2"), (FLAT, "2d")] {
        visit("theme", drawn_by(before), move |page| async move {
            Stage::on(&page).await;
            drawn_on(&page, on).await;
            let theme = |scheme: &'static str, forced: &'static str| {
                let features = json!({ "features": [
                    { "name": "prefers-color-scheme", "value": scheme },
                    { "name": "forced-colors", "value": forced },
                    { "name": "prefers-reduced-motion", "value": "reduce" },
                ]});
                page.driver.devtools("Emulation.setEmulatedMedia", features)
            };
            one_mark(&page, "light", |mark| mark.colour == LIGHT_REQUEST).await;
            theme("dark", "none").await;
            one_mark(&page, "dark", |mark| mark.colour == DARK_REQUEST).await;
            theme("dark", "active").await;
            one_mark(&page, "forced", |mark| mark.colour == [0xff; 3]).await;
            theme("light", "none").await;
            one_mark(&page, "light again", |mark| mark.colour == LIGHT_REQUEST).await;
        })
        .await;
    }
}

/// Canvases that the page holds; as many contexts, where those are kept count of.
async fn held(page: &Page) -> u64 {
    let count = "const canvases = document.querySelectorAll('[data-drawing] canvas').length;
        const contexts = window.contexts?.filter((context) => !context.isContextLost()).length ?? canvases;
        return [canvases, contexts]";
    let [canvases, contexts]: [u64; 2] = serde_json::from_value(page.run(count).await).unwrap();
    assert_eq!(canvases, contexts);
    canvases
}

#[tokio::test(flavor = "multi_thread")]
async fn off_screen_and_hidden_there_is_no_canvas_and_no_frame() {
    let count = "const ask = window.requestAnimationFrame.bind(window); window.asked = 0;
        window.requestAnimationFrame = (then) => { window.asked += 1; return ask(then); };";
    // Too low a screen for the stage to follow the reader.
    let look = Look { size: (1280, 540), ..Look::default() };
    for (many, first) in [(true, GL), (false, "")] {
        let before: &'static str = Box::leak(format!("{first} {count}").into_boxed_str());
        visit(
            "off-screen",
            Visit { before: Some(before), look, many, ..Visit::default() },
            |page| async move {
                Stage::on(&page).await;
                let hide = "Object.defineProperty(document, 'hidden', { value: true, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'))";
                let show = "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))";
                let away = "window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })";
                let back = "document.querySelector('.figure-box').scrollIntoView({ behavior: 'instant' })";
                for (leave, come_back) in [(away, back), (hide, show)] {
                    page.until("it plays", || async { (held(&page).await == 1).then_some(()) }).await;
                    let asked = page.run("return window.asked").await;
                    page.until("frames run", || async {
                        (page.run("return window.asked").await != asked).then_some(())
                    })
                    .await;
                    page.run(leave).await;
                    page.until("the canvas is given back", || async {
                        (held(&page).await == 0).then_some(())
                    })
                    .await;
                    let frames = "const done = arguments[0]; const before = window.asked;
                setTimeout(() => done(window.asked - before), 250)";
                    let asked = page.driver.client.execute_async(frames, Vec::new()).await.unwrap();
                    assert_eq!(asked, 0, "frames asked for after: {leave}");
                    page.run(come_back).await;
                }
                page.until("it plays again", || async { (held(&page).await == 1).then_some(()) }).await;
                one_mark(&page, "a mark", |_| true).await;
            },
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_widgets_on_a_page_all_draw() {
    visit("twenty", drawn_by(GL), |page| async move {
        page.driver.client.goto(&page.site.twenty()).await.unwrap();
        for frame in 0..20_u16 {
            page.run(&format!(
                "document.querySelectorAll('iframe')[{frame}].scrollIntoView({{ behavior: 'instant' }})"
            ))
            .await;
            page.driver.client.clone().enter_frame(frame).await.unwrap();
            Stage::on(&page).await;
            drawn_on(&page, "webgl2").await;
            one_mark(&page, "a mark", |mark| mark.colour == LIGHT_REQUEST).await;
            page.driver.client.clone().enter_parent_frame().await.unwrap();
            let held = page
                .run(
                    "return [...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow.contexts ?? [])
                    .flat().filter((context) => !context.isContextLost()).length",
                )
                .await;
            assert!((1..=3).contains(&held.as_u64().unwrap()), "{held} contexts held at widget {frame}");
        }
    })
    .await;
}

//! The element among what other authors' pages do with it: their styles decide, and where they say nothing it has its size.

use serde_json::{Value, json};

use super::support::{Page, Visit, visit_page, visit_page_in_each};

async fn measure(page: &Page, css: &str, html: &str) -> Value {
    page.driver
        .client
        .execute("return measure(...arguments)", vec![css.into(), html.into()])
        .await
        .unwrap_or_else(|error| panic!("{css} {html}: {error}"))
}

/// The page's style, its markup, and the figure's width and height in a window of 1280 by 800.
const LAYOUTS: &[(&str, &str, (u32, u32))] = &[
    ("", "FIGURE", (1280, 664)),
    ("main { width: 900px }", "<main>FIGURE</main>", (900, 529)),
    ("main { width: 500px }", "<main>FIGURE</main>", (500, 674)),
    ("main { display: flex }", "<main>FIGURE</main>", (1120, 625)),
    ("main { display: flex; width: 600px }", "<main>FIGURE</main>", (600, 676)),
    (
        "main { display: flex } aside { flex: none; width: 480px }",
        "<main><aside></aside>FIGURE</main>",
        (800, 505),
    ),
    ("main { display: flex } traffic-gauntlet { flex: 1 }", "<main>FIGURE</main>", (1280, 664)),
    ("main { display: flex; flex-direction: column }", "<main>FIGURE</main>", (1280, 664)),
    (
        "main { display: flex; flex-direction: column; align-items: center }",
        "<main>FIGURE</main>",
        (1120, 625),
    ),
    (
        "main { display: flex; flex-direction: column; align-items: center; width: 700px }",
        "<main>FIGURE</main>",
        (700, 480),
    ),
    ("main { display: grid }", "<main>FIGURE</main>", (1280, 664)),
    ("main { display: grid; place-items: center }", "<main>FIGURE</main>", (1120, 625)),
    ("main { display: grid; grid-template-columns: auto 80px }", "<main>FIGURE<p></p></main>", (1200, 645)),
    ("main { display: grid; grid-template-columns: 1fr 2fr }", "<main>FIGURE<p></p></main>", (427, 625)),
    ("traffic-gauntlet { float: left }", "FIGURE", (1120, 625)),
    ("main { width: 600px } traffic-gauntlet { float: right }", "<main>FIGURE</main>", (600, 676)),
    ("traffic-gauntlet { display: inline-block }", "<p>text FIGURE text</p>", (1120, 625)),
    (
        "traffic-gauntlet { display: inline-block }",
        "<p style='width: 600px'>text FIGURE text</p>",
        (600, 676),
    ),
    ("traffic-gauntlet { display: inline }", "FIGURE", (1280, 664)),
    ("traffic-gauntlet { display: contents }", "FIGURE", (1280, 664)),
    ("traffic-gauntlet { display: flex }", "FIGURE", (1280, 664)),
    ("traffic-gauntlet { display: grid }", "FIGURE", (1280, 664)),
    ("table { border-spacing: 0 } td { padding: 0 }", "<table><tr><td>FIGURE</table>", (1120, 625)),
    (
        "table { border-spacing: 0; width: 640px } td { padding: 0 }",
        "<table><tr><td>FIGURE</table>",
        (640, 465),
    ),
    ("dialog { border: 0; padding: 0 }", "<dialog>FIGURE</dialog>", (1120, 625)),
    ("dialog { border: 0; padding: 0; width: 640px }", "<dialog>FIGURE</dialog>", (640, 465)),
    ("aside { border: 0; padding: 0 }", "<aside popover>FIGURE</aside>", (1120, 625)),
    ("", "<details open><summary>More</summary>FIGURE</details>", (1280, 664)),
    ("", "<div><template data-shadow>FIGURE</template></div>", (1280, 664)),
    ("", "<div style='display: flex'><template data-shadow>FIGURE</template></div>", (1120, 625)),
    ("main { columns: 2; column-gap: 0 }", "<main>FIGURE</main>", (640, 465)),
    ("traffic-gauntlet { position: absolute }", "FIGURE", (1120, 625)),
    ("traffic-gauntlet { position: fixed; inset: 0 }", "FIGURE", (1280, 800)),
    ("traffic-gauntlet { position: sticky; top: 0 }", "FIGURE", (1280, 664)),
    ("traffic-gauntlet { width: 640px }", "FIGURE", (640, 465)),
    ("traffic-gauntlet { width: 50% }", "FIGURE", (640, 465)),
    ("traffic-gauntlet { max-width: 700px; margin: auto }", "FIGURE", (700, 480)),
    ("traffic-gauntlet { width: fit-content }", "FIGURE", (1120, 625)),
    ("traffic-gauntlet { height: 500px }", "FIGURE", (1280, 500)),
    ("traffic-gauntlet { height: 1500px }", "FIGURE", (1280, 1500)),
    ("traffic-gauntlet { height: 50vh }", "FIGURE", (1280, 400)),
    ("traffic-gauntlet { max-height: 600px }", "FIGURE", (1280, 600)),
    ("traffic-gauntlet { min-height: 1600px }", "FIGURE", (1280, 1600)),
    ("traffic-gauntlet { --gauntlet-height: 640px }", "FIGURE", (1280, 640)),
    ("main { height: 700px } traffic-gauntlet { height: 100% }", "<main>FIGURE</main>", (1280, 700)),
    ("main { display: grid; grid-template-rows: 900px }", "<main>FIGURE</main>", (1280, 900)),
    ("traffic-gauntlet { padding: 40px; border: 10px solid; box-sizing: border-box }", "FIGURE", (1180, 640)),
    ("* { all: unset !important }", "FIGURE", (1280, 664)),
    ("* { all: unset !important }", "<div><p>FIGURE</p></div>", (1280, 664)),
    ("* { all: initial !important }", "FIGURE", (1280, 664)),
    (
        "* { box-sizing: content-box !important; padding: 0 !important; margin: 0 !important; max-width: none !important }",
        "FIGURE",
        (1280, 664),
    ),
    (
        "iframe, img, canvas, div, p { display: none !important; width: 1px !important }",
        "FIGURE",
        (1280, 664),
    ),
];

/// What the element shall be by the page's style, and what it is.
const WINS: &[(&str, &str, &str, &str)] = &[
    ("", "<traffic-gauntlet src=gauntlet/ style='display: none'></traffic-gauntlet>", "display", "none"),
    (
        ".gone { display: none }",
        "<traffic-gauntlet src=gauntlet/ class=gone></traffic-gauntlet>",
        "display",
        "none",
    ),
    ("", "<traffic-gauntlet src=gauntlet/ hidden></traffic-gauntlet>", "display", "none"),
    ("traffic-gauntlet { display: inline-flex }", "FIGURE", "display", "inline-flex"),
    ("traffic-gauntlet { position: fixed }", "FIGURE", "position", "fixed"),
    ("traffic-gauntlet { position: absolute }", "FIGURE", "position", "absolute"),
    ("", "FIGURE", "position", "static"),
    ("", "FIGURE", "display", "block"),
];

#[tokio::test(flavor = "multi_thread")]
async fn it_has_its_size_wherever_it_stands() {
    visit_page_in_each("layouts.html", Visit::default(), |page| async move {
        let mut wrong = Vec::new();
        for (css, html, (width, height)) in LAYOUTS {
            let found = measure(&page, css, html).await;
            // Some styles bring back the window's scroll bar.
            let wanted = *width;
            let width = wanted.min(found["window"].as_u64().unwrap() as u32);
            // Its own height follows from its width: some 24 pixels less for 100 fewer.
            let height = height - (wanted - width) * 244 / 1_000;
            let is =
                |name: &str, expected: u32| (found[name].as_f64().unwrap() - f64::from(expected)).abs() < 1.0;
            if !is("width", width) || !is("height", height) || found["wide"] == true {
                wrong.push(format!("{css} {html}: expected {width} x {height}, found {found}"));
            }
        }
        assert!(wrong.is_empty(), "{:?}: {}", page.driver.kind, wrong.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_own_styles_win() {
    visit_page_in_each("layouts.html", Visit::default(), |page| async move {
        for (css, html, property, expected) in WINS {
            let found = measure(&page, css, html).await;
            assert_eq!(found[property], json!(expected), "{css} {html}");
            assert_eq!(found["width"] == 0, *expected == "none", "{css} {html}: {found}");
        }
        // Hidden it loads nothing, and shown it does.
        measure(
            &page,
            ".gone { display: none }",
            "<traffic-gauntlet src=gauntlet/ class=gone></traffic-gauntlet>",
        )
        .await;
        let frames =
            "return document.querySelector('traffic-gauntlet').shadowRoot.querySelectorAll('iframe').length";
        assert_eq!(page.run(frames).await, 0);
        page.run("document.querySelector('traffic-gauntlet').className = ''").await;
        page.until("it is loaded", || async { (page.run(frames).await == 1).then_some(()) }).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_leave_it_out_of_its_print() {
    // Only Chromium shows a page as it will be printed.
    visit_page("layouts.html", Visit::default(), |page| async move {
        let css = "@media print { traffic-gauntlet { display: none } }";
        assert_eq!(measure(&page, css, "FIGURE").await["display"], "block");
        page.driver.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        assert_eq!(measure(&page, css, "FIGURE").await["display"], "none");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_quirks_mode_it_keeps_its_height() {
    visit_page_in_each("quirks.html", Visit::default(), |page| async move {
        assert_eq!(page.run("return document.compatMode").await, "BackCompat");
        let height = page.run("return document.querySelector('traffic-gauntlet').offsetHeight").await;
        assert_eq!(height, 664);
    })
    .await;
}

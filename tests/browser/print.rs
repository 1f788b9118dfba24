//! The page on paper: the packet in its gate, nothing that only a screen can use, and no page with hardly anything on it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lopdf::content::Content;
use lopdf::{Document, Object};
use serde_json::json;

use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const STILL: Look =
    Look { size: (1280, 800), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// Width and height in inches: A4 and US Letter.
const PAPERS: [(f64, f64); 2] = [(8.27, 11.69), (8.5, 11.0)];

/// Fewer characters than these, on a page without the figure, are an orphan: some six lines.
const ORPHAN: usize = 400;

/// Colors of the packets, as a PDF has them.
const REQUEST: [u8; 3] = [0x0b, 0x5f, 0xbf];

async fn printed(page: &Page, (width, height): (f64, f64)) -> Document {
    let paper = json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": false });
    let told = page.driver.devtools("Page.printToPDF", paper).await;
    let bytes = BASE64_STANDARD.decode(told["data"].as_str().unwrap()).unwrap();
    Document::load_mem(&bytes).unwrap()
}

/// How many shapes of a page are filled with a color.
fn fills(pdf: &Document, page: (u32, u16), color: [u8; 3]) -> usize {
    let content = Content::decode(&pdf.get_page_content(page).unwrap()).unwrap();
    let (mut filled, mut stack, mut count) = ([0.0_f32; 3], Vec::new(), 0);
    let part = |operand: &Object| operand.as_float().unwrap_or_default();
    for operation in content.operations {
        match operation.operator.as_str() {
            "rg" => filled = [0, 1, 2].map(|at| operation.operands.get(at).map_or(0.0, part)),
            "q" => stack.push(filled),
            "Q" => filled = stack.pop().unwrap_or_default(),
            "f" | "f*" | "B" | "B*" => {
                let near = filled.iter().zip(color).all(|(a, b)| (a * 255.0 - f32::from(b)).abs() < 1.5);
                count += usize::from(near);
            }
            _ => {}
        }
    }
    count
}

/// A moment at which a gate judges the packet, by the slider.
async fn judged_at(page: &Page, hop: usize) -> f64 {
    let stage = Stage::on(page).await;
    drag_to(page, 0.0).await;
    for _ in 0..hop {
        stage.press("Step").await;
    }
    let verdict = page.run("return document.querySelector('.scrubber input').valueAsNumber").await;
    let mut at = verdict.as_f64().unwrap();
    while page.run("return document.querySelector('.gate[data-state=judging]') === null").await == true {
        at += 50.0;
        drag_to(page, at).await;
    }
    at
}

/// How the packet stood while the page was printed: inside the post of the gate that judges it.
const IN_ITS_GATE: &str = "
    const packet = document.querySelector('#stage .packet');
    const post = document.querySelector('.gate[data-state=judging] .gate-post');
    if (!packet?.checkVisibility()) return 'no packet';
    const [inner, outer] = [packet, post].map((part) => part.getBoundingClientRect());
    const held = inner.left >= outer.left - 1 && inner.right <= outer.right + 1
        && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    return held ? 'in its gate' : JSON.stringify([inner, outer]);";

#[tokio::test(flavor = "multi_thread")]
async fn the_packet_is_in_its_gate_on_paper() {
    for fragment in ["", "#blocked=1", "#direction=egress", "#direction=egress&blocked=1"] {
        visit("print-packet", Visit { fragment, look: STILL, ..Visit::default() }, move |page| async move {
            Stage::on(&page).await;
            judged_at(&page, 1).await;
            let with = printed(&page, PAPERS[0]).await;
            let first = with.get_pages()[&1];
            let while_judged = fills(&with, first, REQUEST);
            // Other marks have its color too: without it there is one less.
            page.run("document.styleSheets[0].insertRule('.packet { display: none !important }')").await;
            let without = printed(&page, PAPERS[0]).await;
            let rest = fills(&without, without.get_pages()[&1], REQUEST);
            assert!(while_judged > rest, "{fragment}: {while_judged} and without it {rest} shapes");
            page.run("document.styleSheets[0].deleteRule(0)").await;
            // Where it stands, by what paper shows of the page.
            judged_at(&page, 1).await;
            page.run("dispatchEvent(new Event('beforeprint'))").await;
            page.driver.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
            assert_eq!(page.run(IN_ITS_GATE).await, "in its gate", "{fragment}");
            let left = page.run(
                "return [...document.querySelectorAll('button, input, select, textarea, summary, canvas, dialog, [role=button]:not(.gate, .chip)')]
                    .filter((part) => part.checkVisibility() && !part.matches('.request-line') && !part.closest('.decoder, .answer')).map((part) => part.outerHTML.slice(0, 80))",
            ).await;
            assert_eq!(left, json!([]), "{fragment}: what only a screen can use");
            page.driver.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
            page.run("dispatchEvent(new Event('afterprint'))").await;
            page.until("the figure has the window's class again", || async {
                page.run("return document.querySelector('.figure-box').classList.contains('wide')").await.as_bool()?.then_some(())
            })
            .await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_hardly_anything_on_it() {
    for (fragment, javascript) in [("", true), ("#direction=egress&blocked=1", true), ("", false)] {
        let look = Look { javascript, ..STILL };
        visit("print-pages", Visit { fragment, look, ..Visit::default() }, move |page| async move {
            if javascript {
                Stage::on(&page).await;
                drag_to(&page, 900_000.0).await;
            }
            for paper in PAPERS {
                let pdf = printed(&page, paper).await;
                let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
                let texts: Vec<String> =
                    pages.iter().map(|number| pdf.extract_text(&[*number]).unwrap()).collect();
                let lengths: Vec<usize> =
                    texts.iter().map(|text| text.split_whitespace().map(str::len).sum()).collect();
                assert!(pages.len() >= 4, "{paper:?}: the article: {lengths:?}");
                assert!(
                    texts[0].contains("OUTSIDE"),
                    "{paper:?}: the figure is on the first page: {}",
                    texts[0]
                );
                assert!(lengths.iter().all(|length| *length >= ORPHAN), "{fragment} {paper:?}: {lengths:?}");
                let all = texts.concat();
                for control in ["Play", "Step", "Send it", "Follow the packet", "Blocked request", "Copy"] {
                    assert!(!texts[0].contains(control), "{paper:?}: “{control}” on paper: {}", texts[0]);
                }
                assert!(all.contains("Service"), "the words are read");
            }
        })
        .await;
    }
}

/// Prints while the story plays: the moment at which the reader asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_playing_story_is_printed_at_its_moment() {
    visit("print-playing", Visit::default(), |page| async move {
        Stage::on(&page).await;
        // What the app does when a print begins is done before the browser lays the page out for paper.
        let printed = "const done = arguments[0]; const slider = document.querySelector('.scrubber input');
            const wait = () => slider.valueAsNumber < 1200 ? requestAnimationFrame(wait) : (
                dispatchEvent(new Event('beforeprint')),
                Promise.resolve().then(() => 0).then(() => 0).then(() => {
                    const packet = document.querySelector('#stage .packet');
                    done([slider.valueAsNumber, packet?.getAttribute('transform') ?? null]);
                }));
            wait();";
        let playing = page.driver.client.execute_async(printed, Vec::new()).await.unwrap();
        let moment = playing[0].as_f64().unwrap();
        drag_to(&page, moment).await;
        let paused = page.driver.client.execute_async(printed, Vec::new()).await.unwrap();
        assert_eq!(playing, paused);
        drag_to(&page, moment + 150.0).await;
        let later = page.driver.client.execute_async(printed, Vec::new()).await.unwrap();
        assert_ne!(later[1], paused[1], "the packet moves meanwhile");
    })
    .await;
}

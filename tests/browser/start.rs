//! How the page starts, and what a reader sees where it can't.

use fantoccini::Locator;

use super::support::driver::Look;
use super::support::{Stage, Visit, visit, visit_page};

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_the_article_and_a_still_are_there() {
    let start = Visit { look: Look { javascript: false, ..Look::default() }, ..Visit::default() };
    visit("no-javascript", start, |page| async move {
        let body = page.driver.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap();
        for words in ["NAT", "Load balancer", "Egress", "Service"] {
            assert!(body.contains(words), "the article says “{words}”");
        }
        let stills = page.driver.client.find_all(Locator::Css("#stage svg.scene")).await.unwrap();
        let mut shown = 0;
        for still in &stills {
            shown += usize::from(still.is_displayed().await.unwrap());
        }
        assert_eq!((stills.len(), shown), (3, 1), "one still of three is shown");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_wasm_cannot_start_a_message_says_so() {
    let cases = [
        ("no-wasm-file", Visit { missing: Some(("", ".wasm")), ..Visit::default() }),
        ("no-script-file", Visit { missing: Some(("gauntlet-app", ".js")), ..Visit::default() }),
        ("no-webassembly", Visit { before: Some("delete window.WebAssembly"), ..Visit::default() }),
    ];
    for (name, start) in cases {
        visit(name, start, |page| async move {
            let text = page
                .until("the message is shown", || async {
                    let message = page.driver.client.find(Locator::Css("#stage-message")).await.ok()?;
                    let text = message.text().await.ok()?;
                    (!text.is_empty()).then_some(text)
                })
                .await;
            assert!(text.contains("still"), "{text}");
            let still = page.driver.client.find(Locator::Css("#stage svg.scene")).await;
            assert!(still.is_ok(), "the still stays");
        })
        .await;
    }
}

/// Keeps what moved, from where to where and by how much.
const SHIFTS: &str = "window.shifts = []; const at = (r) => [r.x, r.y, r.width, r.height].join(' '); \
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) \
    for (const { node, previousRect, currentRect } of entry.sources) \
    window.shifts.push([(node?.outerHTML ?? node?.data ?? 'gone').slice(0, 120), at(previousRect), at(currentRect), \
    entry.value, entry.startTime].join(' | ')); }).observe({ type: 'layout-shift', buffered: true });";

#[tokio::test(flavor = "multi_thread")]
async fn the_app_takes_over_without_a_jump() {
    for (name, size) in [("jump-wide", (1280, 800)), ("jump-medium", (760, 900)), ("jump-narrow", (390, 844))]
    {
        let look = Look { size, ..Look::default() };
        let start = Visit { fragment: "#speed=4", look, before: Some(SHIFTS), ..Visit::default() };
        visit(name, start, |page| async move {
            Stage::on(&page).await.watch_to_the_end().await;
            let shifts = page.run("return window.shifts").await;
            assert_eq!(shifts, serde_json::json!([]), "layout shifts from start to end");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_arrives_in_two_parts_does_not_jump() {
    for (host, last, width, height) in [
        ("half-page", "select.speed", 1280, 800),
        ("half-masthead", ".masthead svg", 390, 800),
        ("half-masthead", ".masthead svg", 1280, 800),
        ("half-title", ".masthead h1", 390, 800),
        ("half-title", ".masthead h1", 1280, 800),
    ] {
        let look = Look { size: (1300, 850), ..Look::default() };
        let start = Visit { look, before: Some(SHIFTS), ..Visit::default() };
        visit_page("plain.html", start, |page| async move {
            page.run(&format!(
                "window.frame = document.createElement('iframe'); frame.src = 'as/{host}/'; \
                 frame.width = {width}; frame.height = {height}; document.body.append(frame)"
            ))
            .await;
            let half = format!(
                "const inner = frame.contentWindow; \
                 if (!inner.document.querySelector('{last}')) return false; return new Promise((done) => \
                 inner.requestAnimationFrame(() => inner.requestAnimationFrame(() => done(true))))"
            );
            page.until("half of it is painted", || async { (page.run(&half).await == true).then_some(()) })
                .await;
            page.site.release();
            let whole = "return frame.contentDocument.getElementById('stage')?.dataset.state === 'ready'";
            page.until("all of it is there", || async { (page.run(whole).await == true).then_some(()) })
                .await;
            let shifts = page.run("return frame.contentWindow.shifts").await;
            assert_eq!(shifts, serde_json::json!([]), "{host} at {width}");
        })
        .await;
    }
}

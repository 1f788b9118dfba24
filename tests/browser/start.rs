//! How the page starts, and what a reader sees where it can't.

use fantoccini::Locator;

use super::support::driver::Look;
use super::support::{Stage, Visit, visit};

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

#[tokio::test(flavor = "multi_thread")]
async fn the_app_takes_over_without_a_jump() {
    // What moved, from where to where and by how much.
    let watch = "window.shifts = []; const at = (r) => [r.x, r.y, r.width, r.height].join(' '); \
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) \
        for (const { node, previousRect, currentRect } of entry.sources) \
        window.shifts.push([(node?.outerHTML ?? node?.data ?? 'gone').slice(0, 120), at(previousRect), at(currentRect), \
        entry.value, entry.startTime].join(' | ')); }).observe({ type: 'layout-shift', buffered: true });";
    for (name, size) in [("jump-wide", (1280, 800)), ("jump-medium", (760, 900)), ("jump-narrow", (390, 844))]
    {
        let look = Look { size, ..Look::default() };
        visit(name, Visit { look, before: Some(watch), ..Visit::default() }, |page| async move {
            Stage::on(&page).await.watch_to_the_end().await;
            let shifts = page.run("return window.shifts").await;
            assert_eq!(shifts, serde_json::json!([]), "layout shifts from start to end");
        })
        .await;
    }
}

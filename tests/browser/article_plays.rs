//! The article plays: its links show their moments in place, and past the figure the stage follows the reader, small.

use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// Keeps what moved.
const SHIFTS: &str = "window.shifts = []; new PerformanceObserver((list) => { for (const { sources } of list.getEntries()) \
    for (const { node, previousRect: a, currentRect: b } of sources) \
    window.shifts.push([(node?.outerHTML ?? node?.data ?? 'gone').slice(0, 90), a.x, a.y, a.width, a.height, b.x, b.y, b.width, \
    b.height].join(' ')); }).observe({ type: 'layout-shift', buffered: true });";

/// Until all that watches the page's scrolling has seen where it is now, and that is painted.
const SETTLED: &str = "const done = arguments[0]; new IntersectionObserver((_, watch) => { watch.disconnect(); \
    requestAnimationFrame(() => requestAnimationFrame(() => done())); }).observe(document.body);";

fn at(size: (u32, u32), fragment: &'static str) -> Visit {
    Visit { fragment, look: Look { size, ..Look::default() }, before: Some(SHIFTS), ..Visit::default() }
}

/// Scrolls a part of the article to the middle of the screen.
async fn read(page: &Page, css: &str) {
    page.run(&format!(
        "document.querySelector('{css}').scrollIntoView({{ block: 'center', behavior: 'instant' }})"
    ))
    .await;
    page.driver.client.execute_async(SETTLED, Vec::new()).await.unwrap();
}

/// Whether the stage is small, and its box.
async fn small(page: &Page) -> (bool, Vec<f64>) {
    let told = page
        .run(
            "const { top, left, right, height } = document.querySelector('.stage').getBoundingClientRect();
            return [document.getElementById('stage').hasAttribute('data-small'), [top, left, right, height]]",
        )
        .await;
    (told[0] == true, serde_json::from_value(told[1].clone()).unwrap())
}

/// Presses Enter on a link.
async fn press(page: &Page, link: &str) {
    let focus = format!(
        "const link = document.querySelector('{link}'); link.focus({{ preventScroll: true }}); return link"
    );
    let found = page.driver.client.execute(&focus, Vec::new()).await.unwrap();
    page.driver
        .client
        .clone()
        .find(fantoccini::Locator::Css(link))
        .await
        .unwrap()
        .send_keys("\u{e007}")
        .await
        .unwrap();
    assert!(!found.is_null(), "{link}");
}

async fn stands(page: &Page, gate: &str) -> Value {
    page.run(&format!("return document.querySelector('#stage [data-gate={gate}]')?.dataset.state ?? null"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_its_moment_in_place() {
    visit("show-me", at((1280, 720), "#autoplay=0"), |page| async move {
        let stage = Stage::on(&page).await;
        for (link, gate, state) in [
            ("a.show[href=\"#blocked=1&at=waf\"]", "waf", "blocked"),
            ("a.show[href=\"#blocked=0&at=service\"]", "service", "passed"),
            ("#outbound a.show[href=\"#direction=egress&at=nat-gateway\"]", "nat-gateway", "passed"),
            (".table a.show[href=\"#request=dead-pods\"]", "service", "failed"),
        ] {
            read(&page, link).await;
            page.run("shifts.length = 0").await;
            press(&page, link).await;
            page.until(&format!("{link} has played"), || async {
                let over = matches!(stage.phase().await.as_str(), "paused" | "done");
                (over && stands(&page, gate).await == state).then_some(())
            })
            .await;
            let marked = format!(
                "const link = document.querySelector('{link}');
                return [link === document.activeElement, link.getAttribute('aria-current'),
                    document.querySelectorAll('a.show[aria-current]').length, link.getBoundingClientRect().top > 200, shifts]"
            );
            assert_eq!(page.run(&marked).await, json!([true, "true", 1, true, []]), "{link}");
        }
        // Pressed again it begins again, and while it plays it pauses.
        let link = ".table a.show[href=\"#request=dead-pods\"]";
        press(&page, link).await;
        page.until("it plays again", || async { (stage.phase().await == "playing").then_some(()) }).await;
        press(&page, link).await;
        assert_eq!(stage.phase().await, "paused");
        // Another story by other means takes the mark away.
        page.run("document.querySelector('.stage [role=switch]').click()").await;
        let left = "return document.querySelectorAll('a.show[aria-current]').length";
        page.until("no link is marked", || async { (page.run(left).await == 0).then_some(()) }).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_little_motion_a_link_shows_a_still() {
    let mut start = at((1280, 720), "");
    start.look.reduced_motion = true;
    visit("show-still", start, |page| async move {
        let stage = Stage::on(&page).await;
        read(&page, "#layer-firewall").await;
        press(&page, "a.show[href=\"#blocked=1&at=waf\"]").await;
        page.until("the WAF has judged", || async {
            (stands(&page, "waf").await == "blocked").then_some(())
        })
        .await;
        assert_eq!(stage.phase().await, "paused");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_small_stage_shows_the_layer_that_is_read() {
    let marked = "return document.querySelector('a.show[aria-current]')?.hash ?? ''";
    let read = |page: Page, css: &'static str| async move {
        let scroll = format!(
            "scrollBy({{ top: document.querySelector('{css}').getBoundingClientRect().top - innerHeight * 0.35, behavior: 'instant' }})"
        );
        page.run(&scroll).await;
        page.driver.client.execute_async(SETTLED, Vec::new()).await.unwrap();
    };
    for (name, fragment, begins, follows) in [
        ("read", "#autoplay=0", true, true),
        ("read-not-begun", "#autoplay=0", false, false),
        ("read-own", "#autoplay=0&request=dead-pods", true, false),
    ] {
        let mut start = at((1280, 720), fragment);
        start.look.reduced_motion = true;
        visit(name, start, |page| async move {
            let stage = Stage::on(&page).await;
            if begins {
                stage.step_to_the_end().await;
            }
            for (layer, gate, hash) in [
                ("#layer-service", "service", "#blocked=0&at=service"),
                ("#layer-firewall", "waf", "#blocked=1&at=waf"),
            ] {
                read(page.clone(), layer).await;
                if !follows {
                    assert!(small(&page).await.0, "{name}: the stage follows");
                    assert_eq!(page.run(marked).await, "", "{name}: {layer}");
                    continue;
                }
                page.until(&format!("{layer} is on the stage"), || async {
                    (page.run(marked).await == hash && stands(&page, gate).await != "ahead").then_some(())
                })
                .await;
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fragment_names_the_layer_to_stand_at() {
    visit("at", at((1280, 720), "#direction=egress&at=nat-gateway"), |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!(
            (stands(&page, "nat-gateway").await, stands(&page, "egress-firewall").await),
            (json!("passed"), json!("ahead"))
        );
        assert_eq!(stage.phase().await, "paused");
        page.open("#at=nat-gateway").await;
        let warned = page.until("it warns", || async { Stage::on(&page).await.warnings().await.pop() }).await;
        assert!(warned.contains("“at” to “nat-gateway”"), "{warned}");
        page.open("#at=the-moon").await;
        let warned = page.until("it warns", || async { Stage::on(&page).await.warnings().await.pop() }).await;
        assert!(warned.contains("expected internet, firewall, waf"), "{warned}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn past_the_figure_the_stage_follows() {
    for (name, size) in
        [("small-wide", (1280, 720)), ("small-middle", (1024, 768)), ("small-narrow", (390, 844))]
    {
        visit(name, at(size, "#autoplay=0"), move |page| async move {
            Stage::on(&page).await;
            let heights = "return [document.documentElement.scrollHeight, document.querySelector('.figure-box').className]";
            let before = page.run(heights).await;
            // How the page starts is tested elsewhere.
            page.run("shifts.length = 0").await;
            assert!(!small(&page).await.0);
            // As slowly as a reader scrolls, there and back.
            let end = "return document.getElementById('stage').getBoundingClientRect().bottom";
            let from = page.run(end).await.as_f64().unwrap() - 700.0;
            for y in (0..=14).chain((0..14).rev()) {
                let top = from + 50.0 * f64::from(y);
                page.run(&format!("scrollTo({{ top: {top}, behavior: 'instant' }})")).await;
                page.driver.client.execute_async(SETTLED, Vec::new()).await.unwrap();
                if y == 14 {
                    assert!(small(&page).await.0, "{size:?}");
                }
            }
            assert!(!small(&page).await.0);
            page.run("scrollTo({ top: 0, behavior: 'instant' })").await;
            assert_eq!(page.run("return shifts").await, json!([]), "{size:?}");
            read(&page, "#layer-service").await;
            let (follows, place) = small(&page).await;
            assert!(follows, "{size:?}");
            assert!(place[0] == 0.0 && place[3] <= 220.0, "top, left, right, height: {place:?}");
            assert!(place[1] >= 0.0 && place[2] <= f64::from(size.0), "{place:?}");
            let shown = page
                .run(
                    "const seen = (css) => document.querySelector(css).getClientRects().length > 0;
                    return ['.glass', '.card', '.scrubber', '.story-controls', '.figure-box', '.play', '.full-size'].map(seen)",
                )
                .await;
            assert_eq!(shown, json!([false, false, false, false, true, true, true]));
            assert_eq!(page.run(heights).await[0], before[0], "nothing else moved");
            let class = "return document.querySelector('.figure-box').classList.contains('medium')";
            assert_eq!(page.run(class).await, true);
            read(&page, "#glossary").await;
            assert!(small(&page).await.0);
            // Back by the button, which is gone then: the stage itself has the focus.
            page.run("document.querySelector('.full-size').click()").await;
            page.until("it is back at the top", || async {
                (page.run("return scrollY").await == 0 && !small(&page).await.0).then_some(())
            })
            .await;
            page.driver.client.execute_async(SETTLED, Vec::new()).await.unwrap();
            assert_eq!(page.run(heights).await, before);
            let rest = page.run("return [scrollY, document.activeElement.className.split(' ')[0], shifts]").await;
            assert_eq!(rest, json!([0, "stage", []]), "{size:?}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_stage_follows_where_there_is_no_room_or_another_page_around() {
    visit("small-low", at((1280, 559), ""), |page| async move {
        Stage::on(&page).await;
        read(&page, "#layer-service").await;
        assert!(!small(&page).await.0, "a low window");
        // There a link leads to the figure.
        press(&page, "a.show[href=\"#blocked=0&at=service\"]").await;
        let seen = "return document.querySelector('.figure-frame').getBoundingClientRect().bottom > 0";
        page.until("the figure is in view", || async { (page.run(seen).await == true).then_some(()) }).await;
    })
    .await;
    let framed =
        Visit { framed: true, look: Look { size: (1280, 720), ..Look::default() }, ..Visit::default() };
    visit("small-framed", framed, |page| async move {
        Stage::on(&page).await;
        read(&page, "#layer-service").await;
        assert!(!small(&page).await.0, "a frame");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_stage_has_no_barriers() {
    for (name, size, dark) in [("small-axe", (1280, 720), false), ("small-axe-dark", (390, 844), true)] {
        let look = Look { size, dark, reduced_motion: true, ..Look::default() };
        visit(name, Visit { look, ..Visit::default() }, move |page| async move {
            Stage::on(&page).await;
            page.run("for (const fold of document.querySelectorAll('.text details')) fold.open = true").await;
            read(&page, "#layer-firewall").await;
            press(&page, "a.show[href=\"#blocked=1&at=waf\"]").await;
            page.until("the WAF has judged", || async {
                (stands(&page, "waf").await == "blocked").then_some(())
            })
            .await;
            assert!(small(&page).await.0);
            let found = violations(&page).await;
            assert!(found.is_empty(), "{size:?}:\n{}", found.join("\n"));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figure_alone_shows_nothing_of_the_article() {
    visit("alone", at((700, 1200), "#view=stage"), |page| async move {
        Stage::on(&page).await;
        let shown = "const stage = document.getElementById('stage'), out = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node; (node = texts.nextNode()); ) {
                const part = node.parentElement, { width, height } = part.getBoundingClientRect();
                if (node.data.trim() && !stage.contains(part) && part.checkVisibility() && width > 1 && height > 1) out.push(node.data.trim());
            }
            return out";
        assert_eq!(page.run(shown).await, serde_json::json!([]));
    })
    .await;
}

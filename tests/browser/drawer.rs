//! The drawer of the two editors: what opens it, where it lies, and where the focus goes.

use http::Method;
use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

fn still(fragment: &'static str, size: (u32, u32), dark: bool) -> Visit {
    Visit { fragment, look: Look { size, dark, reduced_motion: true, ..Look::default() }, ..Visit::default() }
}

async fn press(page: &Page, keys: &str) {
    page.driver.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Opens an editor with a key, by what a selector finds, and waits until its first field has the focus.
async fn open(page: &Page, css: &str) {
    page.run(&format!("document.querySelector(`{css}`).focus()")).await;
    press(page, ENTER).await;
    page.until("its first field has the focus", || async {
        let first =
            "return document.activeElement.matches('#drawer [name=url], #drawer .files button:first-child')";
        (page.run(first).await == true).then_some(())
    })
    .await;
}

/// What has the focus: what it opens, or what it is.
async fn focused(page: &Page) -> Value {
    page.run("const it = document.activeElement; return [it.dataset.opens ?? it.name ?? it.localName, it.className]").await
}

const IS_OPEN: &str = "return document.getElementById('drawer').checkVisibility()";

/// Where the drawer and the figure are, in whole pixels, and what the window has.
async fn places(page: &Page) -> [i64; 6] {
    let script = "const drawer = document.getElementById('drawer').getBoundingClientRect(),
        figure = document.querySelector('.stage-box').getBoundingClientRect();
        return [drawer.left, drawer.right, drawer.top, drawer.bottom, figure.right, document.documentElement.clientWidth].map(Math.round)";
    serde_json::from_value(page.run(script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_opener_opens_its_editor_and_gets_the_focus_back() {
    let openers = [".request-line", ".openers [data-opens=request]", ".openers [data-opens=scenario]"];
    let icons = [".transport [data-opens=request]", ".transport [data-opens=scenario]"];
    visit("drawer", still("", (1280, 720), false), |page| async move {
        let stage = Stage::on(&page).await;
        for css in openers.into_iter().chain(icons) {
            let listed = icons.contains(&css);
            if listed {
                stage.open_the_list().await;
            }
            open(&page, css).await;
            let script = format!(
                "return document.querySelector('#drawer details[open]').dataset.editor === document.querySelector(`{css}`).dataset.opens"
            );
            assert_eq!(page.run(&script).await, true, "{css}: it opens what it says");
            press(&page, ESCAPE).await;
            assert_eq!(page.run(IS_OPEN).await, false, "{css}: Escape closes it");
            // The list has closed.
            let to = if listed { ".open-more" } else { css };
            let back = format!("return document.activeElement === document.querySelector(`{to}`)");
            assert_eq!(page.run(&back).await, true, "{css}: the focus is back, not on {}", focused(&page).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_tabs_show_one_editor_at_a_time_and_keep_what_was_typed() {
    visit("drawer-tabs", still("", (1280, 720), false), |page| async move {
        Stage::on(&page).await;
        open(&page, ".request-line").await;
        press(&page, "/typed").await;
        let typed = page.run("return document.querySelector('[name=url]').value").await;
        let shown = "return [...document.querySelectorAll('#drawer .workshop')].filter((it) => it.checkVisibility()).length";
        for (tab, there) in [(".scenario-editor", ".files"), (".editor", "[name=url]")] {
            page.run(&format!("document.querySelector(`#drawer {tab} > summary`).click()")).await;
            page.until("the other one is there", || async {
                let script = format!("return !!document.querySelector(`#drawer {there}`)?.checkVisibility()");
                (page.run(&script).await == true && page.run(shown).await == 1).then_some(())
            })
            .await;
        }
        assert_eq!(page.run("return document.querySelector('[name=url]').value").await, typed);
        // The tab on show closes it, and so does its button.
        page.run("document.querySelector('#drawer .editor > summary').click()").await;
        page.until("it is closed", || async { (page.run(IS_OPEN).await == false).then_some(()) }).await;
        open(&page, ".request-line").await;
        page.run("document.querySelector('#drawer > .close').click()").await;
        assert_eq!(page.run(IS_OPEN).await, false);
        assert_eq!(focused(&page).await, json!(["request", "request-line"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lies_beside_the_stage_over_its_right_or_below_as_there_is_room() {
    for (name, fragment, (width, height)) in [
        ("drawer-beside", "", (1280, 720)),
        ("drawer-over", "", (1024, 768)),
        ("drawer-column", "#view=stage", (700, 480)),
        ("drawer-sheet", "", (390, 844)),
    ] {
        visit(name, still(fragment, (width, height), width == 1024), |page| async move {
            Stage::on(&page).await;
            // The list of the transport's other buttons is open where there is one.
            page.run("document.querySelector('.transport .open-more').click()").await;
            open(&page, ".transport [data-opens=request]").await;
            let [left, right, top, bottom, figure, inner] = places(&page).await;
            let (width, height) = (i64::from(width), i64::from(height));
            assert_eq!((right, bottom), (inner, height), "{name}: it ends where the window does");
            match width {
                1280.. => assert!(left >= figure && top == 0, "{name}: {left} beside {figure}"),
                600..1280 => assert!(left == inner - 420 && top == 0, "{name}: {left}, {top}"),
                _ => assert!(left == 0 && top > height / 5 && top < height / 3, "{name}: {left}, {top}"),
            }
            let wide = page.run("return document.documentElement.scrollWidth <= innerWidth").await;
            assert_eq!(wide, true, "{name}: the page does not scroll sideways");
            let found = violations(&page).await;
            assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
            // Only a sheet keeps the focus, and closes where the reader touches the page beside it.
            let sheet = width < 600;
            let mut left = false;
            for _ in 0..40 {
                let tab = json!({ "actions": [{ "type": "key", "id": "keys", "actions": [
                    { "type": "keyDown", "value": "\u{e004}" }, { "type": "keyUp", "value": "\u{e004}" },
                ]}]});
                page.driver.raw(Method::POST, "actions", Some(tab)).await;
                let outside = "const on = document.activeElement; return on !== document.body && !on.closest('#drawer')";
                left |= page.run(outside).await == true;
            }
            assert_eq!(left, !sheet, "{name}: Tab leaves it");
            let touch = json!({ "actions": [{ "type": "pointer", "id": "finger", "actions": [
                { "type": "pointerMove", "x": 20, "y": 40 }, { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ]}]});
            page.driver.raw(Method::POST, "actions", Some(touch)).await;
            let shown = page.run("return !document.getElementById('drawer').hidden").await;
            assert_eq!(shown, !sheet, "{name}: it stays open");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_watched_without_a_drawer_that_covers_it() {
    for (name, size, stays) in
        [("drawer-sent-wide", (1280, 720), true), ("drawer-sent-phone", (390, 844), false)]
    {
        visit(name, still("", size, false), |page| async move {
            let stage = Stage::on(&page).await;
            open(&page, ".openers [data-opens=request]").await;
            page.run("document.querySelector('[name=url]').value = 'ftp://site.example/'").await;
            press(&page, ENTER).await;
            page.until("what is wrong is told", || async {
                let told = page.run("return document.querySelector('#drawer .problems').textContent").await;
                told.as_str()?.contains("ftp").then_some(())
            })
            .await;
            assert_eq!(page.run(IS_OPEN).await, true, "what is wrong is mended in it");
            page.run("document.querySelector('[name=url]').value = 'https://site.example/own'").await;
            press(&page, ENTER).await;
            page.until("the request is on show", || async {
                stage.caption().await.contains("request of your own").then_some(())
            })
            .await;
            assert_eq!(page.run(IS_OPEN).await, stays, "{name}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawer_that_can_not_be_loaded_says_so() {
    let missing = Visit { missing: Some(("later", ".js")), broken: true, ..still("", (1280, 720), false) };
    visit("drawer-missing", missing, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('.openers [data-opens=request]').click()").await;
        page.until("it is told", || async {
            stage.warnings().await.join(" ").contains("could not be loaded").then_some(())
        })
        .await;
    })
    .await;
}

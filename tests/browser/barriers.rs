//! No barriers that axe knows, in any story, theme and width, and on a page that embeds the figure.

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit, visit_page};

async fn none(page: &Page, where_: &str) {
    let found = violations(page).await;
    assert!(found.is_empty(), "{where_}:\n{}", found.join("\n"));
}

/// To the story's end, where all that it shows is on the page.
async fn to_the_end(page: &Page) {
    let stage = Stage::on(page).await;
    while stage.phase().await != "done" {
        stage.press("Step").await;
    }
}

async fn stories(name: &'static str, size: (u32, u32), dark: bool) {
    let look = Look { size, dark, reduced_motion: true, ..Look::default() };
    visit(name, Visit { look, ..Visit::default() }, move |page| async move {
        for fragment in
            ["", "#blocked=1", "#direction=egress", "#direction=egress&blocked=1", "#direction=up"]
        {
            page.driver.client.goto(&page.site.page(fragment)).await.unwrap();
            to_the_end(&page).await;
            none(&page, &format!("{fragment} at {size:?}, dark: {dark}")).await;
        }
        // All that unfolds, the drawer, which on a phone is a sheet over the page, and every dialog.
        page.run("for (const fold of document.querySelectorAll('.text details')) fold.open = true").await;
        none(&page, "everything unfolded").await;
        Stage { page: page.clone() }.open_the_editor().await;
        none(&page, "the drawer").await;
        page.run("document.querySelector('#drawer > .close').click()").await;
        let dialogs = page.run("return document.querySelectorAll('dialog').length").await.as_u64().unwrap();
        assert!(dialogs > 1);
        for dialog in 0..dialogs {
            page.run(&format!("document.querySelectorAll('dialog')[{dialog}].showModal()")).await;
            none(&page, &format!("dialog {dialog}")).await;
            page.run(&format!("document.querySelectorAll('dialog')[{dialog}].close()")).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn none_on_a_wide_screen() {
    stories("none_on_a_wide_screen", (1280, 800), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn none_on_a_phone_in_the_dark() {
    stories("none_on_a_phone_in_the_dark", (390, 844), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn none_on_a_page_that_embeds_the_figure() {
    visit_page("attributes.html", Visit::default(), |page| async move {
        page.until("the figures are ready", || async { (page.run("return ready").await == 2).then_some(()) })
            .await;
        none(&page, "the page around").await;
        for id in ["first", "second"] {
            page.enter(id).await;
            none(&page, &format!("in the frame of {id}")).await;
            page.driver.client.clone().enter_parent_frame().await.unwrap();
        }
    })
    .await;
}

//! The site in one file: opened from the disk with the network off, it does all that the site does.

use super::support::{Stage, Visit, visit};

/// Addresses of all that the page loaded, but for what it holds itself.
const LOADED: &str = "return performance.getEntriesByType('resource').map((entry) => entry.name) \
    .filter((name) => !/^(blob|data):/.test(name))";

#[tokio::test(flavor = "multi_thread")]
async fn it_plays_every_story_and_judges_a_request_of_the_readers_own() {
    let stories = [
        ("Ingress", false, "Answered"),
        ("Ingress", true, "waf.sql_injection"),
        ("Egress", true, "egress_firewall.name_denied"),
        ("Egress", false, "Answered"),
    ];
    visit("single", Visit { single: true, ..Visit::default() }, move |page| async move {
        let stage = Stage::on(&page).await;
        assert!(page.run("return location.protocol").await == "file:");
        assert_eq!(page.run("return navigator.onLine").await, false);
        let mut on = false;
        for (direction, blocked, expected) in stories {
            stage.choose(direction).await;
            if blocked != on {
                stage.block_the_request().await;
                on = blocked;
            }
            stage.step_to_the_end().await;
            let caption = stage.caption().await;
            assert!(caption.contains(expected), "{direction} {blocked}: {caption}");
        }
        stage.open_the_editor().await;
        super::editor::fill(&page, &[("url", "https://site.example/?q=<script>alert(1)</script>")]).await;
        stage.press("Send it").await;
        page.until("the reader's own request is on show", || async {
            stage.caption().await.contains("request of your own").then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        let caption = stage.caption().await;
        assert!(caption.contains("waf.cross_site_scripting"), "{caption}");
        page.run("document.querySelector('.scenario-editor > summary').click()").await;
        page.until("the scenario's editor is there", || async {
            let told =
                page.run("return document.querySelector('.scenario-editor .state')?.textContent").await;
            told.as_str()?.contains("Valid").then_some(())
        })
        .await;
        let styled = "return getComputedStyle(document.querySelector('.numbered')).display";
        assert_eq!(page.run(styled).await, "grid");
        assert_eq!(page.run(LOADED).await, serde_json::json!([]), "all of it came from the file");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_into_it_shows_that_moment() {
    let link = Visit { fragment: "#direction=egress&blocked=1", single: true, ..Visit::default() };
    visit("single-link", link, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("egress_firewall.name_denied"));
    })
    .await;
}

//! Nodes and pods that are taken down and brought back by a click or a key on them.

use serde_json::json;

use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const ENTER: &str = "\u{e007}";

/// Those that are down, in the order of the figure.
async fn down(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('#stage .chip.down')].map((chip) => chip.dataset.member)";
    serde_json::from_value(page.run(script).await).unwrap()
}

/// Waits until just these are down.
async fn until_down(page: &Page, names: &[&str]) {
    page.until(&format!("down: {names:?}"), || async { (down(page).await == names).then_some(()) }).await;
}

/// Makes a pod slow, and then takes it down.
async fn slow_then_down(page: &Page, pod: &str) {
    let click = format!(
        "document.querySelector('[data-member={pod}]').dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
    );
    page.run(&click).await;
    let title = format!("return document.querySelector('.chip.slow[data-member={pod}] title')?.textContent");
    let told = format!("{pod} is slow");
    let slow = page.until(&told, || async { page.run(&title).await.as_str().map(str::to_owned) }).await;
    assert_eq!(slow, format!("{pod}: slow. Click to take it down"));
    page.run(&click).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_is_told_anew_with_what_is_left() {
    for (name, size) in [("members-wide", (1280, 720)), ("members-phone", (390, 844))] {
        let look = Look { size, reduced_motion: true, ..Look::default() };
        visit(name, Visit { look, ..Visit::default() }, |page| async move {
            let stage = Stage::on(&page).await;
            until_down(&page, &["node-b", "web-2"]).await;
            slow_then_down(&page, "web-1").await;
            until_down(&page, &["node-b", "web-1", "web-2"]).await;
            stage.step_to_the_end().await;
            assert!(stage.caption().await.contains("Answered by web-3"), "{}", stage.caption().await);
            // Nothing lies over them, whichever gate is on show.
            let covered = "return [...document.querySelectorAll('[data-member]')].filter((chip) => {
                const { x, y, width, height } = chip.getBoundingClientRect();
                return !chip.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }).map((chip) => chip.dataset.member)";
            assert_eq!(page.run(covered).await, json!([]), "{name}");
            // A reader who has seen the end is shown the new end at once.
            slow_then_down(&page, "web-3").await;
            until_down(&page, &["node-b", "web-1", "web-2", "web-3"]).await;
            let ends = stage.caption().await;
            assert!(ends.contains("service.no_ready_endpoints"), "{ends}");
            // By keyboard, and the focus stays.
            page.run("document.querySelector('[data-member=web-2]').focus()").await;
            page.driver.client.active_element().await.unwrap().send_keys(ENTER).await.unwrap();
            until_down(&page, &["node-b", "web-1", "web-3"]).await;
            assert_eq!(page.run("return document.activeElement.dataset.member").await, json!("web-2"));
            assert!(stage.caption().await.contains("Answered by web-2"), "{}", stage.caption().await);
            // The link has it.
            let link = page.until("the link has the scenario", || async {
                let link = page.run("return location.hash").await;
                link.as_str().filter(|link| link.contains("scenario=")).map(str::to_owned)
            });
            let link = link.await;
            page.driver.client.goto("about:blank").await.unwrap();
            page.driver.client.goto(&page.site.page(&link)).await.unwrap();
            Stage::on(&page).await;
            until_down(&page, &["node-b", "web-1", "web-3"]).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_node_no_pod_is_reached() {
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("members-nodes", Visit { look, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        for (member, are_down) in [
            ("node-a", &["node-a", "node-b", "web-2"][..]),
            ("node-c", &["node-a", "node-b", "node-c", "web-2"]),
            ("node-b", &["node-a", "node-c", "web-2"]),
        ] {
            page.run(&format!("document.querySelector('[data-member={member}]').dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))")).await;
            until_down(&page, are_down).await;
            let none = are_down.contains(&"node-b") && are_down.contains(&"node-c");
            let ends = stage.caption().await;
            assert_eq!(ends.contains("load_balancer.no_healthy_node"), none, "{member}: {ends}");
        }
    })
    .await;
}

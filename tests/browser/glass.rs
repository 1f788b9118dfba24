//! The packet under glass shows what arrives at a layer, not what was once sent.

use super::support::driver::Look;
use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_sees_the_headers_that_earlier_layers_left_it() {
    let look = Look { reduced_motion: true, ..Look::default() };
    let start = Visit { fragment: "#request=known-caller", look, ..Visit::default() };
    visit("glass", start, |page| async move {
        let stage = Stage::on(&page).await;
        page.until("the preset is on show", || async {
            let shown = "return !!document.querySelector('.card .story strong')";
            (page.run(shown).await == true).then_some(())
        })
        .await;
        let glass = || async {
            let text = page.run("return document.querySelector('.glass').textContent").await;
            text.as_str().unwrap().to_owned()
        };
        assert!(glass().await.contains("X-API-Key: shoes-42"), "the client sends its key: {}", glass().await);
        stage.step_to_the_end().await;
        let text = glass().await;
        assert!(!text.contains("shoes-42"), "the gateway took it out: {text}");
        assert!(text.contains("X-Consumer-Username: mobile-app"), "and put the caller's name in: {text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_says_what_stopped_it_while_the_answer_goes_back() {
    let look = Look { reduced_motion: true, ..Look::default() };
    let start = Visit { fragment: "#blocked=1", look, ..Visit::default() };
    visit("card-stopped", start, |page| async move {
        let stage = Stage::on(&page).await;
        let card = "const text = (css) => document.querySelector(`.card ${css}`)?.textContent ?? '';
            const words = (css) => text(css).replace(/\\s+/g, ' ').trim();
            const repeats = words('.sees p') && words('.now').includes(words('.sees p'));
            const stopped = !!document.querySelector('.gate[data-state=blocked]');
            return [stopped, text('.now .verdict'), text('.sees mark'), text('.sees'), document.querySelector('.stage').dataset.phase, repeats]";
        let mut stopped = 0;
        loop {
            stage.press("Step").await;
            let now = page.run(card).await;
            if now[4] == "done" {
                break;
            }
            if now[0] != true {
                assert_eq!(now[1], "", "nothing is told before: {now}");
                continue;
            }
            stopped += 1;
            assert!(now[1].as_str().unwrap().starts_with("Blocked by the WAF"), "{now}");
            assert_eq!(now[2], "' OR 1=1 --", "{now}");
            assert_ne!(now[5], true, "nothing is said twice: {now}");
            assert!(!now[3].as_str().unwrap().contains("403"), "what the client sees is told at the end: {now}");
        }
        assert!(stopped > 1, "the answer takes {stopped} steps back");
        assert!(page.run(card).await[3].as_str().unwrap().contains("403"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_lists_all_that_stand_in_the_way() {
    let fragment =
        "#request=https://site.example/%3Fq=%2527%2520OR%25201%253D1%2520--&source-ip=198.51.100.99";
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("also", Visit { fragment, look, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        page.until("the request is on show", || async {
            stage.caption().await.contains("request of your own").then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        page.run("document.querySelector('.card .why').click()").await;
        let also = "const head = [...document.querySelectorAll('.inspector h4')].find((head) => head.textContent === 'Also in the way');
            return [...head?.nextElementSibling.children ?? []].map((reason) => reason.textContent)";
        let listed = page
            .until("the panel lists it", || async {
                let listed: Vec<String> = serde_json::from_value(page.run(also).await).unwrap();
                (!listed.is_empty()).then_some(listed)
            })
            .await;
        assert!(listed.len() == 1 && listed[0].contains("SQL injection"), "{listed:?}");
    })
    .await;
}

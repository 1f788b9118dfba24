//! The examples of `examples/embed`, opened and used as their readers would.

use serde_json::json;

use super::support::{Page, Stage, Visit, visit_page};

/// Waits until the first figure of a page is ready and gives its state.
async fn ready(page: &Page) -> serde_json::Value {
    page.until("the element is defined", || async {
        let defined = page.run("return customElements.get('traffic-gauntlet') !== undefined").await;
        (defined == true).then_some(())
    })
    .await;
    let script = "document.querySelector('traffic-gauntlet').getState().then(arguments[0])";
    page.driver.client.execute_async(script, Vec::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_leads_to_every_example() {
    visit_page("index.html", Visit::default(), |page| async move {
        let mut links: Vec<String> = serde_json::from_value(
            page.run("return [...document.links].map((link) => link.getAttribute('href'))").await,
        )
        .unwrap();
        links.push("index.html".to_owned());
        links.sort();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/embed");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(links, files);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_page_shows_the_figure() {
    visit_page("plain.html", Visit::default(), |page| async move {
        assert_eq!(ready(&page).await["direction"], "ingress");
        let picture =
            page.run("return document.querySelector('traffic-gauntlet img').checkVisibility()").await;
        assert_eq!(picture, false, "the picture makes way");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_a_plain_page_shows_the_picture() {
    let mut start = Visit::default();
    start.look.javascript = false;
    visit_page("plain.html", start, |page| async move {
        let look = "const picture = document.querySelector('traffic-gauntlet a > img');
            return picture.checkVisibility() && picture.naturalWidth > 0 ? picture.clientWidth : 0";
        page.until("the picture is there", || async {
            (page.run(look).await.as_u64() > Some(800)).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posts_words_start_a_story_and_tell_its_end() {
    visit_page("prose.html", Visit::default(), |page| async move {
        assert_eq!(ready(&page).await["playing"], false, "it waits for the reader");
        let rows = [
            ("now watch it being blocked", "blocked", "waf.sql_injection"),
            ("an unlisted host", "blocked", "egress_firewall.name_denied"),
            ("call an approved API", "answered", "was answered"),
        ];
        for (words, outcome, told) in rows {
            page.click("button", words).await;
            page.until(words, || async {
                let ending = page.run("const line = document.getElementById('ending'); return [line.dataset.outcome, line.textContent]").await;
                (ending[0] == outcome && ending[1].as_str().unwrap().contains(told)).then_some(())
            })
            .await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slides_load_when_they_are_near() {
    visit_page("slides.html", Visit::default(), |page| async move {
        assert_eq!(ready(&page).await["blocked"], false);
        let loaded = "return [...document.querySelectorAll('traffic-gauntlet')].map((figure) =>
            figure.shadowRoot.querySelector('iframe') !== null)";
        assert_eq!(page.run(loaded).await[2], false, "the last slide is far");
        page.run("document.querySelector('section:last-of-type').scrollIntoView({ behavior: 'instant' })").await;
        page.until("the last slide is loaded", || async {
            (page.run(loaded).await[2] == true).then_some(())
        })
        .await;
        let script = "const done = arguments[0];
            document.querySelectorAll('traffic-gauntlet')[2].getState().then(({ direction, blocked }) => done([direction, blocked]))";
        let state = page.driver.client.execute_async(script, Vec::new()).await.unwrap();
        assert_eq!(state, json!(["egress", true]));
        let controls = "return document.querySelectorAll('traffic-gauntlet')[2].shadowRoot.querySelector('iframe')
            .contentDocument.querySelector('.transport').checkVisibility()";
        assert_eq!(page.run(controls).await, false);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_frame_shows_what_its_address_says() {
    visit_page("frame.html", Visit::default(), |page| async move {
        page.driver.client.clone().enter_frame(0).await.unwrap();
        let stage = Stage::on(&page).await;
        assert_eq!(page.run("return self.origin").await, "null", "it is in a sandbox");
        let shown = "return [document.querySelector('input[name=direction]:checked').value,
            document.querySelector('.masthead').checkVisibility()]";
        assert_eq!(page.run(shown).await, json!(["egress", false]));
        stage.play_without_a_guess().await;
        stage.watch_to_the_end().await;
        assert!(stage.caption().await.contains("egress_firewall.name_denied"), "{}", stage.caption().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_markdown_post_show_the_figure() {
    visit_page("post.md", Visit::default(), |page| async move {
        let state = ready(&page).await;
        assert_eq!((&state["direction"], &state["blocked"]), (&json!("egress"), &json!(true)));
    })
    .await;
}

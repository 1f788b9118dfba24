//! The post that `docs/author.md` leads to: its own scenario, its own words, and another language beside them. The tests' own
//! command follows the document, and names the folder that comes out.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::support::site::Site;
use super::support::{Page, Visit, visit};

/// The post's folder, served.
async fn post() -> Site {
    let folder = std::env::var_os("GAUNTLET_POST").map(PathBuf::from);
    let folder = folder
        .expect("GAUNTLET_POST is not set: `cargo xtask test --browser` follows docs/author.md and sets it");
    Site::folder(&folder).await
}

/// Calls the post's element.
async fn call(page: &Page, call: &str) -> Value {
    let script = format!(
        "const done = arguments[0];
         document.querySelector('traffic-gauntlet').{call}.then(done, (error) => done('Error: ' + error.message))"
    );
    page.driver.client.execute_async(&script, Vec::new()).await.unwrap()
}

/// A text in the figure.
async fn text(page: &Page, selector: &str) -> String {
    let script = format!(
        "const frame = document.querySelector('traffic-gauntlet').shadowRoot.querySelector('iframe');
         return frame.contentDocument.querySelector('{selector}')?.textContent ?? ''"
    );
    page.run(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_post_has_its_own_scenario_and_words() {
    let site = post().await;
    visit("author-post", Visit::default(), |page| async move {
        page.driver.client.goto(&site.file("index.html")).await.unwrap();
        let state = call(&page, "getState()").await;
        assert!(state["scenario"].as_str().unwrap().ends_with("/scenario.json"), "{state}");
        page.until("the figure tells of the post's own host", || async {
            (call(&page, "getState()").await["sent"] == "GET https://hello.example/").then_some(())
        })
        .await;
        assert_eq!(text(&page, ".switch span:last-child").await, "Stop it");
        let stopped = "setState({ blocked: true })";
        call(&page, stopped).await;
        page.until("its own attack is stopped", || async {
            let state = call(&page, "seek(900000)").await;
            (state["code"] == "waf.sql_injection"
                && state["sent"].as_str().unwrap().contains("hello.example"))
            .then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_stands_beside_them() {
    let site = post().await;
    visit("author-language", Visit::default(), |page| async move {
        page.driver.client.goto(&site.file("index.html")).await.unwrap();
        page.run("const figure = document.querySelector('traffic-gauntlet');
            figure.removeAttribute('scenario'); figure.setAttribute('lang', 'de')").await;
        let german: Value = serde_json::from_str(include_str!("../../examples/content/de.json")).unwrap();
        let wanted = german["texts"]["stage.blocked"].as_str().unwrap().to_owned();
        page.until("the figure speaks German", || async {
            (text(&page, ".switch span:last-child").await == wanted).then_some(())
        })
        .await;
        let root = "const { documentElement, title } = document.querySelector('traffic-gauntlet').shadowRoot
            .querySelector('iframe').contentDocument; return [documentElement.lang, documentElement.dir, title]";
        let found = page.run(root).await;
        assert_eq!(found, json!(["de", "ltr", german["texts"]["page.title"]]));
        let end = call(&page, "seek(900000)").await;
        assert_eq!(end["outcome"], "answered", "a state is told by names, not by words: {end}");
        // A language that the site lacks is told, and the built-in one shown.
        page.run("document.querySelector('traffic-gauntlet').setAttribute('lang', 'tlh')").await;
        page.until("it is told", || async { text(&page, ".warnings").await.contains("tlh").then_some(()) }).await;
    })
    .await;
}

//! What a link can hold: a request, a scenario, a moment, how it plays and looks; and what is said of one that is wrong.

use super::support::clock::moment;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const STILL: Look =
    Look { size: (1280, 900), dark: false, reduced_motion: true, javascript: true, graphics: false };

async fn sent(page: &Page) -> String {
    let sent = page.run("return document.querySelector('.request-line code').textContent").await;
    sent.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_the_link_is_judged() {
    let rows = [
        ("#request=expired-certificate", "waf.certificate_expired"),
        ("#request=curl%20-d%20file%3D../../etc/passwd%20https://site.example/upload", "waf.path_traversal"),
        ("#request=https://api.paymnets.example/&view=stage", "dns.no_such_name"),
    ];
    for (fragment, code) in rows {
        let start = Visit { fragment, look: STILL, ..Visit::default() };
        visit("link-request", start, move |page| async move {
            let stage = Stage::on(&page).await;
            page.until("the request is on the stage", || async {
                (!sent(&page).await.contains("q=shoes")).then_some(())
            })
            .await;
            stage.step_to_the_end().await;
            let caption = stage.caption().await;
            assert!(caption.contains(code), "{fragment}: {caption}");
            let link = page.run("return location.hash").await;
            assert!(link.as_str().unwrap().contains(&fragment[1..]), "the link stays the reader's: {link}");
        })
        .await;
    }
}

/// A link of before version 2 of the format opens as it did.
#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_of_version_1_opens() {
    let start = Visit { fragment: "#scenario=../first.json", look: STILL, ..Visit::default() };
    visit("link-first", start, |page| async move {
        let stage = Stage::on(&page).await;
        let pods =
            "return [...document.querySelectorAll('.chip title')].map((pod) => pod.textContent).join()";
        page.until("its pods are on the stage", || async {
            let told = page.run(pods).await;
            let told = told.as_str()?;
            (told.contains("shop-1") && told.contains("web-2") && told.contains("not ready")).then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"), "{}", stage.caption().await);
        assert_eq!(page.run("return document.querySelector('.notices')?.textContent ?? ''").await, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authors_scenario_serves_for_every_story() {
    let start = Visit { fragment: "#scenario=../own.json", look: STILL, ..Visit::default() };
    visit("link-scenario", start, |page| async move {
        let stage = Stage::on(&page).await;
        let pods =
            "return [...document.querySelectorAll('.chip title')].map((pod) => pod.textContent).join()";
        let shown = || async {
            page.until("the scenario is on the stage", || async {
                page.run(pods).await.as_str().unwrap().contains("shop-1").then_some(())
            })
            .await;
        };
        shown().await;
        // The built-in words would tell of another world.
        let caption = stage.caption().await;
        assert!(caption.contains("GET https://") && !caption.contains("customer"), "{caption}");
        stage.block_the_request().await;
        page.until("its blocked story is told", || async { sent(&page).await.contains("OR").then_some(()) })
            .await;
        shown().await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("waf.sql_injection"));
        assert_eq!(page.run("return location.hash").await, "#blocked=1&scenario=../own.json");
        stage.choose("Egress").await;
        page.until("the way out is told", || async { sent(&page).await.contains("collector").then_some(()) })
            .await;
        shown().await;
        let caption = stage.caption().await;
        assert!(caption.contains("A call from the pod") && !caption.contains("hijacked"), "{caption}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_scenario_is_told_and_the_story_stays() {
    let rows: [(&str, &[&str]); 5] = [
        ("#scenario=../missing.json", &["missing.json", "404"]),
        ("#scenario=../broken.json", &["firewal", "line"]),
        ("#scenario=../newer.json", &["99"]),
        ("#scenario=../huge.json", &["262144"]),
        ("#scenario=http://192.0.2.1/x.json", &["192.0.2.1", "could not be loaded"]),
    ];
    for (fragment, named) in rows {
        // A missing file and a refused host are errors on the console too: a script before the page's own says so.
        let start = Visit { fragment, look: STILL, before: Some("void 0"), ..Visit::default() };
        visit("link-bad", start, move |page| async move {
            let stage = Stage::on(&page).await;
            let warnings = page
                .until("a warning is shown", || async {
                    let warnings = stage.warnings().await.join(" ");
                    (!warnings.is_empty()).then_some(warnings)
                })
                .await;
            for name in named {
                assert!(warnings.contains(name), "{fragment} names {name}: {warnings}");
            }
            stage.step_to_the_end().await;
            assert!(stage.caption().await.contains("Answered"), "the built-in story plays on");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_begins_at_its_moment_and_looks_as_it_says() {
    let fragment = "#start-at=2000&speed=2&loop=1&view=stage&theme=dark&controls=0";
    visit("link-moment", Visit { fragment, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!((moment(&page).await, stage.phase().await.as_str()), (2_000.0, "paused"));
        let shown = page
            .run(
                "return [document.querySelector('select.speed').selectedOptions[0].textContent,
                    document.querySelector('.transport').checkVisibility(), document.querySelector('.standfirst').checkVisibility(),
                    document.documentElement.dataset.theme]",
            )
            .await;
        assert_eq!(shown, serde_json::json!(["2×", false, false, "dark"]));
        assert_eq!(page.run("return location.hash").await, fragment);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_readers_own_request_is_in_the_link() {
    visit("link-own", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        page.run(
            "document.querySelector('.editor [name=url]').value = 'https://www.site.example/own?a=1&b=2'",
        )
        .await;
        stage.press("Send it").await;
        page.until("it is on the stage", || async { sent(&page).await.contains("own?a=1").then_some(()) })
            .await;
        let link = page.run("return location.href").await;
        assert!(link.as_str().unwrap().contains("#request=curl"), "{link}");
        let before = sent(&page).await;
        page.driver.client.goto("about:blank").await.unwrap();
        page.driver.client.goto(link.as_str().unwrap()).await.unwrap();
        Stage::on(&page).await;
        page.until("the link shows it again", || async { (sent(&page).await == before).then_some(()) }).await;
    })
    .await;
}

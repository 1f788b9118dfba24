//! A scenario from an address: the host may send no end of it, or nothing, or a file that is none of the page's business.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;

use super::support::driver::Look;
use super::support::site::Site;
use super::support::{Page, Stage, Visit, visit, visit_page};

const STILL: Look =
    Look { size: (1280, 900), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// Long waits end when the test says so.
const TIMEOUT: &str = "const real = window.setTimeout;
    window.waited = [];
    window.setTimeout = (then, ms, ...rest) => (ms >= 5000 ? (waited.push([ms, then]), -1) : real(then, ms, ...rest));";

async fn warned(page: &Page, stage: &Stage) -> String {
    page.until("a warning is shown", || async {
        let warnings = stage.warnings().await.join(" ");
        (!warnings.is_empty()).then_some(warnings)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_an_end_is_refused_and_ended() {
    let start = Visit {
        fragment: "#scenario=../endless.json",
        look: STILL,
        before: Some("void 0"),
        ..Visit::default()
    };
    visit("fetched-endless", start, |page| async move {
        let stage = Stage::on(&page).await;
        let warning = warned(&page, &stage).await;
        for part in ["endless.json", "more than 262144 bytes"] {
            assert!(warning.contains(part), "{part}: {warning}");
        }
        page.until("the host sees that nobody listens any more", || async {
            page.site.heard.left.load(Ordering::SeqCst).then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"), "the built-in story plays on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_does_not_come_is_waited_for_aloud_and_given_up() {
    let rows = [
        ("#scenario=../silent.json", "sent no bytes within 20 s"),
        ("#scenario=../stalls.json", "sent 16384 bytes within 20 s"),
    ];
    for (fragment, told) in rows {
        let start = Visit { fragment, look: STILL, before: Some(TIMEOUT), ..Visit::default() };
        visit("fetched-silent", start, move |page| async move {
            let stage = Stage::on(&page).await;
            let waits = "const waits = document.querySelector('.waits');
                return waits.checkVisibility({ visibilityProperty: true }) ? waits.textContent : ''";
            let said = page
                .until("it is said that something is waited for", || async {
                    Some(page.run(waits).await.as_str()?.to_owned()).filter(|said| !said.is_empty())
                })
                .await;
            assert!(said.contains("20 s"), "{said}");
            assert_eq!(stage.warnings().await, Vec::<String>::new());
            // What came so far is counted when time is up: it has to be there.
            page.until("as much as will come has come", || async {
                let sent = page.site.heard.sent.load(Ordering::SeqCst);
                (fragment.contains("silent") || sent > 0).then_some(())
            })
            .await;
            page.run("for (const [ms, then] of waited) if (ms === 20000) then()").await;
            let warning = warned(&page, &stage).await;
            assert!(warning.contains(told), "{fragment}: {warning}");
            assert_eq!(page.run(waits).await, "", "nothing is waited for any more");
            stage.step_to_the_end().await;
            assert!(stage.caption().await.contains("Answered"), "the built-in story plays on");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cookie_goes_along() {
    let before = "document.cookie = 'secret=1; path=/'";
    let start =
        Visit { fragment: "#scenario=../cookie.json", look: STILL, before: Some(before), ..Visit::default() };
    visit("fetched-cookie", start, |page| async move {
        Stage::on(&page).await;
        page.until("the scenario was asked for", || async {
            page.site.heard.left.load(Ordering::SeqCst).then_some(())
        })
        .await;
        assert!(page.run("return document.cookie").await.as_str().unwrap().contains("secret=1"));
        assert!(!page.site.heard.cookie.load(Ordering::SeqCst), "a cookie went along");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_holds_is_not_told_to_another_origin() {
    for file in ["secret.json", "private.txt"] {
        let other = Arc::new(Site::serve(None).await);
        let start = Visit { look: STILL, other: Some(other.clone()), ..Visit::default() };
        visit_page("stranger.html", start, move |page| async move {
            let load = format!(
                "document.getElementById('figure').src = '{}#view=stage&scenario=../{file}'",
                other.page("")
            );
            page.run(&load).await;
            let error = page
                .until("the page around hears of an error", || async {
                    let error =
                        page.run("return told.find(([, data]) => data.event === 'error') ?? null").await;
                    (!error.is_null()).then_some(error)
                })
                .await;
            let here = page.run("return origin").await;
            assert_ne!(error[0], here, "the frame is of another origin");
            let message = error[1]["detail"]["message"].as_str().unwrap();
            assert!(message.contains("scenario") && message.contains("line 1, column 1"), "{message}");
            let everything: Value = page.run("return told").await;
            assert!(!everything.to_string().contains("hunter"), "{everything}");
            // The reader, who looks at the figure, sees what is wrong.
            page.driver.client.clone().enter_frame(0).await.unwrap();
            let stage = Stage::on(&page).await;
            let warning = warned(&page, &stage).await;
            assert!(warning.contains("hunter1"), "{warning}");
        })
        .await;
    }
}

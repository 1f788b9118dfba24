//! Which message a reader gets where the app can't start: one, and the one that is true.

use fantoccini::Locator;

use super::support::{Stage, Visit, visit};

/// What breaks the start, and the reason that the page then gives.
const CASES: [(&str, &str, &str); 4] = [
    ("without-webassembly", "delete window.WebAssembly", "unsupported"),
    (
        "without-modules",
        "delete HTMLScriptElement.prototype.noModule; delete window.WebAssembly",
        "unsupported",
    ),
    (
        "refused-wasm",
        "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => Promise.reject('no')",
        "load",
    ),
    ("crash", CRASH, "crash"),
];

/// What a panic in the wasm comes to.
const CRASH: &str = "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () =>
    Promise.reject(new WebAssembly.RuntimeError('unreachable'));";

#[tokio::test(flavor = "multi_thread")]
async fn one_reason_is_given_and_it_is_the_true_one() {
    for (name, before, expected) in CASES {
        visit(name, Visit { before: Some(before), ..Visit::default() }, move |page| async move {
            let given = page
                .until("a reason is shown, after all scripts ran", || async {
                    let loaded = page.run("return performance.timing.loadEventEnd > 0").await;
                    loaded.as_bool().filter(|loaded| *loaded)?;
                    let mut given = Vec::new();
                    for reason in page
                        .driver
                        .client
                        .find_all(Locator::Css("#stage-message [data-reason]"))
                        .await
                        .ok()?
                    {
                        if reason.is_displayed().await.ok()? {
                            given.push(reason.attr("data-reason").await.ok()??);
                        }
                    }
                    (!given.is_empty()).then_some(given)
                })
                .await;
            assert_eq!(given, [expected]);
            assert_eq!(page.driver.all("alert", "").await.len(), 1, "a screen reader is told");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_later_is_told_and_another_scripts_error_is_not() {
    for (name, error, told) in
        [("later-crash", "WebAssembly.RuntimeError", true), ("not-ours", "TypeError", false)]
    {
        visit(name, Visit::default(), move |page| async move {
            Stage::on(&page).await;
            // What a test throws itself reaches the page without its cause.
            let error = format!("new ErrorEvent('error', {{ error: new {error}('unreachable') }})");
            page.run(&format!("window.dispatchEvent({error})")).await;
            let message = page.driver.client.find(Locator::Css("[data-reason=crash]")).await.unwrap();
            assert_eq!(message.is_displayed().await.unwrap(), told);
        })
        .await;
    }
}

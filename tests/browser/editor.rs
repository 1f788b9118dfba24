//! The request editor: what a reader sends is judged by the engines, as `gauntlet trace` judges it.

use fantoccini::Locator;

use super::support::driver::Look;
use super::support::visit::Page;
use super::support::{Stage, Visit, visit};

/// What a reader types: field and text.
type Typed = &'static [(&'static str, &'static str)];

/// What is typed, and what then stands in the caption.
const SENT: [(Typed, &str); 8] = [
    (&[("url", "https://site.example/cart?item=7")], "Answered"),
    (&[("url", "https://site.example/?q=<script>alert(1)</script>")], "waf.cross_site_scripting"),
    (&[("url", "https://shop.example/")], "dns.no_such_name"),
    (&[("url", "https://a.b.site.example/"), ("direction", "ingress")], "waf.certificate_name"),
    (&[("url", "https://site.example/"), ("source-ip", "198.51.100.70")], "firewall.source_denied"),
    (&[("url", "https://api.payments.example/v1"), ("from", "shop/web-3"), ("body", "{}")], "Answered"),
    (&[("curl", "curl -d 'file=../../etc/passwd' https://site.example/upload")], "waf.path_traversal"),
    (&[("curl", "curl -X DELETE https://www.site.example/a")], "reverse_proxy.no_route"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_sends_is_judged_by_the_engines() {
    visit("editor", Visit::default(), |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        for (typed, expected) in SENT {
            fill(&page, typed).await;
            let shown = "return document.querySelector('.request-line code').textContent";
            let before = page.run(shown).await;
            stage.press("Send it").await;
            page.until("another request is on show", || async {
                (page.run(shown).await != before).then_some(())
            })
            .await;
            assert!(stage.caption().await.contains("request of your own"), "{typed:?}");
            stage.step_to_the_end().await;
            let caption = stage.caption().await;
            assert!(caption.contains(expected), "{typed:?}: {caption}");
        }
    })
    .await;
}

/// The form is filled anew with the preset's request, and whoever uses the keyboard goes on from the list.
#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_preset_leaves_the_focus_on_the_list() {
    visit("editor-focus", Visit::default(), |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        page.run(
            "const list = document.querySelector('.editor [name=preset]'); list.focus(); list.value = 'dead-pods'; \
             document.querySelector('.editor [name=url]').value = 'typed'; \
             list.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
        let filled = "return document.querySelector('.editor [name=preset]').value === 'dead-pods' \
            && document.querySelector('.editor [name=url]').value !== 'typed'";
        page.until("the form is filled anew", || async { (page.run(filled).await == true).then_some(()) }).await;
        assert_eq!(page.run("return document.activeElement.name ?? document.activeElement.tagName").await, "preset");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_the_stage_stays() {
    let wrong: [(Typed, &[&str]); 4] = [
        (&[("url", "ftp://site.example/")], &["address", "ftp://", "https://"]),
        (&[("url", "https://site.example/"), ("source-ip", "somewhere")], &["source address", "somewhere"]),
        (&[("url", "https://api.payments.example/"), ("from", "shop/web-9")], &["shop/web-9", "shop/web-1"]),
        (&[("curl", "curl --frobnicate https://site.example/")], &["curl", "--frobnicate"]),
    ];
    visit("editor-wrong", Visit::default(), move |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        for (typed, named) in wrong {
            fill(&page, typed).await;
            stage.press("Send it").await;
            let told = page
                .until("a problem is told", || async {
                    let found = page.driver.client.find(Locator::Css(".problems")).await.ok()?;
                    let text = found.text().await.ok()?;
                    named.iter().all(|name| text.contains(name)).then_some(text)
                })
                .await;
            assert!(told.contains("expected"), "{told}");
            assert!(stage.caption().await.contains("A customer asks"), "the story stays");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_engines_the_stories_play_and_the_reader_is_told() {
    let missing = Visit { missing: Some(("gauntlet-workbench", ".wasm")), ..Visit::default() };
    visit("editor-without-engines", missing, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('.editor summary').click()").await;
        page.until("the reader is told", || async {
            let text = page.run("return document.querySelector('.editor .workshop').textContent").await;
            text.as_str()?.contains("could not be loaded").then_some(())
        })
        .await;
        stage.choose("Egress").await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"));
    })
    .await;
}

/// Has the engines stop at a question, as a module does that meets an error.
const STOPS: &str = "const real = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
        const { instance, module } = await real(...given);
        const { answer } = instance.exports;
        if (!answer) return { instance, module };
        const stopping = (...question) => {
            if (window.stops) throw ((window.stops = false), new WebAssembly.RuntimeError('unreachable'));
            return answer(...question);
        };
        return { instance: { exports: { ...instance.exports, answer: stopping } }, module };
    };";

#[tokio::test(flavor = "multi_thread")]
async fn engines_that_stopped_come_anew_under_their_editors() {
    visit("editor-stops", Visit { before: Some(STOPS), ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        super::scenario::open(&page).await;
        // The drawer shows one of them at a time.
        stage.open_the_editor().await;
        page.run(
            "document.querySelector('.editor [name=url]').value = 'https://site.example/own'; window.stops = true",
        )
        .await;
        stage.press("Send it").await;
        page.until("the reader is told", || async {
            let text = page.run("return document.querySelector('.editor .problems').textContent").await;
            text.as_str()?.contains("stopped").then_some(())
        })
        .await;
        stage.press("Send it").await;
        page.until("the request is on show", || async {
            stage.caption().await.contains("request of your own").then_some(())
        })
        .await;
        super::scenario::state(&page, "Valid").await;
        let there = "return [document.querySelectorAll('.editor form').length, document.querySelectorAll('.scenario-editor textarea').length,
            document.querySelector('.editor [name=url]').value, document.querySelector('.editor .problems').textContent]";
        assert_eq!(page.run(there).await, serde_json::json!([1, 1, "https://site.example/own", ""]));
        // And they work.
        page.run("document.querySelector('[data-list=\"/firewall/rules\"] [data-do=add]').click()").await;
        super::scenario::state(&page, "The request ends as").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_request_goes_through_with_its_fix_and_the_scenario_keeps_it() {
    let still = Visit { look: Look { reduced_motion: true, ..Look::default() }, ..Visit::default() };
    visit("editor-mend", still, |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        // From the story on the page, and from a preset whose fix takes two steps.
        stage.block_the_request().await;
        for preset in ["", "exhausted-nat", "expired-certificate", "rate-limit"] {
            if !preset.is_empty() {
                let menu =
                    "const menu = document.querySelector('.editor [name=preset]'); menu.value = arguments[0];
                    menu.dispatchEvent(new Event('change', { bubbles: true }))";
                page.driver.client.execute(menu, vec![preset.into()]).await.unwrap();
            }
            page.until("the request is stopped", || async {
                stage.step_to_the_end().await;
                let caption = stage.caption().await;
                (caption.contains("Blocked") || caption.contains("Failed")).then_some(())
            })
            .await;
            stage.press("Fix it").await;
            page.until("it is told of again", || async {
                stage.caption().await.contains("with the change made").then_some(())
            })
            .await;
            stage.step_to_the_end().await;
            let caption = stage.caption().await;
            // The story's fix exempts the field, so what was an attack gets through.
            let ends = if preset.is_empty() { "The attack reached the app" } else { "Answered" };
            assert!(caption.contains(ends), "{preset}: {caption}");
        }
        // The caller's bucket has a token now, in the scenario that the fix made: the same request passes again.
        stage.press("Send it").await;
        page.until("another request is on show", || async {
            stage.caption().await.contains("request of your own").then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"));
    })
    .await;
}

/// Types into the form's fields; those not named are emptied.
pub async fn fill(page: &Page, typed: &[(&str, &str)]) {
    for field in ["url", "direction", "source-ip", "from", "headers", "body", "curl"] {
        let text = typed.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text);
        let script = "arguments[0].value = arguments[1]";
        let css = format!(".editor [name={field}]");
        let element = page.driver.client.find(Locator::Css(&css)).await.unwrap();
        let element = serde_json::to_value(&element).unwrap();
        page.driver.client.execute(script, vec![element, text.into()]).await.unwrap();
    }
    page.run("document.querySelector('.editor [name=method]').value = 'GET'").await;
}

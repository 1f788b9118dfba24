//! The element and pages that are in its way, or it in theirs: their handlers, their buses, their policies, their loaders.

use serde_json::{Value, json};

use super::embed::call;
use super::support::{Page, Visit, visit_page_in_each};

#[tokio::test(flavor = "multi_thread")]
async fn its_events_are_its_own() {
    visit_page_in_each("handlers.html", Visit::default(), |page| async move {
        call(&page, "first", "setState({ speed: 4 })").await;
        call(&page, "first", "play()").await;
        page.run("document.getElementById('first').setAttribute('direction', 'sideways')").await;
        for name in ["ready", "statechange", "layerchange", "verdict", "error", "resize", "its own attribute"]
        {
            page.until(name, || async {
                let told = page.run("return [...new Set(told)]").await;
                told.as_array().unwrap().contains(&json!(name)).then_some(())
            })
            .await;
        }
        let found = page.run("return [own, told.includes('bubbles')]").await;
        assert_eq!(found, json!([[], false]), "{:?}", page.driver.kind);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_keeps_its_messages_does_not_mute_it() {
    visit_page_in_each("muted.html", Visit::default(), |page| async move {
        page.run("window.told = []; document.getElementById('first').addEventListener('verdict', ({ detail }) => told.push(detail.outcome))").await;
        assert_eq!(call(&page, "first", "step()").await["hop"], 1);
        assert_eq!(call(&page, "first", "run('sql-injection')").await["request"], "sql-injection");
        assert_eq!(call(&page, "first", "seek(900000)").await["outcome"], "blocked");
        page.until("its events come too", || async {
            (page.run("return told").await == json!(["blocked"])).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_a_module_it_wants_the_pages_address() {
    visit_page_in_each("module.html", Visit::default(), |page| async move {
        page.until("the element is defined", || async {
            (page.run("return !!customElements.get('traffic-gauntlet')").await == true).then_some(())
        })
        .await;
        let refused = call(&page, "first", "getState()").await;
        assert!(refused.as_str().unwrap_or_default().contains("set src to the address of the built page"), "{refused}");
        assert_eq!(call(&page, "second", "getState()").await["direction"], "ingress");
        let found = page
            .run("return [told, own, document.getElementById('first').shadowRoot.querySelectorAll('iframe').length]")
            .await;
        assert_eq!(found[0].as_array().unwrap().len(), 1, "{found}");
        assert_eq!((&found[0][0][0], &found[1], &found[2]), (&json!("first"), &json!([]), &json!(0)), "{found}");
        // With one it has its figure.
        page.run("document.getElementById('first').setAttribute('src', 'gauntlet/')").await;
        assert_eq!(call(&page, "first", "getState()").await["direction"], "ingress");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_come_before_the_body() {
    visit_page_in_each("early.html", Visit::default(), |page| async move {
        assert_eq!(call(&page, "first", "getState()").await["direction"], "ingress");
        assert_eq!(page.run("return own").await, json!(["null"]), "there was no body, and no error");
        // What the page does to its body then is followed all the same.
        page.run("document.body.append(document.getElementById('first'))").await;
        call(&page, "first", "getState()").await;
        page.run("document.body.className = 'sepia'").await;
        page.until("the body's colors are worn", || async {
            let worn = page
                .run(
                    "const { contentWindow } = document.getElementById('first').shadowRoot.querySelector('iframe');
                    return contentWindow.getComputedStyle(contentWindow.document.body).backgroundColor",
                )
                .await;
            (worn == "rgb(244, 236, 216)").then_some(())
        })
        .await;
    })
    .await;
}

/// Runs a script in the frame's window, whose page is of the same origin.
async fn within(page: &Page, script: &str) -> Value {
    page.enter("first").await;
    let found = page.run(script).await;
    page.driver.client.clone().enter_parent_frame().await.unwrap();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn page_and_figure_run_where_no_text_is_taken_for_html() {
    // What is refused at the end is told in the console.
    visit_page_in_each("trusted.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        let address = page.site.author("trusted.html?content-security-policy=require-trusted-types-for 'script'");
        page.driver.client.goto(&address).await.unwrap();
        assert_eq!(call(&page, "first", "run('sql-injection')").await["request"], "sql-injection");
        assert_eq!(call(&page, "first", "seek(900000)").await["code"], "waf.sql_injection");
        assert_eq!(page.run("return refused").await, json!([]));
        within(&page, "window.refused = [];
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample }) => refused.push([effectiveDirective, sample]));").await;
        // Everything that makes elements from text: the comparison, the dialogs, the image, the scenario's editor, a warning.
        within(&page, "document.dispatchEvent(new CustomEvent('gauntlet-ask', { detail: { command: 'compare', value: '1' } })); document.querySelector('.scenario-editor').open = true;
            document.querySelector('.scenario-editor').dispatchEvent(new Event('toggle'));").await;
        page.until("the editor is there", || async {
            let rows = within(&page, "return document.querySelectorAll('.scenario-editor textarea').length").await;
            (rows == 1).then_some(())
        })
        .await;
        page.run("document.getElementById('first').setAttribute('direction', 'side<b onclick=x>ways')").await;
        page.until("the warning is there", || async {
            let told = within(&page, "return document.querySelector('.warnings').textContent").await;
            told.as_str().unwrap().contains("side<b onclick=x>ways").then_some(())
        })
        .await;
        within(&page, "[...document.querySelectorAll('.transport-more button')].find((button) => button.textContent.includes('Share')).click()").await;
        page.until("the dialog is there", || async {
            let shared = "const dialog = document.getElementById('stage-share');
                const open = dialog.open && dialog.querySelector('textarea').value !== '';
                dialog.close();
                return open";
            (within(&page, shared).await == true).then_some(())
        })
        .await;
        assert_eq!(within(&page, "return refused").await, json!([]), "{:?}", page.driver.kind);
        // What could run a script is still refused.
        let attempts = within(
            &page,
            "return ['<script>1</script>', '<b onclick=\"x\">', '<img src=\"x\"onerror=\"x\">', '<svg/onload=x>', '<a href=\" javascript:x\">'].map((html) => {
                try { document.createElement('div').innerHTML = html; return html; } catch (error) { return error.name; } })",
        )
        .await;
        assert_eq!(attempts, json!(["TypeError", "TypeError", "TypeError", "TypeError", "TypeError"]));
    })
    .await;
}

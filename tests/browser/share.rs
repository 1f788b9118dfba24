//! Sharing: what the dialog's links and lines hold, that they work, and the way back through the browser's history.

use serde_json::{Value, json};

use super::support::{Page, Stage, Visit, visit};

/// Holds what is copied, where the browser without a window has no clipboard to read.
const CLIPBOARD: &str = "window.copied = [];
    Object.defineProperty(navigator, 'clipboard', { value: {
        writeText: async (text) => void copied.push(text),
        write: async ([item]) => void copied.push([item.types[0], (await item.getType(item.types[0])).size]),
    } });";

const REFUSED: &str = "Object.defineProperty(navigator, 'clipboard', { value: undefined });";

async fn hash(page: &Page) -> String {
    page.run("return location.hash").await.as_str().unwrap().to_owned()
}

/// Waits until the page's address holds a text.
async fn linked(page: &Page, part: &str) {
    page.until(part, || async { hash(page).await.contains(part).then_some(()) }).await;
}

/// What is on the stage: the request, and how it ends.
async fn shown(page: &Page) -> Value {
    let state = page.command("seek", "900000").await;
    json!([state["sent"], state["outcome"], state["code"].as_str().unwrap_or_default()])
}

async fn until_shown(page: &Page, expected: Value) {
    page.until(&expected.to_string(), || async { (shown(page).await == expected).then_some(()) }).await;
}

/// Asks as a link or the page around would.
async fn set(page: &Page, fragment: &str) {
    page.command("set", fragment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_copied_by_one_click_and_works() {
    let start =
        Visit { fragment: "#direction=egress&blocked=1", before: Some(CLIPBOARD), ..Visit::default() };
    visit("every_line_is_copied", start, |page| async move {
        let stage = Stage::on(&page).await;
        page.command("seek", "2500").await;
        stage.open_dialog("Share", "stage-share").await;
        let copied = async |name: &str| {
            page.run(&format!("copied.length = 0; document.querySelector('#stage-share button[value={name}]').click()")).await;
            page.until(name, || async {
                let found = page.run("return [copied[0] ?? null, document.querySelector('#stage-share [role=status]').textContent]").await;
                (!found[0].is_null() && found[1] == "Copied.").then(|| found[0].clone())
            })
            .await
        };
        let link = copied("link").await;
        assert!(link.as_str().unwrap().ends_with("/#direction=egress&blocked=1"), "{link}");
        let moment = copied("moment").await;
        assert!(moment.as_str().unwrap().ends_with("#direction=egress&blocked=1&start-at=2500"), "{moment}");
        let element = copied("element").await.as_str().unwrap().to_owned();
        let frame = copied("frame").await.as_str().unwrap().to_owned();
        let image = copied("image").await;
        assert!(image[0] == "image/png" && image[1].as_u64() > Some(10_000), "{image}");

        // The link at the moment stands there, and the lines make figures of the same story.
        page.driver.client.goto(moment.as_str().unwrap()).await.unwrap();
        Stage::on(&page).await;
        let state = page.command("state", "").await;
        assert_eq!([&state["moment"], &state["direction"], &state["blocked"]], [&json!(2500), &json!("egress"), &json!(true)]);
        page.driver.client.goto(&page.site.author("far.html")).await.unwrap();
        let put = "window.told = [];
            addEventListener('message', ({ data }) => data.event === 'ready' && told.push(data.detail));
            document.addEventListener('ready', ({ detail }) => told.push(detail), true);
            document.body.innerHTML = arguments[0].replace(/<script.*<.script>/, '') + arguments[1];
            document.querySelector('traffic-gauntlet').setAttribute('loading', 'eager')";
        page.driver.client.execute(put, vec![element.into(), frame.into()]).await.unwrap();
        page.until("both are ready with the story", || async {
            let told = page.run("return told.map(({ direction, blocked }) => [direction, blocked])").await;
            (told == json!([["egress", true], ["egress", true]])).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_copying_is_refused_the_text_is_selected() {
    visit("where_copying_is_refused", Visit { before: Some(REFUSED), ..Visit::default() }, |page| async move {
        Stage::on(&page).await.open_dialog("Share", "stage-share").await;
        page.run("document.querySelector('#stage-share button[value=link]').click()").await;
        page.until("it is told", || async {
            let told = page.run("return document.querySelector('#stage-share [role=status]').textContent").await;
            told.as_str().unwrap().contains("blocked the copy").then_some(())
        })
        .await;
        let selected = "const field = document.getElementById('share-link');
            return [document.activeElement === field, field.selectionStart, field.selectionEnd - field.value.length, field.value !== '']";
        assert_eq!(page.run(selected).await, json!([true, 0, 0, true]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_holds_a_whole_scenario() {
    visit("a_link_holds_a_whole_scenario", Visit::default(), |page| async move {
        Stage::on(&page).await;
        // A request of one's own, stopped, then with its fix applied: the scenario differs from every known one.
        set(&page, "request=wrong-path").await;
        until_shown(&page, json!(["GET https://site.example/checkout", "failed", "reverse_proxy.no_route"]))
            .await;
        page.run("document.querySelector('button.mend').click()").await;
        let mended = json!(["GET https://site.example/checkout", "answered", ""]);
        until_shown(&page, mended.clone()).await;
        linked(&page, "scenario=packed-1:").await;
        let link = hash(&page).await;
        assert!(link.contains("request=") && link.len() < 8_000, "{} bytes: {link}", link.len());
        // Another reader sees the same, and so does one who comes back.
        page.open(&link).await;
        Stage::on(&page).await;
        until_shown(&page, mended).await;
        assert_eq!(hash(&page).await, link);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_through_what_was_shown() {
    visit("back_and_forward", Visit::default(), |page| async move {
        let stage = Stage::on(&page).await;
        stage.choose("Egress").await;
        linked(&page, "#direction=egress").await;
        set(&page, "request=sql-injection").await;
        linked(&page, "request=sql-injection").await;
        set(&page, "speed=4").await;
        linked(&page, "speed=4").await;
        page.run("history.back()").await;
        until_shown(&page, json!(["POST https://api.payments.example/v1/charges", "answered", ""])).await;
        page.run("history.back()").await;
        until_shown(&page, json!(["GET https://site.example/products?q=shoes", "answered", ""])).await;
        page.run("history.forward()").await;
        until_shown(&page, json!(["POST https://api.payments.example/v1/charges", "answered", ""])).await;
        page.run("history.forward()").await;
        page.until("the request again", || async {
            (shown(&page).await[2] == "waf.sql_injection").then_some(())
        })
        .await;
        assert!(hash(&page).await.contains("speed=4"), "the speed made no step of its own");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_packed_scenario_is_told_and_the_story_stays() {
    visit("a_bad_packed_scenario", Visit::default(), |page| async move {
        Stage::on(&page).await;
        let packed = async |what: &str| {
            let script = format!(
                "const done = arguments[0]; new Response(new Blob([{what}]).stream().pipeThrough(new CompressionStream('deflate-raw')))
                    .arrayBuffer().then((bytes) => done('packed-1:' + btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')))"
            );
            let packed = page.driver.client.execute_async(&script, Vec::new()).await.unwrap();
            packed.as_str().unwrap().to_owned()
        };
        let good = packed("JSON.stringify({ version: 1 })").await;
        let bomb = packed("new Uint8Array(2_000_000)").await;
        let rows = [
            (good[..good.len() / 2].to_owned(), "cut short"),
            ("packed-2:abc".to_owned(), "newer page"),
            ("packed-1:a(b".to_owned(), "“(” at 2"),
            (format!("packed-1:{}", "a".repeat(40_000)), "at most 32768"),
            (bomb, "262144"),
            (good, "version"),
        ];
        for (packed, told) in rows {
            page.open(&format!("#scenario={packed}")).await;
            Stage::on(&page).await;
            let warning = page
                .until(told, || async {
                    let text = page.run("return document.querySelector('.warnings').textContent").await;
                    text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
                })
                .await;
            assert!(warning.contains(told), "expected {told}: {warning}");
            assert_eq!(shown(&page).await, json!(["GET https://site.example/products?q=shoes", "answered", ""]));
        }
    })
    .await;
}

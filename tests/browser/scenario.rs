//! The scenario's editor: its text and its form are two views of one document, and the stage follows both.

use serde_json::json;

use super::scenario_files::hand_over;
use super::support::axe::violations;
use super::support::driver::Look;
use super::support::site::FIRST;
use super::support::{Page, Stage, Visit, visit};

pub const STILL: Look =
    Look { size: (1280, 900), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// Opens the editor and waits until it shows the scenario.
pub async fn open(page: &Page) {
    page.run("document.querySelector('.scenario-editor > summary').click()").await;
    state(page, "Valid").await;
}

/// Waits until the editor tells that it stands so.
pub async fn state(page: &Page, expected: &str) {
    page.until(expected, || async {
        let told = page.run("return document.querySelector('.scenario-editor .state')?.textContent").await;
        told.as_str()?.contains(expected).then_some(())
    })
    .await;
}

pub async fn text(page: &Page) -> String {
    page.run("return document.getElementById('scenario-text').value").await.as_str().unwrap().to_owned()
}

/// Replaces a part of the text, as a reader's typing would.
async fn type_over(page: &Page, from: &str, to: &str) {
    let script = "const [from, to] = arguments, text = document.getElementById('scenario-text');
        if (!text.value.includes(from)) throw new Error(`${from} is not in the text`);
        text.value = text.value.replace(from, () => to);
        text.dispatchEvent(new Event('input', { bubbles: true }))";
    page.driver.client.execute(script, vec![from.into(), to.into()]).await.unwrap();
}

/// Changes a field of the form, as a reader does.
async fn set(page: &Page, at: &str, value: serde_json::Value) {
    let script = "const [at, value] = arguments, control = document.querySelector(`[data-at='${at}']`);
        if (typeof value === 'boolean') control.checked = value; else control.value = value;
        control.dispatchEvent(new Event('change', { bubbles: true }))";
    page.driver.client.execute(script, vec![at.into(), value]).await.unwrap();
}

/// Waits until the story, whose end is on show, ends so.
pub async fn ends(page: &Page, expected: &str) {
    page.until(expected, || async {
        let caption = page.run("return document.querySelector('.caption').textContent").await;
        caption.as_str()?.contains(expected).then_some(())
    })
    .await;
}

async fn problems(page: &Page) -> String {
    page.run("return document.getElementById('scenario-problems').textContent")
        .await
        .as_str()
        .unwrap()
        .to_owned()
}

const RULE: &str = r#"{ "name": "allow-web", "action": "allow", "ports": [80, 443], "protocol": "TCP" }"#;

#[tokio::test(flavor = "multi_thread")]
async fn the_stage_follows_the_text_and_keeps_the_last_good_one_while_it_is_broken() {
    visit("scenario-text", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        open(&page).await;
        assert_eq!(text(&page).await, include_str!("../../assets/scenario.json"));
        type_over(&page, RULE, &RULE.replace("allow\"", "reject\"")).await;
        ends(&page, "firewall.port_denied").await;
        state(&page, "ends as firewall.port_denied").await;
        // Broken in its shape: place, value, what was expected and the nearest name; the stage keeps the last good one.
        type_over(&page, "\"threshold\"", "\"treshold\"").await;
        state(&page, "Not valid").await;
        let told = problems(&page).await;
        for part in ["Line 19, column 17", "/waf/treshold", "unknown field `treshold`", "did you mean `threshold`?"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let invalid = "return document.getElementById('scenario-text').getAttribute('aria-invalid')";
        assert_eq!(page.run(invalid).await, "true");
        assert!(stage.caption().await.contains("firewall.port_denied"), "the stage stays");
        // The message goes to the line.
        page.run("document.querySelector('#scenario-problems button').click()").await;
        let selected = "const text = document.activeElement; return text.value.slice(text.selectionStart, text.selectionEnd)";
        assert_eq!(page.run(selected).await, "5,");
        // Broken altogether: the form waits.
        type_over(&page, "\"treshold\": 5,", "\"threshold\": 5,,").await;
        page.until("no JSON", || async { (problems(&page).await.contains("expected") && !problems(&page).await.contains("treshold")).then_some(()) }).await;
        assert_eq!(page.run("return document.querySelector('.scenario-editor .form').disabled").await, true);
        assert!(stage.caption().await.contains("firewall.port_denied"), "the stage stays");
        // Mended, and changed back: it follows again.
        type_over(&page, "5,,", "5,").await;
        state(&page, "Valid").await;
        assert_eq!((problems(&page).await.as_str(), page.run(invalid).await), ("", json!("false")));
        type_over(&page, "\"reject\"", "\"allow\"").await;
        ends(&page, "Answered").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_and_the_text_are_two_views_of_one_document() {
    visit("scenario-form", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        open(&page).await;
        // Text to form.
        let action = "return document.querySelector(\"[data-at='/firewall/rules/1/action']\").value";
        assert_eq!(page.run(action).await, "allow");
        type_over(&page, RULE, &RULE.replace("allow\"", "drop\"")).await;
        ends(&page, "firewall.port_denied").await;
        assert_eq!(page.run(action).await, "drop");
        // Form to text, and to the stage; the rest of the text stays.
        let before = text(&page).await;
        set(&page, "/firewall/rules/1/action", json!("allow")).await;
        ends(&page, "Answered").await;
        assert_eq!(text(&page).await, before.replace("\"allow-web\", \"action\": \"drop\"", "\"allow-web\", \"action\": \"allow\""));
        set(&page, "/firewall/rules/1/ports", json!("80, 8000-8443")).await;
        ends(&page, "firewall.port_denied").await;
        assert!(text(&page).await.contains("\"ports\": [80, \"8000-8443\"]"));
        set(&page, "/firewall/rules/1/ports", json!("443")).await;
        ends(&page, "Answered").await;
        // No pod is ready.
        set(&page, "/state/pods/shop~1web-1/ready", json!(false)).await;
        set(&page, "/state/pods/shop~1web-3/ready", json!(false)).await;
        ends(&page, "service.no_ready_endpoints").await;
        // A value that is wrong is marked in its field too.
        set(&page, "/pods/0/containerPort", json!("0")).await;
        state(&page, "Not valid").await;
        let marked = "return [...document.querySelectorAll('.form [aria-invalid=true]')].map((one) => one.dataset.at).join()";
        assert_eq!(page.run(marked).await, "/pods/0/containerPort");
        set(&page, "/pods/0/containerPort", json!("8080")).await;
        state(&page, "Valid").await;
        // A node's new name goes on to its pods, one more pod gets a name and an address of its own.
        set(&page, "/loadBalancer/nodes/0/name", json!("node-z")).await;
        state(&page, "Valid").await;
        page.until("the pods name it", || async {
            (text(&page).await.matches("\"nodeName\": \"node-z\"").count() == 2).then_some(())
        })
        .await;
        page.run("document.querySelector(\"[data-list='/pods']\").open = true").await;
        press(&page, "/pods", "add").await;
        page.until("a pod more", || async { text(&page).await.contains("\"api-3\"").then_some(()) }).await;
        state(&page, "Valid").await;
        assert!(text(&page).await.contains("10.244.3.33"));
        page.until("its name has the focus", || async {
            (page.run("return document.activeElement.value").await == "api-3").then_some(())
        })
        .await;
        // Without its route the site is not found.
        press(&page, "/reverseProxy/routes", "remove:last-of-type").await;
        ends(&page, "reverse_proxy.no_route").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_of_what_is_changed_faster_than_the_stage_follows() {
    visit("scenario-fast", Visit { look: STILL, ..Visit::default() }, |page| async move {
        Stage::on(&page).await;
        open(&page).await;
        // Each comes as soon as anything that the one before it came to is drawn.
        let script = "const done = arguments[0], text = document.getElementById('scenario-text');
            let time = 12000, left = 0;
            const watch = new MutationObserver(next);
            watch.observe(document.getElementById('stage'), { childList: true, characterData: true, subtree: true });
            function next() {
                if ((left += 1) === 12) {
                    watch.disconnect();
                    return setTimeout(() => done(text.value), 500);
                }
                time += 1;
                const control = document.querySelector(\"[data-at='/pods/0/serviceTimeUs']\");
                control.value = String(time);
                control.dispatchEvent(new Event('change', { bubbles: true }));
            }
            next()";
        let last = page.driver.client.execute_async(script, Vec::new()).await.unwrap();
        assert!(last.as_str().unwrap().contains("\"serviceTimeUs\": 12011"), "{last}");
        state(&page, "Answered").await;
    })
    .await;
}

/// A file of the format's first version stays as it is until its form changes it: then it comes out in the current one.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_writes_a_scenario_of_version_1_as_one_of_version_2() {
    visit("scenario-first", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        open(&page).await;
        hand_over(&page, "first.json", 0, FIRST.as_bytes(), true).await;
        state(&page, "first.json is loaded").await;
        assert_eq!(text(&page).await.trim_end(), FIRST.trim_end());
        let ready = "return ['web-1', 'web-2'].map((pod) =>
            document.querySelector(`[data-at='/state/pods/shop~1${pod}/ready']`).checked)";
        page.until("the form shows who is ready", || async {
            (page.run(ready).await == json!([true, false])).then_some(())
        })
        .await;
        for pod in ["web-1", "web-3"] {
            set(&page, &format!("/state/pods/shop~1{pod}/ready"), json!(false)).await;
        }
        ends(&page, "service.no_ready_endpoints").await;
        let now = text(&page).await;
        assert!(now.contains("\"version\": \"2\"") && now.contains("\"shop/web-3\""), "{now}");
        set(&page, "/state/pods/shop~1web-2/ready", json!(true)).await;
        ends(&page, "Answered").await;
    })
    .await;
}

/// Presses a button of one of the form's lists; `remove` is that of the last row.
async fn press(page: &Page, list: &str, what: &str) {
    let (what, row) = what.split_once(':').map_or((what, ""), |(what, _)| (what, "ol > li:last-child "));
    let script = format!("document.querySelector(\"[data-list='{list}'] {row}[data-do={what}]\").click()");
    page.run(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readers_own_request_and_every_story_are_asked_in_the_new_scenario() {
    visit("scenario-own", Visit { look: STILL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        super::editor::fill(&page, &[("url", "https://api.payments.example/v2")]).await;
        stage.press("Send it").await;
        ends(&page, "request of your own").await;
        stage.step_to_the_end().await;
        ends(&page, "Answered").await;
        open(&page).await;
        set(&page, "/egressFirewall/allow/0/host", json!("api.other.example")).await;
        ends(&page, "egress_firewall.name_denied").await;
        assert!(stage.caption().await.contains("request of your own"));
        stage.choose("Ingress").await;
        stage.choose("Egress").await;
        ends(&page, "api.payments.example").await;
        stage.step_to_the_end().await;
        ends(&page, "egress_firewall.name_denied").await;
        // Back to the built-in one.
        page.run("document.querySelector('[data-do=reset]').click()").await;
        ends(&page, "Answered").await;
        assert_eq!(text(&page).await, include_str!("../../assets/scenario.json"));
        // A preset's scenario is shown as it is, and so is one with its fix.
        page.run(
            "const menu = document.querySelector('.editor [name=preset]'); menu.value = 'expired-certificate';
            menu.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
        page.until("the preset's scenario is in the text", || async {
            (text(&page).await.contains("certificateNotAfter")).then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        let before = text(&page).await;
        stage.press("Fix it").await;
        page.until("the change is in the text", || async {
            let now = text(&page).await;
            (now != before && now.lines().filter(|line| !before.contains(line)).count() <= 2).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_in_a_sandboxed_frame() {
    visit("scenario-framed", Visit { framed: true, look: STILL, ..Visit::default() }, |page| async move {
        Stage::on(&page).await;
        page.run("document.querySelector('.stage [role=switch]').click()").await;
        open(&page).await;
        set(&page, "/firewall/rules/1/ports", json!("80")).await;
        page.until("the stage follows", || async {
            let told = page.run("return document.querySelector('.hops').textContent").await;
            (!told.as_str()?.contains("proxy")).then_some(())
        })
        .await;
        // It gets no downloads, so the text is copied.
        page.run("document.querySelector('[data-do=save]').click()").await;
        let told = page.run("return document.querySelector('.scenario-editor .state').textContent").await;
        assert!(told.as_str().unwrap().contains("can’t save files"), "{told}");
        hand_over(&page, "notes.txt", 0, b"to do", true).await;
        page.until("the file is refused", || async {
            let told = page.run("return document.querySelector('.refused').textContent").await;
            told.as_str()?.contains("notes.txt").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_workbench_the_reader_is_told() {
    let missing = Visit { missing: Some(("gauntlet-workbench", ".js")), look: STILL, ..Visit::default() };
    visit("scenario-missing", missing, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('.scenario-editor > summary').click()").await;
        page.until("the reader is told", || async {
            let told =
                page.run("return document.querySelector('.scenario-editor .workshop').textContent").await;
            told.as_str()?.contains("could not be loaded").then_some(())
        })
        .await;
        stage.step_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_barriers_and_nothing_beside_the_page_at_any_width() {
    for (size, dark) in [((1280, 800), false), ((390, 844), true)] {
        let look = Look { size, dark, ..STILL };
        visit("scenario-barriers", Visit { look, ..Visit::default() }, move |page| async move {
            Stage::on(&page).await;
            open(&page).await;
            page.run(
                "for (const part of document.querySelectorAll('.scenario-editor .part')) part.open = true",
            )
            .await;
            for broken in [false, true] {
                if broken {
                    type_over(&page, "\"port\": 8080", "\"port\": 0").await;
                    state(&page, "Not valid").await;
                }
                let found = violations(&page).await;
                assert!(found.is_empty(), "{size:?}, broken: {broken}:\n{}", found.join("\n"));
            }
            let wider = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
            assert_eq!(page.run(wider).await, false, "{size:?}");
        })
        .await;
    }
}

//! Every preset through the menu: the page tells what `gauntlet trace` tells, and the engines' module answers byte for byte
//! what the same code answers natively.

use gauntlet_explain::preset;
use gauntlet_explain::question::answer;
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use serde_json::Value;

use super::support::driver::Look;
use super::support::traced::traced;
use super::support::visit::Page;
use super::support::{Stage, Visit, visit};

/// Stories wait to be stepped through.
fn still() -> Visit {
    Visit { look: Look { reduced_motion: true, ..Look::default() }, ..Visit::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_each_preset_as_the_terminal_does() {
    visit("presets", still(), |page| async move {
        let stage = Stage::on(&page).await;
        stage.open_the_editor().await;
        for preset in preset::all() {
            let trace = traced("--preset", preset.name);
            pick(&page, preset.name).await;
            page.until(&format!("{} is on show", preset.name), || async {
                stage.caption().await.starts_with(preset.title).then_some(())
            })
            .await;
            to_the_end(&page).await;
            let caption = stage.caption().await;
            let (outcome, code) = (text(&trace["outcome"]), text(&trace["code"]));
            // An attack that reached the app was answered, which is not the news.
            let told = if trace["breach"].is_null() { outcome } else { "the attack reached the app" };
            assert!(caption.to_lowercase().contains(told) && caption.contains(code), "{caption}");
            assert!(caption.contains(&symptom(&trace["client"])), "{caption}: {}", trace["client"]);
            let panels = panels(&page).await;
            for hop in trace["hops"].as_array().unwrap().iter().filter(|hop| hop["way"] == "request") {
                for reason in hop["why"].as_array().unwrap() {
                    let reason = text(&reason["text"]);
                    assert!(panels.contains(reason), "{}: no panel says “{reason}”", preset.name);
                }
            }
            let fix = text(&trace["fix"]["text"]);
            assert!(panels.contains(fix), "{}: no panel says “{fix}”", preset.name);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engines_answer_the_same_natively_and_in_the_browser() {
    visit("same-answers", still(), |page| async move {
        Stage::on(&page).await;
        for preset in preset::all() {
            let name = Some(preset.name.to_owned());
            let question =
                Question { scenario: None, preset: name, asked: Asked::Preset, change: ScenarioChange::None }
                    .to_bytes()
                    .unwrap();
            assert_eq!(page.answer(&question).await, answer(&question), "{}", preset.name);
        }
    })
    .await;
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What the caption must say of it.
fn symptom(client: &Value) -> String {
    if !client["clear_text"].is_null() {
        return "in clear text".to_owned();
    }
    match text(&client["kind"]) {
        "http_status" => format!("HTTP {}", client["status"]),
        "timeout" => "gives up after".to_owned(),
        "refused" => "refused".to_owned(),
        "reset" => "reset".to_owned(),
        "empty_reply" => "closed".to_owned(),
        "tls_failure" if client["from"] == "client" => "refuses the certificate".to_owned(),
        "tls_failure" => text(&client["alert"]).to_owned(),
        _ => "has no address".to_owned(),
    }
}

async fn pick(page: &Page, name: &str) {
    let script = "const menu = document.querySelector('.editor [name=preset]');
        menu.value = arguments[0];
        menu.dispatchEvent(new Event('change', { bubbles: true }));";
    page.driver.client.execute(script, vec![name.into()]).await.unwrap();
}

async fn to_the_end(page: &Page) {
    page.until("the story is over", || async {
        let script = "const buttons = [...document.querySelectorAll('.transport button')];
            buttons.find((button) => button.textContent.includes('Step') && !button.textContent.includes('back')).click();
            return document.querySelector('.stage').dataset.phase";
        (page.run(script).await == "done").then_some(())
    })
    .await;
}

/// What the panels of all gates say.
async fn panels(page: &Page) -> String {
    let script = "let all = '';
        for (const gate of document.querySelectorAll('.stage [data-gate]')) {
            gate.dispatchEvent(new MouseEvent('click', { bubbles: true }));
            await new Promise(requestAnimationFrame);
            all += document.querySelector('.inspector').textContent;
            gate.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        }
        return all";
    let wrapped = format!("return (async () => {{ {script} }})()");
    page.run(&wrapped).await.as_str().unwrap().to_owned()
}

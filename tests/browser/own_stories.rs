//! Stories with an author's own words: on the card before and at the end, on a phone too, and in the scenario's form.

use serde_json::{Value, json};

use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const SCENARIO: &str = include_str!("../../examples/post/scenario.json");

/// The same stories with the longest words that are valid.
pub fn long() -> String {
    let mut scenario: Value = serde_json::from_str(SCENARIO).unwrap();
    for story in scenario["stories"].as_array_mut().unwrap() {
        for (name, most) in [("title", 30), ("question", 50), ("caption", 120)] {
            story[name] = "worded ".repeat(20)[..most].trim().into();
        }
    }
    scenario.to_string()
}

async fn card(page: &Page, selector: &str) -> String {
    let text =
        page.run(&format!("return document.querySelector('.card {selector}')?.textContent ?? ''")).await;
    text.as_str().unwrap().to_owned()
}

/// To the end of what is on show.
async fn end(page: &Page) {
    page.until("it is at its end", || async {
        (page.command("seek", "900000").await["outcome"].is_string()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_asked_and_ends_in_its_authors_words() {
    let stories: Value = serde_json::from_str(SCENARIO).unwrap();
    visit("own-stories", Visit::default(), |page| async move {
        for story in stories["stories"].as_array().unwrap() {
            let [title, question, caption, direction] =
                ["title", "question", "caption", "direction"].map(|name| story[name].as_str().unwrap());
            let blocked = u8::from(story["blocked"] == true);
            page.open(&format!("#scenario=../told.json&direction={direction}&blocked={blocked}")).await;
            Stage::on(&page).await;
            page.until(title, || async {
                (card(&page, ".story").await == format!("{title} {question}")).then_some(())
            })
            .await;
            end(&page).await;
            assert_eq!(card(&page, ".lesson").await, caption);
        }
        // The built-in stories have the built-in words.
        page.open("#").await;
        Stage::on(&page).await;
        assert!(
            card(&page, ".story").await.starts_with("A customer asks"),
            "{}",
            card(&page, ".story").await
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_question_is_seen_whole_on_a_phone() {
    let look = Look { size: (390, 844), ..Look::default() };
    let start =
        Visit { fragment: "#scenario=../told-long.json&blocked=1", look, guesses: true, ..Visit::default() };
    visit("own-stories-long", start, |page| async move {
        Stage::on(&page).await;
        page.until("it is asked", || async { card(&page, ".story").await.contains("worded").then_some(()) })
            .await;
        let over = "const { scrollHeight, clientHeight } = document.querySelector('.card .story'); return scrollHeight - clientHeight";
        assert_eq!(page.run(over).await, 0, "the question is seen whole");
        end(&page).await;
        // As a preset's lesson, a long caption scrolls there.
        assert_eq!(card(&page, ".lesson").await.len(), "worded ".repeat(20)[..120].trim().len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_writes_them_and_the_card_follows() {
    visit("own-stories-form", Visit::default(), |page| async move {
        Stage::on(&page).await;
        page.run("document.querySelector('.scenario-editor > summary').click()").await;
        let list = "[...document.querySelectorAll(\"[data-list='/stories'] li\")].map((row) =>
            [row.querySelector('.which').textContent, row.querySelectorAll('input').length, row.querySelectorAll('button').length])";
        page.until("the form is there", || async {
            let rows = page.run(&format!("return {list}")).await;
            let wanted = json!([["Ingress", 3, 0], ["Ingress, blocked", 3, 0], ["Egress", 3, 0], ["Egress, blocked", 3, 0]]);
            (rows == wanted).then_some(())
        })
        .await;
        let set = async |name: &str, value: &str| {
            let script = format!(
                "const control = document.querySelector(\"[data-at='/stories/0/{name}']\");
                 control.value = '{value}'; control.dispatchEvent(new Event('change', {{ bubbles: true }}))"
            );
            page.run(&script).await;
        };
        set("title", "A visitor").await;
        set("question", "Who lets them in?").await;
        page.until("the card asks it", || async {
            page.command("reset", "").await;
            (card(&page, ".story").await == "A visitor Who lets them in?").then_some(())
        })
        .await;
        // Words too long for the card are an error at their own field.
        set("title", &"long ".repeat(9)).await;
        page.until("it is marked", || async {
            let marked = "return document.querySelector('.form [aria-invalid=true]')?.dataset.at";
            (page.run(marked).await == "/stories/0/title").then_some(())
        })
        .await;
    })
    .await;
}

//! Predict, then see: the reader says where the request will stop and what the client will see, before the story shows it.

use crate::support::driver::Look;
use crate::support::{Page, Stage, Visit, axe, visit};

/// A reader who is asked.
fn asked(fragment: &'static str) -> Visit {
    Visit { fragment, guesses: true, ..Visit::default() }
}

/// The text of a part of the page.
async fn text(page: &Page, selector: &str) -> String {
    let found = page.run(&format!("return document.querySelector('{selector}')?.textContent ?? ''")).await;
    found.as_str().unwrap().to_owned()
}

/// Goes on by Tab until what has the focus says so, and presses Enter.
async fn press(page: &Page, name: &str) {
    for _ in 0..60 {
        let focused = page.run("return document.activeElement?.textContent ?? ''").await;
        if focused.as_str() == Some(name) {
            return keys(page, "\u{e007}").await;
        }
        keys(page, "\u{e004}").await;
    }
    panic!("no Tab leads to “{name}”");
}

async fn keys(page: &Page, key: &str) {
    let actions = serde_json::json!({ "actions": [{ "type": "key", "id": "keys", "actions": [
        { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
    ]}]});
    page.driver.raw(http::Method::POST, "actions", Some(actions)).await;
}

/// Waits for the second question, or the end.
async fn until_it_halts(page: &Page) -> bool {
    page.until("it halts or ends", || async {
        let asks = text(page, ".card .guess").await.contains("What will the");
        let over = page.run("return document.querySelector('.stage').dataset.phase").await == "done";
        (asks || over).then_some(asks)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_guesses_are_made_by_keyboard_alone_and_told() {
    visit("guess-keys", asked("#blocked=1&speed=4"), |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!(stage.phase().await, "ready", "it waits for the guess");
        assert!(text(&page, ".card .story").await.starts_with("Where will it stop?"));
        assert_eq!(axe::violations(&page).await, Vec::<String>::new());
        press(&page, "Proxy").await;
        assert!(until_it_halts(&page).await);
        let card = text(&page, ".card .now").await;
        assert!(
            card.contains("You said: Reverse proxy.")
                && card.contains("never got that far. The WAF looks for"),
            "{card}"
        );
        assert_eq!(text(&page, ".landed").await, "", "the client knows nothing yet");
        assert!(stage.announcement().await.ends_with("What will the client see?"));
        assert!(text(&page, "#gate-reverse-proxy").await.contains("your guess"));
        assert_eq!(axe::violations(&page).await, Vec::<String>::new());
        // Back from Play, which took the focus of the button that is gone.
        page.run("document.querySelector('.card .guess').focus()").await;
        press(&page, "HTTP 403").await;
        stage.watch_to_the_end().await;
        let sees = text(&page, ".card .sees").await;
        assert!(sees.contains("As you said. 0 of 1 right"), "{sees}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_is_an_answer_and_play_needs_none() {
    visit("guess-gate", asked("#speed=4&blocked=1"), |page| async move {
        let stage = Stage::on(&page).await;
        page.run(
            "document.querySelector('#gate-waf').dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        )
        .await;
        assert!(until_it_halts(&page).await);
        assert!(text(&page, ".card .now").await.contains("You were right."));
        // Play goes on without a second guess, and asks nothing again.
        stage.press("Play").await;
        stage.watch_to_the_end().await;
        assert!(text(&page, ".card .sees").await.contains("1 of 1 right"));
        stage.press("Replay").await;
        stage.watch_to_the_end().await;
        // Another story asks anew, and Play is an answer too.
        stage.choose("Egress").await;
        assert_eq!(stage.phase().await, "ready");
        assert!(text(&page, ".card .story").await.starts_with("Where will it stop?"));
        stage.press("Play").await;
        stage.watch_to_the_end().await;
        assert_eq!(text(&page, ".card .reveal").await, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_turns_it_off_is_not_asked_again() {
    visit("guess-off", asked("#speed=4"), |page| async move {
        let stage = Stage::on(&page).await;
        stage.press("Stop asking").await;
        assert!(!text(&page, ".card .story").await.contains("Where will it stop?"));
        page.open("#speed=4").await;
        let stage_again = Stage::on(&page).await;
        stage_again.watch_to_the_end().await;
        // And on again.
        stage_again.press("Guess first").await;
        page.open("#speed=4").await;
        let stage_again = Stage::on(&page).await;
        assert_eq!(stage_again.phase().await, "ready");
        let _ = stage;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_says_whether_to_ask_and_autoplay_plays_at_once() {
    for fragment in ["#autoplay=1&speed=4", "#predict=0&speed=4", "#controls=0&view=stage&speed=4"] {
        visit("guess-link", asked(fragment), |page| async move {
            Stage::on(&page).await.watch_to_the_end().await;
            assert_eq!(text(&page, ".card .guess").await, "", "{fragment}");
        })
        .await;
    }
    visit("guess-link", Visit { fragment: "#predict=1", ..Visit::default() }, |page| async move {
        assert_eq!(Stage::on(&page).await.phase().await, "ready");
        assert!(text(&page, ".card .story").await.starts_with("Where will it stop?"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_little_motion_the_steps_halt_too() {
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("guess-steps", Visit { look, ..asked("#direction=egress&blocked=1") }, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('#gate-egress-firewall').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
            .await;
        for _ in 0..20 {
            if text(&page, ".card .guess").await.contains("What will the pod see?") {
                return;
            }
            stage.press("Step").await;
        }
        panic!("it never asked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_question_leaves_the_verdict_in_sight() {
    // The longest answers stand beside a call out.
    for (size, fragment) in [
        ((390, 600), "#blocked=1&speed=4&view=stage"),
        ((390, 844), "#blocked=1&speed=4"),
        ((390, 844), "#direction=egress&blocked=1&speed=4"),
        ((320, 600), "#direction=egress&blocked=1&speed=4&view=stage"),
        ((700, 480), "#blocked=1&speed=4&view=stage"),
        ((1280, 720), "#blocked=1&speed=4"),
    ] {
        let look = Look { size, ..Look::default() };
        visit("guess-fits", Visit { look, ..asked(fragment) }, move |page| async move {
            Stage::on(&page).await;
            page.run("document.querySelector('#gate-network-policy').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
                .await;
            assert!(until_it_halts(&page).await);
            let cut = "const card = document.querySelector('.card').getBoundingClientRect();
                return ['.now .verdict', ...[0, 1, 2, 3].map((at) => `.guess [data-guess='${at}']`)].filter((part) => {
                    const box = document.querySelector(`.card ${part}`).getBoundingClientRect();
                    const now = part.startsWith('.now') ? document.querySelector('.card .now').getBoundingClientRect() : card;
                    return box.top < now.top - 0.5 || box.bottom > Math.min(now.bottom, card.bottom) + 0.5;
                })";
            assert_eq!(page.run(cut).await, serde_json::json!([]), "{size:?} {fragment}: cut off");
        })
        .await;
    }
}

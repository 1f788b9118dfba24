//! The example whose paragraphs move the figure: scrolled through as a reader would, each shows what it speaks of.

use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Visit, visit_page};

/// The paragraphs from the top: their heading, and the layer and verdict that they show.
const PARAGRAPHS: [(&str, &str, &str); 6] = [
    ("An ordinary day", "external", "answer"),
    ("Five past two", "pod", "pass"),
    ("It’s always DNS", "dns", "pass"),
    ("A policy, then?", "network_policy", "pass"),
    ("No port left", "nat_gateway", "fail"),
    ("What we changed", "external", "answer"),
];

/// The middle of a paragraph's heading, from the top of the window as a share of its height.
const PLACE: &str = "const { y, height } = [...document.querySelectorAll('h2')].find((heading) =>
    heading.textContent === HEADING).getBoundingClientRect(); return (y + height / 2) / innerHeight";

/// Turns the wheel over the text until a paragraph's heading stands in the middle of the window, or the page ends.
async fn scroll_to(page: &Page, heading: &str) {
    let place = PLACE.replace("HEADING", &Value::from(heading).to_string());
    let mut before = f64::NAN;
    for _ in 0..100 {
        let at = page.run(&place).await.as_f64().unwrap();
        if (0.42..0.58).contains(&at) || at == before {
            return;
        }
        before = at;
        let turn = if at > 0.5 { 60 } else { -60 };
        let wheel = json!({ "type": "mouseWheel", "x": 60, "y": 640, "deltaX": 0, "deltaY": turn });
        page.driver.devtools("Input.dispatchMouseEvent", wheel).await;
        page.run("return 0").await;
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    }
    panic!("a hundred turns of the wheel do not lead to “{heading}”");
}

async fn shows(page: &Page, (heading, layer, verdict): (&str, &str, &str)) {
    page.until(heading, || async {
        let state = "document.getElementById('figure').getState().then(arguments[0])";
        let state = page.driver.client.execute_async(state, Vec::new()).await.unwrap();
        (state["layer"] == layer && state["verdict"] == verdict && state["playing"] == false).then_some(())
    })
    .await;
}

async fn read(size: (u32, u32), dark: bool) {
    let look = Look { size, dark, ..Look::default() };
    visit_page("incident.html", Visit { look, ..Visit::default() }, |page| async move {
        shows(&page, PARAGRAPHS[0]).await;
        let seen = "const { top, bottom } = document.getElementById('figure').getBoundingClientRect();
            return [top >= 0, bottom <= innerHeight]";
        for paragraph in PARAGRAPHS.into_iter().chain([PARAGRAPHS[3], PARAGRAPHS[0]]) {
            scroll_to(&page, paragraph.0).await;
            shows(&page, paragraph).await;
            assert_eq!(page.run(seen).await, json!([true, true]), "{paragraph:?}: the figure is in sight");
        }
        let found = violations(&page).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_paragraph_shows_what_it_speaks_of() {
    read((1280, 720), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_paragraph_shows_it_on_a_phone_in_the_dark() {
    read((390, 844), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_it_is_a_text_with_a_picture() {
    let mut start = Visit::default();
    start.look.javascript = false;
    visit_page("incident.html", start, |page| async move {
        let look = "const picture = document.querySelector('traffic-gauntlet img');
            return [picture.checkVisibility() && picture.naturalWidth > 0,
                [...document.querySelectorAll('section')].filter((part) => part.checkVisibility()).length,
                document.documentElement.scrollHeight < 2.5 * innerHeight]";
        page.until("text and picture are there", || async {
            (page.run(look).await == json!([true, PARAGRAPHS.len(), true])).then_some(())
        })
        .await;
    })
    .await;
}

//! The sizes that the share dialog offers: drawn to scale by the element itself, and written into the lines for other pages.

use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// A size by its radio button's value, its width and height as they are drawn, and what the two pieces of HTML say of it.
const SIZES: [(&str, u64, u64, &str, &str); 3] = [
    ("page", 1120, 625, "blocked></traffic-gauntlet>", "width=\"100%\" height=\"640\" style=\"border: 0\""),
    (
        "column",
        700,
        480,
        "blocked style=\"max-width: 700px\"></traffic-gauntlet>",
        "width=\"700\" height=\"480\" style=\"border: 0; max-width: 100%\"",
    ),
    (
        "phone",
        390,
        600,
        "blocked style=\"max-width: 390px\"></traffic-gauntlet>",
        "width=\"390\" height=\"600\" style=\"border: 0; max-width: 100%\"",
    ),
];

const NEXT: &str = "\u{e014}";
const ESCAPE: &str = "\u{e00c}";

/// Where everything in the dialog stands, but for what is drawn in it.
const PLACES: &str = "const dialog = document.getElementById('stage-share');
    return [dialog, ...dialog.querySelectorAll('h2, label, label span, textarea, button, fieldset, .share-look, [role=status]')]
        .map((one) => { const { x, y, width, height } = one.getBoundingClientRect(); return [x, y, width, height]; }).flat()";

/// What is chosen and drawn: the outline's size, the frame's own, and the two lines.
const LOOK: &str = "const dialog = document.getElementById('stage-share');
    const { width, height } = dialog.querySelector('.share-look > div').getBoundingClientRect();
    const { innerWidth, innerHeight } = dialog.querySelector('traffic-gauntlet').shadowRoot.querySelector('iframe').contentWindow;
    return { chosen: document.activeElement.value, outline: [width, height], frame: [innerWidth, innerHeight],
        element: dialog.querySelector('#share-element').value, html: dialog.querySelector('#share-frame').value }";

async fn press(page: &Page, key: &str) {
    page.driver.client.active_element().await.unwrap().send_keys(key).await.unwrap();
}

fn numbers(found: Value) -> Vec<f64> {
    serde_json::from_value(found).unwrap()
}

async fn figures(page: &Page) -> Value {
    page.run("return document.querySelectorAll('traffic-gauntlet, iframe').length").await
}

async fn sizes(name: &'static str, size: (u32, u32), dark: bool) {
    let look = Look { size, dark, ..Look::default() };
    let start = Visit { fragment: "#direction=egress&blocked=1", look, ..Visit::default() };
    visit(name, start, move |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!(figures(&page).await, 0, "nothing of it is loaded before the dialog is open");
        stage.open_dialog("Share", "stage-share").await;
        page.until("the element is there", || async { (figures(&page).await == 1).then_some(()) }).await;
        let state = "document.querySelector('#stage-share traffic-gauntlet').getState().then(arguments[0])";
        let state = page.driver.client.execute_async(state, Vec::new()).await.unwrap();
        let state = [&state["direction"], &state["blocked"], &state["playing"]];
        assert_eq!(state, [&json!("egress"), &json!(true), &json!(false)], "it shows the same, and stands still");
        let fits = "const dialog = document.getElementById('stage-share'), { x, right } = dialog.getBoundingClientRect();
            return [dialog.scrollHeight - dialog.clientHeight, dialog.scrollWidth - dialog.clientWidth, x < 0, right > innerWidth]";
        assert_eq!(page.run(fits).await, json!([0, 0, false, false]), "all of the dialog is on the screen");
        let places = numbers(page.run(PLACES).await);
        page.run("document.querySelector('[name=share-size]:checked').focus()").await;
        let mut scale = None;
        for (index, (value, width, height, element, html)) in SIZES.into_iter().enumerate() {
            if index > 0 {
                press(&page, NEXT).await;
            }
            let found = page
                .until(value, || async {
                    let found = page.run(LOOK).await;
                    (found["frame"] == json!([width, height])).then_some(found)
                })
                .await;
            assert_eq!(found["chosen"], value);
            assert!(found["element"].as_str().unwrap().ends_with(element), "{found}");
            assert!(found["html"].as_str().unwrap().contains(html), "{found}");
            let drawn = [0, 1].map(|side| found["outline"][side].as_f64().unwrap());
            let one = *scale.get_or_insert(drawn[0] / 1120.0);
            let [across, down] = [drawn[0] - one * width as f64, drawn[1] - one * height as f64];
            assert!(across.abs() < 0.1 && down.abs() < 0.1, "{value} at a scale of {one}: {found}");
            let now = numbers(page.run(PLACES).await);
            // Letters of another color differ in width by less than a tenth of a pixel.
            let moved = now.iter().zip(&places).find(|(now, then)| (*now - *then).abs() > 0.1);
            assert!(moved.is_none() && now.len() == places.len(), "{value}: something moved: {moved:?}");
        }
        let found = violations(&page).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
        press(&page, ESCAPE).await;
        page.until("it is gone again", || async { (figures(&page).await == 0).then_some(()) }).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sizes_on_a_wide_screen() {
    sizes("the_sizes_on_a_wide_screen", (1280, 720), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sizes_on_a_phone_in_the_dark() {
    sizes("the_sizes_on_a_phone_in_the_dark", (390, 844), true).await;
}

//! What is seen before the app is there: the story that the address or the attributes name, at its start.

use serde_json::{Value, json};

use super::support::driver::Look;
use super::support::{Visit, visit, visit_page};

/// Notes what is painted, frame by frame.
const WATCH: &str = "window.painted = new Set();
    const look = () => {
        const stage = document.querySelector('#stage > .stage');
        // The request stands first: it tells the story even where a part of the page is painted.
        const sent = stage?.querySelector('.request-line code')?.textContent;
        if (sent && getComputedStyle(stage).visibility === 'visible') painted.add(sent);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// Fragment, what the caption says, the request, the chosen direction, the switch.
const STORIES: [(&str, &str, &str, &str, bool); 6] = [
    ("", "A customer asks", "q=shoes", "ingress", false),
    ("#blocked=1", "a piece of SQL", "q=%27", "ingress", true),
    ("#direction=egress", "calls a payment API", "v1/charges", "egress", false),
    ("#direction=egress&blocked=1", "hijacked pod", "/upload", "egress", true),
    ("#speed=2&blocked=true&direction=egress&view=stage", "hijacked pod", "/upload", "egress", true),
    ("#blocked=0", "A customer asks", "q=shoes", "ingress", false),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_still_is_the_start_of_the_story_that_the_address_names() {
    for (fragment, caption, request, direction, blocked) in STORIES {
        for size in [(1280, 900), (700, 900), (390, 844)] {
            let missing = Some(("gauntlet-app", ".js"));
            let look = Look { size, ..Look::default() };
            let start = Visit { fragment, look, missing, before: Some(WATCH), ..Visit::default() };
            visit("still", start, move |page| async move {
                page.until("the page says that it stays a still", || async {
                    let told = page.run("return !document.getElementById('stage-message').hidden").await;
                    (told == true && page.run("return painted.size").await != 0).then_some(())
                })
                .await;
                let shown = page
                    .run(
                        "const stage = document.querySelector('#stage > .stage');
                        const figures = [...stage.querySelectorAll('.scene')].filter((figure) => figure.checkVisibility());
                        const slider = stage.querySelector('.scrubber input');
                        return { painted: [...painted], story: stage.querySelector('.story').textContent, figures: figures.length, now: stage.querySelector('.now').textContent,
                            states: [...new Set([...figures[0].querySelectorAll('[data-gate]')].map(({ dataset }) => dataset.state))],
                            last: [...figures[0].querySelectorAll('[data-gate]')].at(-1).dataset.gate,
                            sent: stage.querySelector('.request-line code').textContent,
                            slider: [slider.valueAsNumber, stage.querySelector('.clock').textContent],
                            direction: stage.querySelector('[name=direction]:checked').value,
                            blocked: stage.querySelector('[role=switch]').checked,
                            progress: slider.getAttribute('aria-valuetext') }",
                    )
                    .await;
                let painted = shown["painted"].as_array().unwrap();
                assert!(painted.len() == 1, "{fragment}: one story was painted: {painted:?}");
                assert!(painted[0].as_str().unwrap().contains(request), "{fragment}: {painted:?}");
                assert!(shown["story"].as_str().unwrap().contains(caption), "{fragment}: {shown}");
                assert_eq!((&shown["figures"], &shown["now"]), (&Value::from(1), &Value::from("")));
                assert_eq!(shown["states"], json!(["ahead"]), "{fragment}");
                assert_eq!(shown["slider"], json!([0, "0 µs"]), "{fragment}");
                assert!(shown["sent"].as_str().unwrap().contains(request), "{shown}");
                assert_eq!(shown["direction"], direction);
                assert_eq!(shown["blocked"], blocked);
                assert!(shown["progress"].as_str().unwrap().starts_with("Hop 0"), "{shown}");
                let last = if direction == "egress" { "internet" } else { "pod" };
                assert_eq!(shown["last"], last, "{fragment}");
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_begins_where_the_still_stands() {
    for (fragment, ..) in STORIES {
        // The app's first frame shows what the still did: nothing jumps, no other story flashes.
        let look = Look { reduced_motion: true, ..Look::default() };
        let shifts = "window.shifts = 0; new PerformanceObserver((list) => { for (const { value } of list.getEntries())
            shifts += value; }).observe({ type: 'layout-shift', buffered: true });";
        let before: &'static str = Box::leak([WATCH, shifts].concat().into_boxed_str());
        visit("still-app", Visit { fragment, look, before: Some(before), ..Visit::default() }, move |page| async move {
            super::support::Stage::on(&page).await;
            let two_frames =
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done([painted.size, shifts])))";
            let found = page.driver.client.execute_async(two_frames, Vec::new()).await.unwrap();
            assert_eq!(found, json!([1, 0]), "{fragment}: stories painted, layout shift");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_poster_is_that_of_the_story_that_the_attributes_name() {
    visit_page("far.html", Visit::default(), |page| async move {
        let rows = [
            ("", "poster.svg"),
            ("blocked", "poster-blocked.svg"),
            ("blocked=0", "poster.svg"),
            ("direction=egress", "poster-egress.svg"),
            ("direction=egress blocked=1", "poster-egress-blocked.svg"),
        ];
        for (attributes, poster) in rows {
            let put = format!(
                "const figure = document.createElement('traffic-gauntlet'); figure.id = 'poster';
                for (const set of '{attributes}'.split(' ').filter(Boolean)) {{
                    const [name, value] = set.split('='); figure.setAttribute(name, value ?? ''); }}
                document.getElementById('poster')?.remove(); document.body.append(figure);"
            );
            page.run(&put).await;
            let shown = page
                .until("the poster is loaded", || async {
                    let image =
                        "const image = document.getElementById('poster').shadowRoot.querySelector('img');
                        return image?.naturalWidth > 0 ? image.src.split('/').at(-1) : null";
                    page.run(image).await.as_str().map(str::to_owned)
                })
                .await;
            assert_eq!(shown, poster, "{attributes}");
        }
    })
    .await;
}

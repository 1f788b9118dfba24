//! Two journeys together, and the image of a moment.

use serde_json::Value;

use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const STILL: Look =
    Look { size: (1280, 800), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// For each figure: the words of its title, and the states of its gates.
async fn figures(page: &Page) -> Vec<(String, Vec<String>)> {
    let figures = page
        .run(
            "return [...document.querySelectorAll('.figure-pane')].map((pane) => [
                pane.querySelector('.figure-title')?.textContent ?? '',
                [...pane.querySelectorAll('.gate')].map((gate) => gate.dataset.state)])",
        )
        .await;
    serde_json::from_value(figures).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_stands_beside_its_other_ending() {
    for (fragment, size) in [("#blocked=1", (1280, 900)), ("#direction=egress", (390, 844))] {
        let start = Visit { fragment, look: Look { size, ..STILL }, ..Visit::default() };
        visit("compare", start, move |page| async move {
            let stage = Stage::on(&page).await;
            assert_eq!(figures(&page).await.len(), 1);
            stage.press("Compare").await;
            let blocked_first = fragment.contains("blocked");
            drag_to(&page, 900_000.0).await;
            let both = figures(&page).await;
            assert_eq!(both.len(), 2);
            for ((title, states), blocked) in both.iter().zip([blocked_first, !blocked_first]) {
                assert_eq!(title.contains("Blocked"), blocked, "{title}");
                assert_eq!(states.iter().any(|state| state == "blocked"), blocked, "{title}: {states:?}");
                assert_eq!(states.iter().any(|state| state == "answered"), !blocked, "{title}: {states:?}");
            }
            assert_eq!(stage.phase().await, "done", "the end is that of the longer one");
            // One slider for both.
            drag_to(&page, 0.0).await;
            for (title, states) in figures(&page).await {
                assert!(states.iter().all(|state| state == "ahead"), "{title}: {states:?}");
            }
            let wide = page.run("return document.documentElement.scrollWidth").await;
            assert!(wide.as_u64().unwrap() <= u64::from(size.0));
            stage.press("Compare").await;
            assert_eq!(figures(&page).await.len(), 1);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fixed_request_stands_beside_itself_before_the_fix() {
    let start = Visit { fragment: "#blocked=1", look: STILL, ..Visit::default() };
    visit("before-after", start, |page| async move {
        let stage = Stage::on(&page).await;
        stage.step_to_the_end().await;
        stage.press("Fix it").await;
        page.until("the answer is on the stage", || async {
            (stage.progress().await.starts_with("Hop 0")).then_some(())
        })
        .await;
        stage.press("Compare").await;
        drag_to(&page, 900_000.0).await;
        let both = figures(&page).await;
        // The fix exempts the field, so what was an attack gets through.
        assert!(
            both[0].0.contains("The attack reached the app") && both[1].0.contains("waf.sql_injection"),
            "{both:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_go_in_the_same_scenario() {
    // What is on show, a part of what is then sent, a part of the two titles, and a pod that only its scenario has.
    let rows = [
        // An author's: its other ending.
        ("#scenario=../own.json", "q=shoes", ["Answered", "waf.sql_injection"], "shop-1"),
        ("#scenario=../own.json&blocked=1", "OR", ["waf.sql_injection", "Answered"], "shop-1"),
        // An own request in it, beside its plain story.
        (
            "#scenario=../own.json&request=https://a.b.example/&direction=ingress",
            "a.b.example",
            ["Failed", "Answered"],
            "shop-1",
        ),
        // A preset's, whose NAT gateway has no port left for the plain story either.
        (
            "#request=exhausted-nat",
            "payments",
            ["nat_gateway.ports_exhausted", "nat_gateway.ports_exhausted"],
            "web-1",
        ),
    ];
    for (fragment, sent, outcomes, pod) in rows {
        let start = Visit { fragment, look: STILL, ..Visit::default() };
        visit("compare-scenario", start, move |page| async move {
            let stage = Stage::on(&page).await;
            let chips = "return [...document.querySelectorAll('.figure-pane')].map((pane) =>
                [...pane.querySelectorAll('.chip title')].map((chip) => chip.textContent).join())";
            page.until("it is on show", || async {
                let line = page.run("return document.querySelector('.request-line code').textContent").await;
                let shown = page.run(chips).await;
                (line.as_str()?.contains(sent) && shown[0].as_str()?.contains(pod)).then_some(())
            })
            .await;
            stage.press("Compare").await;
            page.until("both are on show", || async { (figures(&page).await.len() == 2).then_some(()) })
                .await;
            drag_to(&page, 900_000.0).await;
            for ((title, _), outcome) in figures(&page).await.iter().zip(outcomes) {
                assert!(title.contains(outcome), "{fragment}: {title} ends as {outcome}");
            }
            let shown = page.run(chips).await;
            for pods in shown.as_array().unwrap() {
                assert!(pods.as_str().unwrap().contains(pod), "{fragment}: {shown}");
            }
            if fragment == "#scenario=../own.json" {
                // Another story on show, another beside it.
                stage.choose("Egress").await;
                page.until("both go out", || async {
                    let both = figures(&page).await;
                    let out = both.len() == 2
                        && both[0].0.contains("api.payments")
                        && both[1].0.contains("collector");
                    out.then_some(())
                })
                .await;
                assert!(stage.warnings().await.is_empty());
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_can_be_saved_as_an_image_that_stands_by_itself() {
    // What would be saved is kept instead.
    let keep = "window.saved = []; URL.createObjectURL = (blob) => (saved.push(blob), 'about:blank');
        HTMLAnchorElement.prototype.click = function () { window.named = this.download; };";
    let start = Visit { fragment: "#blocked=1", look: STILL, before: Some(keep), ..Visit::default() };
    visit("image", start, |page| async move {
        let stage = Stage::on(&page).await;
        drag_to(&page, 1_300.0).await;
        let save = |kind: &'static str| {
            let (page, stage) = (page.clone(), Stage { page: page.clone() });
            async move {
                page.run("saved.length = 0").await;
                stage.open_dialog("Save an image of this moment", "stage-picture").await;
                page.click("button", kind).await;
                let read = "const done = arguments[0]; const wait = () => saved.length
                    ? saved[0].arrayBuffer().then((bytes) => done([saved[0].type, named,
                        new TextDecoder('latin1').decode(bytes.slice(0, 200000)), bytes.byteLength]))
                    : setTimeout(wait, 20); wait();";
                page.driver.client.execute_async(read, Vec::new()).await.unwrap()
            }
        };
        let svg = save("SVG, for slides").await;
        let text = svg[2].as_str().unwrap();
        assert_eq!(
            (&svg[0], &svg[1]),
            (&Value::from("image/svg+xml"), &"gauntlet-waf-sql-injection-hop-1.svg".into())
        );
        for part in ["<title>", "WAF", "Reverse proxy", "node-a", "rgb("] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("var(") && !text.contains("class="), "it needs no style sheet");
        let packets = "return new DOMParser().parseFromString(arguments[0], 'image/svg+xml')
            .querySelectorAll('path[d^=\"M-5.5 -9\"][fill=\"rgb(11, 95, 191)\"]').length";
        let packets = page.driver.client.execute(packets, vec![text.into()]).await.unwrap();
        assert_eq!(packets, 1, "the packet on its way");
        let png = save("PNG, for posts").await;
        assert_eq!(png[0], "image/png");
        assert!(png[2].as_str().unwrap().contains("PNG") && png[3].as_u64().unwrap() > 10_000, "{}", png[3]);
        assert!(stage.warnings().await.is_empty());
    })
    .await;
}

//! The element on other authors' pages: hostile, strict, far down, of another origin, and driven by their scripts.

use std::sync::Arc;

use serde_json::{Value, json};

use super::support::picture::marks;
use super::support::site::Site;
use super::support::{Page, Visit, visit_page};

/// Calls the first element, or another by id, and gives what its promise gives; `Error: …` where it fails.
pub async fn call(page: &Page, id: &str, call: &str) -> Value {
    let script = format!(
        "const done = arguments[0], figure = document.getElementById('{id}');
         figure.{call}.then(done, (error) => done('Error: ' + error.message))"
    );
    page.driver.client.execute_async(&script, Vec::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_and_two_figures_leave_each_other_alone() {
    visit_page("hostile.html", Visit::default(), |page| async move {
        let first = call(&page, "first", "getState()").await;
        let second = call(&page, "second", "getState()").await;
        assert_eq!((&first["direction"], &first["blocked"]), (&json!("ingress"), &json!(false)));
        assert_eq!((&second["direction"], &second["blocked"]), (&json!("egress"), &json!(true)));
        assert_eq!(call(&page, "first", "seek(2000)").await["moment"], 2000);
        assert_eq!(call(&page, "second", "getState()").await["moment"], 0, "one does not move the other");
        let boxes = page
            .run(
                "return [...document.querySelectorAll('traffic-gauntlet')].map((figure) => {
                    const { width, height } = figure.getBoundingClientRect();
                    const frame = figure.shadowRoot.querySelector('iframe');
                    const button = frame.contentDocument.querySelector('.play');
                    return [width, height, frame.clientHeight, button.offsetHeight,
                        frame.contentWindow.getComputedStyle(button).color] })",
            )
            .await;
        for one in boxes.as_array().unwrap() {
            assert!(one[0].as_f64().unwrap() > 1_000.0 && one[1].as_f64().unwrap() > 600.0, "{boxes}");
            let filled = one[1].as_f64().unwrap() - one[2].as_f64().unwrap();
            assert!(filled.abs() < 1.0, "the frame fills the element: {boxes}");
            assert!(one[3].as_f64().unwrap() > 30.0 && one[4] != "rgb(255, 0, 0)", "{boxes}");
        }
        let host = page.run("return [getComputedStyle(document.querySelector('h1')).color, Object.keys(window).filter((name) => name.startsWith('gauntlet'))]").await;
        assert_eq!(host, json!(["rgb(255, 0, 0)", []]), "the page is as its author made it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_of_the_page_is_kept() {
    visit_page("strict.html", Visit::default(), |page| async move {
        assert_eq!(call(&page, "first", "getState()").await["direction"], "ingress");
        let height = page.run("return document.getElementById('first').offsetHeight").await;
        assert!(height.as_u64().unwrap() > 600, "{height}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_loads_when_it_is_near_and_follows_its_content() {
    visit_page("far.html", Visit::default(), |page| async move {
        let parts = "const root = document.getElementById('first').shadowRoot;
            return [root.querySelector('img')?.naturalWidth ?? 0, root.querySelectorAll('iframe').length]";
        page.until("the poster is there", || async {
            (page.run(parts).await[0].as_u64() > Some(0)).then_some(())
        })
        .await;
        assert_eq!(page.run(parts).await[1], 0, "nothing is loaded while it is far");
        let before = page.run("return document.getElementById('first').offsetHeight").await;
        page.run("document.getElementById('first').scrollIntoView()").await;
        call(&page, "first", "getState()").await;
        page.until("it is as high as its content", || async {
            let heights = page
                .run(
                    "const figure = document.getElementById('first');
                    const frame = figure.shadowRoot.querySelector('iframe');
                    return [figure.offsetHeight, Math.ceil(frame.contentDocument.body.getBoundingClientRect().height)]",
                )
                .await;
            (heights[0] == heights[1] && heights[0] != before).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_script_drives_the_figure() {
    visit_page("far.html", Visit::default(), |page| async move {
        page.run(
            "window.told = []; const figure = document.getElementById('first');
            for (const name of ['ready', 'statechange', 'layerchange', 'verdict', 'error'])
                figure.addEventListener(name, (event) => told.push([name, event.detail]));",
        )
        .await;
        let told = async |name: &str| {
            page.run(&format!(
                "return told.filter(([event]) => event === '{name}').map(([, detail]) => detail)"
            ))
            .await
        };
        let end = call(&page, "first", "getState()").await["end"].as_u64().unwrap();
        assert_eq!(call(&page, "first", "pause()").await["playing"], false);
        let rows = [
            ("seek(0)", json!({ "moment": 0, "hop": 0 })),
            ("step()", json!({ "hop": 1, "layer": "internet", "verdict": "pass" })),
            ("step()", json!({ "hop": 2, "layer": "firewall" })),
            ("back()", json!({ "hop": 1 })),
            (
                "setState({ direction: 'egress', blocked: true })",
                json!({ "direction": "egress", "blocked": true }),
            ),
            ("pause()", json!({ "playing": false })),
            ("seek(900000)", json!({ "outcome": "blocked", "code": "egress_firewall.name_denied" })),
            ("reset()", json!({ "moment": 0, "playing": false })),
            ("setState({ speed: 4, loop: true })", json!({ "speed": 4, "loop": true, "blocked": true })),
            ("setState({ theme: 'dark', controls: false })", json!({ "theme": "dark", "controls": "0" })),
            ("play()", json!({ "playing": true })),
            ("pause()", json!({ "playing": false })),
        ];
        for (command, expected) in rows {
            let state = call(&page, "first", command).await;
            for (name, value) in expected.as_object().unwrap() {
                assert_eq!(&state[name], value, "{command}: {name} of {state}");
            }
        }
        assert!(end > 5_000);
        let look =
            "const root = document.getElementById('first').shadowRoot.querySelector('iframe').contentDocument
            .documentElement; return [root.dataset.theme, root.dataset.controls]";
        assert_eq!(page.run(look).await, json!(["dark", "0"]));
        // A request of the page's own is judged by the engines.
        let state = call(&page, "first", "run(\"curl 'https://site.example/?file=../../etc/passwd'\")").await;
        assert!(state["sent"].as_str().unwrap().contains("etc/passwd"), "{state}");
        let state = call(&page, "first", "seek(900000)").await;
        assert_eq!((&state["outcome"], &state["code"]), (&json!("blocked"), &json!("waf.path_traversal")));
        page.until("the verdict was told", || async {
            let verdicts = told("verdict").await;
            verdicts.as_array().unwrap().iter().any(|one| one["code"] == "waf.path_traversal").then_some(())
        })
        .await;
        assert_eq!(told("ready").await.as_array().unwrap().len(), 1);
        assert!(told("layerchange").await.as_array().unwrap().len() > 2);
        assert!(told("statechange").await.as_array().unwrap().len() > 2);
        // What is wrong is said, and what is on the stage stays.
        for (command, named) in [("seek(NaN)", "seek"), ("seek(-3)", "-3")] {
            let error = call(&page, "first", command).await;
            assert!(error.as_str().unwrap_or_default().contains(named), "{command}: {error}");
        }
        let error = call(&page, "first", "run('curl --frobnicate https://site.example/')").await;
        assert!(error.as_str().unwrap_or_default().contains("frobnicate"), "{error}");
        assert_eq!(call(&page, "first", "getState()").await["code"], "waf.path_traversal");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attributes_are_followed_and_the_element_can_be_moved() {
    visit_page("far.html", Visit::default(), |page| async move {
        call(&page, "first", "getState()").await;
        page.run("document.getElementById('first').shadowRoot.querySelector('iframe').contentWindow.same = true").await;
        let set = "const figure = document.getElementById('first'); figure.setAttribute('direction', 'egress');
            figure.setAttribute('blocked', ''); figure.setAttribute('theme', 'dark');";
        page.run(set).await;
        page.until("the attributes are followed", || async {
            let state = call(&page, "first", "getState()").await;
            (state["direction"] == "egress" && state["blocked"] == true).then_some(())
        })
        .await;
        let frame = "const frame = document.getElementById('first').shadowRoot.querySelector('iframe').contentWindow;
            return [frame.same, frame.document.documentElement.dataset.theme]";
        assert_eq!(page.run(frame).await, json!([true, "dark"]), "the frame was not loaded again");
        page.run("document.getElementById('first').removeAttribute('blocked')").await;
        page.until("a removed attribute is followed", || async {
            (call(&page, "first", "getState()").await["blocked"] == false).then_some(())
        })
        .await;
        page.run("document.getElementById('first').setAttribute('direction', 'sideways')").await;
        page.until("a wrong one is told in the figure", || async {
            let told = "return document.getElementById('first').shadowRoot.querySelector('iframe')
                .contentDocument.querySelector('.warnings').textContent";
            page.run(told).await.as_str().unwrap().contains("sideways").then_some(())
        })
        .await;
        // Taken off the page and put back elsewhere it begins anew.
        page.run(
            "const figure = document.getElementById('first'); figure.remove();
            figure.setAttribute('direction', 'egress'); figure.setAttribute('loading', 'eager'); document.body.prepend(figure)",
        )
        .await;
        assert_eq!(call(&page, "first", "getState()").await["direction"], "egress");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_custom_properties_dress_the_figure() {
    let worn =
        "const { contentWindow } = document.getElementById('first').shadowRoot.querySelector('iframe');
        const style = contentWindow.getComputedStyle(contentWindow.document.body);
        const token = (name) => style.getPropertyValue('--g-' + name);
        return [style.backgroundColor, style.fontFamily, token('request'), token('attack')]";
    visit_page("dressed.html", Visit::default(), move |page| async move {
        call(&page, "first", "getState()").await;
        let found = page.run(worn).await;
        assert_eq!(
            (&found[0], &found[1], &found[2]),
            (&json!("rgb(255, 250, 205)"), &json!("Georgia, serif"), &json!("rgb(102, 51, 153)")),
            "{found}"
        );
        assert_eq!(found[3], json!("rgb(184, 68, 11)"), "a wrong value changes nothing");
        let told = page.run("return told").await;
        assert_eq!(told, json!(["--gauntlet-attack is “blurple 7”, expected a color"]));
        // The packet's mark is of the page's color, before and after the page changes it.
        let mark = async |colour: [u8; 3]| {
            call(&page, "first", "seek(400)").await;
            page.enter("first").await;
            page.until("the mark has the page's color", || async {
                marks(&page).await.iter().any(|mark| mark.colour == colour).then_some(())
            })
            .await;
            page.driver.client.clone().enter_parent_frame().await.unwrap();
        };
        mark([0x66, 0x33, 0x99]).await;
        page.run("document.documentElement.className = 'sepia'").await;
        page.until("the figure follows the page's switch", || async {
            (page.run(worn).await[0] == "rgb(244, 236, 216)").then_some(())
        })
        .await;
        mark([0x8b, 0x45, 0x13]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_another_origin_and_in_a_sandbox_work() {
    let other = Arc::new(Site::serve(None).await);
    let start = Visit { other: Some(other.clone()), ..Visit::default() };
    visit_page("sandbox.html", start, move |page| async move {
        let state = call(&page, "first", "step()").await;
        assert_eq!((&state["hop"], &state["blocked"]), (&json!(1), &json!(true)));
        let ready = page
            .until("the sandboxed frame is ready", || async {
                let told = page.run("return told.find(([, data]) => data.event === 'ready') ?? null").await;
                (!told.is_null()).then_some(told)
            })
            .await;
        assert_eq!((&ready[0], &ready[1]["detail"]["direction"]), (&json!("null"), &json!("egress")));
        drop(other);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_strangers_change_nothing() {
    visit_page("far.html", Visit::default(), |page| async move {
        call(&page, "first", "pause()").await;
        let before = call(&page, "first", "seek(1200)").await;
        // To the frame from itself, and to the element from the page: neither is who it says.
        page.run(
            "const figure = document.getElementById('first');
            const frame = figure.shadowRoot.querySelector('iframe').contentWindow;
            window.heard = 0; figure.addEventListener('verdict', () => heard += 1);
            frame.postMessage.call(frame, 'gauntlet', '*');
            frame.postMessage({ gauntlet: 1, command: { toString: null } }, '*');
            frame.postMessage({ gauntlet: 1, command: 'constructor', value: {} }, '*');
            const stranger = document.createElement('iframe');
            document.body.append(stranger);
            stranger.contentWindow.target = frame;
            stranger.contentWindow.eval('target.postMessage({ gauntlet: 1, command: \"seek\", value: 5000 }, \"*\")');
            window.postMessage({ gauntlet: 1, event: 'verdict', detail: {} }, '*');",
        )
        .await;
        assert_eq!(call(&page, "first", "getState()").await["moment"], before["moment"]);
        assert_eq!(page.run("return heard").await, 0);
    })
    .await;
}

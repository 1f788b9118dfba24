//! The four stories through the real controls: layer, code and words, and the same out of `gauntlet trace`.

use fantoccini::Locator;

use super::support::driver::Look;
use super::support::traced::traced;
use super::support::{Page, Stage, Visit, visit};

/// A story: the controls that tell it, and what must come of it.
struct Story {
    name: &'static str,
    direction: &'static str,
    blocked: bool,
    /// Gates the packet passes, in order.
    passes: &'static [&'static str],
    /// The last gate that it reaches, and how that gate stands in the end.
    ends: (&'static str, &'static str),
    /// Words that the caption must have at the end.
    caption: &'static [&'static str],
    /// Words that the panel of the last gate must have.
    panel: &'static [&'static str],
}

const STORIES: [Story; 4] = [
    Story {
        name: "ingress",
        direction: "Ingress",
        blocked: false,
        passes: &[
            "Internet",
            "Firewall",
            "WAF",
            "Load balancer",
            "Reverse proxy",
            "Service",
            "NetworkPolicy",
        ],
        ends: ("Pod", "answered"),
        caption: &["Answered", "200"],
        panel: &["Pod", "Answered"],
    },
    Story {
        name: "ingress-blocked",
        direction: "Ingress",
        blocked: true,
        passes: &["Internet", "Firewall"],
        ends: ("WAF", "blocked"),
        caption: &["Blocked", "waf.sql_injection", "403"],
        panel: &["Web application firewall", "Blocked", "waf.sql_injection", "What would let it through"],
    },
    Story {
        name: "egress",
        direction: "Egress",
        blocked: false,
        passes: &["Pod", "Cluster DNS", "NetworkPolicy", "NAT gateway", "Egress firewall"],
        ends: ("Internet", "answered"),
        caption: &["Answered", "200"],
        panel: &["External API", "Answered"],
    },
    Story {
        name: "egress-blocked",
        direction: "Egress",
        blocked: true,
        passes: &["Pod", "Cluster DNS", "NetworkPolicy", "NAT gateway"],
        ends: ("Egress firewall", "blocked"),
        caption: &["Blocked", "egress_firewall.name_denied", "gives up after"],
        panel: &["Egress firewall", "Blocked", "egress_firewall.name_denied"],
    },
];

/// The page tells the journey that the terminal tells: outcome, code, the number of hops, and at its gate every reason of
/// every hop on the way there.
async fn same_as_traced(stage: &Stage, story: &Story) {
    let trace = traced("--story", story.name);
    let caption = stage.caption().await.to_lowercase();
    assert!(caption.contains(trace["outcome"].as_str().unwrap()), "{caption}");
    assert!(caption.contains(trace["code"].as_str().unwrap_or_default()), "{caption}");
    let hops = trace["hops"].as_array().unwrap();
    assert_eq!(stage.progress().await, format!("Hop {0} of {0}", hops.len()));
    let mut panels = String::new();
    for gate in story.passes.iter().chain([&story.ends.0]) {
        stage.ask_about(gate).await;
        panels += &stage.panel().await;
        stage.press("Follow the packet").await;
    }
    for hop in hops.iter().filter(|hop| hop["way"] == "request") {
        for reason in hop["why"].as_array().unwrap() {
            let text = reason["text"].as_str().unwrap();
            assert!(panels.contains(text), "no panel says “{text}”: {panels}");
        }
    }
}

async fn tell(story: &'static Story) {
    let start = Visit { look: Look { reduced_motion: true, ..Look::default() }, ..Visit::default() };
    visit(story.name, start, move |page| async move {
        let stage = Stage::on(&page).await;
        stage.choose(story.direction).await;
        if story.blocked {
            stage.block_the_request().await;
        }
        stage.step_to_the_end().await;
        for gate in story.passes {
            assert_eq!(stage.state_of(gate).await, "passed", "{gate}");
        }
        let (gate, state) = story.ends;
        assert_eq!(stage.state_of(gate).await, state, "{gate}");
        let caption = stage.caption().await;
        for words in story.caption {
            assert!(caption.contains(words), "the caption says “{words}”: {caption}");
        }
        assert!(!stage.announcement().await.is_empty(), "a screen reader is told the outcome");
        same_as_traced(&stage, story).await;
        stage.ask_about(gate).await;
        let panel = stage.panel().await;
        for words in story.panel {
            assert!(panel.contains(words), "the panel says “{words}”: {panel}");
        }
        let fragment = page.run("return location.hash").await;
        let expected = match (story.direction, story.blocked) {
            ("Ingress", false) => "",
            ("Ingress", true) => "#blocked=1",
            (_, false) => "#direction=egress",
            (_, true) => "#direction=egress&blocked=1",
        };
        assert_eq!(fragment, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_normal_request_is_answered() {
    tell(&STORIES[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_injection_stops_at_the_waf() {
    tell(&STORIES[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_an_approved_api_is_answered() {
    tell(&STORIES[2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_an_unapproved_host_stops_at_the_egress_firewall() {
    tell(&STORIES[3]).await;
}

/// A story so slow that it is not over before a test has found the button that pauses it.
fn slow() -> Visit {
    Visit { fragment: "#speed=0.25", ..Visit::default() }
}

/// Chooses a speed, by its place in the list.
async fn at_speed(stage: &Stage, page: &Page, place: &str) {
    stage.open_the_list().await;
    let select = page.driver.client.find(Locator::Css("select.speed")).await.unwrap();
    select.select_by_value(place).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_plays_by_itself_and_can_be_paused_and_replayed() {
    visit("plays", slow(), |page| async move {
        let stage = Stage::on(&page).await;
        page.until("it plays", || async { (stage.phase().await == "playing").then_some(()) }).await;
        stage.press("Pause").await;
        assert_eq!(stage.phase().await, "paused");
        stage.press("Step").await;
        assert_eq!(stage.state_of("Internet").await, "passed");
        at_speed(&stage, &page, "4").await;
        stage.press("Play").await;
        stage.watch_to_the_end().await;
        assert!(stage.caption().await.contains("Answered"));
        at_speed(&stage, &page, "0").await;
        stage.press("Replay").await;
        assert_eq!(stage.phase().await, "playing");
        assert_eq!(stage.state_of("Pod").await, "ahead");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_rest_no_frame_is_asked_for() {
    let count = "window.asked = 0; const ask = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (then) => { window.asked += 1; return ask(then); };";
    let start = Visit { before: Some(count), ..slow() };
    visit("rest", start, |page| async move {
        let stage = Stage::on(&page).await;
        page.until("frames run", || async {
            page.run("return window.asked").await.as_u64().filter(|asked| *asked > 3)
        })
        .await;
        stage.press("Pause").await;
        // Two frames of our own after the pause: the loop's would lie between them.
        let count = "const done = arguments[0]; const before = window.asked;
            const frame = Object.getPrototypeOf(window).requestAnimationFrame ?? window.requestAnimationFrame;
            let left = 5; const next = () => { left -= 1; left > 0 ? setTimeout(next, 50) : done(window.asked - before); };
            next();";
        let asked = page.driver.client.execute_async(count, Vec::new()).await.unwrap();
        assert_eq!(asked, 0, "frames asked for while paused");
    })
    .await;
}

/// A button that goes when it is pressed would leave a reader with a keyboard at the page's beginning.
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_keeps_the_focus() {
    visit("panel-focus", slow(), |page| async move {
        let stage = Stage::on(&page).await;
        let pressed = "const button = document.querySelector(arguments[0]); button.focus(); button.click();";
        for button in [".inspector .quiet:not(.jump)", ".inspector .jump"] {
            stage.ask_about("Load balancer").await;
            page.driver.client.execute(pressed, vec![button.into()]).await.unwrap();
            let gone = format!("return !document.querySelector('{button}').checkVisibility()");
            page.until("the button is gone", || async { (page.run(&gone).await == true).then_some(()) })
                .await;
            assert_eq!(page.run("return document.activeElement.className").await, "inspector", "{button}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fragment_tells_the_story() {
    let start = Visit { fragment: "#direction=egress&blocked=1", ..Visit::default() };
    visit("fragment", start, |page| async move {
        let stage = Stage::on(&page).await;
        assert!(page.driver.the("radio", "Egress").await.is_selected().await.unwrap());
        assert!(page.driver.the("switch", "Blocked request").await.is_selected().await.unwrap());
        page.run("location.hash = '#direction=ingress'").await;
        page.until("the fragment is followed", || async {
            let switch = page.driver.the("switch", "Blocked request").await;
            (!switch.is_selected().await.unwrap()).then_some(())
        })
        .await;
        assert!(stage.warnings().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_fragment_is_a_warning_and_not_a_blank_page() {
    for (fragment, named) in
        [("#direction=sideways", "sideways"), ("#colour=red", "colour"), ("#blocked=%00", "blocked")]
    {
        let start = Visit { fragment, ..Visit::default() };
        visit("bad-fragment", start, move |page| async move {
            let stage = Stage::on(&page).await;
            let warnings = stage.warnings().await;
            assert!(warnings.iter().any(|warning| warning.contains(named)), "{fragment}: {warnings:?}");
            assert_eq!(page.driver.all("button", "WAF").await.len(), 1, "the stage is there");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_reaches_everything() {
    let start = Visit { look: Look { reduced_motion: true, ..Look::default() }, ..Visit::default() };
    visit("keyboard", start, |page| async move {
        let stage = Stage::on(&page).await;
        page.driver.the("radio", "Ingress").await.send_keys("\u{e014}").await.unwrap();
        assert!(
            page.driver.the("radio", "Egress").await.is_selected().await.unwrap(),
            "arrow keys change direction"
        );
        page.driver.the("switch", "Blocked request").await.send_keys(" ").await.unwrap();
        assert!(
            page.driver.the("switch", "Blocked request").await.is_selected().await.unwrap(),
            "space switches"
        );
        page.driver.the("button", "NAT gateway").await.send_keys("\u{e007}").await.unwrap();
        assert!(stage.panel().await.contains("NAT gateway"), "enter opens a gate's panel");
    })
    .await;
}

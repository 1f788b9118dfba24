//! Time on the stage: the slider, the time line of hops, speeds, the loop and the keys.

use fantoccini::Locator;
use serde_json::Value;

use super::support::clock::{CLOCK, drag_to, moment, pass};
use super::support::driver::Look;
use super::support::picture::marks;
use super::support::{Page, Stage, Visit, visit};

/// A visit whose time passes as the test says.
fn timed(fragment: &'static str) -> Visit {
    Visit { fragment, before: Some(CLOCK), ..Visit::default() }
}

/// Waits for the story to begin, and takes it back to its start.
async fn at_the_start(page: &Page) -> Stage {
    let stage = Stage::on(page).await;
    page.until("it plays", || async { (stage.phase().await == "playing").then_some(()) }).await;
    key(page, ".stage", "\u{e011}").await;
    assert_eq!((stage.phase().await.as_str(), moment(page).await), ("ready", 0.0));
    stage
}

/// Presses a key on an element.
async fn key(page: &Page, css: &str, key: &str) {
    page.driver.client.find(Locator::Css(css)).await.unwrap().send_keys(key).await.unwrap();
}

/// Everything that tells of the moment: the figure, caption, panel, clock and the marked hop.
async fn shown(page: &Page) -> Vec<Value> {
    // The framework's place-holders show nothing, and the packet for paper and images stands where it was last asked for.
    let shown = page
        .run(
            "return ['.figure-box', '.caption', '.inspector', '.clock', '.hops [aria-current]'].map((part) =>
            {
                const copy = document.querySelector(part)?.cloneNode(true);
                for (const packet of copy?.querySelectorAll('.packet') ?? []) packet.remove();
                return (copy?.innerHTML ?? '').replaceAll('<!---->', '');
            }).concat(
            document.querySelector('.scrubber input').valueAsNumber,
            document.querySelector('.scrubber input').getAttribute('aria-valuetext'))",
        )
        .await;
    serde_json::from_value(shown).unwrap()
}

/// Compares without printing whole figures.
fn same(now: &[Value], then: &[Value], when: &str) {
    let differ = now.iter().zip(then).position(|(now, then)| now != then);
    assert_eq!(differ, None, "{when}: this part of the list differs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_is_the_same_however_it_is_reached() {
    for fragment in ["#blocked=1", "#direction=egress"] {
        visit("scrub", timed(fragment), |page| async move {
            at_the_start(&page).await;
            let moments = [300.0, 1_200.0, 2_100.0, 2_700.0, 3_330.0, 4_000.0];
            let mut forward = Vec::new();
            for at in moments {
                drag_to(&page, at).await;
                assert_eq!(moment(&page).await, at);
                forward.push(shown(&page).await);
            }
            forward
                .windows(2)
                .for_each(|pair| assert_ne!(pair[0], pair[1], "each moment tells something else"));
            key(&page, ".stage", "\u{e010}").await;
            for (at, then) in moments.iter().zip(&forward).rev() {
                drag_to(&page, *at).await;
                same(&shown(&page).await, then, &format!("back to {at}"));
            }
            let stage = Stage { page: page.clone() };
            key(&page, ".stage", "\u{e011}").await;
            stage.press("Play").await;
            // The first frame only says when time begins.
            pass(&page, 10).await;
            let mut now = 0.0;
            for (at, then) in moments.iter().zip(&forward) {
                pass(&page, (at - now) as u32).await;
                now = *at;
                same(&shown(&page).await, then, &format!("played to {at}"));
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn speeds_are_what_they_say() {
    visit("speeds", timed(""), |page| async move {
        let stage = at_the_start(&page).await;
        for (index, speed) in [0.25, 0.5, 1.0, 2.0, 4.0].into_iter().enumerate() {
            stage.open_the_list().await;
            let select = page.driver.client.find(Locator::Css("select.speed")).await.unwrap();
            select.select_by_value(&index.to_string()).await.unwrap();
            key(&page, ".stage", "\u{e011}").await;
            stage.press("Play").await;
            pass(&page, 810).await;
            let passed = moment(&page).await;
            stage.press("Pause").await;
            assert!((passed - 800.0 * speed).abs() <= 1.0, "{speed}: {passed}");
            pass(&page, 500).await;
            assert_eq!(moment(&page).await, passed, "a pause holds");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_begins_again_and_without_it_the_story_rests() {
    visit("loop", timed("#blocked=1"), |page| async move {
        let stage = at_the_start(&page).await;
        let end = page.run("return document.querySelector('.scrubber input').max").await;
        let end: u32 = end.as_str().unwrap().parse().unwrap();
        stage.press("Play").await;
        pass(&page, end + 3_000).await;
        assert_eq!(stage.phase().await, "done");
        assert_eq!(page.driver.all("button", "Play").await.len(), 1, "it stands still at its end");
        stage.press("Loop").await;
        stage.press("Play").await;
        pass(&page, end + 1_000).await;
        assert_eq!(stage.phase().await, "done", "it rests a moment at its end");
        pass(&page, 1_000).await;
        assert_eq!(stage.phase().await, "playing");
        assert!(moment(&page).await < 1_000.0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_line_follows_and_leads() {
    visit("hops", timed("#blocked=1"), |page| async move {
        let stage = at_the_start(&page).await;
        let marked = || async {
            let script =
                "return [...document.querySelectorAll('.hops button')].map((hop) => hop.textContent +
                (hop.hasAttribute('aria-current') ? '*' : ''))";
            let hops = page.run(script).await;
            let hops: Vec<String> = serde_json::from_value(hops).unwrap();
            let at = hops.iter().position(|hop| hop.ends_with('*'));
            (hops, at)
        };
        let (hops, at) = marked().await;
        assert_eq!(at, None, "nothing is decided yet");
        assert_eq!(hops.len(), 5);
        assert!(hops[2].contains("Web application firewall") && hops[2].contains("blocked"), "{hops:?}");
        for done in 0..hops.len() {
            stage.press("Step").await;
            assert_eq!(marked().await.1, Some(done));
        }
        stage.open_the_panel().await;
        page.click("button", "Hop 2: Network firewall passed at 20.0 ms").await;
        assert_eq!(marked().await.1, Some(1));
        assert_eq!(stage.progress().await, "Hop 2 of 5");
        assert!(stage.panel().await.contains("allow-web"), "the panel is about that hop");
        assert_eq!(page.run("return document.querySelector('.clock').textContent").await, "20.0 ms");
        key(&page, ".stage", "\u{e011}").await;
        stage.ask_about("WAF").await;
        stage.press("Go to that moment").await;
        assert_eq!(marked().await.1, Some(2), "a gate leads to its hop");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_play_while_the_stage_has_the_focus() {
    visit("keys", timed(""), |page| async move {
        let stage = at_the_start(&page).await;
        let speed = || async {
            page.run("return document.querySelector('select.speed').selectedOptions[0].textContent").await
        };
        key(&page, ".stage", " ").await;
        assert_eq!(stage.phase().await, "playing");
        key(&page, ".stage", " ").await;
        key(&page, ".stage", "\u{e014}").await;
        key(&page, ".scrubber input", "\u{e014}").await;
        assert_eq!(stage.progress().await.split(" of").next(), Some("Hop 2"));
        stage.open_the_panel().await;
        key(&page, ".hops", "\u{e012}").await;
        assert_eq!(stage.progress().await.split(" of").next(), Some("Hop 1"));
        key(&page, ".stage", "\u{e010}").await;
        assert_eq!(stage.phase().await, "done");
        for (press, expected) in [("+", "2×"), ("+", "4×"), ("+", "4×"), ("-", "2×")] {
            key(&page, ".stage", press).await;
            assert_eq!(speed().await, expected);
        }
        key(&page, ".stage", "d").await;
        assert!(page.driver.the("radio", "Egress").await.is_selected().await.unwrap());
        key(&page, ".stage", "b").await;
        assert_eq!(page.run("return location.hash").await, "#direction=egress&blocked=1&speed=2");
        key(&page, ".stage", "?").await;
        let open = "return document.getElementById('stage-keys').matches(':modal')";
        assert_eq!(page.run(open).await, true);
        page.click("button", "Close").await;
        assert_eq!(page.run(open).await, false, "its button closes it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_writes_or_presses_is_no_shortcut() {
    visit("no-shortcut", timed(""), |page| async move {
        let stage = at_the_start(&page).await;
        stage.open_the_editor().await;
        let before = page.run("return location.hash").await;
        for (css, keys) in
            [(".editor [name=url]", "b d?+"), (".editor textarea", " bd "), (".editor summary", "  ")]
        {
            page.until("the editor is open", || async {
                let field = page.driver.client.find(Locator::Css(css)).await.ok()?;
                field.is_displayed().await.ok()?.then_some(())
            })
            .await;
            key(&page, css, keys).await;
        }
        assert_eq!(page.run("return location.hash").await, before);
        assert_eq!(stage.phase().await, "ready", "a space in a field does not play");
        // A gate takes the space for itself.
        key(&page, "#gate-pod", " ").await;
        assert_eq!(stage.phase().await, "ready");
        assert!(stage.panel().await.contains("Pod"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_little_motion_all_moves_from_still_to_still() {
    // The time between two stills passes when the test says so.
    let hold = "window.ticks = []; window.setInterval = (then) => (ticks.push(then), ticks.length);
        window.clearInterval = (id) => { ticks[id - 1] = null; };
        window.tick = () => ticks.filter(Boolean).forEach((then) => then());";
    let look = Look { reduced_motion: true, ..Look::default() };
    for fragment in ["#blocked=1", "#direction=egress"] {
        let start = Visit { fragment, look, before: Some(hold), ..Visit::default() };
        visit("stills-all", start, move |page| async move {
            let stage = Stage::on(&page).await;
            // Slider, clock, caption and where the packet is, as somebody sees them.
            // The picture first: it leaves a mark on the figure, which is then there each time.
            let still = async || {
                let round = |length: f64| length.round() as i64;
                let packets: Vec<_> = marks(&page).await.iter().map(|mark| mark.bounds.map(round)).collect();
                (moment(&page).await, shown(&page).await, packets)
            };
            let mut stepped = Vec::new();
            while stage.phase().await != "done" {
                stage.press("Step").await;
                stepped.push(still().await);
            }
            assert!(stepped.len() > 4 && stepped.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(
                stepped.windows(2).any(|pair| pair[0].2 != pair[1].2),
                "the packet moves: {:?}",
                stepped[0].2
            );
            key(&page, ".stage", "\u{e011}").await;
            stage.press("Play").await;
            for (index, (at, told, packets)) in stepped.iter().enumerate() {
                page.run("tick()").await;
                let now = page
                    .until("the still is shown", || async {
                        let now = still().await;
                        (now.1[6] == told[6] || now.0 == *at).then_some(now)
                    })
                    .await;
                assert_eq!(now.0, *at, "still {index}: the slider");
                same(&now.1, told, &format!("still {index}"));
                assert_eq!(now.2, *packets, "still {index}: the packet");
            }
            assert_eq!(stage.phase().await, "done");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_little_motion_a_story_is_told_in_stills() {
    // The wait between two stills is cut short; a frame that is asked for is counted.
    let quick = "window.asked = 0; const frame = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (then) => (window.asked += 1, frame(then));
        const wait = window.setInterval.bind(window); window.setInterval = (then, ms) => wait(then, ms / 40);";
    let look = Look { reduced_motion: true, ..Look::default() };
    for (fragment, ending) in [("", "Answered"), ("#direction=egress&blocked=1", "Blocked")] {
        let start = Visit { fragment, look, before: Some(quick), ..Visit::default() };
        visit("stills", start, move |page| async move {
            let stage = Stage::on(&page).await;
            assert_eq!(stage.phase().await, "ready", "it waits to be asked");
            let watch = "window.told = []; new MutationObserver(() => {
                const now = document.querySelector('.hops [aria-current] .hop-name')?.textContent;
                if (now && told.at(-1) !== now) told.push(now);
            }).observe(document.querySelector('.hops'), { subtree: true, attributes: true });";
            page.run(watch).await;
            stage.press("Play").await;
            stage.watch_to_the_end().await;
            assert!(stage.caption().await.contains(ending));
            let told = page.run("return told").await;
            let all =
                page.run("return [...document.querySelectorAll('.hop-name')].map((hop) => hop.textContent)");
            assert_eq!(told, all.await, "every hop has its still");
            assert_eq!(page.run("return asked").await, 0, "without a single frame");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_takes_the_focused_hop_away_leaves_the_focus_on_the_stage() {
    visit("focus-kept", Visit::default(), |page| async move {
        let stage = Stage::on(&page).await;
        for (key, changed) in [("b", "blocked=1"), ("d", "direction=egress"), ("b", "direction=egress")] {
            stage.open_the_panel().await;
            page.run("document.querySelector('.hops button').focus()").await;
            let hop = page.driver.client.active_element().await.unwrap();
            hop.send_keys(key).await.unwrap();
            page.until(changed, || async {
                let state = page.run("return `${location.hash} ${document.activeElement.className}`").await;
                let state = state.as_str()?.to_owned();
                (state.contains(changed) && state.ends_with(" stage")).then_some(())
            })
            .await;
        }
        // And so the next key is heard.
        stage.page.driver.client.active_element().await.unwrap().send_keys("d").await.unwrap();
        page.until("ingress again", || async {
            let hash = page.run("return location.hash").await;
            (!hash.as_str()?.contains("egress")).then_some(())
        })
        .await;
    })
    .await;
}

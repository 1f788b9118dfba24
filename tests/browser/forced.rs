//! Forced colors, as in Windows' contrast themes: what tells by its color or ground elsewhere tells by its shape there.

use serde_json::json;

use super::support::axe::violations;
use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::picture::marks;
use super::support::shot::{Place, Shot, contrast, middle, places};
use super::support::{Page, Stage, Visit, visit};

const STORIES: [&str; 4] = ["#blocked=1", "", "#direction=egress&blocked=1", "#direction=egress"];

/// All of the stage is in one window.
const TALL: Look =
    Look { size: (1280, 1900), dark: false, reduced_motion: true, javascript: true, graphics: false };

async fn force(page: &Page, dark: bool) {
    let features = json!({ "features": [
        { "name": "forced-colors", "value": "active" },
        { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]});
    page.driver.devtools("Emulation.setEmulatedMedia", features).await;
    page.run("document.getElementById('stage').scrollIntoView({ behavior: 'instant' })").await;
}

/// A ground just beside a place.
fn beside(shot: &Shot, [x, y, _, height]: Place) -> [u8; 3] {
    shot.at(x - 3.0, y + height / 2.0)
}

/// The ground of the switch, its knob's share of it, and where in it the knob lies.
fn knob(shot: &Shot, track: Place) -> ([u8; 3], f64, f64) {
    // The track's middle is free of the knob on both sides.
    let [x, y, width, height] = track;
    let inside = [x + 4.0, y + 3.0, width - 8.0, height - 6.0];
    let ground = shot.at(x + width / 2.0, y + height / 2.0);
    (ground, shot.ink(inside, ground), shot.leaning(inside, ground))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_shows_on_and_off() {
    visit("forced-switch", Visit { look: TALL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        for dark in [false, true] {
            force(&page, dark).await;
            let mut seen = Vec::new();
            for _ in 0..2 {
                let on = places(&page, ".switch-track", "part.previousElementSibling.checked").await;
                let (track, on) = on.first().cloned().unwrap();
                page.run("for (const moving of document.getAnimations()) moving.finish()").await;
                let shot = Shot::of(&page).await;
                let (ground, share, leaning) = knob(&shot, track);
                assert!(share > 0.2, "on: {on}, dark: {dark}: no knob is seen, {share}");
                let right = leaning > 0.5;
                assert_eq!(right, on == "true", "dark: {dark}: the knob leans to {leaning}");
                seen.push(ground);
                page.driver.the("switch", "Blocked request").await.click().await.unwrap();
                Stage::on(&page).await;
            }
            assert!(contrast(seen[0], seen[1]) >= 3.0, "dark: {dark}: one ground on and off, {seen:?}");
        }
        assert!(stage.warnings().await.is_empty());
    })
    .await;
}

/// The marks that must be seen, and the share of their middle that is drawn: a disc fills it, a ring leaves it free.
fn hop_mark(state: &str, way: &str) -> std::ops::Range<f64> {
    match (state, way) {
        ("ahead", _) | (_, "response") => 0.0..0.3,
        _ => 0.8..1.1,
    }
}

async fn check_marks(page: &Page, told: &str) {
    let shot = Shot::of(page).await;
    check_figure(page, told, &shot).await;
    Stage { page: page.clone() }.open_the_panel().await;
    let shot = Shot::of(page).await;
    let hops =
        places(page, ".hops i", "('ahead' in part.parentElement.dataset ? 'ahead' : part.parentElement.dataset.state) + ' ' + part.parentElement.dataset.way")
            .await;
    assert!(!hops.is_empty());
    let mut shapes = std::collections::BTreeMap::new();
    let list = places(page, ".hops", "''").await.remove(0).0;
    for (place, kind) in hops {
        let (state, way) = kind.split_once(' ').unwrap();
        // What the list has scrolled out of its view is cut off.
        if place[1] < list[1] || place[1] + place[3] > list[1] + list[3] {
            continue;
        }
        let ground = beside(&shot, place);
        let (all, core) = (shot.ink(place, ground), shot.ink(middle(place, 0.3), ground));
        assert!(all > 0.3, "{told}: the mark of a hop, {kind}, is not seen: {all}");
        assert!(
            hop_mark(state, way).contains(&core),
            "{told}: the mark of a hop, {kind}: {core} in its middle"
        );
        shapes.insert(kind.clone(), (place[2] * 100.0) as u32);
    }
    // A stop is a square on its corner, which stands wider than a disc.
    if let (Some(stop), Some(pass)) = (shapes.get("blocked request"), shapes.get("passed request")) {
        assert!(stop > pass, "{told}: {shapes:?}");
    }
}

async fn check_figure(page: &Page, told: &str, shot: &Shot) {
    // Each gate's post is drawn; where the packet was stopped there is a cross on a disc.
    for (place, state) in places(page, ".gate-post", "part.closest('.gate').dataset.state").await {
        let drawn = shot.ink([place[0] - 1.0, place[1] + 20.0, place[2] + 2.0, 4.0], beside(shot, place));
        // Its two sides, of more than a pixel together.
        assert!(drawn * (place[2] + 2.0) > 1.5, "{told}: a post, {state}, is not seen: {drawn}");
    }
    for (place, _) in places(page, ".stop-disc", "''").await {
        let corner = shot.at(place[0] + place[2] / 2.0, place[1] + 3.0);
        let cross = shot.ink(middle(place, 0.5), corner);
        // Not at its side, where the wire ends.
        let ground = shot.at(place[0] - 4.0, place[1] + 2.0);
        assert!(contrast(corner, ground) >= 3.0, "{told}: no disc where it stopped");
        assert!((0.2..0.9).contains(&cross), "{told}: no cross where it stopped, {cross}");
    }
    for (place, up) in places(page, ".chip circle", "part.parentElement.className.baseVal").await {
        let ground = shot.at(place[0] - 1.0, place[1] + place[3] / 2.0);
        let core = shot.ink(middle(place, 0.3), ground);
        assert_eq!(core > 0.5, !up.contains("down"), "{told}: {up}: {core} of the middle is drawn");
    }
    // Words are words, and no bars of their outline.
    for (place, words) in
        places(page, ".scene :is(.tag, .stop-code, .gate-note, .gate-name)", "part.textContent").await
    {
        let drawn = shot.ink(place, beside(shot, place));
        assert!(
            words.is_empty() || (0.04..0.6).contains(&drawn),
            "{told}: “{words}”: {drawn} of it is drawn"
        );
    }
    for (place, shape) in places(page, ".legend .shape", "part.className.baseVal ?? part.className").await {
        let drawn = shot.ink(place, beside(shot, place));
        assert!(drawn > 0.15, "{told}: {shape} of the legend: {drawn}");
    }
    // The handle of the slider is a disc on its rail.
    let handle = "(() => { const box = part.getBoundingClientRect();
        return (part.value / part.max) * (box.width - 16) + 8 })()";
    for (place, at) in places(page, ".scrubber input", handle).await {
        let at: f64 = at.parse().unwrap();
        let disc = [place[0] + at - 4.0, place[1] + place[3] / 2.0 - 4.0, 8.0, 8.0];
        assert!(shot.ink(disc, beside(shot, place)) > 0.9, "{told}: the slider's handle is not seen");
    }
    // The hop on show has a frame that the others have not, besides the border of every button.
    let hops = ".hops button[aria-current], .hops li:has([aria-current]) + li button";
    let mut frames = [0.0_f64; 2];
    for ([x, y, width, height], now) in places(page, hops, "part.ariaCurrent ?? ''").await {
        // All of its left edge, wherever its pixels begin.
        let edge = [x - 1.0, y + 6.0, 5.0, height - 12.0];
        frames[usize::from(!now.is_empty())] = shot.ink(edge, shot.at(x + width / 2.0, y + 4.0));
    }
    let [other, current] = frames;
    assert!(
        current == 0.0 || current > other + 0.15,
        "{told}: the current hop's frame: {current}, another's: {other}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mark_is_there_in_every_story() {
    visit("forced-marks", Visit { look: TALL, ..Visit::default() }, |page| async move {
        for (fragment, dark) in STORIES.into_iter().zip([false, true, true, false]) {
            page.open(fragment).await;
            let stage = Stage::on(&page).await;
            force(&page, dark).await;
            for step in 0..60 {
                let told = format!("{fragment}, dark: {dark}, step {step}");
                check_marks(&page, &told).await;
                // The packet, as the canvas has it.
                if stage.phase().await == "done" {
                    break;
                }
                if page.run("return document.querySelector('.stop-disc') !== null").await == true {
                    // It ended here: the cross is its mark, and what follows is a response or silence.
                    stage.press("Step").await;
                    continue;
                }
                let packets = marks(&page).await;
                let ground = if dark { [0; 3] } else { [0xff; 3] };
                assert!(
                    packets.iter().any(|mark| contrast(mark.colour, ground) >= 3.0 && mark.area > 60.0),
                    "{told}: no packet is seen: {packets:?}"
                );
                stage.press("Step").await;
            }
            assert_eq!(stage.phase().await, "done");
            drag_to(&page, 0.0).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pressed_button_is_told_from_others() {
    visit("forced-pressed", Visit { look: TALL, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        for dark in [false, true] {
            force(&page, dark).await;
            let mut grounds = Vec::new();
            stage.open_the_list().await;
            for _ in 0..2 {
                let found = places(&page, ".transport-more button[aria-pressed]", "part.ariaPressed").await;
                let (place, pressed) = found.last().cloned().unwrap();
                let shot = Shot::of(&page).await;
                let ground = shot.at(place[0] + 4.0, place[1] + 6.0);
                assert!(
                    shot.ink(middle(place, 0.7), ground) > 0.02,
                    "pressed: {pressed}: nothing stands on it"
                );
                grounds.push(ground);
                stage.press("Compare").await;
            }
            assert!(contrast(grounds[0], grounds[1]) >= 3.0, "dark: {dark}: {grounds:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_barriers_in_forced_colors() {
    let look = Look { size: (390, 844), ..TALL };
    visit("forced-axe", Visit { look, ..Visit::default() }, |page| async move {
        for (fragment, dark) in [("", true), ("#direction=egress&blocked=1", false)] {
            page.driver.client.goto(&page.site.page(fragment)).await.unwrap();
            let stage = Stage::on(&page).await;
            force(&page, dark).await;
            stage.step_to_the_end().await;
            page.run("for (const fold of document.querySelectorAll('.text details')) fold.open = true").await;
            let found = violations(&page).await;
            assert!(found.is_empty(), "{fragment}:\n{}", found.join("\n"));
            // The drawer, which is a sheet here.
            stage.open_the_editor().await;
            let found = violations(&page).await;
            assert!(found.is_empty(), "{fragment}, the drawer:\n{}", found.join("\n"));
            page.run("document.querySelector('#drawer > .close').click()").await;
        }
    })
    .await;
}

//! The menu of presets, and what a preset asks and teaches.

use std::collections::BTreeSet;

use gauntlet_explain::preset::{self, Group};
use serde_json::{Value, json};

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const SHIFT: &str = "\u{e008}";
const ESCAPE: &str = "\u{e00c}";
const END: &str = "\u{e010}";
const HOME: &str = "\u{e011}";
const LEFT: &str = "\u{e012}";
const UP: &str = "\u{e013}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";

fn still(size: (u32, u32)) -> Visit {
    Visit { look: Look { size, reduced_motion: true, ..Look::default() }, ..Visit::default() }
}

/// What has the focus: the preset's name, or what it is.
async fn focused(page: &Page) -> String {
    let script = "const it = document.activeElement;
        return it.dataset.preset ?? (it.matches('.offer.more') ? 'more' : it.matches('.play') ? 'play' : it.localName)";
    page.run(script).await.as_str().unwrap().to_owned()
}

async fn press(page: &Page, keys: &str) {
    page.driver.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Opens the menu by a key, and waits until the workbench has filled it.
async fn open(page: &Page) {
    page.run("document.querySelector('.offer.more').focus()").await;
    press(page, ENTER).await;
    page.until("the menu is there", || async { (focused(page).await == "input").then_some(()) }).await;
}

async fn is_open(page: &Page) -> bool {
    page.run("return document.getElementById('stage-menu').open").await == true
}

/// The rows that are seen, by name.
async fn rows(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#stage-menu [data-preset]')]
        .filter((row) => row.checkVisibility()).map((row) => row.dataset.preset)";
    serde_json::from_value(page.run(script).await).unwrap()
}

/// The index of the focused row's column, and the nearest rows in the columns to its left and right. At an edge it is the row itself.
async fn column(page: &Page) -> (usize, [String; 2]) {
    let script = "const here = document.activeElement;
        const rows = [...document.querySelectorAll('#stage-menu [data-preset]')];
        const left = (row) => Math.round(row.getBoundingClientRect().left);
        const top = (row) => row.getBoundingClientRect().top;
        const columns = [...new Set(rows.map(left))].sort((a, b) => a - b);
        const at = columns.indexOf(left(here));
        const beside = (column) => {
            const level = (row) => Math.abs(top(row) - top(here));
            const there = rows.filter((row) => left(row) === columns[column]).sort((a, b) => level(a) - level(b));
            return (there[0] ?? here).dataset.preset;
        };
        return [at, [beside(at - 1), beside(at + 1)]]";
    serde_json::from_value(page.run(script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_preset_stands_in_its_group_with_its_question() {
    visit("menu-groups", still((1280, 720)), |page| async move {
        Stage::on(&page).await;
        open(&page).await;
        let script = "return [...document.querySelectorAll('#stage-menu section')].map((group) => [
            group.querySelector('h3').textContent,
            [...group.querySelectorAll('li button')].map((row) =>
                [row.dataset.preset, row.querySelector('b').textContent, row.querySelector('span').textContent])])";
        let told = page.run(script).await;
        let groups = told.as_array().unwrap();
        assert_eq!(groups.len(), Group::ALL.len());
        let headings: BTreeSet<&str> = groups.iter().map(|group| group[0].as_str().unwrap()).collect();
        assert_eq!(headings.len(), groups.len(), "each group has a name of its own: {headings:?}");
        for (group, told) in Group::ALL.iter().zip(groups) {
            let own = preset::all().into_iter().filter(|preset| preset.group == *group);
            let expected: Vec<Value> =
                own.map(|preset| json!([preset.name, preset.title, preset.question])).collect();
            assert_eq!(told[1], json!(expected), "{group:?}");
        }
        assert_eq!(rows(&page).await.len(), preset::all().len(), "none is hidden at first");
        let cut = page
            .run(
                "const place = document.querySelector('.menu-scroll');
                return place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight",
            )
            .await;
        assert_eq!(cut, false, "on a laptop all of them are seen at once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyboard_opens_filters_and_chooses() {
    visit("menu-keys", still((1280, 720)), |page| async move {
        let stage = Stage::on(&page).await;
        open(&page).await;
        press(&page, "nat PORTS").await;
        assert_eq!(rows(&page).await, ["exhausted-nat"]);
        let status = page.run("return document.querySelector('.menu [role=status]').textContent").await;
        assert_eq!(status, format!("1 of {}", preset::all().len()));
        press(&page, " nowhere").await;
        assert_eq!(rows(&page).await, Vec::<String>::new());
        press(&page, ESCAPE).await;
        assert!(!is_open(&page).await);
        assert_eq!(focused(&page).await, "more", "Escape gives the focus back");

        // Opened again it shows all, and its rows are walked through.
        open(&page).await;
        assert_eq!(rows(&page).await.len(), preset::all().len());
        let walk = [
            (DOWN, "harmless"),
            (DOWN, "sql-injection"),
            (UP, "harmless"),
            (END, "large-body"),
            (DOWN, "blocked-address"),
            (END, "no-proxy"),
            (HOME, "blocked-address"),
        ];
        for (key, expected) in walk {
            press(&page, key).await;
            assert_eq!(focused(&page).await, expected, "after {key:?}");
        }
        // Where the columns break depends on the font, so the expected names come from the page.
        let mut seen = BTreeSet::from([column(&page).await.0]);
        for key in [RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, LEFT, LEFT, LEFT, LEFT, LEFT] {
            let (_, beside) = column(&page).await;
            let expected = beside[usize::from(key == RIGHT)].clone();
            press(&page, key).await;
            assert_eq!(focused(&page).await, expected, "after {key:?}");
            seen.insert(column(&page).await.0);
        }
        assert_eq!(seen.len(), 5, "all columns of a laptop's menu");
        for (key, expected) in [(HOME, "harmless"), (UP, "input"), (DOWN, "harmless")] {
            press(&page, key).await;
            assert_eq!(focused(&page).await, expected, "after {key:?}");
        }
        // A letter goes on searching, from wherever one is.
        press(&page, "forgot proxy").await;
        assert_eq!(focused(&page).await, "input");
        assert_eq!(rows(&page).await, ["closed-by-policy"]);
        press(&page, ENTER).await;
        page.until("the preset is on show", || async {
            stage.caption().await.contains("A policy that forgot the proxy").then_some(())
        })
        .await;
        assert!(!is_open(&page).await);
        assert_eq!(focused(&page).await, "play", "what it asks waits to be played");
        assert_eq!(stage.phase().await, "ready");
        assert!(page.run("return location.hash").await.as_str().unwrap().contains("request=closed-by-policy"));

        // The menu knows what is on show, and Tab comes in there.
        open(&page).await;
        let marked = "return [...document.querySelectorAll('.menu [aria-current=true]')].map((row) => row.dataset.preset)";
        assert_eq!(page.run(marked).await, json!(["closed-by-policy"]));
        press(&page, TAB).await;
        assert_eq!(focused(&page).await, "closed-by-policy");
        // Nothing outside can be reached: Tab goes round, or to the browser's own.
        for _ in 0..4 {
            press(&page, TAB).await;
            let inside = "return document.activeElement === document.body || !!document.activeElement.closest('#stage-menu')";
            assert_eq!(page.run(inside).await, true);
        }
        press(&page, &format!("{SHIFT}{TAB}")).await;
        press(&page, ESCAPE).await;
        assert_eq!(focused(&page).await, "more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_asks_before_it_starts_and_teaches_at_its_end() {
    visit("menu-lesson", still((1280, 720)), |page| async move {
        let stage = Stage::on(&page).await;
        for name in ["reject-instead", "o-brien", "exhausted-nat"] {
            let preset = preset::named(name).unwrap();
            open(&page).await;
            let row = format!("document.querySelector('#stage-menu [data-preset={name}]').click()");
            page.run(&row).await;
            page.until(&format!("{name} is on show"), || async {
                (stage.caption().await.contains(preset.question)).then_some(())
            })
            .await;
            let caption = stage.caption().await;
            assert!(caption.starts_with(preset.title), "{caption}");
            assert!(!caption.contains(preset.lesson), "the end is not given away: {caption}");
            stage.step_to_the_end().await;
            let now = page.run("return document.querySelector('.card .now').textContent").await;
            let now = now.as_str().unwrap().trim();
            assert!(now.ends_with(preset.lesson), "{name}: {now}");
            // And there is a next step, which is the one it names.
            let next = preset.next().unwrap();
            stage.press(&format!("Next: {}", next.title)).await;
            page.until("the next one is on show", || async {
                stage.caption().await.starts_with(&next.title).then_some(())
            })
            .await;
            assert_eq!((focused(&page).await.as_str(), stage.phase().await.as_str()), ("play", "ready"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chips_show_their_presets_and_say_which_is_on_show() {
    visit("menu-chips", still((1280, 720)), |page| async move {
        let stage = Stage::on(&page).await;
        let pressed =
            "return [...document.querySelectorAll('.offer[aria-pressed=true]')].map((it) => it.textContent)";
        assert_eq!(page.run(pressed).await, json!([]));
        for chip in preset::chips() {
            page.click("button", &chip.title).await;
            page.until("the chip's preset is on show", || async {
                (page.run(pressed).await == json!([chip.title])).then_some(())
            })
            .await;
            let preset = preset::named(&chip.name).unwrap();
            assert!(stage.caption().await.contains(preset.question), "{}", chip.name);
        }
        stage.choose("Ingress").await;
        page.until("no preset is on show", || async { (page.run(pressed).await == json!([])).then_some(()) })
            .await;
    })
    .await;
}

/// As many chips as fit into the one row: the row keeps its height, and every button in it is whole.
#[tokio::test(flavor = "multi_thread")]
async fn the_row_of_controls_is_one_row_at_every_width() {
    visit("menu-row", Visit { fragment: "#view=stage", ..still((1280, 720)) }, |page| async move {
        Stage::on(&page).await;
        for width in (310..=1280).step_by(30).chain([320, 390, 600, 700, 900, 1024, 1100]) {
            page.resize(width, 600).await;
            let script = "const row = document.querySelector('.story-controls'), place = row.getBoundingClientRect();
                const out = [];
                for (const it of row.querySelectorAll('.choice-name, .switch, .offer')) {
                    const { left, right, top, bottom, width } = it.getBoundingClientRect();
                    if (width && (left < place.left - 0.5 || right > place.right + 0.5 || top < place.top - 0.5 || bottom > place.bottom + 0.5))
                        out.push(it.textContent);
                }
                return [out, place.height, [...row.querySelectorAll('.offer')].filter((it) => it.checkVisibility()).length]";
            let told = page.run(script).await;
            assert_eq!(told[0], json!([]), "{width}: they leave the row");
            assert!(told[1].as_f64().unwrap() <= 48.0, "{width}: {}", told[1]);
            let chips = told[2].as_u64().unwrap();
            let fits = match width {
                1200.. => chips == 7,
                640..1200 => (2..=7).contains(&chips),
                // A scroll bar takes some of the width.
                600..640 => chips <= 2,
                _ => chips == 1,
            };
            assert!(fits, "{width}: {chips} buttons");
        }
    })
    .await;
}

async fn no_barriers(name: &'static str, size: (u32, u32), dark: bool) {
    let look = Look { size, dark, reduced_motion: true, ..Look::default() };
    visit(name, Visit { look, ..Visit::default() }, move |page| async move {
        Stage::on(&page).await;
        open(&page).await;
        let found = violations(&page).await;
        assert!(found.is_empty(), "{size:?}, dark: {dark}:\n{}", found.join("\n"));
        let script = "const menu = document.getElementById('stage-menu'), { left, right, top, bottom } = menu.getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && menu.scrollWidth <= menu.clientWidth";
        assert_eq!(page.run(script).await, true, "{size:?}: it is on the screen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_barriers_in_the_menu() {
    no_barriers("menu-axe", (1280, 720), false).await;
    no_barriers("menu-axe-column", (700, 480), true).await;
    no_barriers("menu-axe-phone", (390, 600), true).await;
}

/// Where the workbench can't be loaded the menu says so, and still closes.
#[tokio::test(flavor = "multi_thread")]
async fn a_menu_that_cannot_be_loaded_says_so() {
    let missing = Some(("gauntlet-workbench", ".wasm"));
    let start = Visit { missing, broken: true, ..still((390, 600)) };
    visit("menu-missing", start, |page| async move {
        Stage::on(&page).await;
        page.run("document.querySelector('.offer.more').focus()").await;
        press(&page, ENTER).await;
        page.until("the menu says so", || async {
            let told = page.run("return document.querySelector('#stage-menu .workshop').textContent").await;
            told.as_str()?.contains("could not be loaded").then_some(())
        })
        .await;
        press(&page, ESCAPE).await;
        assert!(!is_open(&page).await);
        assert_eq!(focused(&page).await, "more");
    })
    .await;
}

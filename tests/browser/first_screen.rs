//! What a reader sees without scrolling: toggles, figure, glass, card and buttons on one screen, at every size, in every story and
//! preset, at the start and at the end; and nothing in it is cut off.

use gauntlet_explain::preset;

use super::names::show;
use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// The parts that must be on the screen, and what of them does not fit; nothing, until the figure has the window's class.
const OUTSIDE: &str = "
    const room = innerWidth < 600 ? 'narrow' : innerWidth < 900 ? 'medium' : 'wide';
    if (!document.querySelector('.figure-box').classList.contains(room)) return null;
    const parts = ['.story-controls', '.figure-box', '.glass', '.card', '.transport', '.transport .play', '.scrubber', '.clock'];
    if (!document.documentElement.dataset.view) parts.push('#title');
    const out = [];
    for (const name of parts) {
        const { top, bottom, left, right, height } = document.querySelector(name).getBoundingClientRect();
        if (!height) out.push(`${name} is not there`);
        if (top < -0.5 || left < -0.5 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5)
            out.push(`${name}: ${top} to ${bottom} of ${innerHeight}, ${left} to ${right} of ${innerWidth}`);
    }
    const card = document.querySelector('.card').getBoundingClientRect();
    for (const button of document.querySelectorAll('.card button')) {
        const { top, bottom, left, right, width } = button.getBoundingClientRect();
        if (width && (top < card.top || bottom > card.bottom || left < card.left || right > card.right))
            out.push(`“${button.textContent}” leaves the card`);
    }
    const outcome = document.querySelector('.card .verdict');
    if (outcome && outcome.getBoundingClientRect().bottom > card.bottom) out.push('the verdict is cut off');
    if (document.documentElement.scrollWidth > innerWidth) out.push('it scrolls sideways');
    return out;";

/// Where readers meet it: a laptop, a small one, a blog's column, two phones.
const SCREENS: [(u32, u32, &str); 5] = [
    (1280, 720, ""),
    (1024, 768, ""),
    (700, 480, "&view=stage"),
    (390, 600, "&view=stage"),
    (320, 600, "&view=stage"),
];

async fn check(page: &Page, told: &str) {
    let end = page.run("return Number(document.querySelector('.scrubber input').max)").await;
    for moment in [0.0, end.as_f64().unwrap()] {
        drag_to(page, moment).await;
        for (width, height, _) in
            SCREENS.iter().filter(|(.., view)| view.is_empty() != told.contains("view=stage"))
        {
            page.resize(*width, *height).await;
            let outside = page
                .until("the figure has its class", || async {
                    let found = page.run(OUTSIDE).await;
                    (!found.is_null()).then_some(found)
                })
                .await;
            assert_eq!(outside, serde_json::json!([]), "{told} at {width}x{height}, {moment}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_figure_is_on_one_screen() {
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("first-screen", Visit { look, ..Visit::default() }, |page| async move {
        let stories = ["blocked=0", "blocked=1", "direction=egress", "direction=egress&blocked=1"];
        let there = "return document.querySelector('.waits').textContent === '' && document.querySelector('.warnings').textContent === ''";
        for view in ["", "&view=stage"] {
            for story in stories {
                let told = format!("#{story}{view}");
                page.open(&told).await;
                Stage::on(&page).await;
                assert_eq!(page.run(there).await, true, "{told}");
                check(&page, &told).await;
            }
            for preset in preset::all() {
                show(&page, preset.name).await;
                let told = format!("#request={}{view}", preset.name);
                assert_eq!(page.run(there).await, true, "{told}");
                assert!(page.run("return !!document.querySelector('.card .story strong')").await == true, "{told}");
                check(&page, &told).await;
            }
        }
    })
    .await;
}

//! What a reader does again and again holds on to no memory.

use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// Keeps each module's memory. A module that asks for the engines' is another than the app's.
const KEEP: &str = "window.memories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await real(...given);
            memories.push((made.instance ?? made).exports.memory);
            return made;
        };
    }
    window.pages = () => memories.map(({ buffer }) => buffer.byteLength / 65536);
    // What follows from a click follows before the next one.
    window.settled = () => new Promise((then) => setTimeout(() => setTimeout(then)));
    window.click = async (css) => (document.querySelector(css).click(), settled());";

/// A change of story, two steps, now and then a preset's request and a comparison.
const ROUND: &str = "const sent = async () => {
        const menu = document.querySelector('.editor [name=preset]');
        menu.value = menu.options[1 + (n / 5) % 30].value;
        menu.dispatchEvent(new Event('change', { bubbles: true }));
        do await settled(); while (document.querySelector('.send button').textContent === 'Sending…');
    };
    await click(n % 3 ? '[role=switch]' : `[name=direction][value=${n % 2 ? 'egress' : 'ingress'}]`);
    await click('.transport button:nth-of-type(3)');
    await click('.hops li:nth-child(2) button');
    if (n % 3 === 0) await click('.transport-more button:nth-of-type(5)');
    if (n % 5 === 0) await sent();";

/// So many rounds, in the page, and the pages of 64 KB of each module's memory after them.
async fn rounds(page: &Page, times: u32) -> Vec<u32> {
    let mut pages = Vec::new();
    // Some at a time: a script has half a minute.
    for from in (0..times).step_by(50) {
        let script = format!(
            "const done = arguments[0]; const round = async (n) => {{ {ROUND} }};
            (async () => {{ for (let n = {from}; n < {from} + 50; n += 1) await round(n); done(pages()); }})()"
        );
        let found = page.driver.client.execute_async(&script, Vec::new()).await.unwrap();
        pages = serde_json::from_value(found).unwrap();
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_changes_hold_no_memory() {
    // Hardly anything to paint: that is most of the time that a change of story takes.
    let look = Look { size: (320, 240), ..Look::default() };
    visit("memory", Visit { look, before: Some(KEEP), ..Visit::default() }, |page| async move {
        Stage::on(&page).await.open_the_editor().await;
        let mut before = rounds(&page, 150).await;
        assert_eq!(before.len(), 3, "the app's memory, the engines' and the editors'");
        // The most that is held at once may come late: what holds on takes pages every time.
        for _ in 0..3 {
            let after = rounds(&page, 500).await;
            if after == before {
                return;
            }
            eprintln!("{before:?}, five hundred changes later {after:?}");
            before = after;
        }
        panic!("every five hundred changes take more memory: {before:?} pages by now");
    })
    .await;
}

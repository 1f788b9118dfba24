//! The figure as it is drawn: at no width, in no story and at no moment does a text sit on another or on a wire.

use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// A function for the texts of the figure that overlap each other or a wire, or leave the page or their chip; a pixel of leading is no
/// overlap. The points of wires that stay where they are are computed once.
pub const CROWDED: &str = "
    const lines = window.lines ??= new Map();
    const crowded = () => {
    const box = (part, margin) => {
        const { left, right, top, bottom } = part.getBoundingClientRect();
        return { left: left + margin, right: right - margin, top: top + margin, bottom: bottom - margin };
    };
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const texts = [...document.querySelectorAll('#stage .scene text')].filter((text) => text.textContent.trim())
        // What stands on a ground of its own, a chip or the client's window, covers the line.
        .map((text) => ({ said: text.textContent, box: box(text, 2), covered: text.matches('.chip *, .landed, [data-gate=dns] *') }));
    // Points on the lines, a few pixels apart, and half a line's width around each.
    const paths = [...document.querySelectorAll('#stage .wires path')];
    const scales = paths.map((wire) => wire.getScreenCTM());
    const now = paths.map((wire, at) => [wire.getAttribute('d'), scales[at].a, scales[at].e, scales[at].f]).join();
    if (!lines.has(now)) lines.set(now, paths.flatMap((wire, number) => {
        const [scale, half] = [scales[number], parseFloat(getComputedStyle(wire).strokeWidth) / 2];
        const points = [];
        for (let at = 0; at <= wire.getTotalLength(); at += 6) {
            const { x, y } = wire.getPointAtLength(at).matrixTransform(scale);
            const wide = half * scale.a;
            points.push({ left: x, right: x, top: y - wide, bottom: y + wide });
        }
        return points;
    }));
    const wires = lines.get(now);
    const found = [];
    for (const chip of document.querySelectorAll('#stage .chip')) {
        const [inner, outer] = ['text', 'rect'].map((part) => box(chip.querySelector(part), 0));
        if (inner.right > outer.right || inner.left < outer.left) found.push(chip.textContent + ' leaves its chip');
    }
    texts.forEach((text, index) => {
        if (!text.covered && wires.some((wire) => meet(wire, text.box))) found.push(text.said + ' on a wire');
        if (text.box.left < 0 || text.box.right > innerWidth) found.push(text.said + ' leaves the page');
        for (const other of texts.slice(index + 1)) {
            if (meet(text.box, other.box)) found.push(text.said + ' on ' + other.said);
        }
    });
    return found;
    };";

/// What is crowded at some moment of the story, from its start to its end in steps, with the moment.
async fn throughout(page: &Page) -> serde_json::Value {
    let script = format!(
        "const done = arguments[0], slider = document.querySelector('.scrubber input'), end = Number(slider.max);
        {CROWDED}
        (async () => {{
            for (let at = 0; ; at = Math.min(at + 430, end)) {{
                slider.valueAsNumber = at;
                slider.dispatchEvent(new Event('input', {{ bubbles: true }}));
                // The figure is updated in a later task.
                await new Promise((then) => setTimeout(then));
                const found = crowded();
                if (found.length || at === end) return done(found.length ? [at, ...found] : []);
            }}
        }})()"
    );
    page.driver.client.execute_async(&script, Vec::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_sits_on_another_or_on_a_wire() {
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("crowded", Visit { look, ..Visit::default() }, |page| async move {
        for width in [256, 320, 390, 768, 1024, 1440] {
            page.resize(width, 900).await;
            for fragment in ["", "#blocked=1", "#direction=egress", "#direction=egress&blocked=1"] {
                page.open(fragment).await;
                Stage::on(&page).await;
                let crowded = throughout(&page).await;
                assert_eq!(crowded, serde_json::json!([]), "{width} {fragment}");
            }
        }
    })
    .await;
}

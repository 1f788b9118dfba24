//! A saved image is the figure as the page shows it: its face, its strikes, and the packet with its lock.

use serde_json::{Value, json};

use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::picture::marks;
use super::support::{Page, Stage, Visit, visit};

const STILL: Look =
    Look { size: (1280, 900), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// What would be saved is kept instead.
const KEEP: &str = "window.saved = []; URL.createObjectURL = (blob) => (saved.push(blob), 'about:blank');
    HTMLAnchorElement.prototype.click = () => {};";

/// Puts the image that was saved into a frame without any style sheet, and compares it with the figure on the page, part by
/// part. Gives what differs, and what is drawn of the packet.
const COMPARED: &str = "
    const done = arguments[0];
    const wait = () => (saved.length ? saved[0].text().then(compare) : setTimeout(wait, 20));
    const compare = (text) => {
        const read = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
        const frame = document.createElement('iframe');
        frame.width = 1300; frame.height = 900;
        document.body.append(frame);
        const image = frame.contentDocument.importNode(read, true);
        frame.contentDocument.body.append(image);
        const wrong = [];
        const shown = (part) => getComputedStyle(part).display !== 'none';
        const page = document.querySelector('#stage svg.scene');
        const texts = (root, all) => [...root.querySelectorAll('text, tspan')].filter((text) => all || shown(text));
        const before = texts(page), after = texts(image, true);
        // After the figure's come the caption's lines.
        const caption = after.slice(before.length);
        const said = (text, style) => style.textTransform === 'uppercase' ? text.textContent.toUpperCase() : text.textContent;
        before.forEach((text, index) => {
            const twin = after[index], here = getComputedStyle(text), there = frame.contentWindow.getComputedStyle(twin);
            const told = said(text, here);
            if (told !== twin.textContent) wrong.push(told + ' is ' + twin.textContent);
            for (const name of ['fontFamily', 'fontSize', 'fontWeight', 'letterSpacing', 'fontVariantNumeric', 'textDecorationLine', 'fill', 'textAnchor']) {
                if (here[name] !== there[name]) wrong.push(told + ': ' + name + ' ' + here[name] + ' is ' + there[name]);
            }
            const wide = [text, twin].map((part) => part.getComputedTextLength());
            if (Math.abs(wide[0] - wide[1]) > 0.5) wrong.push(told + ': as wide as ' + wide);
        });
        const face = getComputedStyle(page).fontFamily;
        if (!caption.length) wrong.push('no caption');
        for (const line of caption) {
            if (frame.contentWindow.getComputedStyle(line).fontFamily !== face) wrong.push('the caption has ' + line.getAttribute('font-family'));
            const box = line.getBBox();
            if (box.x + box.width > image.viewBox.baseVal.width) wrong.push('the caption leaves the image');
        }
        const struck = (root, style) => texts(root, true).filter((text) => style(text).textDecorationLine === 'line-through').map((text) => text.textContent);
        const strikes = struck(image, frame.contentWindow.getComputedStyle.bind(frame.contentWindow));
        const fill = (part) => frame.contentWindow.getComputedStyle(part).fill;
        const inner = image.querySelector(':scope > g');
        const packets = [...inner.lastElementChild.children].filter((packet) => packet.transform.baseVal.length).map((packet) => {
            const { e, f } = packet.transform.baseVal.consolidate().matrix;
            return { x: e, y: f, parts: [...packet.children].map((part) => part.getBBox().width > 7 ? 'mark' : 'lock'),
                ink: [...packet.children].map((part) => [fill(part), frame.contentWindow.getComputedStyle(part).stroke]) };
        });
        frame.remove();
        saved.length = 0;
        done({ wrong, strikes, packets, scale: page.getBoundingClientRect().width / page.viewBox.baseVal.width });
    };
    wait();";

async fn saved(page: &Page) -> Value {
    Stage { page: page.clone() }.open_dialog("Save an image of this moment", "stage-picture").await;
    page.click("button", "SVG, for slides").await;
    page.driver.client.execute_async(COMPARED, Vec::new()).await.unwrap()
}

/// How large the packet is drawn, in times a mark among many.
const SIZE: f64 = 1.9;

/// The image of the moment on show has what the page shows: texts by their styles, the packet by what the canvas drew.
async fn check(page: &Page, told: &str) -> Value {
    let image = saved(page).await;
    assert_eq!(image["wrong"], json!([]), "{told}");
    let scale = image["scale"].as_f64().unwrap();
    let seen = marks(page).await;
    let packets = image["packets"].as_array().unwrap();
    assert_eq!(packets.len(), seen.len(), "{told}: {packets:?} and on the page {seen:?}");
    for (packet, mark) in packets.iter().zip(&seen) {
        let [x, y, width, height] = mark.bounds.map(|length| length / scale);
        let apart = (packet["x"].as_f64().unwrap() - x - width / 2.0).abs()
            + (packet["y"].as_f64().unwrap() - y - height / 2.0).abs();
        assert!(apart < 3.0, "{told}: {packet} and on the page {mark:?}");
        let [r, g, b] = mark.colour;
        let ink = packet["ink"].to_string();
        assert!(ink.contains(&format!("rgb({r}, {g}, {b})")), "{told}: {packet} and on the page {mark:?}");
        // A lock takes a part of the capsule's, the disc's or the diamond's area, and fills a part of the ring's.
        let area = mark.area / scale / scale / SIZE / SIZE;
        let locked = match width {
            _ if ink.contains("rgb(10, 115, 96)") => {
                area > 1.12 * std::f64::consts::PI * (8.5_f64.powi(2) - 5.5_f64.powi(2))
            }
            width if width > 25.0 * SIZE => {
                area < 0.93 * (std::f64::consts::PI * 9.0 * 9.0 + 4.0 * 5.5 * 9.0)
            }
            width if width > 19.0 * SIZE => area < 0.93 * 2.0 * 10.5 * 10.5,
            _ => area < 0.93 * std::f64::consts::PI * 8.5 * 8.5,
        };
        let lock = packet["parts"].as_array().unwrap().iter().any(|part| part == "lock");
        assert_eq!(lock, locked, "{told}: {packet} and on the page {mark:?}");
    }
    image
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_shows_what_the_page_shows() {
    for fragment in ["", "#blocked=1", "#direction=egress", "#direction=egress&blocked=1"] {
        let start = Visit { fragment, look: STILL, before: Some(KEEP), ..Visit::default() };
        visit("image-story", start, move |page| async move {
            let stage = Stage::on(&page).await;
            let (mut locks, mut strikes) = (0, 0);
            for step in 0..60 {
                let image = check(&page, &format!("{fragment}, step {step}")).await;
                locks += image["packets"].to_string().matches("lock").count();
                strikes += image["strikes"].as_array().unwrap().len();
                if stage.phase().await == "done" {
                    break;
                }
                stage.press("Step").await;
            }
            assert_eq!(stage.phase().await, "done");
            assert!(locks > 0, "{fragment}: encrypted legs have locks");
            assert!(strikes > 0, "{fragment}: a node or pod that is out is struck through");
            // Between two gates.
            drag_to(&page, 300.0).await;
            check(&page, &format!("{fragment} on its way")).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_has_the_face_of_the_page() {
    let start = Visit { look: STILL, before: Some(KEEP), ..Visit::default() };
    visit("image-face", start, |page| async move {
        Stage::on(&page).await;
        for face in ["\"DejaVu Serif\", serif", "\"DejaVu Sans Mono\", monospace"] {
            let dress = "document.documentElement.style.setProperty('--g-face', arguments[0])";
            page.driver.client.execute(dress, vec![face.into()]).await.unwrap();
            check(&page, face).await;
        }
    })
    .await;
}

/// Under `require-trusted-types-for 'script'` no text may become elements; the image is made of elements alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_made_without_turning_text_into_elements() {
    let watch: &'static str = Box::leak(
        format!(
            "{KEEP} window.sunk = []; window.watched = () => {{
            for (const [of, name] of [[Element, 'innerHTML'], [Element, 'outerHTML'], [ShadowRoot, 'innerHTML']]) {{
                const {{ set, get }} = Object.getOwnPropertyDescriptor(of.prototype, name);
                Object.defineProperty(of.prototype, name, {{ get, set(text) {{ sunk.push(name); set.call(this, text); }} }});
            }}
            for (const [of, name] of [[Element.prototype, 'insertAdjacentHTML'], [DOMParser.prototype, 'parseFromString'],
                [Range.prototype, 'createContextualFragment'], [Document.prototype, 'write']]) {{
                const real = of[name];
                of[name] = function (...given) {{ sunk.push(name); return real.apply(this, given); }};
            }} }};"
        )
        .into_boxed_str(),
    );
    let start = Visit { look: STILL, before: Some(watch), ..Visit::default() };
    visit("image-sinks", start, |page| async move {
        let stage = Stage::on(&page).await;
        stage.press("Step").await;
        stage.open_dialog("Save an image of this moment", "stage-picture").await;
        // The app has placed the packet by the next task; from then on all is the script's.
        page.run("watched()").await;
        page.click("button", "SVG, for slides").await;
        page.until("the image is there", || async {
            (page.run("return saved.length").await == 1).then_some(())
        })
        .await;
        assert_eq!(page.run("return sunk").await, json!([]), "while the SVG is made");
        stage.open_dialog("Save an image of this moment", "stage-picture").await;
        page.run("sunk.length = 0").await;
        page.click("button", "PNG, for posts").await;
        page.until("the other image is there", || async {
            (page.run("return saved[1]?.type").await == "image/png").then_some(())
        })
        .await;
        assert_eq!(page.run("return sunk").await, json!([]));
    })
    .await;
}

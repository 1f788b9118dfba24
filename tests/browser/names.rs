//! Long names, addresses and paths: nothing scrolls sideways, overlaps, is cut off, or breaks inside a part that a line can hold.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Value, json};

use super::figure::CROWDED;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// Phones that fold, phones, tablets, the bounds of the figure's classes, and screens.
const WIDTHS: [u32; 14] = [256, 280, 300, 320, 344, 360, 390, 430, 640, 700, 768, 960, 1024, 1280];

const STORIES: [&str; 4] = ["", "blocked=1", "direction=egress", "direction=egress&blocked=1"];

/// The longest that a name may be: 63 letters without a place to break.
fn long(name: &str) -> String {
    let filler = "theverylongnamethatsomegeneratormadeforthispartoftheclusterofours";
    format!("{name}{filler}")[..63].to_owned()
}

/// The built-in scenario with the longest names, hosts and paths, and with IPv6 addresses for all that is IPv4.
pub fn long_scenario() -> String {
    let mut scenario: Value = serde_json::from_str(include_str!("../../assets/scenario.json")).unwrap();
    let names: BTreeMap<&str, String> = [
        "node-a",
        "node-b",
        "node-c",
        "web",
        "api",
        "web-1",
        "web-2",
        "web-3",
        "api-1",
        "api-2",
        "shop",
        "ingress",
        "drop-known-bad",
        "allow-web",
        "only-from-proxy",
        "https-to-outside",
        "names-from-cluster-dns",
        "payments",
        "ingress-proxy",
    ]
    .map(|name| (name, long(&name.replace('-', ""))))
    .into();
    lengthen(&mut scenario, &names);
    scenario.to_string()
}

fn lengthen(value: &mut Value, names: &BTreeMap<&str, String>) {
    match value {
        Value::String(text) => *text = longer(text, names),
        Value::Array(list) => list.iter_mut().for_each(|one| lengthen(one, names)),
        Value::Object(fields) => {
            // The names that are looked up are keys.
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, mut value)| {
                    // These are words of the format.
                    if !["protocol", "action", "direction", "scheme", "version", "mode", "tls", "algorithm"]
                        .contains(&key.as_str())
                    {
                        lengthen(&mut value, names);
                    }
                    // Those of nodes and pods.
                    let named = key.starts_with("node-") || key.contains('/');
                    (if named { longer(&key, names) } else { hosts(&key) }, value)
                })
                .collect();
        }
        _ => {}
    }
}

fn longer(text: &str, names: &BTreeMap<&str, String>) -> String {
    if let Some(name) = names.get(text) {
        return name.clone();
    }
    if let Some((namespace, name)) = text.split_once('/')
        && let (Some(namespace), Some(name)) = (names.get(namespace), names.get(name))
    {
        return format!("{namespace}/{name}");
    }
    let six = |address: Ipv4Addr| {
        let [a, b, c, d] = address.octets().map(u16::from);
        IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0x1234, 0x5678, 0x9abc, 0xdef0, a << 8 | b, c << 8 | d))
    };
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return six(address).to_string();
    }
    if let Some((address, bits)) = text.split_once('/')
        && let (Ok(address), Ok(bits)) = (address.parse::<Ipv4Addr>(), bits.parse::<u8>())
    {
        return format!("{}/{}", six(address), 96 + bits);
    }
    let path = "/products/with/a/path/of/many/parts/and/one-that-is-rather-long-by-itself/index?category=shoes&sort=price&page=12&q=";
    hosts(text).replace("/products?q=", path)
}

fn hosts(text: &str) -> String {
    let label = long("host");
    ["site.example", "payments.example", "unknown.example"]
        .iter()
        .fold(text.to_owned(), |text, host| text.replace(host, &format!("{label}.{host}")))
}

/// What is wrong with the page's texts outside the figure at this width: sideways scrolling, what leaves the column, what lies on
/// another on the stage, and parts of words that break although a line could hold them.
const WRONG: &str = r"
    const wrong = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) {
        const wide = [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5 && part.checkVisibility()
            && !part.closest('.hops, svg'));
        wrong.push('scrolls to ' + root.scrollWidth + ': ' + wide.slice(0, 4).map((part) => part.tagName + '.' + (part.className.baseVal ?? part.className)));
    }
    const stage = document.querySelector('#stage .stage');
    const bounds = document.getElementById('stage').getBoundingClientRect();
    const pen = document.createElement('canvas').getContext('2d');
    const walk = document.createTreeWalker(whole ? document.body : stage, NodeFilter.SHOW_TEXT);
    const texts = [];
    const hidden = (part) => part.closest('svg, option, .sealed s, textarea, template, script, .visually-hidden, .wide-only, .hops, .skip-link, thead')
        || !part.checkVisibility({ visibilityProperty: true }) || getComputedStyle(part).clipPath !== 'none';
    for (let node; (node = walk.nextNode()); ) {
        const part = node.parentElement;
        if (!node.data.trim() || hidden(part)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const style = getComputedStyle(part);
        const within = part.closest('#drawer')?.getBoundingClientRect() ?? bounds;
        const scrolls = part.closest('.inspector, .numbered, .glass, .card .now, .card .story');
        for (const box of range.getClientRects()) {
            if (!box.width) continue;
            // What is scrolled out of the panel is not seen, nor what follows the lines that a reason has beside a lesson.
            const seen = [scrolls, part.closest('.card .now p')].filter(Boolean).every((clip) => {
                const view = clip.getBoundingClientRect();
                if (box.bottom > view.bottom + 0.5 || box.top < view.top - 0.5) return false;
                if (box.right > view.right + 0.5) wrong.push('cut off in the panel: ' + node.data.trim().slice(0, 60));
                return true;
            });
            if (!seen) continue;
            // Lines beyond those that a reason may have lie on the last of them, unseen.
            const cut = getComputedStyle(part.closest('p') ?? part).webkitLineClamp !== 'none' && texts.at(-1)?.part === part;
            if (stage.contains(part) && !cut) texts.push({ part, box, said: node.data.trim().slice(0, 60) });
            if (box.right > within.right + 1 || box.left < within.left - 1) wrong.push('leaves the stage: ' + node.data.trim().slice(0, 60));
        }
        // The parts between the places where a word may break.
        for (const { 0: token, index } of node.data.matchAll(/[^\s:\/?&=.,;\-_@+%]+/g)) {
            range.setStart(node, index);
            range.setEnd(node, index + token.length);
            const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0.5).map((box) => Math.round(box.top)));
            if (lines.size < 2) continue;
            let block = part;
            while (getComputedStyle(block).display.startsWith('inline') || getComputedStyle(block).display === 'contents') block = block.parentElement;
            const inner = getComputedStyle(block);
            const room = block.clientWidth - parseFloat(inner.paddingLeft) - parseFloat(inner.paddingRight);
            pen.font = [style.fontStyle, style.fontWeight, style.fontSize, style.fontFamily].join(' ');
            if (pen.measureText(token).width < room - 2) wrong.push('split: ' + token + ' in ' + node.data.trim().slice(0, 60) + ' of ' + room);
        }
    }
    const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
    texts.forEach(({ box, said }, index) => texts.slice(index + 1).forEach((other) => {
        if (meet(box, other.box)) wrong.push(said + ' on ' + other.said);
    }));
    for (const box of stage.querySelectorAll('.inspector')) {
        if (box.scrollWidth > box.clientWidth) wrong.push('the panel scrolls sideways');
    }
    return [...new Set(wrong)].slice(0, 12);";

/// Whether the whole page is looked at; and nothing is, until the figure has the window's class.
const CLASSED: &str = "const whole = arguments[0];
    const width = document.querySelector('.figure-frame').clientWidth;
    if (!document.querySelector('.figure-box').classList.contains(width < 600 ? 'narrow' : width < 900 ? 'medium' : 'wide')) return null;";

/// Looks at every width at the stage, or at the whole page: the article's words stay while a story goes on.
async fn at_every_width(page: &Page, told: &str, whole: bool) {
    // The browser needs not lay out what is not looked at.
    let shown = if whole { "" } else { "none" };
    let show = "const stage = document.getElementById('stage');
        for (const part of document.querySelector('article').children) if (!part.contains(stage)) part.style.display = arguments[0]";
    page.driver.client.execute(show, vec![shown.into()]).await.unwrap();
    let looks = format!("{CLASSED} {CROWDED} return [(() => {{ {WRONG} }})(), crowded()];");
    for width in WIDTHS {
        page.resize(width, 844).await;
        let wrong = page
            .until("the figure has the window's class", || async {
                let found = page.driver.client.execute(&looks, vec![whole.into()]).await.unwrap();
                (!found.is_null()).then_some(found)
            })
            .await;
        assert_eq!(wrong, json!([[], []]), "{told}, {width} px: of the page, of the figure");
    }
}

/// Shows a preset's end.
pub async fn show(page: &Page, preset: &str) {
    let request = format!("request={preset}");
    page.command("set", &request).await;
    page.until(preset, || async {
        let state = page.command("seek", "900000").await;
        (state["request"] == preset && state["outcome"].is_string()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_width_from_256_pixels_scrolls_sideways_in_any_story_or_preset() {
    let look = Look { reduced_motion: true, ..Look::default() };
    visit("widths", Visit { look, ..Visit::default() }, |page| async move {
        for story in STORIES {
            page.open(&format!("#{story}")).await;
            Stage::on(&page).await;
            page.command("seek", "1500").await;
            at_every_width(&page, &format!("{story} under way"), true).await;
            page.command("seek", "900000").await;
            at_every_width(&page, &format!("{story} at its end"), false).await;
        }
        let presets: Value = serde_json::from_str(include_str!("../../assets/presets.json")).unwrap();
        let presets = presets.as_array().or(presets["presets"].as_array()).unwrap();
        assert!(presets.len() >= 30);
        for preset in presets {
            let name = preset["name"].as_str().unwrap();
            show(&page, name).await;
            at_every_width(&page, name, false).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_names_addresses_and_paths_stay_whole_and_apart() {
    for story in STORIES {
        let fragment: &'static str = Box::leak(format!("#scenario=../long.json&{story}").into_boxed_str());
        let look = Look { reduced_motion: true, ..Look::default() };
        visit("long-names", Visit { fragment, look, ..Visit::default() }, move |page| async move {
            let stage = Stage::on(&page).await;
            page.until("the scenario is on the stage", || async {
                page.run("return document.querySelector('.chip title').textContent.length > 60").await.as_bool()?.then_some(())
            })
            .await;
            assert_eq!(stage.warnings().await, Vec::<String>::new());
            for step in 0..60 {
                at_every_width(&page, &format!("{fragment}, step {step}"), step == 0).await;
                if stage.phase().await == "done" {
                    break;
                }
                stage.press("Step").await;
                // On its way to the next gate, where its addresses are written beside it.
                let at = page.command("state", "").await["moment"].as_u64().unwrap();
                page.command("seek", &(at + 60).to_string()).await;
                at_every_width(&page, &format!("{fragment}, after step {step}"), false).await;
                if step > 2 && story.contains("direction") || step > 8 {
                    page.command("seek", "900000").await;
                }
            }
            // What is shortened in the figure is told whole.
            let shortened = page.run(
                "return [...document.querySelectorAll('#stage .scene text')].filter((text) => text.textContent.includes('…')
                    && !text.closest('g').querySelector('title')?.textContent).map((text) => text.textContent)",
            ).await;
            assert_eq!(shortened, json!([]));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editors_and_dialogs_fit_every_width_with_the_longest_names() {
    let look = Look { reduced_motion: true, ..Look::default() };
    let fragment = "#scenario=../long.json&blocked=1";
    visit("narrow-editors", Visit { fragment, look, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        page.run("document.querySelector('.scenario-editor > summary').click()").await;
        page.until("the editor is there", || async {
            page.run("return document.querySelector('.scenario-editor li') !== null").await.as_bool()?.then_some(())
        })
        .await;
        page.run("for (const fold of document.querySelectorAll('details details')) fold.open = true").await;
        at_every_width(&page, "scenario open", true).await;
        stage.open_the_editor().await;
        // An address that is none: the message holds all of it.
        page.run("document.querySelector('.editor [name=url]').value = 'ftp://' + 'averylonglabel'.repeat(4) + '.site.example/' + 'part/'.repeat(30)").await;
        stage.press("Send it").await;
        page.until("the problem is told", || async {
            page.run("return document.querySelector('.editor .problems').textContent.includes('ftp')").await.as_bool()?.then_some(())
        })
        .await;
        at_every_width(&page, "request open", true).await;
        let dialogs = page.run("return document.querySelectorAll('dialog').length").await.as_u64().unwrap();
        for dialog in 0..dialogs {
            page.run(&format!("document.querySelectorAll('dialog')[{dialog}].showModal()")).await;
            for width in WIDTHS {
                page.resize(width, 844).await;
                let cut = page.run(&format!(
                    "const dialog = document.querySelectorAll('dialog')[{dialog}]; return [dialog.scrollWidth - dialog.clientWidth,
                        dialog.getBoundingClientRect().right <= innerWidth && dialog.getBoundingClientRect().left >= 0]"
                )).await;
                assert_eq!(cut, json!([0, true]), "dialog {dialog} at {width} px");
            }
            page.run(&format!("document.querySelectorAll('dialog')[{dialog}].close()")).await;
        }
    })
    .await;
}

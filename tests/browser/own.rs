//! A reader's own request: a link keeps all of it, a direction leaves it.

use serde_json::Value;

use super::editor::fill;
use super::support::clock::drag_to;
use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

const STILL: Look =
    Look { size: (1280, 900), dark: false, reduced_motion: true, javascript: true, graphics: false };

/// Fields and what is typed into them; `preset` and `method` are chosen.
type Typed = &'static [(&'static str, &'static str)];

/// What a reader sends, what then stands in the caption, and what the link says of it.
const SENT: [(Typed, &str, &[&str]); 12] = [
    (&[("url", "https://site.example/cart?item=7&b=2")], "Answered", &["cart"]),
    (
        &[("url", "https://site.example/"), ("source-ip", "198.51.100.70")],
        "firewall.source_denied",
        &["source-ip=198.51.100.70"],
    ),
    (
        &[("url", "https://api.payments.example/v1"), ("from", "shop/api-2"), ("body", "{\"a\": 'b'}")],
        "Answered",
        &["direction=egress", "from=shop/api-2"],
    ),
    (&[("url", "https://site.example/"), ("direction", "egress")], "dns.no_such_name", &["direction=egress"]),
    (
        &[("url", "https://api.payments.example/"), ("direction", "ingress")],
        "waf.certificate_name",
        &["direction=ingress"],
    ),
    (&[("url", "https://site.example/"), ("tls-version", "1.0")], "waf.tls_version", &["--tls-max%201.0"]),
    (&[("url", "http://site.example/"), ("method", "DELETE")], "Answered", &["-X%20DELETE"]),
    (
        &[
            ("url", "https://site.example/upload"),
            ("method", "PUT"),
            ("headers", "Content-Type: text/plain\nX-Own: a, b"),
            ("body", "file=../../etc/passwd\nsecond line"),
        ],
        "waf.path_traversal",
        &["X-Own", "second%20line"],
    ),
    (&[("curl", "curl -k --tls-max 1.2 -A probe https://site.example/a")], "Answered", &["-k", "probe"]),
    (
        &[("curl", "https://site.example/"), ("source-ip", "198.51.100.70")],
        "firewall.source_denied",
        &["request=https://site.example/&source-ip=198.51.100.70"],
    ),
    (
        &[("preset", "exhausted-nat"), ("url", "https://api.payments.example/own"), ("from", "shop/web-3")],
        "nat_gateway.ports_exhausted",
        &["preset=exhausted-nat", "own"],
    ),
    (
        &[("preset", "expired-certificate"), ("url", "https://site.example/own")],
        "waf.certificate_expired",
        &["preset=expired-certificate", "own"],
    ),
];

/// All that is told of the request on show, at its end: caption, hops, the panels of the ends, and the form.
async fn told(page: &Page) -> Value {
    drag_to(page, 9_000_000.0).await;
    page.run(
        "const text = (css) => document.querySelector(css).textContent;
        const form = document.querySelector('.editor form');
        return [text('.caption'), text('.hops'), text('.request-line code'), text('.inspector'), text('.clock'),
            [...document.querySelectorAll('[data-gate]')].map(({ dataset }) => [dataset.gate, dataset.state]),
            [...new FormData(form)].filter(([name]) => name !== 'preset')]",
    )
    .await
}

async fn sent(page: &Page) -> String {
    let sent = page.run("return document.querySelector('.request-line code').textContent").await;
    sent.as_str().unwrap().to_owned()
}

/// Chooses in a menu of the form, as a reader does.
async fn pick(page: &Page, menu: &str, value: &str) {
    let script =
        "const menu = document.querySelector(`.editor [name=${arguments[0]}]`); menu.value = arguments[1];
        menu.dispatchEvent(new Event('change', { bubbles: true }))";
    page.driver.client.execute(script, vec![menu.into(), value.into()]).await.unwrap();
}

async fn send(page: &Page, stage: &Stage, typed: Typed) {
    let of = |field: &str| typed.iter().find(|(name, _)| *name == field).map(|(_, text)| *text);
    if let Some(preset) = of("preset") {
        pick(page, "preset", preset).await;
        page.until("the preset is on show", || async {
            let link = page.run("return location.hash").await;
            link.as_str()?.contains(preset).then_some(())
        })
        .await;
    }
    fill(page, typed).await;
    for menu in ["method", "tls-version"] {
        if let Some(value) = of(menu) {
            pick(page, menu, value).await;
        }
    }
    stage.press("Send it").await;
    page.until("it is on the stage", || async {
        let sending =
            page.run("return document.querySelector('.editor .send').textContent.includes('Sending')").await;
        (sending == false && stage.caption().await.contains("request of your own")).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_keeps_all_of_an_own_request() {
    visit("own-link", Visit { look: STILL, ..Visit::default() }, |page| async move {
        for (typed, expected, says) in SENT {
            page.open("").await;
            let stage = Stage::on(&page).await;
            stage.open_the_editor().await;
            send(&page, &stage, typed).await;
            let (first, line) = (told(&page).await, sent(&page).await);
            assert!(first[0].as_str().unwrap().contains(expected), "{typed:?}: {first}");
            let link = page.run("return location.href").await;
            let link = link.as_str().unwrap().to_owned();
            for part in says {
                assert!(link.contains(part), "{link} says {part}");
            }
            page.driver.client.goto("about:blank").await.unwrap();
            page.driver.client.goto(&link).await.unwrap();
            let stage = Stage::on(&page).await;
            stage.open_the_editor().await;
            page.until("the link shows it again", || async {
                let own = stage.caption().await.contains("request of your own");
                (own && sent(&page).await == line).then_some(())
            })
            .await;
            assert_eq!(told(&page).await, first, "{link}");
            assert_eq!(page.run("return location.href").await, link.as_str(), "the link stays");
            assert!(stage.warnings().await.is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_beside_a_request_is_told_and_the_page_stays() {
    let rows: [(&str, &[&str]); 7] = [
        ("#request=https://site.example/&source-ip=somewhere", &["somewhere", "an IP address"]),
        ("#request=https://api.payments.example/&from=shop/none", &["shop/none", "shop/web-1"]),
        ("#request=https://api.payments.example/&source-ip=192.0.2.9", &["source-ip", "192.0.2.9"]),
        ("#request=https://site.example/&from=shop/web-1", &["from", "shop/web-1"]),
        ("#source-ip=192.0.2.9", &["source-ip", "192.0.2.9", "beside a request"]),
        ("#request=https://site.example/&preset=nonesuch", &["nonesuch", "expired-certificate"]),
        ("#request=curl%20--tls-max%209%20https://site.example/", &["--tls-max", "9", "1.2"]),
    ];
    for (fragment, named) in rows {
        visit("own-wrong", Visit { fragment, look: STILL, ..Visit::default() }, move |page| async move {
            let stage = Stage::on(&page).await;
            page.until("a warning names it", || async {
                let told = stage.warnings().await.join(" ");
                named.iter().all(|name| told.contains(name)).then_some(())
            })
            .await;
            drag_to(&page, 9_000_000.0).await;
            assert!(stage.caption().await.contains("Answered"), "{fragment}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_direction_leaves_an_own_request() {
    // What is on show, what is clicked, and the link and the form's address then.
    let rows = [
        ("#request=https://site.example/own", "Ingress", "", "https://site.example/products?q=shoes"),
        ("#request=https://site.example/own&source-ip=198.51.100.70", "Ingress", "", "q=shoes"),
        (
            "#request=https://site.example/own",
            "Egress",
            "#direction=egress",
            "api.payments.example/v1/charges",
        ),
        (
            "#request=https://api.payments.example/own&from=shop/web-3",
            "Egress",
            "#direction=egress",
            "api.payments.example/v1/charges",
        ),
        ("#request=https://api.payments.example/own", "Ingress", "", "q=shoes"),
        ("#request=exhausted-nat", "Egress", "#direction=egress", "v1/charges"),
        ("#request=https://site.example/own", "", "#blocked=1", "q=%27"),
        (
            "#request=https://site.example/own&scenario=../own.json",
            "Ingress",
            "#scenario=../own.json",
            "site.example",
        ),
    ];
    for (fragment, direction, link, url) in rows {
        visit("own-leave", Visit { fragment, look: STILL, ..Visit::default() }, move |page| async move {
            let stage = Stage::on(&page).await;
            stage.open_the_editor().await;
            page.until("it is on show", || async {
                let shown = sent(&page).await;
                (!shown.contains("q=shoes")).then_some(())
            })
            .await;
            if direction.is_empty() {
                stage.block_the_request().await;
            } else {
                stage.choose(direction).await;
            }
            page.until("a story is told", || async {
                let caption = stage.caption().await;
                let form = page.run("return document.querySelector('.editor [name=url]').value").await;
                let own = caption.contains("of your own") || caption.contains("NAT gateway out of");
                (!own && form.as_str()?.contains(url)).then_some(())
            })
            .await;
            assert_eq!(page.run("return location.hash").await, link, "{fragment}, then {direction}");
            let checked = page.run(
                "return document.querySelector('[name=direction]:checked').value + document.querySelector('[role=switch]').checked",
            );
            let egress = link.contains("egress");
            let expected = [if egress { "egress" } else { "ingress" }, if link.contains("blocked") { "true" } else { "false" }];
            assert_eq!(checked.await, expected.concat());
        })
        .await;
    }
}

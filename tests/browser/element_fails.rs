//! Where the element can't have its figure: whatever is asked of it is refused with a reason that says what to do, the page hears
//! of it once, and the poster stays.

use serde_json::{Value, json};

use super::support::driver::Kind;
use super::support::{Page, Visit, visit_page_in_each};

/// When the element knows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
    /// The frame or the browser tells.
    Told,
    /// The frame's page is there, and nothing in it speaks: five seconds later.
    Silent,
    /// The frame's page speaks and is not ready: thirty seconds after it began to load.
    Late,
    /// Nothing came at all: thirty seconds after it began to load.
    Never,
    /// Chromium says that the frame has loaded, Firefox says nothing.
    Refused,
}

use When::{Late, Never, Refused, Silent, Told};

/// The page's own header, where the figure's page is, when that is known, and what the reason says.
const FAILURES: &[(&str, &str, When, &str)] = &[
    ("", "as/no-wasm/", Told, "could not start"),
    ("", "as/corrupt-wasm/", Told, "could not start"),
    ("", "as/html-for-wasm/", Told, "could not start"),
    ("", "as/no-script/", Told, "could not start"),
    ("", "as/corrupt-script/", Told, "could not start"),
    ("", "as/script-of-another-type/", Told, "could not start"),
    ("", "as/untrusted/", Told, "could not start"),
    ("", "as/no-page/", Silent, "copy all of dist/"),
    ("", "as/other-page/", Silent, "copy all of dist/"),
    ("", "as/no-scripts/", Silent, "copy all of dist/"),
    ("", "as/no-frames/", Silent, "X-Frame-Options"),
    ("", "as/no-ancestors/", Silent, "frame-ancestors"),
    ("?cross-origin-embedder-policy=require-corp", "gauntlet/", Refused, "Cross-Origin-Embedder-Policy"),
    ("?content-security-policy=frame-src 'none'", "gauntlet/", Told, "frame-src"),
    (
        "?content-security-policy=default-src 'self' 'unsafe-inline'; frame-src https:",
        "gauntlet/",
        Told,
        "frame-src",
    ),
    ("", "as/moved-page/", Told, "name the address that it leads to"),
    ("", "as/hanging-wasm/", Late, "not ready within 30 s. Some of its files did not arrive"),
    ("", "as/hanging-script/", Late, "not ready within 30 s. Some of its files did not arrive"),
    ("", "as/hanging-page/", Never, "not ready within 30 s. Open that address"),
];

/// What works although it is not as it should be.
const WORKS: &[(&str, &str)] = &[
    ("", "as/well/"),
    ("", "as/wasm-of-another-type/"),
    ("", "as/trusted/"),
    ("?cross-origin-embedder-policy=require-corp", "as/isolated/"),
];

async fn look(page: &Page) -> Value {
    page.run("return look()").await
}

/// Opens the page with a header of its own and puts a figure there.
async fn put(page: &Page, header: &str, src: &str) {
    let address = page.site.author(&["clocked.html", header].concat());
    page.driver.client.goto(&address).await.unwrap();
    page.driver.client.execute("put(arguments[0])", vec![src.into()]).await.unwrap();
}

/// Lets time pass when what is waited for is under way.
async fn wait(page: &Page, when: When) {
    let when = match (when, page.driver.kind) {
        (Refused, Kind::Chromium) => Silent,
        (Refused, Kind::Firefox) => Never,
        _ => when,
    };
    let ready = match when {
        Told => return,
        Silent => "return held().includes(5000)",
        Late => "return held().includes(30000) && heard.includes('hello')",
        Never | Refused => "return held().includes(30000)",
    };
    page.until(ready, || async { (page.run(ready).await == true).then_some(()) }).await;
    assert_eq!(look(page).await["answers"], json!(["waits"]), "it was given up too early");
    // A moment before its time nothing is given up.
    let time = if when == Silent { 5_000 } else { 30_000 };
    page.run(&format!("passTime({})", time - 1)).await;
    assert_eq!(look(page).await["answers"], json!(["waits"]), "it was given up a moment too early");
    page.run("passTime(1)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_is_refused_with_what_to_do_and_the_poster_stays() {
    let start = Visit { broken: true, ..Visit::default() };
    visit_page_in_each("clocked.html", start, |page| async move {
        for (header, src, when, reason) in FAILURES {
            let row = format!("{header} {src}");
            eprintln!("{row}");
            put(&page, header, src).await;
            let poster = page
                .until(&format!("{row}: the poster is there"), || async {
                    let now = look(&page).await;
                    (now["poster"] == true).then_some(now)
                })
                .await;
            assert_eq!(poster["frame"], false, "{row}: the frame is hidden until it is ready");
            wait(&page, *when).await;
            let found = page
                .until(&format!("{row}: it is refused"), || async {
                    let now = look(&page).await;
                    (now["answers"] != json!(["waits"])).then_some(now)
                })
                .await;
            let told = found["told"].as_array().unwrap();
            assert_eq!(told.len(), 1, "{row}: one event: {found}");
            assert!(told[0].as_str().unwrap().contains(reason), "{row}: {found}");
            assert_eq!(found["answers"], json!([told[0]]), "{row}: every method, with the same reason");
            assert_eq!((&found["poster"], &found["frame"]), (&json!(true), &json!(false)), "{row}: {found}");
            assert!(found["words"].as_str().unwrap().contains("didn’t load"), "{row}: {found}");
            // What is asked later is refused at once, and nobody is told again.
            page.run("askAll()").await;
            let later = page
                .until(&format!("{row}: it is refused again"), || async {
                    let now = look(&page).await;
                    (now["answers"] != json!(["waits"])).then_some(now)
                })
                .await;
            assert_eq!(later, found, "{row}");
            assert_eq!(found["own"], json!([]), "{row}: the page's own handlers hear nothing");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unusual_works() {
    visit_page_in_each("clocked.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        for (header, src) in WORKS {
            put(&page, header, src).await;
            let found = page
                .until(&format!("{header} {src} is ready"), || async {
                    let now = look(&page).await;
                    let answered = now["answers"].as_array().unwrap().iter().all(|answer| answer != "waits");
                    answered.then_some(now)
                })
                .await;
            assert_eq!(found["frame"], true, "{src}: {found}");
            assert_eq!((&found["poster"], &found["words"]), (&json!(false), &json!("")), "{src}: {found}");
            // One asks for a preset that does not exist.
            assert_eq!(found["answers"].as_array().unwrap().len(), 2, "{src}: {found}");
            assert_eq!(found["told"], json!([]), "{src}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_comes_late_takes_its_place() {
    visit_page_in_each("clocked.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        put(&page, "", "as/hanging-wasm/").await;
        wait(&page, Late).await;
        page.until("it is given up", || async { (look(&page).await["told"] != json!([])).then_some(()) })
            .await;
        page.site.release();
        page.until("it is there", || async { (look(&page).await["frame"] == true).then_some(()) }).await;
        page.run("askAll()").await;
        let found = page
            .until("it answers", || async {
                let now = look(&page).await;
                let answered = now["answers"].as_array().unwrap().iter().all(|answer| answer != "waits");
                answered.then_some(now)
            })
            .await;
        assert!(found["answers"].to_string().contains("\"done\""), "{found}");
        assert_eq!((&found["poster"], &found["words"]), (&json!(false), &json!("")), "{found}");
    })
    .await;
}

/// A script, and what it leaves of the promises.
const OFF_THE_PAGE: &[(&str, &str)] = &[
    ("window.figure = document.createElement('traffic-gauntlet')", "put the element in the page first"),
    ("put('as/hanging-page/'); figure.remove()", "the element was taken off the page"),
    ("put('gauntlet/'); document.body.replaceChildren()", "the element was taken off the page"),
    ("put('as/hanging-page/'); figure.setAttribute('src', 'as/hanging-script/')", "loaded anew"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_element_off_the_page_refuses_too() {
    visit_page_in_each("clocked.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        for (script, reason) in OFF_THE_PAGE {
            page.driver.client.goto(&page.site.author("clocked.html")).await.unwrap();
            let asked = if script.starts_with("put") { "" } else {
                "window.told = []; figure.addEventListener('error', ({ detail }) => told.push(detail.message)); askAll();"
            };
            // The promises of `put` are made before the element is taken off.
            page.run(&format!("{script}; {asked}")).await;
            let found = page
                .until(script, || async {
                    let now = look(&page).await;
                    (now["answers"] != json!(["waits"])).then_some(now)
                })
                .await;
            let answers = found["answers"].as_array().unwrap();
            assert!(answers.len() == 1 && answers[0].as_str().unwrap().contains(reason), "{script}: {found}");
            let told = found["told"].as_array().unwrap().len();
            assert_eq!(told, usize::from(!reason.contains("anew")), "{script}: {found}");
            assert_eq!(found["own"], json!([]), "{script}");
        }
        // Put back, it has its figure.
        page.driver.client.goto(&page.site.author("clocked.html")).await.unwrap();
        page.run("put('gauntlet/'); figure.remove(); document.body.append(figure)").await;
        page.run("askAll()").await;
        page.until("it is there", || async {
            let now = look(&page).await;
            (now["frame"] == true && now["answers"].to_string().contains("\"done\"")).then_some(())
        })
        .await;
    })
    .await;
}

/// An `src`, and what is told.
const ADDRESSES: &[(&str, &str)] = &[
    ("javascript:parent.own.push('ran')", "expected an http, https or file address"),
    ("data:text/html,<script>parent.own.push('ran')</script>", "expected an http, https or file address"),
    ("blob:null/1", "expected an http, https or file address"),
    ("http://[", "expected an http, https or file address"),
    ("https://user:\u{0}@/%", "expected an http, https or file address"),
    ("about:blank", "expected an http, https or file address"),
    ("clocked.html", "the address of this very page"),
    ("#here", "the address of this very page"),
    ("", "copy all of dist/"),
];

#[tokio::test(flavor = "multi_thread")]
async fn bad_addresses_are_told_and_run_nothing() {
    visit_page_in_each("clocked.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        for later in [false, true] {
            for (src, reason) in ADDRESSES {
                put(&page, "", if later { "gauntlet/" } else { src }).await;
                if later {
                    page.until("the figure is there and has answered", || async {
                        let now = look(&page).await;
                        (now["frame"] == true && !now["answers"].to_string().contains("\"waits\""))
                            .then_some(())
                    })
                    .await;
                    let set = "figure.setAttribute('src', arguments[0]); askAll()";
                    page.driver.client.execute(set, vec![(*src).into()]).await.unwrap();
                }
                let found = page
                    .until(&format!("“{src}” is refused"), || async {
                        page.run("if (held().includes(5000)) passTime(5000)").await;
                        let now = look(&page).await;
                        (now["told"] != json!([])).then_some(now)
                    })
                    .await;
                let told = found["told"].as_array().unwrap();
                assert!(told.len() == 1 && told[0].as_str().unwrap().contains(reason), "{src}: {found}");
                assert_eq!(found["answers"], json!([told[0]]), "{src}");
                assert_eq!((&found["own"], &found["frame"]), (&json!([]), &json!(false)), "{src}");
            }
        }
        // A scenario's too, while the figure goes on.
        put(&page, "", "gauntlet/").await;
        page.until("the figure is there", || async { (look(&page).await["frame"] == true).then_some(()) })
            .await;
        page.run("figure.setAttribute('scenario', 'http://[')").await;
        let found = look(&page).await;
        assert_eq!(found["told"], json!(["scenario is “http://[”, expected an address"]));
        assert_eq!((&found["own"], &found["frame"]), (&json!([]), &json!(true)));
    })
    .await;
}

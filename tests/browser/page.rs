//! The page around the stage: nothing from elsewhere, nothing cut off, in every size and theme.

use super::support::axe::violations;
use super::support::driver::Look;
use super::support::site::FOLDER;
use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_it_is() {
    visit("title", Visit::default(), |page| async move {
        assert_eq!(
            page.driver.client.title().await.unwrap(),
            "Gauntlet: the layers around a Kubernetes cluster"
        );
        assert_eq!(page.run("return document.documentElement.lang").await, "en");
        let described = page.run("return document.querySelector('meta[name=description]').content").await;
        assert!(described.as_str().unwrap().contains("request"), "{described}");
        assert_eq!(page.run("return document.querySelectorAll('h1').length").await, 1);
    })
    .await;
}

/// The article leads to the document that says how true it is, that to others, and each back; on a phone too, in both themes.
#[tokio::test(flavor = "multi_thread")]
async fn the_documents_are_pages_of_the_site() {
    for (size, dark) in [((1280, 720), false), ((390, 844), true)] {
        let look = Look { size, dark, ..Look::default() };
        visit("documents", Visit { look, ..Visit::default() }, move |page| async move {
            Stage::on(&page).await;
            let go = |link: &'static str| {
                let page = page.clone();
                async move {
                    let click = format!("document.querySelector('a[href^=\"{link}\"]').click()");
                    page.run(&click).await;
                }
            };
            let titled = |title: &'static str| {
                let page = page.clone();
                async move {
                    page.until(title, || async {
                        let told = page.run("return document.querySelector('h1')?.textContent").await;
                        (told == title).then_some(())
                    })
                    .await;
                }
            };
            go("./fidelity.html").await;
            titled("How true is this?").await;
            let found = violations(&page).await;
            assert!(found.is_empty(), "{size:?}:\n{}", found.join("\n"));
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(page.run(wide).await, 0, "nothing beside the page at {size:?}");
            let rows = page.run("return document.querySelectorAll('td').length").await;
            assert!(rows.as_u64().unwrap() > 20, "the recorded figures are there: {rows}");
            go("measured.html").await;
            titled("What was measured, and how it is tested").await;
            go("./").await;
            Stage::on(&page).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_refuses_what_the_page_did_not_bring() {
    // Text that would be a script is refused before `script-src` is asked.
    let inline_script =
        "try { const script = document.createElement('script'); script.textContent = 'window.ran = true';
        document.body.append(script); } catch {}";
    // A module that the page asks for is a script too, and no text.
    let module = "import('data:text/javascript,window.ran=true').catch(() => {});";
    let inline_style = "document.body.setAttribute('style', 'color: red');";
    let elsewhere = "fetch('http://192.0.2.1/').catch(() => {});";
    for (attempt, refused_by) in [
        (inline_script, "require-trusted-types-for"),
        (module, "script-src-elem"),
        (inline_style, "style-src-attr"),
        (elsewhere, "connect-src"),
    ] {
        // What the policy refuses is an error on the console: a script before the page's own says that it is expected.
        visit("policy", Visit { before: Some("void 0"), ..Visit::default() }, move |page| async move {
            Stage::on(&page).await;
            let script = format!(
                "const done = arguments[0]; {attempt} document.addEventListener('securitypolicyviolation', \
                 (event) => done(event.effectiveDirective));"
            );
            let refused = page.driver.client.execute_async(&script, Vec::new()).await.unwrap();
            assert_eq!(refused, refused_by);
            assert!(page.run("return window.ran ?? null").await.is_null(), "the inline script did not run");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_from_the_sites_own_folder() {
    visit("own-folder", Visit::default(), |page| async move {
        Stage::on(&page).await;
        let asked =
            page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)").await;
        let own = page.site.page("");
        let asked = asked.as_array().unwrap();
        assert!(asked.len() >= 3, "script, wasm and icon: {asked:?}");
        for address in asked {
            assert!(address.as_str().unwrap().starts_with(&own), "{address} is not below {FOLDER}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_width_needs_sideways_scrolling() {
    for (name, width) in
        [("w256", 256), ("w320", 320), ("w390", 390), ("w768", 768), ("w1024", 1024), ("w1920", 1920)]
    {
        for dark in [false, true] {
            let look = Look { size: (width, 844), dark, ..Look::default() };
            visit(name, Visit { look, ..Visit::default() }, move |page| async move {
                Stage::on(&page).await;
                let wide = page.run("return document.documentElement.scrollWidth").await;
                assert!(wide.as_u64().unwrap() <= u64::from(width), "{wide} in a window of {width}");
            })
            .await;
        }
    }
}

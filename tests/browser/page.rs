//! The page around the stage: nothing from elsewhere, nothing cut off, in every size and theme.

use super::support::driver::Look;
use super::support::site::FOLDER;
use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_from_the_sites_own_folder() {
    visit("own-folder", Visit::default(), |page| async move {
        Stage::on(&page).await;
        let asked =
            page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)").await;
        let own = page.site.page("");
        let asked = asked.as_array().unwrap();
        assert!(asked.len() >= 4, "styles, scripts and wasm: {asked:?}");
        for address in asked {
            assert!(address.as_str().unwrap().starts_with(&own), "{address} is not below {FOLDER}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_width_needs_sideways_scrolling() {
    for (name, width) in [("w320", 320), ("w390", 390), ("w768", 768), ("w1024", 1024), ("w1920", 1920)] {
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

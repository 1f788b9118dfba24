//! The packet under glass shows what arrives at a layer, not what was once sent.

use super::support::driver::Look;
use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_sees_the_headers_that_earlier_layers_left_it() {
    let look = Look { reduced_motion: true, ..Look::default() };
    let start = Visit { fragment: "#request=known-caller", look, ..Visit::default() };
    visit("glass", start, |page| async move {
        let stage = Stage::on(&page).await;
        page.until("the preset is on show", || async {
            let shown = "return !!document.querySelector('.card .story strong')";
            (page.run(shown).await == true).then_some(())
        })
        .await;
        let glass = || async {
            let text = page.run("return document.querySelector('.glass').textContent").await;
            text.as_str().unwrap().to_owned()
        };
        assert!(glass().await.contains("X-API-Key: shoes-42"), "the client sends its key: {}", glass().await);
        stage.step_to_the_end().await;
        let text = glass().await;
        assert!(!text.contains("shoes-42"), "the gateway took it out: {text}");
        assert!(text.contains("X-Consumer-Username: mobile-app"), "and put the caller's name in: {text}");
    })
    .await;
}

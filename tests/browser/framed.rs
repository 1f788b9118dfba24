//! The site in a sandboxed frame, whose origin is none: it loads, looks and works as on a page of its own.

use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_sandboxed_frame_has_styles_stories_and_the_engines() {
    visit("framed", Visit { framed: true, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!(page.run("return self.origin").await, "null");
        let sheet = "return document.styleSheets.length === 1 && document.styleSheets[0].cssRules.length > 100";
        assert_eq!(page.run(sheet).await, true, "the style sheet is there");
        // By their place: the driver computes no roles within such a frame.
        page.run("document.querySelector('.stage [role=switch]').click()").await;
        stage.play_without_a_guess().await;
        stage.watch_to_the_end().await;
        assert!(stage.caption().await.contains("waf.sql_injection"));
        // A sandboxed frame sends no forms: the editor must do without.
        stage.open_the_editor().await;
        page.run(
            "document.querySelector('.editor [name=url]').value = 'https://site.example/?file=../../etc/passwd';
            document.querySelector('.editor .send button').click()",
        )
        .await;
        page.until("the reader's request is judged", || async {
            let told = page.run("return document.querySelector('.hops').textContent").await;
            let sent = page.run("return document.querySelector('.request-line').textContent").await;
            (sent.as_str()?.contains("etc/passwd") && told.as_str()?.contains("firewall")).then_some(())
        })
        .await;
        assert!(page.answer(&[9]).await.len() > 10, "the engines answer");
    })
    .await;
}

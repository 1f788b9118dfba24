//! The site in a sandboxed frame, whose origin is none: it loads, looks and works as on a page of its own.

use super::support::{Stage, Visit, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_sandboxed_frame_has_styles_stories_and_the_engines() {
    visit("framed", Visit { framed: true, ..Visit::default() }, |page| async move {
        let stage = Stage::on(&page).await;
        assert_eq!(page.run("return self.origin").await, "null");
        let sheets =
            "return document.styleSheets.length - document.querySelectorAll('link[rel=stylesheet]').length";
        assert_eq!(page.run(sheets).await, 0, "every style sheet is there");
        // By their place: the driver computes no roles within such a frame.
        page.run("document.querySelector('.stage [role=switch]').click()").await;
        stage.watch_to_the_end().await;
        assert!(stage.caption().await.contains("waf.sql_injection"));
        // Without `allow-forms` no form is sent, so the engines are asked as the editor asks them.
        let answer =
            page.run("return gauntletAnswer(new Uint8Array([9])).then((answer) => answer.length)").await;
        assert!(answer.as_u64() > Some(10), "the engines answer: {answer}");
    })
    .await;
}

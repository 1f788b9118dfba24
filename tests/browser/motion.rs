//! The animations beside the packet: each runs when its event happens, and none with reduced motion.

use std::collections::BTreeSet;

use super::support::driver::Look;
use super::support::{Page, Stage, Visit, visit};

/// Keeps the names of the motions that began.
const KEEP: &str = "window.began = []; document.addEventListener('animationstart', ({ animationName }) => began.push(animationName));";

/// The motions of the stage that have begun.
async fn began(page: &Page) -> BTreeSet<String> {
    let script = "return began.filter((name) => ['hush', 'falls', 'scan', 'lights', 'flies', 'rolls', 'lands'].includes(name))";
    serde_json::from_value(page.run(script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_story_moves_as_it_goes() {
    for (name, fragment, motions) in [
        ("motion-blocked", "#blocked=1", &["hush", "falls", "scan", "lights", "flies", "lands"][..]),
        ("motion-answered", "", &["scan", "rolls", "lands"]),
        ("motion-refused", "#request=no-key", &["hush", "falls", "scan", "rolls", "lands"]),
        ("motion-dropped", "#direction=egress&blocked=1", &["hush", "falls", "scan", "rolls"]),
    ] {
        for reduced_motion in [false, true] {
            let look = Look { reduced_motion, ..Look::default() };
            let fragment = if fragment.is_empty() { "#speed=4" } else { fragment };
            visit(
                name,
                Visit { fragment, look, before: Some(KEEP), ..Visit::default() },
                |page| async move {
                    let stage = Stage::on(&page).await;
                    if reduced_motion {
                        stage.step_to_the_end().await;
                        assert_eq!(began(&page).await, BTreeSet::new(), "{name}");
                        return;
                    }
                    stage.watch_to_the_end().await;
                    let expected: BTreeSet<String> = motions.iter().map(ToString::to_string).collect();
                    // The last one begins with the frame after.
                    page.until("all of it has moved", || async {
                        expected.is_subset(&began(&page).await).then_some(())
                    })
                    .await;
                    assert_eq!(began(&page).await, expected, "{name}");
                },
            )
            .await;
        }
    }
}

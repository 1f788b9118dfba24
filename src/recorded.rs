//! The four stories as the build ran them, and the presets that stand beside them as chips, so that the first load needs no engine.

use std::sync::{Arc, OnceLock};

use gauntlet_model::journey::Direction;
use gauntlet_model::report::{self, Offer, Report};

use crate::url::Settings;

const STORIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stories.postcard"));

/// All of it, unpacked once.
///
/// # Panics
/// Never: the build wrote it, and a test reads it.
pub fn unpacked() -> &'static (Vec<Arc<Report>>, Vec<Offer>) {
    static UNPACKED: OnceLock<(Vec<Arc<Report>>, Vec<Offer>)> = OnceLock::new();
    UNPACKED.get_or_init(|| match report::recorded(STORIES) {
        Ok((stories, chips)) => (stories.into_iter().map(Arc::new).collect(), chips),
        Err(_) => panic!("the build recorded no stories"),
    })
}

/// The story that the settings name.
///
/// # Panics
/// Never: there are four.
#[must_use]
pub fn story(settings: Settings) -> Arc<Report> {
    let at = usize::from(settings.direction == Direction::Egress) * 2 + usize::from(settings.blocked);
    match unpacked().0.get(at) {
        Some(story) => Arc::clone(story),
        None => panic!("the build recorded no such story"),
    }
}

/// The presets that stand beside the stories, the first of them first.
#[must_use]
pub fn chips() -> &'static [Offer] {
    &unpacked().1
}

#[cfg(test)]
mod tests {
    use gauntlet_model::ask::SEED;
    use gauntlet_scenario::Scenario;

    use super::*;

    #[test]
    fn each_is_what_the_engines_say() {
        let scenario = Scenario::built_in();
        for direction in [Direction::Ingress, Direction::Egress] {
            for blocked in [false, true] {
                let told =
                    gauntlet_explain::report::run(&scenario, &scenario.story(direction, blocked), SEED);
                let story = story(Settings { direction, blocked });
                assert!(story.tells_as(&told), "{direction:?}, blocked: {blocked}");
                assert_eq!(story.next.is_some(), blocked, "the other leads to its own blocked request");
            }
        }
    }
}

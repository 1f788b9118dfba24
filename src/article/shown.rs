//! What shows a cause of the decoder: a request that ends with it, found by running those that the page knows; or, where none
//! does, the layer that would stop it.

use std::sync::LazyLock;

use gauntlet_explain::diagnosis::{Entry, Symptom};
use gauntlet_explain::{preset, question, trace};
use gauntlet_model::ask::SEED;
use gauntlet_model::code::Code;
use gauntlet_model::composed::Composed;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;

use crate::gate::Gate;

/// Requests in the built-in scenario that end as no preset does.
const MORE: [&str; 1] = ["https://site.example:8443/"];

/// What ends with a code and how a client sees that, with its fragment.
static ENDS: LazyLock<Vec<(Direction, Code, Symptom, String)>> = LazyLock::new(|| {
    let presets = preset::all().into_iter().filter_map(|preset| {
        let scenario = preset.scenario().ok()?;
        let ask = question::composed(&scenario, &preset.request()).ok()?;
        Some((scenario, ask, preset.name))
    });
    let more = MORE.iter().filter_map(|url| {
        let scenario = Scenario::built_in();
        let parts = Composed { method: "GET".to_owned(), url: (*url).to_owned(), ..Composed::default() };
        let ask = question::composed(&scenario, &parts).ok()?;
        Some((scenario, ask, *url))
    });
    let ran = presets.chain(more).filter_map(|(scenario, ask, name)| {
        let told = trace::run(&scenario, &ask, SEED);
        Some((told.direction, told.code?, Symptom::of(&told.client), format!("request={name}")))
    });
    ran.collect()
});

/// The fragment that shows a cause with a symptom, and whether its request ends so; else it only leads to the layer.
pub(crate) fn of(entry: &Entry, symptom: Symptom) -> (String, bool) {
    let same = |(direction, code, seen, _): &&(Direction, Code, Symptom, String)| {
        (*direction, *code, *seen) == (entry.direction, entry.code, symptom)
    };
    if let Some((.., fragment)) = ENDS.iter().find(same) {
        return (fragment.clone(), true);
    }
    let way = if entry.direction == Direction::Egress { "direction=egress" } else { "blocked=0" };
    (format!("{way}&at={}", Gate::of(entry.code.layer()).id()), false)
}

//! Every preset's journey and every story's, in the language that this was built in.

use gauntlet_explain as explain;
use gauntlet_explain::preset;
use gauntlet_explain::question::composed;
use gauntlet_explain::remedy::Remedy;
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;
use serde_json::{Value, json};

/// All of them.
pub fn all() -> Vec<Value> {
    let mut out = Vec::new();
    for preset in preset::all() {
        let Ok(scenario) = preset.scenario() else { panic!("{}: its scenario", preset.name) };
        let Ok(ask) = composed(&scenario, &preset.request()) else { panic!("{}: its request", preset.name) };
        out.push(traced(preset.name, &scenario, &ask));
    }
    let scenario = Scenario::built_in();
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            let name = format!("{direction:?}, blocked: {blocked}");
            out.push(traced(&name, &scenario, &scenario.story(direction, blocked)));
        }
    }
    out
}

fn traced(name: &str, scenario: &Scenario, ask: &Ask) -> Value {
    let journey = explain::run(scenario, ask, SEED);
    let fix = Remedy::of(scenario, ask, SEED, &journey);
    json!({ "name": name, "journey": journey, "fix": fix })
}
